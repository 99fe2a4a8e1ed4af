#include "server/app/recovery.hpp"

#include <fmt/format.h>

#include "server/ward/codec.hpp"

namespace vigil::app {
namespace {

constexpr std::size_t rows_at_once = 10'000;

} // namespace

std::expected<recovered, std::string> recover(journal::reader& log) {
    recovered out;
    journal::sequence applied = 0;
    if (const auto newest = log.latest_snapshot()) {
        auto restored = ward::fold::restore(newest->state);
        if (!restored)
            return std::unexpected(fmt::format(
                "the journal's snapshot cannot be used: {}. Start the version that wrote it; or move the journal away, "
                "with its -wal and -shm, and begin with empty wards",
                restored.error()));
        out.wards = std::move(*restored);
        applied = newest->upto;
    }
    std::string unreadable, events;
    ward::input in;
    const auto apply = [&](const journal::row& row) {
        applied = row.number;
        if (row.damaged) return void(++out.damaged);
        if (!ward::decode(row.input, in)) {
            if (unreadable.empty()) unreadable = fmt::format("row {} of the journal cannot be read", row.number);
            return;
        }
        ward::encode(out.wards.apply(in), out.wards, events);
        ++out.replayed;
        if (events != row.events) ++out.different;
    };
    while (log.rows(applied, rows_at_once, apply) == rows_at_once) {
    }
    if (!unreadable.empty()) return std::unexpected(unreadable);
    const journal::sequence remembered = out.seen.capacity();
    log.keys(applied > remembered ? applied - remembered : 0,
             [&out](journal::sequence row, std::uint64_t key) { out.seen.remember(key, row); });
    return out;
}

} // namespace vigil::app
