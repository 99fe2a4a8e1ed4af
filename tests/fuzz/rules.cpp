// Any rule file: parsed, or refused with positions inside it; what parses can be evaluated.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "server/alarm/condition.hpp"
#include "server/alarm/rule_set.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vigil;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto rules = alarm::rule_set::parse(text, "rules.toml");
    if (!rules) {
        if (rules.error().empty()) std::abort();
        for (const alarm::problem& p : rules.error())
            if (p.line < 1 || p.column < 1) std::abort();
        return 0;
    }
    alarm::patient p;
    p.windows.resize(rules->windows.size());
    for (const metric_info& m : metrics())
        p.values.put(m.what, {m.plausible_min, validity::valid, instant{}, instant{}, {}});
    for (const alarm::rule& r : rules->rules) {
        alarm::condition c;
        step(r, c, p, limits_of(r), false, instant{});
        if (due(r, c, p, instant{}) <= instant{}) std::abort();
    }
    return 0;
}
