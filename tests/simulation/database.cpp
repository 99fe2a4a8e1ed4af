#include "tests/simulation/database.hpp"

#include <stdexcept>

namespace vigil::simulation {

class database::connection final : public record::sink {
public:
    explicit connection(database& d) : database_(d), cursor_(d.cursor_), mark_(d.mark_) {}
    int journal_id() const override { return 1; }
    const record::usual_codes& usual() const override { return usual_; }
    journal::sequence cursor() const override { return cursor_; }
    std::optional<std::uint64_t> cursor_mark() const override { return mark_; }
    std::size_t write(const record::batch& b) override {
        database_.write(b, cursor_);
        cursor_ = b.last();
        mark_ = b.mark();
        return 0;
    }

private:
    database& database_;
    journal::sequence cursor_;
    std::optional<std::uint64_t> mark_;
    record::usual_codes usual_{};
};

std::unique_ptr<record::sink> database::connect() {
    if (away_) throw std::runtime_error{"connection refused"};
    return std::make_unique<connection>(*this);
}

void database::write(const record::batch& b, journal::sequence known_cursor) {
    if (away_) throw std::runtime_error{"server closed the connection"};
    if (cursor_ != known_cursor) throw std::runtime_error{"the record's cursor was moved by somebody else"};
    for (const journal::sequence bad : poison_) {
        const bool set_aside = b.first() == b.last() && b.undecodable() == 1;
        if (bad >= b.first() && bad <= b.last() && !set_aside) throw record::data_refused{"value out of range"};
    }
    if (!world_.chance(failing_)) return commit(b);
    ++world_.seen.record_faults;
    if (world_.chance(0.5)) commit(b); // and its confirmation is lost
    throw std::runtime_error{"connection lost during COMMIT"};
}

void database::commit(const record::batch& b) {
    held_.resize(std::max<std::size_t>(held_.size(), b.last() + 1));
    for (journal::sequence row = b.first(); row <= b.last(); ++row)
        world_.require(++held_[row] == 1, "row {} is in the record twice", row);
    cursor_ = b.last();
    mark_ = b.mark();
    world_.note("recorded", fmt::format("{} to {}", b.first(), b.last()));
}

void database::check_complete(journal::sequence last) const {
    world_.require(cursor_ == last, "the record ends at row {} of {}", cursor_, last);
    for (journal::sequence row = 1; row <= last; ++row)
        world_.require(held_.size() > row && held_[row] == 1, "row {} is not in the record", row);
}

} // namespace vigil::simulation
