// A condition of a rule: typed, three-valued, evaluated in time proportional to its length, without allocation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/alarm/patient.hpp"

namespace vigil::alarm {

/// Kleene's logic: unknown is neither true nor false, and `not unknown` is unknown.
enum class truth : std::uint8_t { no, yes, unknown };

/// Where in a text something is wrong, and what would be right.
struct problem {
    std::string file;
    int line = 0;   ///< from 1
    int column = 0; ///< from 1
    std::string message;
};

/// "rules/ketamine.toml:12:18: unknown metric 'hart_rate'; did you mean 'heart_rate'?"
std::string to_text(const problem& p);

/// The first comparison of a metric with a number or with `limit`: what the message calls {value} and {limit}, and the
/// evidence.
struct limit_term {
    metric what{};        ///< for `systolic`: the invasive metric or the cuff's, see expression::evidence
    metric alternative{}; ///< the other source where `what` is a family (systolic, ...); else equal to `what`
    double limit = 0;     ///< NaN: the level's `limit`, which a stay may have its own of
};

/// What elapses: the duration functions, whose truth changes by time alone.
enum class clock : std::uint8_t {
    age,        ///< age(x): since x was measured (or received, if that was earlier); unknown if that is not usable
    silence,    ///< silence(): since the monitor's last message
    since_step, ///< minutes_since_step
    overdue,    ///< overdue(x, d): since a usable x was received, or since the phase began if that was later
    frozen,     ///< frozen(x, d): since the newest of several equal values of x was received first
};

class expression {
public:
    static constexpr std::size_t text_max = 1000;  ///< characters
    static constexpr int depth_max = 32;           ///< of parentheses, `not` and unary minus inside each other
    static constexpr std::size_t windows_max = 32; ///< of all rules of a set together

    /// Parses e.g. `heart_rate > limit and not (spo2 >= 90 %)`. A problem's line is 1 and its column counts from the
    /// expression's first character. `windows` are those that the rule set has so far; change() and mean() add theirs.
    ///
    /// From loosest to tightest: `or`, `and`, `not`, `< <= > >= == !=` (they do not chain), `+ -`, `* /`, unary `-`.
    ///
    /// Values, each with its unit; two are added, subtracted and compared only if their units agree. A plain number
    /// takes the unit of what it meets; one with a unit ("21 kPa", "38.5 Cel") is converted to it, or refused.
    ///   heart_rate, ...          a metric, or a family: systolic, diastolic, mean_pressure (the
    ///                            fresher of arterial line and cuff, by received_at, and at a tie the line) and pulse
    ///                            (heart_rate, else pulse_rate)
    ///   limit                    the level's `limit`, or this stay's own
    ///   baseline(x)              unknown until one was taken; of a family that of the source which is read now, else
    ///                            of the other one
    ///   change(x, d), mean(x, d) see window; x is one metric, continuous or episodic
    ///   news2(), news2_single()  compared with a number by < <= > >= only: yes or no if every value that the missing
    ///                            parts can have says so, else unknown
    ///   age(x), silence(), clock_skew(), minutes_since_step
    ///                            compared with a literal by < <= > >= only: `age(nibp_systolic) > 30min`,
    ///                            `minutes_since_step < 15`; clock_skew() is how far the monitor's clock is off,
    ///                            either way
    /// Conditions:
    ///   present(x)               x is known: yes or no, never unknown
    ///   lost(x)                  x was known in this stay, and no number of it comes any more, not even an implausible
    ///                            one; unknown while the monitor is silent
    ///   sensor_off(x), implausible(x)   the newest of x says so; unknown when that has gone stale
    ///   frozen(x, d)             x has been exactly the same for d; x is continuous
    ///   overdue(x, d)            no usable x for d, see clock::overdue
    ///   scheduled(x)             a check of the running session asks for x in this phase: yes or no
    ///   confusion_open()         ACVPU C and dissociation are both charted, and nobody has decided which it is
    ///   identity_conflict()      senders name different patients for this bed: yes or no
    ///   phase == infusing, phase != recovery
    /// x is a metric or a family; for sensor_off(), implausible(), frozen(), change() and mean() a metric. A score is
    /// compared with scores of its own scale, also by name: `acvpu == C`, `poss == S`.
    /// A comparison with a value that is not known is unknown, and so is one with a division by zero.
    static std::expected<expression, problem> parse(std::string_view text, std::vector<window_spec>& windows);

    /// `limit` is what the word limit means. An expression that was not parsed is unknown.
    truth evaluate(const patient& p, double limit, instant now) const;

    /// The first moment after `after` at which time alone may change the value: something goes stale that present(),
    /// lost(), a family or NEWS2 looks at, or a duration passes its literal. `never` if there is none.
    instant due(const patient& p, instant after) const { return fading_ != 0 || timed_ ? next_due(p, after) : never; }

    /// Bit index(m) is set if the value depends on metric m; heard_bit if it depends on the monitor being heard.
    std::uint64_t metrics() const { return metrics_; }
    static constexpr std::uint64_t heard_bit = std::uint64_t{1} << 63;

    /// It reads single values, whether their sensor is on, and the limit, and nothing else. Then to be told the same
    /// once more, or to know less because something went stale, makes nothing true that was not.
    bool by_value() const;

    /// The first comparison of a metric or a family with a number or with `limit`.
    const std::optional<limit_term>& limit() const { return limit_; }
    /// True if the word `limit` stands in it.
    bool uses_limit() const { return uses_limit_; }
    /// Yes: `... > limit`, so that a lower limit is tighter; no: `... < limit`. Nothing where it is written otherwise.
    std::optional<bool> holds_above_limit() const;

    const std::string& text() const { return text_; }

    enum class opcode : std::uint8_t {
        number,
        limit_value,
        load,
        load_fresher,
        baseline,
        baseline_fresher,
        change,
        mean,
        present,
        lost,
        sensor_off,
        implausible,
        confusion_open,
        identity_conflict,
        scheduled,
        phase_is,
        elapsed_at_least, ///< `timed` against `number` milliseconds
        elapsed_more,
        skew_at_least,
        skew_more,
        news2_at_least,
        news2_single_at_least,
        negate,
        logical_not,
        add,
        subtract,
        multiply,
        divide,
        less,
        less_equal,
        greater,
        greater_equal,
        equal,
        not_equal,
        logical_and,
        logical_or,
    };
    struct instruction {
        opcode op{};
        clock timed{};
        metric first{};         ///< what is read
        metric second{};        ///< the other source of a family; else equal to `first`
        std::uint8_t index = 0; ///< of a window, or of a phase
        double number = 0;
    };
    const std::vector<instruction>& program() const { return program_; } ///< postfix, for explain()

private:
    friend class expression_parser;
    instant next_due(const patient& p, instant after) const;

    std::string text_;
    std::vector<instruction> program_; ///< evaluated on a small fixed stack
    std::uint64_t metrics_ = 0;
    std::uint64_t fading_ = 0; ///< metrics whose going stale can decide
    bool timed_ = false;       ///< due() has more to look at than fading_
    bool uses_limit_ = false;
    std::optional<limit_term> limit_;
};

} // namespace vigil::alarm
