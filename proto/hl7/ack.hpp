// The answer to a message: ACK with MSA and ERR, in the mode that the message asks for (HL7 2.x chapter 2, MSH-15/16).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "proto/hl7/header.hpp"
#include "proto/vitals/reading.hpp"

namespace vigil::hl7 {

/// MSA-1, or empty if the message asks for no answer to this verdict. MSH-15 and MSH-16 empty: AA, AE, AR at once.
/// MSH-15 AL, ER or SU asks for CA, CE, CR; else MSH-16 for AA, AE, AR. Where both ask there is one answer, the first.
std::string_view answer_code(const header& head, verdict what);

struct answer {
    verdict what = verdict::accepted;
    const message_error* error = nullptr; ///< about the whole message, if there is one
    std::span<const rejected_observation>
        rejected{};              ///< a warning each where the message is accepted, else an error each
    std::string_view control_id; ///< of the answer itself
    instant at{};
};

inline constexpr std::size_t error_segments_max = 50; ///< of one answer; the last says how many more there are

/// Appends the answer (without framing) to `out`; nothing if none is asked for. For a message without a readable MSH
/// pass `header{}`.
void append_answer(std::string& out, const header& head, const answer& what);

} // namespace vigil::hl7
