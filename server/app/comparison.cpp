#include "server/app/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>
#include <stdexcept>

namespace vigil::app {
namespace {

const std::vector<ward::recorded_event> none;

/// Nothing if the bytes are not events of a known format.
std::optional<std::vector<ward::recorded_event>> events_of(std::string_view bytes) {
    std::vector<ward::recorded_event> events;
    if (!ward::decode(bytes, events)) return {};
    return events;
}

std::size_t count(std::string_view bytes) {
    const auto events = events_of(bytes);
    return events ? events->size() : 0;
}

std::string in_words(std::string_view which, std::string_view bytes) {
    const auto events = events_of(bytes);
    if (!events) return fmt::format("  {}: {} bytes that are no events\n", which, bytes.size());
    if (events->empty()) return fmt::format("  {}: nothing\n", which);
    std::string out;
    for (const ward::recorded_event& e : *events)
        out += fmt::format("  {}: (seq {}) {}", which, e.what.sequence, to_text(line_of(e)));
    return out;
}

void require(int done) {
    if (done != 1) throw std::runtime_error{"SHA-256 failed"};
}

const alarm::alarm* raised(const ward::recorded_event& e) {
    const auto* changed = std::get_if<ward::alarm_changed>(&e.what.what);
    return changed && changed->how == alarm::change::onset ? &changed->now : nullptr;
}

} // namespace

event_hash::event_hash() : context_{EVP_MD_CTX_new()} {
    require(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr));
}

/// Number and length go before the bytes, so that they cannot move from one row to the next unnoticed.
void event_hash::add(journal::sequence row, std::string_view events) {
    const auto head = std::bit_cast<std::array<char, 16>>(std::array<std::uint64_t, 2>{row, events.size()});
    require(EVP_DigestUpdate(context_.get(), head.data(), head.size()));
    require(EVP_DigestUpdate(context_.get(), events.data(), events.size()));
}

std::string event_hash::hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    require(EVP_DigestFinal_ex(context_.get(), bytes.data(), &size));
    std::string out;
    for (unsigned i = 0; i < size; ++i) fmt::format_to(std::back_inserter(out), "{:02x}", bytes[i]);
    return out;
}

void proof::add(const journal::row& row, std::string_view computed) {
    ++rows_;
    stored_.add(row.number, row.events);
    computed_.add(row.number, computed);
    const std::size_t events = count(computed);
    computed_events_ += events;
    stored_events_ += row.events == computed ? events : count(row.events);
    if (row.events == computed || different_++ > 0) return;
    first_ = fmt::format("the first of them is row {} of {}\n{}{}", row.number, to_rfc3339(row.at),
                         in_words("stored", row.events), in_words("computed", computed));
}

std::string proof::to_text() {
    std::string out =
        fmt::format("{} rows compared\nstored    {:>9} events  sha256 {}\ncomputed  {:>9} events  sha256 {}\n", rows_,
                    stored_events_, stored_.hex(), computed_events_, computed_.hex());
    if (equal()) return out + "equal\n";
    return out + fmt::format("different: the events of {} rows are not those stored; {}", different_, first_);
}

std::vector<std::pair<char, log_line>> difference::add(std::string_view stored, std::string_view computed) {
    std::vector<log_line> gone, come;
    for (const ward::recorded_event& e : events_of(stored).value_or(none)) {
        if (const auto* a = raised(e)) ++by_rule_[a->rule].stored;
        gone.push_back(line_of(e));
    }
    for (const ward::recorded_event& e : events_of(computed).value_or(none)) {
        if (const auto* a = raised(e)) ++by_rule_[a->rule].computed;
        const log_line line = line_of(e);
        const auto same = std::ranges::find(gone, line);
        if (same == gone.end())
            come.push_back(line);
        else
            gone.erase(same);
    }
    std::vector<std::pair<char, log_line>> lines;
    for (log_line& line : gone) lines.emplace_back('-', std::move(line));
    for (log_line& line : come) lines.emplace_back('+', std::move(line));
    return lines;
}

std::string difference::to_text() const {
    std::string out = "alarms raised:    as stored    with these rules\n";
    for (const auto& [rule, times] : by_rule_)
        fmt::format_to(std::back_inserter(out), "{:<24}{:>5}{:>20}\n", rule, times.stored, times.computed);
    return out;
}

} // namespace vigil::app
