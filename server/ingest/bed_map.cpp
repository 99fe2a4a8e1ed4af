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

namespace {

std::string_view unusable(std::initializer_list<const std::string*> names) {
    for (const std::string* name : names) {
        if (name->size() > name_bytes_max)
            return "a name in it (ward, bed, patient, sender or id) is over 128 bytes long";
        const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
        if (std::ranges::any_of(*name, is_control))
            return "a name in it (ward, bed, patient, sender or id) holds control characters";
    }
    return {};
}

} // namespace

std::string_view unusable(const report& r) {
    return unusable({&r.ward, &r.bed, &r.patient, &r.patient_name, &r.sender, &r.control_id, &r.reported_text});
}

std::string_view unusable(const device_alarm_report& r) {
    return unusable({&r.ward, &r.bed, &r.patient, &r.patient_name, &r.sender, &r.control_id});
}

std::string_view unusable(const movement& m) {
    return unusable({&m.sender, &m.control_id, &m.who.id, &m.who.name, &m.other.id, &m.other.name, &m.to.ward,
                     &m.to.bed, &m.from.ward, &m.from.bed});
}

bool bed_map::assign(std::string sender, std::string_view bed) {
    std::pair<std::string, std::string> place;
    if (!split_bed(bed, place.first, place.second)) return false;
    beds_.insert_or_assign(std::move(sender), std::move(place));
    return true;
}

void bed_map::place(std::string_view sender, std::string_view device, std::string& ward, std::string& bed) const {
    std::ranges::replace(ward, '/', '-'); // the first '/' of "ward/bed" is where a ward's name ends
    if (!ward.empty() && !bed.empty()) return;
    auto found = beds_.find(sender);
    if (found == beds_.end()) found = beds_.find(device);
    if (found != beds_.end()) {
        ward = found->second.first;
        if (bed.empty()) bed = found->second.second;
        return;
    }
    if (bed.empty()) bed = device.empty() ? sender : device;
    if (ward.empty()) place_by_people(ward, bed);
}

void bed_map::place_by_people(std::string& ward, std::string& bed) const {
    ward = unassigned;
    if (!people_) return;
    const auto given = people_->find(bed);
    if (given == people_->end()) return;
    ward = given->second.ward;
    bed = given->second.bed;
}

} // namespace vigil::ingest
