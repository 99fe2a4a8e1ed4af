#include "server/ingest/bed_map.hpp"

#include <algorithm>

namespace vigil::ingest {

bool split_bed(std::string_view text, std::string& ward, std::string& bed) {
    const std::size_t slash = text.find('/');
    if (slash == text.npos || slash == 0 || slash + 1 == text.size()) return false;
    ward = text.substr(0, slash);
    bed = text.substr(slash + 1);
    return true;
}

std::string_view unusable(const report& r) {
    for (const std::string* name : {&r.ward, &r.bed, &r.patient, &r.sender, &r.control_id, &r.reported_text}) {
        if (name->size() > name_bytes_max)
            return "a name in it (ward, bed, patient, sender or id) is over 128 bytes long";
        const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
        if (std::ranges::any_of(*name, is_control))
            return "a name in it (ward, bed, patient, sender or id) holds control characters";
    }
    return {};
}

bool bed_map::assign(std::string sender, std::string_view bed) {
    std::pair<std::string, std::string> place;
    if (!split_bed(bed, place.first, place.second)) return false;
    beds_.insert_or_assign(std::move(sender), std::move(place));
    return true;
}

void bed_map::place(report& r, std::string_view device) const {
    std::ranges::replace(r.ward, '/', '-'); // the first '/' of "ward/bed" is where a ward's name ends
    if (!r.ward.empty() && !r.bed.empty()) return;
    auto found = beds_.find(r.sender);
    if (found == beds_.end()) found = beds_.find(device);
    if (found != beds_.end()) {
        r.ward = found->second.first;
        r.bed = found->second.second;
        return;
    }
    if (r.bed.empty()) r.bed = device.empty() ? std::string_view{r.sender} : device;
    if (r.ward.empty()) r.ward = unassigned;
}

} // namespace vigil::ingest
