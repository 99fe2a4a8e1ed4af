// Journal rows turned into rows of the record's tables. Pure: what is written, and when, is for others to decide.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "server/journal/journal.hpp"
#include "server/record/copy_rows.hpp"
#include "server/record/detail.hpp"
#include "server/ward/codec.hpp"

namespace vigil::record {

class batch {
public:
    batch(int journal_id, const usual_codes& usual);

    /// A row whose bytes are not what they should be goes to vigil.undecodable.
    void add(const journal::row& r);
    void quarantine(const journal::row& r, std::string_view why);
    void clear();

    bool empty() const { return last_ == 0; }
    journal::sequence first() const { return first_; }
    journal::sequence last() const { return last_; }
    std::size_t undecodable() const { return undecodable_count_; }

    int journal_id() const { return journal_id_; }
    const std::set<std::chrono::sys_days>& days() const { return days_; } ///< of the readings, UTC
    bool changes_alarms() const { return !alarms_.empty(); }
    bool shows_alarms() const { return !shown_.empty(); }
    std::vector<const copy_rows*> tables() const;

private:
    void note(const journal::row& r);
    void add_report(const journal::row& r, const report& content);
    void add_event(const journal::row& r, std::size_t item, const ward::recorded_event& e);
    void add_alarm(const alarm::alarm& a);

    int journal_id_;
    usual_codes usual_;
    journal::sequence first_ = 0, last_ = 0;
    std::size_t undecodable_count_ = 0;
    std::set<std::chrono::sys_days> days_;
    copy_rows readings_, alarms_, shown_, beds_, rules_, undecodable_;
    ward::input input_; // reused, as are the next two
    std::vector<ward::recorded_event> events_;
    std::string detail_;
};

} // namespace vigil::record
