#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "proto/dialects/dialect.hpp"

namespace vigil::dialects {
namespace {

constexpr std::string_view base_file = "ihe-pcd01.toml";

/// A file that is part of the program and cannot be read is a fault of the program.
dialect must_read(const source& from, const dialect& base) {
    auto read_ = read(from.text, from.file, base);
    if (!read_) throw std::logic_error(fmt::format("{}", fmt::join(read_.error(), "\n")));
    return std::move(*read_);
}

std::vector<dialect> read_all() {
    std::vector<dialect> all;
    all.push_back(must_read(*std::ranges::find(sources(), base_file, &source::file), {}));
    for (const source& s : sources())
        if (s.file != base_file) all.push_back(must_read(s, dialect{all.front()}));
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
