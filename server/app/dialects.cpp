#include "server/app/dialects.hpp"

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "proto/dialects/dialect.hpp"
#include "proto/vitals/suggestion.hpp"

namespace vigil::app {

int list_dialects() {
    for (const dialects::dialect& d : dialects::shipped()) std::printf("%-20s %s\n", d.name.c_str(), d.title.c_str());
    return 0;
}

int show_dialect(std::string_view name) {
    const auto all = dialects::sources();
    const auto found = std::ranges::find(all, std::string{name} + ".toml", &dialects::source::file);
    if (found != all.end()) {
        std::fwrite(found->text.data(), 1, found->text.size(), stdout);
        return 0;
    }
    std::vector<std::string_view> names;
    for (const dialects::dialect& d : dialects::shipped()) names.push_back(d.name);
    std::fprintf(stderr, "there is no dialect '%s'%s\n", std::string{name}.c_str(), did_you_mean(name, names).c_str());
    return 1;
}

} // namespace vigil::app
