#include <fmt/format.h>

#include <array>

#include "server/alarm/duration.hpp"
#include "server/infusion/protocol_reader.hpp"

namespace vigil::infusion {
namespace {

using namespace std::chrono_literals;
using alarm::infusion_phase;
using alarm::rule_file;

constexpr std::array<std::string_view, 10> check_keys{
    "name", "title", "items", "phases", "every", "schedule", "after_step", "once", "overdue_low", "overdue_medium"};
constexpr std::array<std::string_view, 2> interval_keys{"every", "until"};
constexpr std::array<infusion_phase, 4> phases{infusion_phase::infusing, infusion_phase::paused,
                                               infusion_phase::recovery, infusion_phase::ready};
constexpr milliseconds every_min = 1min;

class check_reader {
public:
    check_reader(rule_file& file, const toml::table& t, const protocol& p) : file_{file}, t_{t}, p_{p} {}

    check read() {
        file_.check_keys(t_, check_keys);
        check out;
        read_name(file_, t_, p_.checks, out.name);
        out.title = read_line(file_, t_, "title");
        out.items = read_item_names(file_, t_, "items", p_);
        for (const std::string& name : read_list(file_, t_, "phases", phases.size())) read_phase(name, out);
        read_when(out);
        if (const toml::table* t = file_.table(t_, "after_step", "check.after_step")) read_after_step(*t, out);
        out.overdue_low = file_.duration(t_, "overdue_low", 0ms, true, time_max).value_or(0ms);
        out.overdue_medium = file_.duration(t_, "overdue_medium", 0ms, true, time_max).value_or(out.overdue_low);
        if (t_.contains("overdue_medium") && out.overdue_medium < out.overdue_low)
            file_.report(*t_.get("overdue_medium"), "'overdue_medium' is no sooner than 'overdue_low'");
        return out;
    }

private:
    void read_phase(std::string_view text, check& out) {
        for (const infusion_phase p : phases)
            if (name(p) == text) return void(out.phases |= 1u << static_cast<unsigned>(p));
        file_.report(*t_.get("phases"),
                     fmt::format("'{}' is no phase of a check: infusing, paused, recovery, ready", text));
    }

    void read_when(check& out) {
        const bool every = t_.contains("every"), schedule = t_.contains("schedule"), once = t_.contains("once");
        if (every + schedule + once != 1)
            return file_.report(t_, "a check has one of 'every', 'schedule' and 'once', which say when it is due");
        if (every) out.schedule.push_back({milliseconds::max(), read_every(t_)});
        if (once) out.once = file_.duration(t_, "once", every_min, true, time_max);
        if (schedule) read_schedule(*t_.get("schedule"), out);
    }

    milliseconds read_every(const toml::table& t) {
        return file_.duration(t, "every", every_min, true, time_max).value_or(every_min);
    }

    void read_schedule(const toml::node& at, check& out) {
        const toml::array* all = at.as_array();
        if (!all || all->empty() || all->size() > protocol::checks_max)
            return file_.report(
                at, "'schedule' is a list, as in [{ every = \"15min\", until = \"1h\" }, { every = \"1h\" }]");
        for (const toml::node& each : *all) {
            const toml::table* t = each.as_table();
            if (!t) return file_.report(each, fmt::format("an interval is a table, found {}", alarm::kind_of(each)));
            read_interval(*t, &each == &all->back(), out);
        }
    }

    void read_interval(const toml::table& t, bool last, check& out) {
        file_.check_keys(t, interval_keys);
        interval next{milliseconds::max(), read_every(t)};
        if (last && t.contains("until"))
            file_.report(*t.get("until"), "the last interval goes on: it has no 'until'");
        else if (const auto until = last ? std::nullopt : file_.duration(t, "until", every_min, true, time_max))
            next.until = *until;
        if (!last && !out.schedule.empty() && next.until <= out.schedule.back().until)
            file_.report(t, fmt::format("each interval ends later than the one before it, which ends after {}",
                                        alarm::in_words(out.schedule.back().until)));
        out.schedule.push_back(next);
    }

    void read_after_step(const toml::table& t, check& out) {
        file_.check_keys(t, interval_keys);
        if (out.once) return file_.report(t, "what is due once becomes no denser after a step");
        out.after_step =
            interval{file_.duration(t, "until", every_min, true, time_max).value_or(every_min), read_every(t)};
    }

    rule_file& file_;
    const toml::table& t_;
    const protocol& p_;
};

} // namespace

void read_checks(rule_file& file, protocol& out) {
    for (const toml::table* t : read_tables(file, "check", protocol::checks_max))
        out.checks.push_back(check_reader{file, *t, out}.read());
}

} // namespace vigil::infusion
