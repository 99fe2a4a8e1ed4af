// All wards as a pure fold over inputs: the same inputs give the same events, bit for bit. No clock, no I/O, no
// threads.
#pragma once

#include <array>
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
#include "server/ward/claim.hpp"
#include "server/ward/event.hpp"
#include "server/ward/input.hpp"
#include "server/ward/placed_sender.hpp"
#include "server/ward/session.hpp"

namespace vigil::ward {

/// A condition of a bed that is not blank. The others, which are most, cost nothing.
struct live_condition {
    std::uint32_t rule = 0; ///< index in rule_set::rules
    alarm::condition state;
    alarm::alarm_id alarm{}; ///< while it is active or latched; else 0
};

/// A limit of this stay alone.
struct own_limit {
    std::uint32_t rule = 0;
    std::uint32_t level = 0; ///< index in rule::levels
    double limit = 0;
    std::string by;
    std::string reason;
    instant until{};
};

/// A limit that the protocol of a session sets. Derived, never stored.
struct protocol_limit {
    std::uint32_t rule = 0;
    std::uint32_t level = 0;
    double limit = 0;
};

/// A rule whose alarm does not sound for this stay.
struct paused_rule {
    std::uint32_t rule = 0;
    alarm::pause what;
};

/// An alarm of a device itself, while it goes on.
struct relayed_alarm : device_alarm {
    instant since{};    ///< when it was heard of first
    instant heard_at{}; ///< and last
};

/// What was measured now and then of whoever lay in a bed before. Monitors resend it until they measure again.
struct left_measurement {
    metric what{};
    validity status{};
    double value = no_value;
    instant measured_at{};
};

struct bed {
    ward_index ward{};
    std::string name;
    std::string stay;                    ///< one patient's time in this bed; names what an alarm belongs to
    std::string patient;                 ///< empty until a sender names one
    std::string patient_name;            ///< the second identifier, shown; decides only where somebody gives no id
    bool vacated = false;                ///< registration has emptied it: whoever is named next begins a new stay
    identity departed;                   ///< who has left it then: a sender that names them begins no stay
    std::vector<std::string> former_ids; ///< of this patient, whose records were merged
    std::vector<claim> claims;           ///< whom each sender named last
    std::uint64_t last_key = 0; ///< of the last message, or the id of an alarm raised since: the next one's is derived
    std::vector<left_measurement> left_behind; ///< by metric
    alarm::patient care;                       ///< what rules read
    std::vector<live_condition> conditions;    ///< by rule
    std::vector<own_limit> limits;             ///< by rule, level
    std::vector<protocol_limit> tighter;       ///< of its session; an own limit goes before them
    std::vector<paused_rule> pauses;           ///< by rule
    std::vector<relayed_alarm> device_alarms;  ///< by device, id
    bool recovering = false; ///< the server has started since its monitor was heard: until that is heard, or is silent
    bool away = false;       ///< the patient is on leave: no rule looks at them until somebody sees or measures them
    std::vector<infusion::past_session> past; ///< of this patient, while no id is known
    instant scheduled = never;                ///< when the agenda next looks at this bed

    bool monitored() const { return care.last_heard && !care.silent && !recovering; }
    identity who() const { return {patient, patient_name}; }
    bool anonymous() const { return patient.empty() && patient_name.empty(); }
};

/// Technical alarms of one rule at many beds of a ward.
struct group {
    std::string rule;
    std::vector<instant> onsets;    ///< the last ones, as many as it takes to stand together
    alarm::alarm_id alarm{};        ///< the one that stands for all; 0 if there is none
    std::optional<instant> look_at; ///< when its list is brought up to date: at most once a second
};

struct ward {
    std::string name;
    std::uint64_t sequence = 0; ///< of the last event
    std::vector<bed_index> beds;
    std::size_t active = 0;   ///< alarms not cleared
    std::uint64_t digest = 0; ///< over the active alarms, see digest()

