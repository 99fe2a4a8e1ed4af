#include "server/app/replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <variant>

#include "server/app/comparison.hpp"
#include "server/app/replay_text.hpp"
#include "server/app/settings.hpp"
#include "server/ward/fold.hpp"

namespace vigil::app {
namespace {

constexpr int done = 0, fault = 1, unusable = 2;
constexpr std::size_t rows_at_once = 1'000;

/// What is asked for, understood.
struct request {
    std::optional<instant> from, to;
    std::optional<place> bed;
    std::optional<ward::rules_changed> rules;
    bool compare = false;
};

void print(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
}

class player {
public:
    player(journal::reader& log, const request& asked) : log_(log), asked_(asked) {}
    int run();

private:
    instant time_of(journal::sequence row);
    journal::sequence first_at_or_after(instant t);
    void find_rows();
    void find_state();
    void restore();
    void say_what_is_replayed() const;
    void play(const journal::row& row);
    void tell(const ward::input& in, std::string_view events);
    void tell(const log_line& line, std::string_view mark = "");

    journal::reader& log_;
    const request& asked_;
    journal::sequence first_ = 0, last_ = 0; ///< in the journal, when this began
    journal::sequence begin_ = 0, end_ = 0;  ///< the first and the last row asked for
    std::optional<journal::snapshot> start_; ///< none: with empty wards, before row 1
    journal::sequence known_ = 0;            ///< the state is known from after this row on
    journal::sequence at_ = 0;               ///< the last row played
    std::uint64_t damaged_ = 0;              ///< rows that were left out
    ward::fold wards_;
    proof proof_;
    difference difference_;
    ward::input in_;
    std::string computed_, out_;
};

instant player::time_of(journal::sequence row) {
    instant at{};
    log_.rows(row - 1, 1, [&](const journal::row& r) { at = r.at; });
    return at;
}

/// Times of rows never go back. One after the last row if none is so late.
journal::sequence player::first_at_or_after(instant t) {
    journal::sequence low = first_, high = last_ + 1;
    while (low < high) {
        const journal::sequence middle = low + (high - low) / 2;
        time_of(middle) < t ? low = middle + 1 : high = middle;
    }
    return low;
}

void player::find_rows() {
    first_ = log_.first();
    last_ = log_.last();
    if (first_ == 0) throw std::runtime_error{"the journal has no rows"};
    begin_ = asked_.from ? first_at_or_after(*asked_.from) : first_;
    end_ = asked_.to ? first_at_or_after(*asked_.to + milliseconds{1}) - 1 : last_;
    if (begin_ > end_) throw std::runtime_error{"the journal has no rows of that time"};
}

/// The newest state before the first row asked for; where there is none, the first one that is known.
void player::find_state() {
    const auto follows = [&](const auto& s) { return s && s->upto + 1 >= first_; };
    start_ = log_.latest_snapshot(begin_ - 1);
    if (!follows(start_)) start_.reset();
    if (!start_ && first_ > 1)
        for (auto older = log_.latest_snapshot(); follows(older); older = log_.latest_snapshot(start_->upto - 1))
            start_ = std::move(older);
    known_ = start_ ? start_->upto : 0;
    if (known_ + 1 < first_) throw std::runtime_error{"no state is kept from which these rows could be replayed"};
    at_ = std::min(known_, begin_ - 1);
}

void player::restore() {
    if (start_) {
        auto restored = ward::fold::restore(start_->state);
        if (!restored)
            throw std::runtime_error{
                fmt::format("the state after row {} cannot be used: {}", start_->upto, restored.error())};
        wards_ = std::move(*restored);
        start_.reset();
    }
    if (asked_.rules) wards_.apply({wards_.now(), *asked_.rules});
}

void player::say_what_is_replayed() const {
    print(fmt::format("# rows {} to {}, of {} to {} in the journal\n", begin_, end_, first_, last_));
    const journal::sequence shown_only = std::min(known_, end_);
    if (shown_only < begin_) return;
    print(fmt::format(
        "# rows {} to {} are {}: the state before them is not kept, so they cannot be replayed; what is "
        "kept begins after row {}\n",
        begin_, shown_only, asked_.compare || asked_.rules ? "left out" : "shown as they were stored", known_));
}

/// Rows are handed over while the file is being read, and a reader that waits for a pager would keep the server's
/// write-ahead log from ending: so text is gathered, and printed in between.
int player::run() {
    find_rows();
    find_state();
    say_what_is_replayed();
    if (at_ == known_) restore();
    while (at_ < end_) {
        const auto limit = std::min<journal::sequence>(rows_at_once, end_ - at_);
        const std::size_t read = log_.rows(at_, limit, [this](const journal::row& row) { play(row); });
        if (read == 0) throw std::runtime_error{fmt::format("row {} is no longer in the journal", at_ + 1)};
        print(std::exchange(out_, {}));
    }
    if (!asked_.compare) return done;
    if (asked_.rules) {
        print(difference_.to_text());
        return done;
    }
    if (proof_.rows() == 0 && damaged_ == 0) throw std::runtime_error{"nothing could be compared"};
    print(proof_.to_text());
    return proof_.equal() && damaged_ == 0 ? done : fault;
}

void player::play(const journal::row& row) {
    if (row.number != at_ + 1)
        throw std::runtime_error{fmt::format("row {} is no longer in the journal: the server trims it", at_ + 1)};
    at_ = row.number;
    if (row.damaged) { // what it did is not known: as at a server's start it is left out
        ++damaged_;
        if (row.number == known_) restore();
        out_ += fmt::format("# row {} is damaged and left out\n", row.number);
        return;
    }
    if (!ward::decode(row.input, in_)) throw std::runtime_error{fmt::format("row {} cannot be read", row.number)};
    if (row.number <= known_) {
        if (!asked_.compare && !asked_.rules) tell(in_, row.events);
        if (row.number == known_) restore();
        return;
    }
    const bool other_rules = asked_.rules && std::holds_alternative<ward::rules_changed>(in_.what);
    if (other_rules) in_.what = ward::tick{}; // those asked about stay in force
    ward::encode(wards_.apply(in_), wards_, computed_);
    if (row.number < begin_) return;
    if (!asked_.compare) return tell(in_, computed_);
    if (!asked_.rules) return proof_.add(row, computed_);
    for (const auto& [sign, line] : difference_.add(row.events, computed_)) tell(line, sign == '+' ? "+ " : "- ");
}

/// What was due before the input came stands before it.
void player::tell(const ward::input& in, std::string_view events) {
    std::vector<ward::recorded_event> all;
    if (!ward::decode(events, all)) throw std::runtime_error{fmt::format("the events of row {} cannot be read", at_)};
    const auto after = std::ranges::find_if(all, [&](const ward::recorded_event& e) { return e.what.at >= in.at; });
    for (auto e = all.begin(); e != after; ++e) tell(line_of(*e));
    if (auto line = line_of(in)) {
        const bool of_alarm = std::holds_alternative<ward::acknowledge>(in.what) ||
                              std::holds_alternative<ward::alarm_shown>(in.what) ||
                              std::holds_alternative<ward::note_alarm>(in.what) ||
                              std::holds_alternative<ward::assign_alarm>(in.what); // it names no place
        if (of_alarm && after != all.end()) line->where = {after->ward, after->bed};
        tell(*line);
    }
    for (auto e = after; e != all.end(); ++e) tell(line_of(*e));
}

/// What concerns the whole ward, or the server, concerns each bed.
void player::tell(const log_line& line, std::string_view mark) {
    const auto& [ward, bed] = line.where;
    if (asked_.bed && !ward.empty() && (ward != asked_.bed->ward || (!bed.empty() && bed != asked_.bed->bed))) return;
    out_.append(mark).append(to_text(line));
}

/// False, and said why, if it is no time.
bool read_time(const char* option, const std::string& text, std::optional<instant>& out) {
    if (text.empty()) return true;
    out = parse_rfc3339(text);
    if (!out)
        std::fprintf(stderr, "%s: '%s' is no time; write it with its offset: 2026-11-22T02:00:00Z\n", option,
                     text.c_str());
    return out.has_value();
}

bool read_bed(const std::string& text, std::optional<place>& out) {
    if (text.empty()) return true;
    const std::size_t slash = text.find('/');
    if (slash == text.npos || slash == 0 || slash + 1 == text.size()) {
        std::fprintf(stderr, "--bed: '%s' is no bed; write ward/bed\n", text.c_str());
        return false;
    }
    out = {text.substr(0, slash), text.substr(slash + 1)};
    return true;
}

bool read_rules(const std::string& file, std::optional<ward::rules_changed>& out) {
    if (file.empty()) return true;
    auto text = load_rules(file);
    if (text)
        out = {*std::move(text), file};
    else
        for (const std::string& problem : text.error()) std::fprintf(stderr, "%s\n", problem.c_str());
    return out.has_value();
}

} // namespace

int replay(const replay_options& o) {
    request asked{.compare = o.compare};
    if (!read_time("--from", o.from, asked.from) || !read_time("--to", o.to, asked.to) || !read_bed(o.bed, asked.bed) ||
        !read_rules(o.rules, asked.rules))
        return unusable;
    const auto log = journal::reader::open(o.journal);
    if (!log) {
        std::fprintf(stderr, "%s\n", log.error().c_str());
        return fault;
    }
    try {
        return player{**log, asked}.run();
    } catch (const std::runtime_error& e) {
        std::fprintf(stderr, "journal %s: %s\n", o.journal.c_str(), e.what());
        return fault;
    }
}

} // namespace vigil::app
