// Where a dialect says that beds, patients and names stand in a message. Views of segments in, text for the wards out:
// escapes replaced, control characters as spaces, always valid UTF-8.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "proto/dialects/dialect.hpp"
#include "proto/hl7/message.hpp"
#include "proto/vitals/movement.hpp"

namespace vigil::hl7 {

/// The first of `from` that is there, or empty. A segment is the first of its name in `segments` that has something at
/// the place. Of a field's repetitions the first counts that has something there; HL7's null ("") is nothing.
std::string read_choice(const dialects::choice& from, std::span<const segment* const> segments,
                        const delimiters& marks);
/// The same into `out`, whose memory is used again.
void read_choice(const dialects::choice& from, std::span<const segment* const> segments, const delimiters& marks,
                 std::string& out);

/// The same for a person's name: a path that names no component is "Family, Given".
std::string read_name(const dialects::choice& from, std::span<const segment* const> segments, const delimiters& marks);
void read_name(const dialects::choice& from, std::span<const segment* const> segments, const delimiters& marks,
               std::string& out);

/// Ward and bed as `how` says. A lone unit, where `how` takes both from one place, is the bed's name: `out.ward` stays
/// empty.
void read_place(const dialects::dialect& how, std::span<const segment* const> segments, const delimiters& marks,
                place& out);
void read_place(const dialects::dialect& how, const segment& pv1, const delimiters& marks, place& out);

/// Where registration says that a patient lies: field 3 (now) or 6 (before) of PV1, both read as `how` reads PV1-3. A
/// lone unit is a ward here and names no bed.
void read_assigned_place(const dialects::dialect& how, const segment& pv1, std::size_t field, const delimiters& marks,
                         place& out);

/// Text of a component as sent, for people and as a key.
std::string plain_text(std::string_view as_sent, const delimiters& marks);

} // namespace vigil::hl7
