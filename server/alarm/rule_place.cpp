#include "server/alarm/rule_place.hpp"

#include <algorithm>
#include <ranges>
#include <vector>

namespace vigil::alarm {
namespace {

constexpr std::string_view blanks = " \t\r";

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> out;
    for (const auto part : text | std::views::split('\n')) {
        std::string_view line{part.begin(), part.end()};
        line.remove_suffix(line.size() - (line.find_last_not_of(blanks) + 1)); // npos + 1 is 0
        out.push_back(line);
    }
    return out;
}

bool is_comment(std::string_view line) {
    const std::size_t first = line.find_first_not_of(blanks);
    return first != line.npos && line[first] == '#';
}

/// The lines on which something of the file's own begins, in order.
std::vector<std::uint32_t> beginnings(const toml::table& root) {
    std::vector<std::uint32_t> out;
    for (const auto& [key, value] : root) {
        out.push_back(value.source().begin.line);
        if (const toml::array* list = value.as_array())
            for (const toml::node& each : *list) out.push_back(each.source().begin.line);
    }
    std::ranges::sort(out);
    return out;
}

} // namespace

void place_rules(const toml::table& root, std::string_view text, rule_set& out) {
    const auto lines = lines_of(text);
    const auto begin = beginnings(root);
    for (rule& r : out.rules) {
        if (r.line == 0) continue;
        std::size_t first = r.line - 1;
        const auto next = std::ranges::upper_bound(begin, r.line);
        std::size_t end = next == begin.end() ? lines.size() : *next - 1;
        while (end > first + 1 && (lines[end - 1].empty() || is_comment(lines[end - 1]))) --end;
        while (first > 0 && is_comment(lines[first - 1])) --first;
        for (; first < end; ++first) r.text.append(lines[first]).append(1, '\n');
    }
}

} // namespace vigil::alarm
