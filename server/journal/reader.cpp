#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "server/journal/store.hpp"

namespace vigil::journal {

struct reader::impl {
    explicit impl(const std::filesystem::path& file)
        : db{file, database::mode::read},
          identity{checked_identity(db)},
          rows{db, "SELECT seq, at, key, body, events FROM input WHERE seq > ?1 ORDER BY seq LIMIT ?2"} {}

    static std::string checked_identity(database& d) {
        require_journal(d);
        return d.text("SELECT value FROM meta WHERE name = 'identity'");
    }

    database db;
    std::string identity;
    statement rows;
    row one; // reused, so that reading allocates nothing a row
};

std::expected<std::unique_ptr<reader>, std::string> reader::open(const std::filesystem::path& file) {
    try {
        return std::unique_ptr<reader>{new reader{std::make_unique<impl>(file)}};
    } catch (const sqlite_error& e) {
        return std::unexpected{fmt::format("journal {}: {}", file.string(), e.what())};
    }
}

reader::reader(std::unique_ptr<impl> i) : impl_{std::move(i)} {}
reader::~reader() = default;

const std::string& reader::identity() const {
    return impl_->identity;
}

namespace {

std::optional<snapshot> one_of(statement& s) {
    if (!s.step()) return {};
    return snapshot{static_cast<sequence>(s.integer(0)), std::string{s.bytes(1)}};
}

} // namespace

std::optional<snapshot> reader::latest_snapshot(sequence upto) {
    statement s{impl_->db, "SELECT upto, state FROM snapshot WHERE upto <= ?1 ORDER BY upto DESC LIMIT 1"};
    return one_of(s.bind(1, static_cast<std::int64_t>(upto)));
}

std::optional<snapshot> reader::oldest_snapshot() {
    statement s{impl_->db, "SELECT upto, state FROM snapshot ORDER BY upto LIMIT 1"};
    return one_of(s);
}

sequence reader::first() {
    return static_cast<sequence>(impl_->db.number("SELECT min(seq) FROM input"));
}

sequence reader::last() {
    return static_cast<sequence>(impl_->db.number(
        "SELECT max((SELECT value FROM meta WHERE name = 'trimmed_upto'), ifnull((SELECT max(seq) FROM input), 0))"));
}

std::size_t reader::rows(sequence after, std::size_t limit, const std::function<void(const row&)>& visit) {
    statement& s = impl_->rows;
    row& r = impl_->one;
    std::size_t count = 0;
    try {
        s.bind(1, static_cast<std::int64_t>(after)).bind(2, static_cast<std::int64_t>(limit));
        for (; s.step(); ++count) {
            r.number = static_cast<sequence>(s.integer(0));
            r.at = from_epoch_ms(s.integer(1));
            r.key = std::bit_cast<std::uint64_t>(s.integer(2));
            r.input = s.bytes(3);
            r.events = s.bytes(4);
            visit(r);
        }
    } catch (...) {
        s.reset(); // an open statement would hold the write-ahead log for ever
        throw;
    }
    return count;
}

void reader::keys(const std::function<void(sequence, std::uint64_t)>& visit) {
    statement s{impl_->db, "SELECT seq, key FROM input WHERE key <> 0 ORDER BY seq"};
    while (s.step()) visit(static_cast<sequence>(s.integer(0)), std::bit_cast<std::uint64_t>(s.integer(1)));
}

} // namespace vigil::journal
