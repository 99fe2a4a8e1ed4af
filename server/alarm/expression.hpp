// A condition of a rule: typed, three-valued, evaluated in time proportional to its length, without allocation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/alarm/chart.hpp"

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

/// The first comparison of a metric with a number: what the message calls {limit}, and the evidence.
struct limit_term {
    metric what{}; ///< for `systolic`: the invasive metric or the cuff's, see expression::evidence
    metric
        alternative{}; ///< the other source where `what` is a family (systolic, diastolic, mean); else equal to `what`
    double limit = 0;
};

class expression {
public:
    static constexpr std::size_t text_max = 1000; ///< characters
    static constexpr int depth_max = 32;          ///< of parentheses, `not` and unary minus inside each other

    /// Parses e.g. `heart_rate > 120 and not (spo2 >= 90)`. A problem's line is 1 and its column counts from the
    /// expression's first character.
    ///
    /// From loosest to tightest: `or`, `and`, `not`, `< <= > >= == !=` (they do not chain), `+ -`, `* /`, unary `-`.
    /// Values are numbers, metrics, and the families `systolic`, `diastolic` and `mean_pressure`, each the fresher (by
    /// received_at; at a tie the invasive one) of the arterial line and the cuff. `present(metric)` is yes or no, never
    /// unknown. A comparison with a value that is not known is unknown, and so is one with a division by zero.
    static std::expected<expression, problem> parse(std::string_view text);

    /// An expression that was not parsed is unknown.
    truth evaluate(const chart& c, instant now) const;

    /// Bit index(m) is set if the value depends on metric m.
    std::uint32_t metrics() const { return metrics_; }

    /// Bit index(m) is set if time alone can make the value yes or no when m goes stale, not only unknown: m stands in
    /// a present() or is one source of a family.
    std::uint32_t fading() const { return fading_; }

    /// The first comparison of a metric with a number. rule_set refuses a `when` without one; `until` and `bypass` need
    /// none.
    const std::optional<limit_term>& limit() const { return limit_; }

    const std::string& text() const { return text_; }

    enum class opcode : std::uint8_t {
        number,
        load,
        load_fresher,
        present,
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
        metric first{};  ///< load, load_fresher, present
        metric second{}; ///< the cuff's metric of a family; else equal to `first`
        double number = 0;
    };

private:
    friend class expression_parser;

    std::string text_;
    std::vector<instruction> program_; ///< postfix; evaluated on a small fixed stack
    std::uint32_t metrics_ = 0;
    std::uint32_t fading_ = 0;
    std::optional<limit_term> limit_;
};

} // namespace vigil::alarm
