// Queries that monitors ask before they send: who lies here? (QRY^A19), what was measured last? (QRY^R02)
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "proto/hl7/ack.hpp"
#include "proto/hl7/oru.hpp"
#include "proto/vitals/movement.hpp"

namespace vigil::hl7 {

struct query {
    enum class kind : std::uint8_t { patient /* QRY^A19 */, results /* QRY^R02 */ } what{};
    std::string patient;         ///< QRD-8.1; empty: by place
    place where;                 ///< PV1-3, QRF-5 or QRD-8 in PL form, as far as it says; may be empty
    std::string_view definition; ///< QRD as sent, echoed in the answer
};

std::expected<query, message_error> decode_query(message& m, const decode_options& options);

/// Whom the query is about, as known now.
struct query_result {
    identity who;
    place where;
    std::span<const reading> readings; ///< newest of each sign; for QRY^R02
};

/// Appends ADR^A19 or ORF^R04 with MSA, QRD, QAK (OK, or NF where `found` is nothing) and PID, PV1, OBR, OBX, in the
/// query's delimiters and version. Answers in the mode asked for (MSA-1 AA; a query is answered whatever MSH-15/16
/// say).
void append_query_answer(std::string& out, const header& head, const query& asked,
                         const std::optional<query_result>& found, std::string_view control_id, instant at);

} // namespace vigil::hl7
