// All wards as a pure fold over inputs: the same inputs give the same events, bit for bit. No clock, no I/O, no
// threads.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <queue>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "server/alarm/alarm.hpp"
#include "server/alarm/condition.hpp"
#include "server/alarm/rule_set.hpp"
#include "server/ward/event.hpp"
#include "server/ward/input.hpp"

namespace vigil::ward {

struct bed {
    ward_index ward{};
    std::string name;
    std::string stay;    ///< one patient's time in this bed; names what an alarm belongs to
    std::string patient; ///< empty until a sender names one
    bool monitored = false;
    std::optional<instant> last_heard; ///< last message of a monitor (charted values do not count)
    std::uint64_t last_key = 0; ///< of the last message, or the id of an alarm raised since: the next one's is derived
    alarm::chart chart;
    std::vector<alarm::condition> conditions; ///< one a rule, in rule order; the last is monitor_silent
    std::vector<alarm::alarm_id> alarms;      ///< of each condition that is active or latched; else 0
    instant scheduled = never;                ///< when the agenda next looks at this bed
};

struct ward {
    std::string name;
    std::uint64_t sequence = 0; ///< of the last event
    std::vector<bed_index> beds;
    std::size_t active = 0;   ///< alarms not cleared
    std::uint64_t digest = 0; ///< over the active alarms, see digest()
};

/// The part of a ward's digest that one alarm contributes: FNV-1a (64 bit) of "id:revision". A ward's digest is the
/// exclusive or over its active alarms, so a dashboard can compute it in any order.
std::uint64_t digest(const alarm::alarm& a);

/// Lives on the event-loop thread; nothing here blocks or locks.
class fold {
public:
    /// Applies every deadline up to `in.at` at its own due time, then the input. The events stay valid until the next
    /// call. Precondition: `in.at` is not before the previous input's.
    std::span<const event> apply(const input& in);

    /// When time alone may next change something; `never` if it cannot. May be early, never late.
    instant next_deadline() const;
    instant now() const { return now_; }

    const std::vector<ward>& wards() const { return wards_; }
    const std::vector<bed>& beds() const { return beds_; }
    std::optional<ward_index> find_ward(std::string_view name) const;
    std::optional<bed_index> find_bed(std::string_view ward, std::string_view name) const;

    /// The bed that the last readings_received went to, for whoever shows vital signs.
    bed_index last_bed() const { return last_bed_; }

    const alarm::alarm* find_alarm(alarm::alarm_id id) const;
    const std::map<alarm::alarm_id, alarm::alarm>& alarms() const { return alarms_; } ///< not cleared
    const alarm::rule_set& rules() const { return rules_; }
    std::string_view rules_text() const { return rules_text_.text; }
    std::uint64_t evaluations() const { return evaluations_; } ///< of rules, since construction

    /// The whole state as bytes; restore(snapshot()) followed by any inputs gives the events that this fold would give.
    std::string snapshot() const;
    static std::expected<fold, std::string> restore(std::string_view bytes);

private:
    struct due {
        instant at;
        bed_index bed;
        friend bool operator>(const due& a, const due& b) { return a.at != b.at ? a.at > b.at : a.bed > b.bed; }
    };

    void take(const tick&) {}
    void take(const readings_received& in);
    void take(const acknowledge& in);
    void take(const alarm_shown& in);
    void take(const rules_changed& in);

    // fold_time.cpp: what happens because time passes
    void advance(instant to);
    instant bed_due(const bed& b, instant after) const; ///< its first deadline later than `after`
    void apply_bed_deadline(bed_index b);
    void schedule(bed_index b);

    // fold_alarms.cpp: conditions become alarms
    std::size_t silence() const { return rules_.rules.size(); } ///< index of the monitor_silent condition
    void evaluate(bed_index b, std::uint32_t changed);
    void step(bed_index b, std::size_t rule);
    void raise(bed_index b, std::size_t rule, const alarm::limit_term* because);
    void settle(bed_index b, std::size_t rule, alarm::phase phase);
    void clear_all(bed_index b);
    void publish(alarm::alarm& a, bed_index b, alarm::phase phase);
    void fall_silent(bed_index b);
    void adopt(alarm::rule_set rules);

    bed_index bed_of(const report& r);
    bed_index add_bed(std::string_view ward_name, std::string_view name);
    std::uint32_t chart(bed& b, const report& r);
    bool identify(bed_index b, const readings_received& in);
    void announce(bed_index b);
    void emit(bed_index b, decltype(event::what) what);

    instant now_{};
    rules_changed rules_text_;
    alarm::rule_set rules_;
    std::vector<ward> wards_;
    std::vector<bed> beds_;
    std::unordered_map<std::string, bed_index> bed_names_; ///< "ward/bed"
    std::map<alarm::alarm_id, alarm::alarm> alarms_;
    std::priority_queue<due, std::vector<due>, std::greater<>> agenda_;
    std::vector<event> events_;
    std::string scratch_;
    bed_index last_bed_{};
    std::uint64_t evaluations_ = 0;
};

} // namespace vigil::ward
