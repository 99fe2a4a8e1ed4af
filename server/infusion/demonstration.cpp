#include "server/infusion/demonstration.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vigil::infusion {
namespace {

/// Times are what they were read as; nothing stays nothing, and without end stays without end.
struct divider {
    int by;

    void operator()(milliseconds& time) const {
        if (time > milliseconds{} && time != milliseconds::max()) time = std::max(milliseconds{1}, time / by);
    }
    void operator()(interval& i) const { (*this)(i.until), (*this)(i.every); }
    template <class T>
    void operator()(std::optional<T>& time) const {
        if (time) (*this)(*time);
    }
};

} // namespace

std::string demonstration_name(std::string_view protocol, unsigned times_faster) {
    return fmt::format("{}-{}x", protocol, times_faster);
}

std::expected<std::string, std::string> demonstration_of(std::string_view text, unsigned times_faster) {
    constexpr std::string_view heading = "[protocol]\n";
    const std::size_t at = text.starts_with(heading) ? 0 : text.find("\n[protocol]\n");
    if (at == text.npos)
        return std::unexpected(fmt::format("no line [protocol]: write 'demonstration = {}' below it", times_faster));
    if (text.find("\ndemonstration") != text.npos) return std::unexpected("it is a demonstration already");
    std::string out{text};
    out.insert(
        text.find(heading, at) + heading.size(),
        fmt::format("demonstration = {} # never for patients: every time below is divided by this\n", times_faster));
    return out;
}

void make_demonstration(protocol& p) {
    const divider divide{static_cast<int>(p.demonstration)};
    p.name = demonstration_name(p.name, p.demonstration);
    p.title = fmt::format("DEMONSTRATION, {} times as fast: {}", p.demonstration, p.title);
    for (auto* each : {&p.planned, &p.course_most, &p.between_courses}) divide(*each);
    for (milliseconds* each : {&p.baseline_age, &p.dose.step_interval, &p.dose.bolus_interval, &p.recovery_least})
        divide(*each);
    for (check& c : p.checks) {
        std::ranges::for_each(c.schedule, divide);
        divide(c.after_step), divide(c.once), divide(c.overdue_low), divide(c.overdue_medium);
    }
    for (discharge_item& d : p.discharge) divide(d.lasting);
}

} // namespace vigil::infusion