    std::vector<station> stations;                                  ///< by name
    std::array<alarm::alarm_id, alarm::fixed_names.size()> fixed{}; ///< alarms of the whole ward; 0: none
    std::optional<instant> unwatched_since;                         ///< somebody should watch, and nobody does
    std::vector<group> groups;                                      ///< by rule
    instant scheduled = never;
};

/// The part of a ward's digest that one alarm contributes: FNV-1a (64 bit) of "id:revision". A ward's digest is the
/// exclusive or over its active alarms, so a dashboard can compute it in any order.
std::uint64_t digest(const alarm::alarm& a);

/// Lives on the event-loop thread; nothing here blocks or locks.
class fold {
public:
    static constexpr std::size_t stations_max = 100;     ///< of a ward; a further one is refused
    static constexpr std::size_t wards_max = 1'000;      ///< that stations may name before a monitor does
    static constexpr std::size_t placed_max = 10'000;    ///< senders that people gave a bed; a further one is refused
    static constexpr std::size_t device_alarms_max = 64; ///< of a bed; then the least urgent, oldest one is over
    /// A device that has died says no end. IHE PCD-04 repeats what goes on; proposal, needs clinical sign-off.
    static constexpr milliseconds device_alarm_holds{600'000};
    /// A high alarm of an infusion session that was acknowledged and goes on sounds again; as the shipped rules have
    /// it. Proposal, needs clinical sign-off.
    static constexpr milliseconds session_realarm{600'000};
    static constexpr std::size_t courses_max = 10'000; ///< patients whose past sessions are known; the oldest goes

    /// Applies every deadline up to `in.at` at its own due time, then the input. The events stay valid until the next
    /// call. Precondition: `in.at` is not before the previous input's.
    std::span<const event> apply(const input& in);

    /// When time alone may next change something; `never` if it cannot. May be early, never late.
    instant next_deadline() const;
    instant now() const { return now_; }

    /// Why a command would change nothing, for who gave it; nothing if it may be applied at `at`.
    std::optional<std::string> refusal(const patient_command& c, instant at) const;
    std::optional<std::string> refusal(const pause_audio& c, instant at) const;
    std::optional<std::string> refusal(const station_changed& c) const;
    std::optional<std::string> refusal(const note_alarm& c, instant at) const;
    std::optional<std::string> refusal(const assign_alarm& c, instant at) const;
    std::optional<std::string> refusal(const assign_sender& c, instant at) const;

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
    std::string_view rules_source() const { return rules_text_.source; } ///< its file; empty: none was given
    const placed_senders& senders() const { return senders_; }
    std::uint64_t evaluations() const { return evaluations_; } ///< of rules, since construction

    /// The session of a bed, also one that is over, until the stay ends or another begins; null if there is none.
    const running_session* find_session(bed_index b) const;
    infusion::surroundings surroundings_of(bed_index b, instant at) const;
    const std::vector<infusion::protocol_ptr>& protocols() const { return protocols_; }
    const std::map<bed_index, running_session>& sessions() const { return sessions_; }

    /// The limits in force for a bed, level by level.
    alarm::limits limits_of(const bed& b, std::size_t rule) const;

    /// The whole state as bytes; restore(snapshot()) followed by any inputs gives the events that this fold would give.
    std::string snapshot() const;
    static std::expected<fold, std::string> restore(std::string_view bytes);

private:
    struct due {
        instant at;
        std::uint64_t who; ///< a bed's index; a ward's plus first_ward, so that beds come first
        friend bool operator>(const due& a, const due& b) { return a.at != b.at ? a.at > b.at : a.who > b.who; }
    };
    static constexpr std::uint64_t first_ward = std::uint64_t{1} << 32;

    void take(const tick&) {}
    void take(const readings_received& in);
    void take(const acknowledge& in);
    void take(const alarm_shown& in);
    void take(const rules_changed& in);
    void take(const patient_command& in);
    void take(const station_changed& in);
    void take(const pause_audio& in);
    void take(const server_started& in);
    void take(const service_changed& in);
    void take(const device_alarms_reported& in);
    void take(const patient_moved& in);
    void take(const message_quarantined&) {}
    void take(const protocols_changed& in);
    void take(const note_alarm& in);
    void take(const assign_alarm& in);
    void take(const assign_sender& in);

    // fold.cpp: who sent what
    bed_index bed_of(std::string_view ward_name, std::string_view name);
    ward_index add_ward(std::string_view name);
    bed_index add_bed(std::string_view ward_name, std::string_view name);
    struct entry { ///< how readings came into a chart
        instant received_at{};
        bool by_hand = false;
    };
    alarm::news chart(bed& b, const report& r, const entry& how);
    void observe(bed& b, metric what, alarm::observed next, alarm::news& n);
    void announce(bed_index b);
    bed_index bed_of(const alarm::alarm& a) const; ///< no_bed for one of the ward
    void emit(ward_index w, bed_index b, decltype(event::what) what);

    // fold_identity.cpp: who lies in a bed
    bool identify(bed_index b, const std::string& sender, identity who, std::uint64_t key);
    bool follow(bed_index b, const identity& before, const identity& who, std::uint64_t key);
    bool learn(bed_index b, const identity& who, bool rename);
    static void compare_claims(bed& b);
    static void leave_measurements(bed& b);
    void begin_stay(bed_index b, const identity& who, std::uint64_t key);
    void settle(bed_index b, std::uint64_t key, bool news);

    // fold_movement.cpp: where registration says that patients are
    void follow_registration(const patient_moved& in);
    void seat(const identity& who, const place& at, const patient_moved& in);
    void seat_in(bed_index b, const identity& who, const patient_moved& in);
    void swap(const patient_moved& in);
    void leave(const place& from, const identity& who, std::uint64_t key);
    void leave_all(const std::string& id, std::span<const bed_index> but, std::uint64_t key);
    void vacate(bed_index b, std::uint64_t key);
    void merge(const patient_moved& in);
    void update(const patient_moved& in);
    void go_on_leave(const patient_moved& in);
    void come_back(const patient_moved& in);
    std::vector<bed_index> beds_of(const movement& m) const;
    static void forget_monitor(bed& b);

    // fold_carried.cpp: sessions that go with their patients
    struct carried_session {
        infusion::session what;
        place to;
        identity who;
        std::vector<alarm::alarm> alarms; ///< as they stood in the bed before
        std::vector<alarm::baseline_value> baselines;
        std::optional<infusion::past_session> summary; ///< as of now
    };
    std::optional<place> destination_of(bed_index from) const;
    void set_down(carried_session c);

    // fold_held.cpp: movements while a pump is attached
    bool hold(const patient_moved& in);
    void rename_held(const std::string& old, const std::string& id);
    void carry_out_held(bed_index b);

    // fold_devices.cpp: alarms of devices themselves
    void relay(bed_index b, const device_alarm& a);
    void end_device_alarm(bed_index b, std::size_t which);
    void end_device_alarms(bed_index b, instant heard_until);

    // fold_time.cpp: what happens because time passes
    void advance(instant to);
    instant bed_due(bed_index b, instant after) const; ///< its first deadline later than `after`
    instant ward_due(const ward& w, instant after) const;
    instant alarm_due(alarm::alarm_id id, instant after) const;
    const alarm::call_rule* next_call(const alarm::alarm& a) const;
    void apply_bed_deadline(bed_index b);
    void apply_ward_deadline(ward_index w);
    void book(std::uint64_t who, instant at);
    void schedule(bed_index b);
    void schedule_ward(ward_index w);

    // fold_alarms.cpp: conditions become alarms
    static inline const alarm::condition blank_{};
    static alarm::alarm_id make_id(const ward& w, const bed& b, std::string_view rule);
    static const live_condition* find_condition(const bed& b, std::size_t rule);
    void evaluate(bed_index b, const alarm::news& n);
    void step(bed_index b, std::size_t rule);
    void act(bed_index b, live_condition& c, const alarm::decision& d);
    void raise(bed_index b, live_condition& c, const alarm::decision& d);
    void shift(bed_index b, live_condition& c, const alarm::decision& d, alarm::change how);
    void end(bed_index b, live_condition& c);
    void fill(alarm::alarm& a, const bed& b, std::size_t rule, const alarm::decision& d) const;
    void clear_all(bed_index b);
    void set_aside_all(bed_index b);

    // fold_rules.cpp: other rules
    void adopt(alarm::rule_set rules);
    void carry_over(bed_index b, const alarm::rule_set& old);
    void carry_alarm(bed_index b, live_condition& c, const alarm::rule& was);
    bool carry_rule(std::uint32_t& rule, const alarm::rule_set& old) const;
    bool carry_limit(own_limit& l, const alarm::rule_set& old) const;
    std::uint32_t carry_step(std::uint32_t step, const alarm::rule_set& old) const;

    // fold_signals.cpp: an alarm's signals: acknowledgement, pause, re-alarm, calls
    void publish(alarm::alarm& a, bed_index b, alarm::change how);
    void erase(alarm::alarm_id id, bed_index b);
    void acknowledge_one(alarm::alarm& a, const acknowledge& in);
    void signal(alarm::alarm_id id);
    void signal_bed(bed_index b);
    void signal_ward(ward_index w); ///< of the alarms of the ward itself
    void break_through(ward& w, const alarm::alarm& a);

    // fold_ward.cpp: what concerns a whole ward: stations, nobody watching, services, many alarms of one cause
    void watch(ward_index w);
    void refresh_fixed(ward_index w);
    void refresh_every_ward();
    void restate(alarm::alarm& known, bed_index b, alarm::priority urgency, const std::string& message);
    const alarm::fixed_alarm& fixed_rule(std::size_t which) const;
    std::optional<instant> fixed_due(const ward& w, std::size_t which) const;
    alarm::alarm_id raise_in_ward(ward_index w, alarm::alarm a);
    std::optional<std::size_t> find_technical(std::string_view rule) const; ///< only such rules have groups
    void count_in(bed_index b, std::size_t rule);
    void recount(bed_index b, std::size_t rule);
    void look_at(ward_index w, group& g);
    void relist(alarm::alarm& known, alarm::alarm now, bool unseen);
    void end_audio_pause(ward_index w, station& s);

    // fold_care.cpp: what people decide for a patient
    void decide(bed_index b, const patient_command& c, const set_limit& what);
    void decide(bed_index b, const patient_command& c, const pause_alarm& what);
    void decide(bed_index b, const patient_command& c, const set_phase& what);
    void decide(bed_index b, const patient_command& c, const note_step& what);
    void decide(bed_index b, const patient_command& c, const take_baseline& what);
    void decide(bed_index b, const patient_command& c, const set_spo2_scale& what);
    void decide(bed_index b, const patient_command& c, const decide_confusion& what);
    void decide(bed_index b, const patient_command& c, const infusion_order& what);
    void apply_pause(bed_index b, std::size_t rule, alarm::alarm& a);
    void end_pause(bed_index b, std::size_t rule);
    void expire_decisions(bed_index b);
    void tell_limit(bed_index b, std::size_t rule, std::size_t level);

    // fold_infusion.cpp: infusion sessions
    infusion::protocol_ptr find_protocol(std::string_view name) const;
    std::vector<infusion::objection> objections(bed_index b, const patient_command& c, const infusion_order& o,
                                                instant at) const;
    void begin_session(bed_index b, const patient_command& c, const infusion::start_session& o, const infusion::act& a);
    void follow_session(bed_index b);
    void refresh_session(bed_index b);
    void tell_session(bed_index b);
    void warn(bed_index b);
    alarm::alarm_id raise_for_session(bed_index b, const infusion::warning& w);
    void end_session(bed_index b);
    void tighten(bed_index b);
    instant session_due(bed_index b, instant after) const;

    // fold_charted.cpp: what people observed becomes what rules read
    void put_charted(bed_index b, const infusion::chart& c, const infusion::act& a);
    std::vector<metric> withdraw(bed_index b, const infusion::observation_set& wrong, const infusion::chart& right);
    void correct_baseline(bed_index b, const infusion::observation_set& wrong, std::span<const reading> right);
    void remember_baseline(bed_index b, instant until);

    // fold_courses.cpp: past sessions of patients
    std::vector<infusion::past_session> known_past(bed_index b) const;
    std::vector<infusion::past_session> past_of(bed_index b) const;
    void remember_course(bed_index b, std::optional<infusion::past_session> s);
    void add_course(const std::string& patient, std::vector<infusion::past_session> more);
    void merge_courses(const std::string& old, const std::string& id);
    void refresh_past(bed_index b);

    instant now_{};
    rules_changed rules_text_;
    std::vector<infusion::protocol_ptr> protocols_;
    std::map<bed_index, running_session> sessions_;
    std::map<std::string, std::vector<infusion::past_session>, std::less<>> courses_; ///< by patient id
    alarm::rule_set rules_;
    std::vector<ward> wards_;
    std::vector<bed> beds_;
    std::unordered_map<std::string, bed_index> bed_names_; ///< "ward/bed"
    std::map<alarm::alarm_id, alarm::alarm> alarms_;
    placed_senders senders_;
    std::array<std::optional<instant>, services_count> away_since_{}; ///< by service_changed::which
    std::priority_queue<due, std::vector<due>, std::greater<>> agenda_;
    std::vector<event> events_;
    const movement* moving_ = nullptr;     ///< while registration's word is followed
    std::vector<carried_session> carried_; ///< the same
    std::string scratch_;
    bed_index last_bed_{};
    std::uint64_t evaluations_ = 0;
};

} // namespace vigil::ward
