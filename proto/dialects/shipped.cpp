#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "proto/dialects/dialect.hpp"

namespace vigil::dialects {
namespace {

constexpr std::string_view first_name = "ihe-pcd01";

/// A file that is part of the program and cannot be read is a fault of the program.
[[noreturn]] void fail(std::string_view why) {
    throw std::logic_error(fmt::format("a shipped dialect: {}", why));
}

/// Reads what builds on `base` (empty: the wholes), then what builds on that.
void read_children(std::string_view base, std::vector<dialect>& all) {
    for (const source& s : sources()) {
        if (base_name(s.text) != base) continue;
        const auto parent = std::ranges::find(all, base, &dialect::name);
        auto one = read(s.text, s.file, parent == all.end() ? dialect{} : dialect{*parent});
        if (!one) fail(fmt::format("{}", fmt::join(one.error(), "; ")));
        all.push_back(std::move(*one));
        read_children(std::string{all.back().name}, all);
    }
}

std::vector<dialect> read_all() {
    std::vector<dialect> all;
    read_children({}, all);
    if (all.size() != sources().size()) fail("a base does not exist");
    const auto first = std::ranges::find(all, first_name, &dialect::name);
    if (first == all.end()) fail("there is no ihe-pcd01");
    std::rotate(all.begin(), first, first + 1);
    return all;
}

} // namespace

std::span<const dialect> shipped() {
    static const std::vector<dialect> all = read_all();
    return all;
}

const dialect* find(std::string_view name) {
    const auto at = std::ranges::find(shipped(), name, &dialect::name);
    return at == shipped().end() ? nullptr : &*at;
}

} // namespace vigil::dialects
