// Senders that nobody configured a bed for, and the beds that people gave them. Who decodes a message looks here.
#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>

#include "server/ward/fold.hpp"

namespace vigil::ward {
namespace {

constexpr std::size_t name_bytes_max = 128;

bool is_name(std::string_view text) {
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    return !text.empty() && text.size() <= name_bytes_max && std::ranges::none_of(text, is_control);
}

} // namespace

/// A bed that nobody was heard of in is no sender's: a slip of the pen would wait for a monitor that never comes.
std::optional<std::string> fold::refusal(const assign_sender& c, instant) const {
    if (c.by.empty()) return "somebody has to answer for it: 'by' is empty";
    if (c.bed.empty())
        return senders_.contains(c.sender) ? std::nullopt
                                           : std::optional{fmt::format("nobody has given '{}' a bed", c.sender)};
    const auto from = find_bed(unassigned_ward, c.sender);
    if (!from) return fmt::format("there is no '{}' in the ward '{}'", c.sender, unassigned_ward);
    if (!is_name(c.ward) || !is_name(c.bed) || c.ward.contains('/'))
        return fmt::format("ward and bed have 1 to {} bytes, and no control characters", name_bytes_max);
    if (c.ward == unassigned_ward) return "that is no bed: it is where those are who have none";
    const running_session* session = find_session(*from);
    if (session && (session->what.pump_attached || session->what.phase != alarm::infusion_phase::discharged))
        return "an infusion session runs there, and would end: finish it first";
    if (!senders_.contains(c.sender) && senders_.size() >= placed_max)
        return fmt::format("{} senders have been given beds, and no more are taken", placed_max);
    return {};
}

/// The place where it was is empty then. A bed that it leaves is not: there, its monitor is missed.
void fold::take(const assign_sender& in) {
    if (refusal(in, now_)) return;
    if (in.bed.empty()) {
        senders_.erase(senders_.find(in.sender));
        return;
    }
    senders_.insert_or_assign(in.sender, placed_sender{in.ward, in.bed, in.by, now_});
    const bed_index from = *find_bed(unassigned_ward, in.sender);
    vacate(from, XXH3_64bits_withSeed(in.request.data(), in.request.size(), beds_[from].last_key));
}

} // namespace vigil::ward
