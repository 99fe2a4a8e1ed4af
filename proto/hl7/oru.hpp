// ORU^R01 to readings (IHE PCD-01 and those near it). One bad row never loses its neighbours.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>
#include <vector>

#include "proto/dialects/dialect.hpp"
#include "proto/hl7/header.hpp"
#include "proto/hl7/zone.hpp"
#include "proto/vitals/device_alarm.hpp"
#include "proto/vitals/reading.hpp"

namespace vigil::hl7 {

struct decode_options {
    const dialects::dialect& how;
    const zone* local = nullptr; ///< of the sender: for stamps without an offset in a message whose MSH-7 has none
                                 ///< either; nullptr: such stamps are not used, never guessed
    instant received_at{}; ///< measured_at where the message gives no usable time (content.reported_at then is empty)
};

/// A message whose MSH has been read.
struct message {
    header head;
    segment msh;
    segment_reader rest; ///< at the segment after MSH
};

/// `text` is UTF-8 (text.hpp) and must outlive what is decoded from it.
std::expected<message, malformed> open(std::string_view text);

/// What the message has at a place, for dialects::recognise(): of several segments of a name the first that has
/// anything there. Reads the message from its start each time: for the first message of a connection, not for each.
std::string_view field_of(const message& m, const dialects::path& where);

/// Something about a message that its sender should put right; for the report on how well it keeps to the standard.
struct finding {
    enum class kind : std::uint8_t {
        unknown_code,
        unknown_unit,
        code_and_name_disagree,
        sentinel,  ///< a number that means "no value"
        no_offset, ///< a stamp without one, and none known for the sender
        bad_time,  ///< a stamp that is none
        bad_value,
        test_data,  ///< DEMO or TEST
        no_patient, ///< no PID-3
        bad_text,   ///< bytes that are no characters of the declared set
        no_frame,   ///< bytes outside of MLLP frames
    };
    kind what{};
    std::string_view text; ///< of the message: the code, the unit, the stamp; short
};
inline constexpr std::size_t findings_max = 64; ///< of a message

/// What a message says. Reuse one: nothing is allocated for messages of a usual size. Views are into the message.
struct oru {
    report content; ///< of two channels or sources of one sign the preferable one stands first: see readings_by_worth()
    std::vector<std::uint32_t> rows_of_readings; ///< which OBX each of content.readings stood in, from 1
    std::vector<std::string_view> sub_ids;       ///< OBX-4 of each
    std::vector<rejected_observation> rejected;
    std::vector<device_alarm> alarms; ///< in the dialect's form inside ORU^R01 (dialect::alarms)
    std::vector<finding> findings;
    std::string_view device;      ///< first OBX-18.1, for mapping a sender that names no bed
    std::uint32_t rows = 0;       ///< OBX seen
    std::uint32_t rows_other = 0; ///< texts, codes, and signs that Vigil does not watch: passed over
    bool has_pid = false;         ///< a PID was there, be it empty
    bool keep_alive = false;      ///< no OBX at all, or the dialect's echo: answered, nothing stored

    void clear();
};

/// ORU^R01 and R30 into `out`. An error is about the whole message: nothing of it may be used, but `out.rejected` holds
/// what the answer says. A message of several patients or beds is such an error, and one of whose numbers none could be
/// read. Without any number at all (keep-alive, texts, alarms only) it is no error. That the text was converted with
/// losses (text::replaced) is the caller's to add to the findings.
///
/// Time of a reading: the dialect's field of OBX (OBX-14), else that of the nearest ancestor by OBX-4 among the last 32
/// dated rows of its OBR, else the dialect's field of OBR (OBR-7), else MSH-7, else received_at. A stamp without an
/// offset takes MSH-7's, else options.local.
std::expected<void, message_error> decode_oru(message& m, const decode_options& options, oru& out);

/// Puts first, among readings of one sign, the one that rules should read: usable before not usable, ECG before
/// oximeter before cuff for the pulse, airway before impedance for respiration, core before skin for temperature, then
/// the lowest OBX-4. All others keep their order. `rows` and `sub_ids` follow along. Linear.
void readings_by_worth(std::vector<reading>& readings, std::vector<std::uint32_t>& rows,
                       std::vector<std::string_view>& sub_ids);

} // namespace vigil::hl7
