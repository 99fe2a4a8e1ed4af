#include "proto/dialects/dialect.hpp"

#include <algorithm>
#include <tuple>

namespace vigil::dialects {
namespace {

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

bool contains(std::string_view text, std::string_view part) {
    return !std::ranges::search(text, part, {}, lower, lower).empty();
}

bool fits(std::string_view wanted, std::string_view text) {
    const bool open_front = wanted.starts_with('*');
    if (open_front) wanted.remove_prefix(1);
    const bool open_back = wanted.ends_with('*');
    if (open_back) wanted.remove_suffix(1);
    if (wanted.empty() && (open_front || open_back)) return !text.empty();
    if (open_front && open_back) return contains(text, wanted);
    if (text.size() < wanted.size()) return false;
    if (open_back) return same(text.substr(0, wanted.size()), wanted);
    if (open_front) return same(text.substr(text.size() - wanted.size()), wanted);
    return same(text, wanted);
}

bool recognises(const dialect& d, const field_reader& field) {
    return std::ranges::any_of(d.recognise, [&](const recognition& signs) {
        return std::ranges::all_of(signs, [&](const pattern& p) { return fits(p.text, field(p.where)); });
    });
}

} // namespace

const code* dialect::find(std::string_view text, std::string_view system) const {
    const auto named = std::ranges::equal_range(codes, text, {}, &code::text);
    const code* any = nullptr;
    for (const code& c : named) {
        if (c.system == system) return &c;
        if (c.system.empty()) any = &c;
    }
    return any;
}

bool dialect::is_sentinel(double value) const {
    return std::ranges::find(sentinels, value) != sentinels.end();
}

const dialect* recognise(std::span<const dialect> among, const field_reader& field) {
    const dialect* best = nullptr;
    for (const dialect& d : among)
        if ((!best || d.rank > best->rank) && recognises(d, field)) best = &d;
    return best;
}

} // namespace vigil::dialects
