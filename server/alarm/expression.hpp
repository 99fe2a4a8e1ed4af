// A condition of a rule: typed, three-valued, evaluated in time proportional to its length, without allocation.
#pragma once

#include <cstdint>
#include <expected>
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
    /// Parses e.g. `heart_rate > 120 and not (spo2 >= 90)`. A problem's line is 1 and its column counts from the
    /// expression's first character. Limits: 1,000 characters, depth 32.
    static std::expected<expression, problem> parse(std::string_view text);

    truth evaluate(const chart& c, instant now) const;

    /// Bit index(m) is set if the value depends on metric m.
    std::uint32_t metrics() const { return metrics_; }

    /// Nothing stands in `value` before the comparison exists, so every rule has one: parse() refuses others.
    const limit_term& limit() const { return limit_; }

    const std::string& text() const { return text_; }

    enum class opcode : std::uint8_t {
        number,
        load,
        load_fresher,
        negate,
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
        logical_not,
        present
    };
    struct instruction {
        opcode op{};
        metric first{};
        metric second{};
        double number = 0;
    };

private:
    std::string text_;
    std::vector<instruction> program_; ///< postfix; evaluated on a small fixed stack
    std::uint32_t metrics_ = 0;
    limit_term limit_;
};

} // namespace vigil::alarm
