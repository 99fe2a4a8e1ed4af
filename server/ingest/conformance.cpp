#include "server/ingest/conformance.hpp"

#include <algorithm>
#include <utility>

#include "proto/codes/utf8.hpp"

namespace vigil::ingest {
namespace {

constexpr std::size_t text_bytes_max = 48;

/// Cut between characters.
std::string_view shortened(std::string_view text) {
    if (text.size() <= text_bytes_max) return text;
    std::size_t end = text_bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return text.substr(0, end);
}

} // namespace

void conformance::note(hl7::finding::kind what, std::string_view text, instant at) {
    const key k{what, std::string(shortened(text))};
    auto known = findings_.find(k);
    if (known == findings_.end()) {
        if (findings_.size() >= findings_max) return void(++others_);
        known = findings_.emplace(k, observed{0, at, at}).first;
    }
    ++known->second.count;
    known->second.last = at;
}

void conformance::note(const std::vector<hl7::finding>& all, instant at) {
    for (const hl7::finding& f : all) note(f.what, f.text, at);
}

std::string_view name(hl7::finding::kind k) {
    using enum hl7::finding::kind;
    switch (k) {
        case unknown_code: return "unknown_code";
        case unknown_unit: return "unknown_unit";
        case code_and_name_disagree: return "code_and_name_disagree";
        case sentinel: return "sentinel";
        case no_offset: return "no_offset";
        case bad_time: return "bad_time";
        case bad_value: return "bad_value";
        case test_data: return "test_data";
        case no_patient: return "no_patient";
        case bad_text: return "bad_text";
        case no_frame: return "no_frame";
    }
    std::unreachable();
}

void clock_skew::add(instant sent, instant received) {
    last_[count_++ % last_.size()] = sent - received;
}

std::optional<milliseconds> clock_skew::estimate() const {
    const std::size_t known = std::min(count_, last_.size());
    if (known < 3) return {};
    auto sorted = last_;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(known / 2);
    std::nth_element(sorted.begin(), middle, sorted.begin() + static_cast<std::ptrdiff_t>(known));
    return *middle;
}

} // namespace vigil::ingest
