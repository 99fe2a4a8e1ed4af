// Which bed a report belongs to, when its sender does not say.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "proto/vitals/device_alarm.hpp"
#include "proto/vitals/movement.hpp"
#include "proto/vitals/reading.hpp"
#include "server/ward/input.hpp"
#include "server/ward/placed_sender.hpp"

namespace vigil::ingest {

/// Reports that no rule places go to this ward, under their sender's name: seen, evaluated and stored, never lost.
inline constexpr std::string_view unassigned = ward::unassigned_ward;

class bed_map {
public:
    /// `bed` is "ward/bed"; false if it has no '/' or an empty part.
    bool assign(std::string sender, std::string_view bed);

    /// Beds that people gave to those of the ward `unassigned`; they must live as long as this.
    void follow(const ward::placed_senders& people) { people_ = &people; }

    /// Completes report.ward and report.bed: a bed that the message names stays, in the ward that is assigned. `device`
    /// may be empty: what the message says of the device that measured. Where nothing tells the ward, people do.
    void place(report& r, std::string_view device) const { place(r.sender, device, r.ward, r.bed); }
    void place(device_alarm_report& r, std::string_view device) const { place(r.sender, device, r.ward, r.bed); }

private:
    void place(std::string_view sender, std::string_view device, std::string& ward, std::string& bed) const;
    void place_by_people(std::string& ward, std::string& bed) const;

    std::map<std::string, std::pair<std::string, std::string>, std::less<>> beds_;
    const ward::placed_senders* people_ = nullptr;
};

/// Why a placed report cannot be taken: a name that is longer than name_bytes_max, or that holds control characters.
/// Empty if there is nothing wrong with it.
std::string_view unusable(const report& r);
std::string_view unusable(const device_alarm_report& r);
std::string_view unusable(const movement& m);

inline constexpr std::size_t name_bytes_max = 128;

/// Splits "ward/bed" at its first '/'.
bool split_bed(std::string_view text, std::string& ward, std::string& bed);

} // namespace vigil::ingest
