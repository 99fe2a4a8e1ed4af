// One patient with one alarm condition, to whom values come and time passes.
#pragma once

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

#include "server/alarm/condition.hpp"

namespace vigil::alarm {

inline constexpr instant begin = from_epoch_ms(1'800'000'000'000);

struct observation {
    metric what;
    double value;
    validity status = validity::valid;
};

struct bedside {
    rule_set set;
    condition c{};
    patient p{};
    limits in_force{};
    bool acknowledged = false;
    decision last{};

    /// `toml` is the whole file; its first rule is the condition's.
    explicit bedside(const std::string& toml) {
        auto parsed = rule_set::parse(toml, "f");
        REQUIRE_MESSAGE(parsed, to_text(parsed.error().front()));
        set = std::move(*parsed);
        in_force = limits_of(r());
    }
    const rule& r() const { return set.rules.front(); }

    void observe(milliseconds time, std::initializer_list<observation> news) {
        for (const observation& o : news) p.values.put(o.what, {o.value, o.status, begin + time, begin + time, {}});
    }
    verdict at(milliseconds time, std::initializer_list<observation> news = {}) {
        observe(time, news);
        last = step(r(), c, p, in_force, acknowledged, begin + time);
        return last.what;
    }
    verdict heart_rate_at(milliseconds time, double value) { return at(time, {{metric::heart_rate, value}}); }
    verdict spo2_at(milliseconds time, double value) { return at(time, {{metric::spo2, value}}); }
    instant due_after(milliseconds time) const { return due(r(), c, p, begin + time); }
    stage at_level(std::size_t i) const { return c.levels[i].at; }
};

inline std::string rule_text(const std::string& lines) {
    return "[[alarm]]\nname = \"r\"\npriority = \"medium\"\nmessage = \"m\"\n" + lines;
}

} // namespace vigil::alarm

namespace doctest {
template <>
struct StringMaker<vigil::alarm::verdict> {
    static String convert(vigil::alarm::verdict v) {
        constexpr const char* names[]{"nothing", "onset", "escalated", "deescalated", "latched", "cleared", "renewed"};
        return names[static_cast<std::size_t>(v)];
    }
};
template <>
struct StringMaker<vigil::alarm::stage> {
    static String convert(vigil::alarm::stage s) {
        constexpr const char* names[]{"idle", "pending", "active"};
        return names[static_cast<std::size_t>(s)];
    }
};
} // namespace doctest
