#include "server/journal/committer.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace vigil::journal {
namespace {

/// Rows leave in chunks at least this large: each chunk touches pages at the other end of the table.
constexpr sequence trim_rows_min = 1'000;

/// So many of the older snapshots are kept, spread over the rows that are.
constexpr sequence older_snapshots = 8;

} // namespace

std::size_t batch::add(row r) {
    const std::size_t size = sizeof(row) + r.input.size() + r.events.size();
    rows.push_back(std::move(r));
    bytes += size;
    return size;
}

std::size_t batch::replace_snapshot(snapshot s) {
    const std::size_t more = s.state.size() - (state ? state->state.size() : 0);
    state = std::move(s);
    bytes += more;
    return more;
}

void batch::take(batch& later) {
    if (empty()) return std::swap(*this, later);
    std::ranges::move(later.rows, std::back_inserter(rows));
    if (later.state) state = std::move(later.state);
    bytes += later.bytes; // those of a snapshot that is replaced here too, until the batch is committed
    later.clear();
}

void batch::clear() {
    rows.clear();
    state.reset();
    bytes = 0;
}

committer::committer(const std::filesystem::path& file, std::size_t rows_kept_min)
    : disk_{file}, rows_kept_min_{rows_kept_min} {}

bool committer::commit(const batch& b, sequence recorded) {
    if (!failure_.empty()) return false;
    try {
        write(b, recorded);
    } catch (const sqlite_error& e) {
        failure_ = e.what();
    }
    return failure_.empty();
}

// Trimming shares the transaction of the rows that made it due, and so its synchronisation with the disk.
void committer::write(const batch& b, sequence recorded) {
    const sequence last_row = b.rows.empty() ? disk_.last() : b.rows.back().number;
    if (b.empty() && trimmable(last_row, recorded) < trim_rows_min) {
        more_to_trim_ = false;
        return;
    }
    disk_.begin();
    for (const row& r : b.rows) disk_.insert(r);
    if (b.state) disk_.put(*b.state, rows_kept_min_ / older_snapshots);
    const sequence left = trim(trimmable(last_row, recorded), b.rows.size()); // the snapshot may have freed more
    disk_.commit();
    more_to_trim_ = left >= trim_rows_min;
}

/// Returns how many trimmable rows are left.
sequence committer::trim(sequence backlog, std::size_t rows_written) {
    if (backlog < trim_rows_min) return backlog;
    const sequence chunk = std::min<sequence>(backlog, std::max<sequence>(trim_rows_min, 2 * rows_written));
    disk_.trim(disk_.first() + chunk);
    return backlog - chunk;
}

/// Number of the oldest rows that nobody needs: they are in a snapshot, in the record, and too old for the duplicate
/// check.
sequence committer::trimmable(sequence last_row, sequence recorded) const {
    const sequence unneeded = std::min(disk_.snapshot_upto(), recorded);
    const sequence old = last_row > rows_kept_min_ ? last_row - rows_kept_min_ : 0;
    const sequence end = std::min(unneeded, old);
    return end >= disk_.first() ? end - disk_.first() + 1 : 0;
}

} // namespace vigil::journal
