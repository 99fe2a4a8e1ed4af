#include "server/alarm/dimension.hpp"

#include <fmt/format.h>

#include <utility>

namespace vigil::alarm {
namespace {

using kind = dimension::kind;

bool calculable(const dimension& d) {
    return d.what <= kind::derived && d.what != kind::fahrenheit;
}

bool are(const dimension& a, const dimension& b, kind one, kind other) {
    return (a.what == one && b.what == other) || (a.what == other && b.what == one);
}

/// As rules are written, which is not always UCUM.
std::string_view spelling(unit u) {
    return u == unit::mmhg ? "mmHg" : name(u);
}

} // namespace

dimension dimension_of(metric m) {
    const unit u = info(m).canonical;
    if (u == unit::celsius) return {kind::temperature};
    if (u == unit::score) return {kind::score, unit::none, m};
    return {kind::quantity, u};
}

literal literal_of(double number, unit declared) {
    switch (declared) {
        case unit::none:
        case unit::one: return {number, {kind::plain}};
        case unit::kilopascal: return {*convert(number, declared, unit::mmhg), {kind::quantity, unit::mmhg}};
        case unit::celsius: return {number, {kind::celsius}};
        case unit::fahrenheit: return {*convert(number, declared, unit::celsius), {kind::fahrenheit}};
        case unit::score: return {number, {kind::points}};
        case unit::microgram_per_hour:
        case unit::microgram_per_minute:
            return {*convert(number, declared, unit::milligram_per_hour), {kind::quantity, unit::milligram_per_hour}};
        case unit::microgram_per_millilitre:
            return {*convert(number, declared, unit::milligram_per_millilitre),
                    {kind::quantity, unit::milligram_per_millilitre}};
        default: return {number, {kind::quantity, declared}};
    }
}

std::optional<dimension> agreed(const dimension& a, const dimension& b) {
    if (are(a, b, kind::fahrenheit, kind::temperature)) return dimension{kind::temperature};
    if (!calculable(a) || !calculable(b)) return {};
    if (a.what == kind::plain) return b;
    if (b.what == kind::plain) return a;
    if (a == b && a.what != kind::derived) return a;
    if (are(a, b, kind::celsius, kind::temperature)) return dimension{kind::temperature};
    if (are(a, b, kind::celsius, kind::difference)) return dimension{kind::difference};
    if (are(a, b, kind::points, kind::score)) return a.what == kind::score ? a : b;
    return {};
}

std::optional<dimension> sum(const dimension& a, const dimension& b) {
    if (!calculable(a) || !calculable(b) || are(a, b, kind::temperature, kind::temperature)) return {};
    if (are(a, b, kind::temperature, kind::difference)) return dimension{kind::temperature};
    return agreed(a, b);
}

std::optional<dimension> difference(const dimension& a, const dimension& b) {
    if (!calculable(a) || !calculable(b)) return {};
    if (b.what == kind::temperature && a.what != kind::difference && agreed(a, b)) return dimension{kind::difference};
    if (a.what == kind::temperature && b.what == kind::difference) return dimension{kind::temperature};
    return agreed(a, b);
}

std::optional<dimension> product(const dimension& a, const dimension& b) {
    if (!calculable(a) || !calculable(b)) return {};
    if (a.what == kind::plain) return b;
    return b.what == kind::plain ? a : dimension{kind::derived};
}

std::optional<dimension> quotient(const dimension& a, const dimension& b) {
    if (!calculable(a) || !calculable(b)) return {};
    return b.what == kind::plain ? a : dimension{kind::derived};
}

std::string noun(const dimension& d) {
    switch (d.what) {
        case kind::plain: return "a plain number";
        case kind::quantity: return std::string{spelling(d.in)};
        case kind::temperature: return "a temperature";
        case kind::difference: return "a difference of temperatures";
        case kind::celsius: return "degC";
        case kind::fahrenheit: return "degF";
        case kind::score: return fmt::format("a score on {}", name(d.scale));
        case kind::points: return "a score";
        case kind::derived: return "a product or ratio";
        case kind::duration: return "a duration";
        case kind::elapsed:
        case kind::minutes: return "an elapsed time";
        case kind::early_warning: return "a NEWS2 score";
        case kind::condition: return "a condition";
    }
    std::unreachable();
}

std::string statement(const dimension& d) {
    const bool is_unit = d.what == kind::quantity || d.what == kind::celsius || d.what == kind::fahrenheit;
    return (is_unit ? "is in " : "is ") + noun(d);
}

std::string expected_instead(const dimension& wanted, const dimension& found) {
    if (wanted.what == kind::score && found.what == kind::score)
        return "; scores on two scales are compared by depth: write 'sedation'";
    if (wanted.what == kind::fahrenheit || found.what == kind::fahrenheit)
        return "; a number in degF is compared with a temperature, and nothing else";
    if (wanted.what == kind::duration)
        return "; a duration is compared with age(), silence() or clock_skew(), and nothing else";
    if (wanted.what > kind::duration) return "; it is compared with a literal, and not calculated with";
    if (wanted.what == kind::temperature && found == wanted)
        return "; expected a plain number or a difference of temperatures";
    if (wanted.what == kind::plain || wanted.what == kind::derived || found.what == kind::derived)
        return "; expected a plain number";
    return fmt::format("; expected a plain number or {}", noun(wanted));
}

} // namespace vigil::alarm
