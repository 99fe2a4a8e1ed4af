#include "server/feed/senders_frame.hpp"

#include "server/feed/members.hpp"

namespace vigil::feed {

std::string assigned_senders_object(const ward::fold& wards) {
    std::string out = "{\"assigned\":[";
    append_list(out, wards.senders(), [&](const auto& each) {
        const auto& [sender, place] = each;
        out += "{\"sender\":";
        json::append_string(out, sender);
        out += ",\"bed\":";
        append_bed_name(out, place.ward, place.bed);
        append_member(out, "by", place.by);
        append_time_member(out, "at", place.at);
        out += '}';
    });
    return out += "]}";
}

} // namespace vigil::feed
