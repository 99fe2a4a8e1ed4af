// ADT messages to movements of patients.
#pragma once

#include <expected>

#include "proto/hl7/oru.hpp"
#include "proto/vitals/movement.hpp"

namespace vigil::hl7 {

/// A01 A02 A03 A04 A06 A07 A08 A10 A11 A12 A13 A17 A18 A21 A22 A31 A34 A36 A40 A47 A52 A53. Some are old names or near
/// kin of others; see movement::kind. Any other event: AR 201. PID missing where it is needed: AE 101 with its place.
/// Reads bed and patient where `options.how` says. PID-3: the first repetition that has an id.
std::expected<void, message_error> decode_adt(message& m, const decode_options& options, movement& out);

bool is_adt_event(std::string_view event);

} // namespace vigil::hl7
