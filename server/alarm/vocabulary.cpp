#include "server/alarm/vocabulary.hpp"

namespace vigil::alarm {

std::optional<source> source_from_name(std::string_view name) {
    if (const auto m = metric_from_name(name)) return source{*m, *m};
    for (const family& f : families)
        if (f.name == name) return source{f.preferred, f.other};
    return {};
}

std::vector<std::string_view> source_names() {
    std::vector<std::string_view> names;
    for (const metric_info& m : metrics()) names.push_back(m.name);
    for (const family& f : families) names.push_back(f.name);
    return names;
}

} // namespace vigil::alarm
