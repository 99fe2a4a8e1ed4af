#include "server/scenario/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

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

rule_source rules_for(const std::filesystem::path& story, const std::filesystem::path& given) {
    return [=](const std::string& name) -> std::expected<rules_text, std::string> {
        const std::string file = name + ".toml";
        const std::filesystem::path folder = story.parent_path();
        const std::array beside{folder / file, folder / "rules" / file};
        const auto* const found =
            std::ranges::find_if(beside, [](const auto& p) { return std::filesystem::exists(p); });
        const bool is_given = name.empty() || given.filename() == file;
        if (!is_given && found == beside.end())
            return std::unexpected(fmt::format("there are no rules called '{}': neither {} nor {}", name,
                                               beside[0].string(), beside[1].string()));
        const std::filesystem::path& at = is_given ? given : *found;
        auto text = read_file(at);
        if (!text) return std::unexpected(fmt::format("{}: {}", at.string(), text.error()));
        return rules_text{std::move(*text), at.string()};
    };
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
    out.failures = play_all(*told, rules_for(story, rules));
    return out;
}

} // namespace vigil::scenario
