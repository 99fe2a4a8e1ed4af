#include "server/ingest/duplicates.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <array>
#include <utility>

namespace vigil::ingest {

std::uint64_t key_of(std::string_view payload) {
    const auto hash = XXH3_64bits(payload.data(), payload.size());
    return hash ? hash : 1;
}

std::uint64_t key_of(std::string_view payload, std::string_view about) {
    const auto hash = XXH3_64bits_withSeed(payload.data(), payload.size(), key_of(about));
    return hash ? hash : 1;
}

std::uint64_t key_of_occurrence(std::uint64_t payload, instant at, std::uint64_t count) {
    const std::array<std::int64_t, 2> when{to_epoch_ms(at), static_cast<std::int64_t>(count)};
    const auto hash = XXH3_64bits_withSeed(when.data(), sizeof when, payload);
    return hash ? hash : 1;
}

std::uint64_t key_of(const report& r) {
    XXH64_hash_t hash = 0;
    const auto mix = [&hash](const void* data, std::size_t size) { hash = XXH3_64bits_withSeed(data, size, hash); };
    for (const std::string* text :
         {&r.sender, &r.control_id, &r.ward, &r.bed, &r.patient, &r.patient_name, &r.reported_text})
        mix(text->data(), text->size());
    for (const reading& next : r.readings) {
        const std::int64_t measured = to_epoch_ms(next.measured_at);
        mix(&next.what, sizeof next.what);
        mix(&next.status, sizeof next.status);
        mix(&next.value, sizeof next.value);
        mix(&next.device_low, sizeof next.device_low);
        mix(&next.device_high, sizeof next.device_high);
        if (r.reported_at) mix(&measured, sizeof measured); // else it is when we received it
    }
    return hash ? hash : 1;
}

std::optional<std::uint64_t> duplicates::find(std::uint64_t key) const {
    const auto found = rows_.find(key);
    if (found == rows_.end()) return {};
    return found->second;
}

void duplicates::remember(std::uint64_t key, std::uint64_t row) {
    if (!rows_.emplace(key, row).second) return;
    if (const std::uint64_t oldest = std::exchange(ring_[next_], key)) rows_.erase(oldest);
    next_ = (next_ + 1) % ring_.size();
}

} // namespace vigil::ingest
