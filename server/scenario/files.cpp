#include "server/scenario/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <initializer_list>
#include <iterator>

namespace vigil::scenario {

std::expected<std::string, std::string> read_file(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::string text;
    std::array<char, 65536> part;
    while (in.read(part.data(), part.size()), in.gcount() > 0)
        text.append(part.data(), static_cast<std::size_t>(in.gcount()));
    if (!in.is_open() || in.bad()) // a folder opens, and then cannot be read
        return std::unexpected(fmt::format("cannot be read: {}", std::strerror(errno)));
    return text;
}

namespace {

using found_text = std::expected<source_text, std::string>;

found_text read_source(const std::filesystem::path& at) {
    auto text = read_file(at);
    if (!text) return std::unexpected(fmt::format("{}: {}", at.string(), text.error()));
    return source_text{std::move(*text), at.string()};
}

/// Of the first of these that there is.
found_text read_first(std::initializer_list<std::filesystem::path> places, std::string_view what,
                      const std::string& name) {
    const auto* const found = std::ranges::find_if(places, [](const auto& p) { return std::filesystem::exists(p); });
    if (found != places.end()) return read_source(*found);
    return std::unexpected(fmt::format("there {} called '{}': neither {} nor {}", what, name, places.begin()->string(),
                                       std::prev(places.end())->string()));
}

} // namespace

sources sources_for(const std::filesystem::path& story, const std::filesystem::path& given) {
    const std::filesystem::path folder = story.parent_path();
    return {.rules =
                [=](const std::string& name) {
                    const std::string file = name + ".toml";
                    if (name.empty() || given.filename() == file) return read_source(given);
                    return read_first({folder / file, folder / "rules" / file}, "are no rules", name);
                },
            .protocols =
                [=](const std::string& name) {
                    const std::string file = name + ".toml";
                    const auto shipped = given.parent_path().parent_path() / "protocols" / file;
                    return read_first({folder / file, folder / "protocols" / file, shipped}, "is no protocol", name);
                }};
}

verdict judge(const std::filesystem::path& story, const std::filesystem::path& rules) {
    verdict out{.file = story.string(), .title = {}, .failures = {}};
    const auto text = read_file(story);
    if (!text) {
        out.failures.push_back({.text = text.error(), .unusable = true});
        return out;
    }
    const auto told = parse(*text);
    if (!told) {
        out.failures.push_back(told.error());
        return out;
    }
    out.title = told->title;
    out.failures = play_all(*told, sources_for(story, rules));
    return out;
}

} // namespace vigil::scenario
