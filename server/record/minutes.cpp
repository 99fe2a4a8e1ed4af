#include "server/record/minutes.hpp"

#include <algorithm>
#include <cmath>

#include "server/record/text.hpp"

namespace vigil::record {
namespace {

constexpr milliseconds oldest = std::chrono::hours{24 * 365};

} // namespace

instant trend_moment(const report& r, const reading& value, instant received_at) {
    const instant measured_at = storable(value.measured_at);
    if (r.history) return measured_at;
    const milliseconds age = storable(r.reported_at.value_or(received_at)) - measured_at;
    return received_at - std::clamp(age, milliseconds{0}, oldest);
}

void minute_sum::add(const minute_sum& other) {
    lowest = std::min(lowest, other.lowest);
    highest = std::max(highest, other.highest);
    total += other.total;
    count += other.count;
}

void minutes::add(const report& r, instant received_at) {
    place* to = nullptr;
    for (const reading& next : r.readings) {
        if (!usable(next.status) || !std::isfinite(next.value)) continue;
        if (!to) to = &at(r.ward, r.bed);
        const instant minute = std::chrono::floor<std::chrono::minutes>(trend_moment(r, next, received_at));
        add(*to, {minute, next.what, next.value, next.value, next.value, 1});
    }
}

void minutes::add(std::string_view ward, std::string_view bed, const minute_sum& more) {
    add(at(ward, bed), more);
}

void minutes::add(const minutes& more) {
    for (const auto& [key, from] : more.places_) {
        place& to = at(from.ward, from.bed);
        for (const auto& [when, each] : from.sums) add(to, each);
    }
}

minutes::place& minutes::at(std::string_view ward, std::string_view bed) {
    key_.assign(ward) += '\0';
    key_ += bed;
    place& found = places_[key_];
    if (found.sums.empty()) found.ward = ward, found.bed = bed;
    return found;
}

void minutes::add(place& to, const minute_sum& more) {
    const auto [found, fresh] = to.sums.try_emplace({more.minute, more.what}, more);
    fresh ? void(++size_) : found->second.add(more);
}

void minutes::clear() {
    places_.clear();
    size_ = 0;
}

void minutes::append_to(copy_rows& rows) const {
    for (const auto& [key, from] : places_) {
        for (const auto& [when, each] : from.sums) {
            rows.time(each.minute);
            rows.number(each.lowest);
            rows.number(each.highest);
            rows.number(each.total);
            rows.integer(each.count);
            rows.text(from.ward);
            rows.text(from.bed);
            rows.text(name(each.what));
        }
    }
}

} // namespace vigil::record
