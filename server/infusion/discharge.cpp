#include "server/infusion/discharge.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include <fmt/format.h>

#include "server/alarm/vocabulary.hpp"
#include "server/infusion/charting.hpp"

namespace vigil::infusion {
namespace {

using state = checked_item::state;
using minutes = std::chrono::minutes;

struct finding {
    state is = state::done;
    std::string why;
};

/// How far the last of the drug is away; nothing while the infusion has not ended.
std::optional<milliseconds> since_end(const session& s, instant now) {
    if (const auto end = last_given(s)) return now - *end;
    return {};
}

/// Of a discharge that is told later, what came after it says nothing.
bool was_there(const alarm::observed& o, instant now) {
    return o.unchanged_since <= now;
}

const finding not_ended{state::missing, "the infusion has not ended"};

struct checker {
    const session& s;
    const surroundings& around;

    finding operator()(const discharge_item& i) const {
        using enum discharge_item::kind;
        switch (i.what) {
            case signs_within: return within(i);
            case near_baseline: return near(i);
            case sedation: return awake(i);
            case done: return charted(i);
            case minimum_time: return waited(i.lasting);
            case pump_removed:
                if (s.pump_attached || (s.pump_removed && s.pump_removed->at > around.now))
                    return {state::blocked, "the pump is attached"};
                return {};
            case after_care:
                if (!s.after_care || s.after_care->at > around.now) return {state::missing, "it was not acknowledged"};
                return {};
        }
        return {state::missing, "it cannot be checked"};
    }

    finding waited(milliseconds least) const {
        const auto since = since_end(s, around.now);
        if (!since) return not_ended;
        if (*since >= least) return {};
        return {state::missing, fmt::format("{} of {} min", std::chrono::floor<minutes>(*since).count(),
                                            std::chrono::ceil<minutes>(least).count())};
    }

private:
    struct value {
        metric from{};
        double is = no_value;
    };

    /// The value that is read now: of the monitor or as charted.
    value now_of(std::string_view item) const {
        const auto source = alarm::source_from_name(item);
        if (!source) return {};
        const alarm::chart& values = around.care.values;
        metric m = alarm::fresher(values, source->first, source->second, around.now);
        if (!was_there(values[m], around.now)) m = m == source->first ? source->second : source->first;
        return {m, was_there(values[m], around.now) ? alarm::known(values, m, around.now) : no_value};
    }

    /// Charted since the last of the drug was given.
    const charted_value* since(std::string_view item) const {
        const auto end = last_given(s);
        return end ? newest_before(s, item, *end, around.now + milliseconds{1}) : nullptr;
    }

    static finding unknown(std::string_view item) { return {state::missing, fmt::format("{} is not known", item)}; }

    /// An item that is a number of the protocol's own counts since the end of the infusion.
    double number_of(std::string_view item) const {
        if (alarm::source_from_name(item)) return now_of(item).is;
        const auto* found = since(item);
        return found ? found->number.value_or(no_value) : no_value;
    }

    finding within(const discharge_item& i) const {
        for (const discharge_item::range& r : i.ranges) {
            const double is = number_of(r.item);
            if (std::isnan(is)) return unknown(r.item);
            if (!(is >= r.least && is <= r.most))
                return {state::blocked, fmt::format("{} is {:g}, not {:g} to {:g}", r.item, is, r.least, r.most)};
        }
        return {};
    }

    /// Of a family the baseline of the source that is read now, else of the other one, as in rules.
    double baseline_of(std::string_view item, metric read) const {
        const double own = alarm::baseline_of(around.care, read);
        if (!std::isnan(own)) return own;
        const auto source = *alarm::source_from_name(item);
        return alarm::baseline_of(around.care, read == source.first ? source.second : source.first);
    }

    finding near(const discharge_item& i) const {
        for (const std::string& item : i.items) {
            const auto [from, is] = now_of(item);
            if (std::isnan(is)) return unknown(item);
            const double before = baseline_of(item, from);
            if (std::isnan(before)) return {state::missing, fmt::format("what {} was before is not known", item)};
            if (!(std::abs(is - before) <= std::abs(before) * i.percent / 100))
                return {state::blocked,
                        fmt::format("{} is {:g}, not within {:g} % of {:g}", item, is, i.percent, before)};
        }
        return {};
    }

    finding awake(const discharge_item& i) const {
        const double depth = now_of(name(metric::sedation)).is;
        if (std::isnan(depth)) return {state::missing, "how sedated the patient is, is not known"};
        if (depth <= i.most) return {};
        return {state::blocked, fmt::format("sedation of depth {:g} is more than {}", depth, i.most)};
    }

    finding charted(const discharge_item& i) const {
        if (!s.stopped_at) return not_ended;
        for (const std::string& item : i.items) {
            const auto* found = since(item);
            if (!found) return {state::missing, fmt::format("{} was not charted since the infusion ended", item)};
            if (!well(i, *found)) return {state::blocked, fmt::format("{} was charted {:g}", item, *found->number)};
        }
        return {};
    }

    /// What is no number was done by being charted.
    bool well(const discharge_item& i, const charted_value& v) const {
        if (!v.number) return true;
        const auto asked = std::ranges::find(s.plan->items, v.item, &item::name);
        if (asked == s.plan->items.end() || asked->kind == item::answer::grade) return *v.number <= i.most;
        return asked->kind != item::answer::yes_no || *v.number == 1;
    }
};

bool waits_itself(const protocol& plan) {
    return std::ranges::any_of(plan.discharge, [&](const discharge_item& i) {
        return i.what == discharge_item::kind::minimum_time && i.lasting >= plan.recovery_least;
    });
}

} // namespace

std::vector<checked_item> checklist(const session& s, const surroundings& around) {
    std::vector<checked_item> out;
    const checker check{s, around};
    const auto add = [&](std::string name, std::string text, finding found) {
        const auto& overridden = s.discharge_overridden;
        const bool named = std::ranges::find(overridden, name) != overridden.end();
        if (s.discharged && s.infusing_since) // as it was signed: what was known then grows stale
            found = named ? finding{state::missing, "not done when the discharge was signed"} : finding{};
        const bool over = found.is != state::done && named;
        out.push_back({std::move(name), std::move(text), over ? state::overridden : found.is, std::move(found.why)});
    };
    if (s.plan->recovery_least > milliseconds{} && !waits_itself(*s.plan))
        add("recovery_time", "Time to recover", check.waited(s.plan->recovery_least));
    for (const discharge_item& i : s.plan->discharge) add(i.name, i.text, check(i));
    return out;
}

bool complete(const std::vector<checked_item>& items) {
    return std::ranges::all_of(items,
                               [](const checked_item& i) { return i.is == state::done || i.is == state::overridden; });
}

std::optional<std::string> may_not_leave(const session& s) {
    if (!s.pump_attached) return {};
    return "the infusion pump is attached: it has to be removed first, and its removal recorded";
}

} // namespace vigil::infusion
