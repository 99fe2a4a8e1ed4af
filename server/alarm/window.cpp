#include "server/alarm/window.hpp"

#include <algorithm>

namespace vigil::alarm {
namespace {

constexpr std::size_t place(std::int64_t slot) {
    return static_cast<std::size_t>(slot) % window::slot_count;
}

} // namespace

void window::add(double value, instant at, milliseconds width) {
    // Multiplied first: a width that twelve does not divide has slots of unlike length, and still twelve of them.
    const std::int64_t slot = to_epoch_ms(at) * slots_per_width / width.count();
    const std::int64_t first_new = std::max(all_.newest_slot + 1, slot - slot_count + 1);
    for (std::int64_t s = first_new; s <= slot; ++s) all_.slots[place(s)] = {};
    all_.newest_slot = slot;
    all_.newest = value;
    all_.slots[place(slot)].sum += value;
    ++all_.slots[place(slot)].count;
}

double window::mean() const {
    double sum = 0;
    std::uint32_t count = 0;
    bool spans_half = false;
    for (int back = 0; back < slots_per_width; ++back) {
        const slot& s = all_.slots[place(all_.newest_slot - back)];
        sum += s.sum;
        count += s.count;
        spans_half = spans_half || (back >= slots_per_width / 2 && s.count > 0);
    }
    return spans_half ? sum / count : no_number;
}

double window::change() const {
    for (int back = slots_per_width; back < slot_count; ++back) {
        const slot& s = all_.slots[place(all_.newest_slot - back)];
        if (s.count > 0) return all_.newest - s.sum / s.count;
    }
    return no_number;
}

} // namespace vigil::alarm
