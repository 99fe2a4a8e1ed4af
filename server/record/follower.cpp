#include "server/record/follower.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vigil::record {

follower::follower(journal::reader& journal, std::size_t batch_rows_max,
                   std::function<void(const std::string&)> problem)
    : journal_{journal}, batch_rows_max_{batch_rows_max}, problem_{std::move(problem)}, limit_{batch_rows_max} {}

void follower::begin(const sink& to) {
    if (const journal::sequence last = journal_.last(); to.cursor() > last)
        throw std::runtime_error{
            fmt::format("the record holds row {} of a journal that ends at {}: the journal is an "
                        "older copy; move it away, and a new one will be begun",
                        to.cursor(), last)};
    now_.recorded = to.cursor();
}

void follower::fill(batch& b) {
    b.clear();
    std::optional<instant> oldest;
    journal_.rows(now_.recorded, limit_, [&](const journal::row& r) {
        if (b.full()) return; // the rest in the next batch
        if (!oldest) oldest = r.at;
        refused_.empty() ? b.add(r) : b.quarantine(r, refused_);
    });
    now_.oldest_unrecorded = oldest;
    if (b.full()) limit_ = static_cast<std::size_t>(b.last() - b.first()) + 1; // reads less next time
}

bool follower::write(sink& to, const batch& b) {
    try {
        to.write(b);
    } catch (const data_refused& e) {
        suspect(b, e.what());
        return false;
    }
    const journal::sequence gone = b.first() - now_.recorded - 1;
    if (gone > 0)
        problem_(
            fmt::format("rows {} to {} left the journal before they were recorded", now_.recorded + 1, b.first() - 1));
    refused_.clear();
    limit_ = std::min(2 * limit_, batch_rows_max_);
    now_.recorded = b.last();
    now_.missing += gone;
    now_.undecodable += b.undecodable();
    ++now_.batches;
    return true;
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
