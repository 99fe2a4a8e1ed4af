#include "proto/hl7/framing.hpp"

#include <algorithm>
#include <cassert>

#include "proto/hl7/scan.hpp"

namespace vigil::hl7 {
namespace {

constexpr std::size_t head_bytes_max = 1024;        // holds any MSH segment worth answering
constexpr std::size_t kept_capacity_max = 4 * 1024; // of an idle connection

} // namespace

void frame_decoder::feed(std::string_view bytes) {
    assert(rest_.empty() && "next() must have given nothing before more is fed");
    rest_ = bytes;
}

std::optional<frame> frame_decoder::next() {
    if (partial_given_) {
        partial_given_ = false;
        partial_.clear();
        if (partial_.capacity() > kept_capacity_max) partial_.shrink_to_fit();
    }
    while (!rest_.empty()) {
        std::optional<frame> found;
        switch (where_) {
            case place::between: found = between(); break;
            case place::inside: found = inside(); break;
            case place::skipping: skip(); break;
        }
        if (found) return found;
    }
    return {};
}

/// The next `size` fed bytes, behind those kept from earlier feeds.
std::string_view frame_decoder::take(std::size_t size) {
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    if (partial_.empty()) return bytes;
    partial_.append(bytes);
    partial_given_ = true;
    return partial_;
}

void frame_decoder::count_between(std::string_view bytes) {
    if (bytes.empty()) return;
    if (after_end_ && bytes.front() == '\r') bytes.remove_prefix(1);
    after_end_ = false;
    const auto filler = std::ranges::count_if(bytes, [](char c) { return c == '\0' || c == '\r' || c == '\n'; });
    counts_.filler_bytes += static_cast<std::uint64_t>(filler);
    counts_.garbage_bytes += bytes.size() - static_cast<std::size_t>(filler);
}

std::optional<frame> frame_decoder::between() {
    const std::size_t start = std::min(rest_.find(start_block), rest_.size());
    count_between(rest_.substr(0, start));
    rest_.remove_prefix(start);
    if (rest_.empty()) return {};
    rest_.remove_prefix(1);
    after_end_ = false;
    where_ = place::inside;
    return {};
}

std::optional<frame> frame_decoder::inside() {
    const std::size_t end = std::min(find_either(rest_, 0, end_block, start_block), rest_.size());
    if (partial_.size() + end > bytes_max_) return too_long();
    if (end == rest_.size()) {
        partial_.append(rest_);
        rest_ = {};
        return {};
    }
    const bool whole = rest_[end] == end_block;
    const std::string_view bytes = take(end);
    rest_.remove_prefix(1);
    where_ = whole ? place::between : place::inside;
    after_end_ = whole;
    return frame{whole ? frame::kind::whole : frame::kind::truncated, bytes};
}

std::optional<frame> frame_decoder::too_long() {
    std::string_view head =
        take(bytes_max_ - partial_.size()); // all that was allowed, so that a cut elsewhere counts alike
    head = head.substr(0, head_bytes_max);
    where_ = place::skipping;
    return frame{frame::kind::too_long, head};
}

void frame_decoder::skip() {
    const std::size_t end = std::min(find_either(rest_, 0, end_block, start_block), rest_.size());
    counts_.skipped_bytes += end;
    rest_.remove_prefix(end);
    if (rest_.empty()) return;
    const bool ended = rest_.front() == end_block;
    rest_.remove_prefix(1);
    where_ = ended ? place::between : place::inside;
    after_end_ = ended;
}

void append_frame(std::string& out, std::string_view message) {
    out.push_back(start_block);
    out.append(message);
    out.push_back(end_block);
    out.push_back('\r');
}

} // namespace vigil::hl7
