// Journal rows turned into rows of the record's tables. Pure: what is written, and when, is for others to decide.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "server/journal/journal.hpp"
#include "server/record/detail.hpp"
#include "server/record/minutes.hpp"
#include "server/record/tables.hpp"
#include "server/ward/codec.hpp"

namespace vigil::record {

/// By which a journal's row is told from that of another journal of the same identity: an older copy that went on.
std::uint64_t mark_of(const journal::row& r);

class batch {
public:
    static constexpr std::size_t bytes_max = 16u << 20; ///< begin no further row beyond this

    batch(int journal_id, const usual_codes& usual);

    /// Readings received on an earlier day (UTC) are left out: the record keeps them no longer.
    void keep_from(std::chrono::sys_days day) { kept_from_ = day; }

    /// A row whose bytes are not what they should be goes to vigil.undecodable.
    void add(const journal::row& r);
    void quarantine(const journal::row& r, std::string_view why);
    void clear();

    bool empty() const { return last_ == 0; }
    bool full() const { return rows_.bytes() >= bytes_max; } ///< of large rows, such as messages in quarantine
    journal::sequence first() const { return first_; }
    journal::sequence last() const { return last_; }
    instant earliest() const { return earliest_; } ///< received, of its rows
    instant latest() const { return latest_; }
    std::uint64_t mark() const { return mark_; } ///< of the last row: mark_of()
    std::size_t undecodable() const { return undecodable_count_; }
    std::size_t expired() const { return expired_count_; } ///< messages left out

    int journal_id() const { return journal_id_; }
    const std::set<std::chrono::sys_days>& days() const { return days_; } ///< of the readings, UTC
    bool changes_alarms() const { return !rows_.alarms.empty(); }
    bool shows_alarms() const { return !rows_.shown.empty(); }
    const tables& rows() const { return rows_; }
    const record::minutes& minutes() const { return minutes_; } ///< what its readings add to them

private:
    void note(const journal::row& r);
    void add_readings(const journal::row& r, const report& content);
    void begin(copy_rows& table, const journal::row& r);
    void begin_item(copy_rows& table, const journal::row& r, std::size_t item, instant at);
    void add_protocols(const journal::row& r, const ward::protocols_changed& all);
    struct whose {
        std::string_view ward, bed, stay;
    };
    void add_decided(const journal::row& r);
    template <class Command>
    void add_command(const journal::row& r, const Command& c, const whose& of, std::string_view reason = {});
    whose alarm_of_events(alarm::alarm_id id) const;
    void add_event(const journal::row& r, std::size_t item, const ward::recorded_event& e);
    void add_alarm(const alarm::alarm& a);
    void add_signals(const alarm::alarm& a);
    void add_words(const alarm::alarm& a);
    void add_station(const ward::station& s);

    int journal_id_;
    usual_codes usual_;
    journal::sequence first_ = 0, last_ = 0;
    instant earliest_{}, latest_{};
    std::uint64_t mark_ = 0;
    std::chrono::sys_days kept_from_ = std::chrono::sys_days::min();
    std::size_t undecodable_count_ = 0, expired_count_ = 0;
    std::set<std::chrono::sys_days> days_;
    tables rows_;
    record::minutes minutes_;
    ward::input input_; // reused, as are the next two
    std::vector<ward::recorded_event> events_;
    std::string scratch_;
};

} // namespace vigil::record
