#include "server/alarm/rule_set.hpp"

#include <algorithm>

#include "server/alarm/rule_place.hpp"
#include "server/alarm/rule_reader.hpp"

namespace vigil::alarm {
namespace {

constexpr std::array<std::string_view, 9> file_keys{"alarm",           "monitor_silent",  "ward_unwatched",
                                                    "record_away",     "journal_failing", "journal_filling",
                                                    "journal_damaged", "together",        "call"};

std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325u; // FNV-1a, offset basis and prime
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return hash;
}

} // namespace

rule_set::rule_set() {
    rules.push_back(monitor_silent(monitor_silent_settings()));
}

std::optional<std::size_t> rule_set::find(std::string_view name) const {
    const auto found = std::ranges::find(rules, name, &rule::name);
    if (found == rules.end()) return {};
    return static_cast<std::size_t>(found - rules.begin());
}

std::expected<rule_set, std::vector<problem>> rule_set::parse(std::string_view text, std::string_view file) {
    rule_file source{text, file};
    rule_set out;
    out.version = hash_of(text);
    if (source.sound()) {
        source.check_keys(source.root(), file_keys);
        out.rules.clear();
        read_alarms(source, out);
        read_settings(source, out);
        place_rules(source.root(), text, out);
    }
    if (!source.sound()) return std::unexpected{source.take_problems()};
    return out;
}

} // namespace vigil::alarm
