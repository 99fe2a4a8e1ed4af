// ORU^R01 to readings (IHE PCD-01 and those near it). One bad row never loses its neighbours.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>
#include <vector>

#include "proto/hl7/header.hpp"
#include "proto/vitals/reading.hpp"

namespace vigil::hl7 {

struct decode_options {
    /// For stamps without an offset in a message whose MSH-7 has none either; nothing: such stamps are not used.
    std::optional<int> default_offset_minutes = {};
    /// measured_at of readings for which the message gives no usable time at all (content.reported_at then is empty).
    instant received_at{};
};

/// What a message says. Reuse one: nothing is allocated for messages of a usual size. Views are into the message.
struct oru {
    header head; ///< as far as it could be read, also when decoding fails: for the answer
    report content;
    std::vector<rejected_observation> rejected;
    std::string_view device;          ///< first OBX-18.1, for mapping a sender that names no bed
    std::uint32_t rows = 0;           ///< OBX seen
    std::uint32_t rows_other = 0;     ///< texts and codes that were passed over
    std::uint32_t name_conflicts = 0; ///< OBX-3 whose number and name disagree

    void clear();
};

/// Decodes `message` (a frame's content) into `out`. An error is about the whole message: nothing of it may be used,
/// but `out.head` and `out.rejected` hold what the answer says. A message of several patients or beds is such an error,
/// and one of whose numbers none could be read. Without any number at all (keep-alive) it is no error.
///
/// Time of a reading: OBX-14, else that of the nearest ancestor by OBX-4 among the last 32 dated rows of its OBR, else
/// OBR-7, else MSH-7. A stamp without an offset takes MSH-7's.
std::expected<void, message_error> decode_oru(std::string_view message, const decode_options& options, oru& out);

} // namespace vigil::hl7
