#include "proto/hl7/framing.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

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

std::optional<frame> frame_decoder::end() {
    const bool inside = std::exchange(where_, place::between) == place::inside;
    const bool whole = std::exchange(end_in_doubt_, false);
    if (!inside || (partial_.empty() && !whole)) return {};
    return frame{whole ? frame::kind::whole : frame::kind::truncated, take(0)};
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

/// Where in rest_ the frame ends or another begins; its size if neither is there. With end_block_needs_cr a 0x1C that
/// is the last byte is taken for the end: settle_end() sees to it when the next one is there.
std::size_t frame_decoder::find_end() const {
    for (std::size_t from = 0;;) {
        const std::size_t at = std::min(find_either(rest_, from, end_block, start_block), rest_.size());
        const bool data = needs_cr_ && at + 1 < rest_.size() && rest_[at] == end_block && rest_[at + 1] != '\r';
        if (!data) return at;
        from = at + 1;
    }
}

/// What the 0x1C at the end of the last feed was. True: the end of the block. Else rest_ has it again, by position: it
/// counts as data (inside) or as skipped.
bool frame_decoder::settle_end() {
    end_in_doubt_ = false;
    if (rest_.front() == '\r') return true;
    if (where_ == place::skipping)
        ++counts_.skipped_bytes;
    else
        partial_.push_back(end_block);
    return false;
}

std::optional<frame> frame_decoder::inside() {
    if (end_in_doubt_ && settle_end()) {
        where_ = place::between;
        after_end_ = true;
        return frame{frame::kind::whole, take(0)};
    }
    if (partial_.size() > bytes_max_) return too_long(); // by the one byte that was in doubt
    const std::size_t end = find_end();
    if (partial_.size() + end > bytes_max_) return too_long();
    const bool last = end + 1 == rest_.size();
    if (end == rest_.size() || (last && needs_cr_ && rest_[end] == end_block)) {
        end_in_doubt_ = end != rest_.size();
        partial_.append(rest_.substr(0, end));
        rest_ = {};
        return {};
    }
    const bool whole = rest_[end] == end_block;
    if (!whole && partial_.empty() && end == 0) { // a start block written twice
        ++counts_.garbage_bytes;
        rest_.remove_prefix(1);
        return {};
    }
    const std::string_view bytes = take(end);
    rest_.remove_prefix(1);
    where_ = whole ? place::between : place::inside;
    after_end_ = whole;
    return frame{whole ? frame::kind::whole : frame::kind::truncated, bytes};
}

/// All that was allowed is taken, so that a cut elsewhere counts alike.
std::optional<frame> frame_decoder::too_long() {
    where_ = place::skipping;
    if (partial_.size() > bytes_max_) ++counts_.skipped_bytes; // settle_end() put one byte too many there
    const std::string_view head = partial_.size() > bytes_max_ ? take(0) : take(bytes_max_ - partial_.size());
    return frame{frame::kind::too_long, head.substr(0, std::min(head_bytes_max, bytes_max_))};
}

void frame_decoder::skip() {
    if (end_in_doubt_ && settle_end()) {
        where_ = place::between;
        after_end_ = true;
        return;
    }
    const std::size_t end = find_end();
    counts_.skipped_bytes += end;
    const bool in_doubt = needs_cr_ && end + 1 == rest_.size() && rest_[end] == end_block;
    rest_.remove_prefix(end);
    if (rest_.empty()) return;
    const bool ended = rest_.front() == end_block;
    rest_.remove_prefix(1);
    end_in_doubt_ = in_doubt;
    if (in_doubt) return;
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
