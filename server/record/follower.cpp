#include "server/record/follower.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vigil::record {

follower::follower(journal::reader& journal, std::size_t batch_rows_max, told problem, told note)
    : journal_{journal},
      batch_rows_max_{batch_rows_max},
      problem_{std::move(problem)},
      note_{std::move(note)},
      limit_{batch_rows_max} {}

void follower::begin(const sink& to) {
    constexpr const char* what_to_do =
        "the journal is an older copy of the one that was recorded, and what it takes now is recorded nowhere else. "
        "Stop the server and put in its place a copy made by vigil journal copy; or move it away with its -wal and "
        "-shm, keep it, and a new journal will be begun";
    if (const journal::sequence last = journal_.last(); to.cursor() > last)
        throw std::runtime_error{
            fmt::format("the record holds row {} of a journal that ends at {}: {}", to.cursor(), last, what_to_do)};
    if (is_another(to))
        throw std::runtime_error{
            fmt::format("the record holds another row {} than this journal: {}", to.cursor(), what_to_do)};
    now_.recorded = to.cursor();
}

/// An older copy that went on until it was as long as the journal that was recorded.
bool follower::is_another(const sink& to) const {
    bool differs = false;
    if (to.cursor() > 0 && to.cursor_mark())
        journal_.rows(to.cursor() - 1, 1, [&](const journal::row& r) {
            differs = r.number == to.cursor() && mark_of(r) != *to.cursor_mark();
        });
    return differs;
}

void follower::fill(batch& b) {
    b.clear();
    std::optional<instant> oldest;
    journal_.rows(now_.recorded, limit_, [&](const journal::row& r) {
        if (b.full()) return; // the rest in the next batch
        if (!oldest) oldest = r.at;
        if (!r.damaged && refused_.empty()) return b.add(r);
        b.quarantine(r, r.damaged ? "damaged in the journal: it is not what was written" : refused_);
    });
    now_.oldest_unrecorded = oldest;
    if (b.full()) limit_ = static_cast<std::size_t>(b.last() - b.first()) + 1; // reads less next time
}

bool follower::write(sink& to, const batch& b) {
    std::size_t repeated = 0;
    try {
        repeated = to.write(b);
    } catch (const data_refused& e) {
        suspect(b, e.what());
        return false;
    }
    refused_.clear();
    limit_ = std::min(2 * limit_, batch_rows_max_);
    count(b, repeated);
    return true;
}

void follower::count(const batch& b, std::size_t repeated) {
    const journal::sequence gone = b.first() - now_.recorded - 1;
    if (gone > 0)
        problem_(
            fmt::format("rows {} to {} left the journal before they were recorded", b.first() - gone, b.first() - 1));
    if (b.expired() > 0) note_(fmt::format("left out {} messages that are older than readings are kept", b.expired()));
    if (repeated > 0) note_(fmt::format("left out {} messages that another journal had recorded", repeated));
    now_.recorded = b.last();
    now_.missing += gone;
    now_.undecodable += b.undecodable();
    now_.expired += b.expired();
    now_.repeated += repeated;
    ++now_.batches;
}

/// Halves the batch in which something is refused until one row is left, which is then set aside.
void follower::suspect(const batch& b, const std::string& why) {
    limit_ = std::max<std::size_t>((b.last() - b.first() + 1) / 2, 1);
    hurry_ = refused_.empty();
    if (b.first() != b.last()) return;
    problem_(fmt::format("row {}: {}", b.first(), why));
    refused_ = refused_.empty() ? why : "";
}

bool follower::hurry() {
    return std::exchange(hurry_, false);
}

journal::sequence follower::look() {
    journal_.rows(now_.recorded, 1, [this](const journal::row& r) { now_.oldest_unrecorded = r.at; });
    return journal_.last();
}

} // namespace vigil::record
