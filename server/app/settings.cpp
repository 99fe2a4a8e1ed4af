#include "server/app/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>

#include "server/app/protocols.hpp"
#include "server/ingest/sender.hpp"

extern char** environ;

namespace vigil::app {
namespace {

std::optional<std::string> read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return {};
    return std::string{std::istreambuf_iterator<char>(in), {}};
}

config::environment environment_variables() {
    config::environment found;
    for (char** entry = environ; *entry; ++entry) {
        const std::string_view text{*entry};
        const std::size_t equals = text.find('=');
        if (text.starts_with("VIGIL__") && equals != text.npos)
            found.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return found;
}

} // namespace

std::expected<std::string, std::vector<std::string>> load_rules(const std::string& file) {
    auto text = read_file(file);
    if (!text)
        return std::unexpected(
            std::vector{fmt::format("{}: cannot be read: {} (rules.file)", file, std::strerror(errno))});
    const auto rules = alarm::rule_set::parse(*text, file);
    if (rules) return *std::move(text);
    std::vector<std::string> problems;
    for (const alarm::problem& p : rules.error()) problems.push_back(to_text(p));
    return std::unexpected(std::move(problems));
}

std::expected<settings, std::vector<std::string>> load_settings(const std::string& config_file) {
    const auto text = read_file(config_file);
    if (!text)
        return std::unexpected(std::vector{fmt::format("{}: cannot be read: {}", config_file, std::strerror(errno))});
    std::vector<std::string> problems;
    settings s;
    config::reading read = config::read(*text, config_file, environment_variables());
    for (const config::problem& p : read.problems) problems.push_back(to_text(p));
    s.options = std::move(read.values);
    if (const auto senders = ingest::senders::make(s.options.senders); !senders)
        for (const std::string& problem : senders.error()) problems.push_back(config_file + ": " + problem);
    auto rules = load_rules(s.options.rules.file);
    if (rules)
        s.rules_text = *std::move(rules);
    else
        std::ranges::move(rules.error(), std::back_inserter(problems));
    const auto set = alarm::rule_set::parse(s.rules_text, s.options.rules.file);
    auto protocols = load_protocols(protocols_directory(s.options), set ? &*set : nullptr);
    if (protocols)
        s.protocols = *std::move(protocols);
    else
        std::ranges::move(protocols.error(), std::back_inserter(problems));
    if (!problems.empty()) return std::unexpected(std::move(problems));
    return s;
}

} // namespace vigil::app
