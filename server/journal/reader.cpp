#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "server/journal/store.hpp"

namespace vigil::journal {

struct reader::impl {
    explicit impl(const std::filesystem::path& file)
        : db{file, database::mode::read},
          identity{checked_identity(db)},
          sum{db.number("SELECT value FROM meta WHERE name = 'format'") == 1 ? "NULL" : "sum"},
          rows{db,
               fmt::format("SELECT seq, at, key, body, events, {} FROM input WHERE seq > ?1 ORDER BY seq LIMIT ?2", sum)
                   .c_str()} {}

    void read_one();
    sequence trimmed_upto() {
        return static_cast<sequence>(db.number("SELECT value FROM meta WHERE name = 'trimmed_upto'"));
    }

    static std::string checked_identity(database& d) {
        require_journal(d);
        return d.text("SELECT value FROM meta WHERE name = 'identity'");
    }

    database db;
    std::string identity;
    std::string_view sum; ///< the column; none in the format before
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

std::optional<snapshot> reader::latest_snapshot(sequence upto) {
    statement s{
        impl_->db,
        fmt::format("SELECT upto, state, {} FROM snapshot WHERE upto <= ?1 ORDER BY upto DESC", impl_->sum).c_str()};
    s.bind(1, static_cast<std::int64_t>(std::min<sequence>(upto, std::numeric_limits<std::int64_t>::max())));
    while (s.step()) {
        const auto number = static_cast<sequence>(s.integer(0));
        if (!s.is_null(2) && s.integer(2) != checksum(number, s.bytes(1))) continue;
        return snapshot{number, std::string{s.bytes(1)}};
    }
    return {};
}

sequence reader::first() {
    return static_cast<sequence>(impl_->db.number("SELECT min(seq) FROM input"));
}

sequence reader::last() {
    return static_cast<sequence>(impl_->db.number(
        "SELECT max((SELECT value FROM meta WHERE name = 'trimmed_upto'), ifnull((SELECT max(seq) FROM input), 0))"));
}

void reader::impl::read_one() {
    one.number = static_cast<sequence>(rows.integer(0));
    one.at = from_epoch_ms(rows.integer(1));
    one.key = std::bit_cast<std::uint64_t>(rows.integer(2));
    one.input = rows.bytes(3);
    one.events = rows.bytes(4);
    one.damaged = !rows.is_null(5) && rows.integer(5) != checksum(one);
}

std::size_t reader::rows(sequence after, std::size_t limit, const std::function<void(const row&)>& visit) {
    statement& s = impl_->rows;
    const row& r = impl_->one;
    std::size_t count = 0;
    try {
        impl_->db.run("BEGIN"); // so that nothing is trimmed between this and the rows
        sequence expected = std::max(after, impl_->trimmed_upto()) + 1;
        s.bind(1, static_cast<std::int64_t>(after)).bind(2, static_cast<std::int64_t>(limit));
        for (; s.step(); ++count) {
            impl_->read_one();
            for (; expected < r.number; ++expected) visit({.number = expected, .at = r.at, .damaged = true});
            visit(r);
            ++expected;
        }
        impl_->db.run("COMMIT");
    } catch (...) {
        s.reset(); // an open statement would hold the write-ahead log for ever
        impl_->db.roll_back();
        throw;
    }
    return count;
}

void reader::keys(sequence after, const std::function<void(sequence, std::uint64_t)>& visit) {
    statement s{impl_->db, "SELECT seq, key FROM input WHERE seq > ?1 AND key <> 0 ORDER BY seq"};
    s.bind(1, static_cast<std::int64_t>(after));
    while (s.step()) visit(static_cast<sequence>(s.integer(0)), std::bit_cast<std::uint64_t>(s.integer(1)));
}

} // namespace vigil::journal
