#include "server/feed/report_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "proto/vitals/scale.hpp"
#include "server/infusion/charting.hpp"

namespace vigil::feed {
namespace {

constexpr std::array<std::string_view, 4> grades{"none", "mild", "moderate", "severe"};

std::string answer(infusion::item::answer kind, double value) {
    if (kind == infusion::item::answer::yes_no) return value != 0 ? "yes" : "no";
    const auto grade = static_cast<std::size_t>(std::clamp(value, 0.0, 3.0));
    return kind == infusion::item::answer::grade ? fmt::format("{:g} {}", value, grades.at(grade)) : number(value);
}

} // namespace

std::string when(instant t) {
    std::string out = to_rfc3339(t).substr(0, 19);
    out[10] = ' ';
    return out;
}

std::string when(const std::optional<instant>& t) {
    return t ? when(*t) : "–";
}

std::string when(const infusion::act& a) {
    if (a.entered_at == a.at) return when(a.at);
    return fmt::format("{} (entered {})", when(a.at), when(a.entered_at));
}

std::string signature(const infusion::act& a) {
    return fmt::format("{}, {}{}{}", a.by, when(a), a.reason.empty() ? "" : ": ", a.reason);
}

std::string number(std::optional<double> value) {
    return value ? fmt::format("{:.6g}", *value) : "–";
}

std::string lasting(milliseconds d) {
    const auto minutes = d.count() / 60'000;
    return minutes < 60 ? fmt::format("{} min", minutes) : fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

std::string words(std::string_view name) {
    std::string out{name};
    std::ranges::replace(out, '_', ' ');
    return out;
}

std::string words(const std::vector<std::string>& names) {
    return words(fmt::format("{}", fmt::join(names, ", ")));
}

std::string prescribers(std::string_view first, std::string_view second) {
    if (second.empty()) return std::string{first};
    return fmt::format("{}{}second: {}", first, first.empty() ? "" : ", ", second);
}

std::string charted(const infusion::protocol& p, const infusion::charted_value& v) {
    const auto item = std::ranges::find(p.items, v.item, &infusion::item::name);
    const auto m = infusion::charted_metric(v.item);
    std::string out = v.text;
    if (v.number && item != p.items.end())
        out = answer(item->kind, *v.number);
    else if (v.number)
        out = (m ? charted_text(*m, *v.number) : std::nullopt).value_or(number(v.number));
    return v.from_device ? out + " (monitor)" : out;
}

std::string asked(const infusion::protocol& p, std::string_view item) {
    const auto own = std::ranges::find(p.items, item, &infusion::item::name);
    if (own != p.items.end()) return own->ask;
    const auto m = infusion::charted_metric(item);
    const bool plain = !m || info(*m).canonical == unit::score;
    return plain ? words(item) : fmt::format("{}, {}", words(item), name(info(*m).canonical));
}

} // namespace vigil::feed
