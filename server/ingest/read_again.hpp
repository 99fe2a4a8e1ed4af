// What today's dialects and configuration make of a message that was not understood when it came.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "proto/vitals/reading.hpp"
#include "server/ingest/bed_map.hpp"
#include "server/ingest/sender.hpp"

namespace vigil::ingest {

/// The message as the record keeps it.
struct kept_message {
    std::string_view raw;
    std::string_view sender;
    std::string_view address; ///< of its peer, as ward::message_quarantined has it; empty: not known
    std::string_view dialect; ///< in which it was read then
    instant received_at{};
};

struct read_again_result {
    report content;                              ///< placed
    std::vector<std::uint32_t> rows_of_readings; ///< which OBX each of content.readings stood in, from 1
    std::vector<rejected_observation> rejected;  ///< still
};

/// ORU only; the error says why nothing of it can be read.
std::expected<read_again_result, std::string> read_again(const kept_message& kept, const senders& who,
                                                         const bed_map& beds);

} // namespace vigil::ingest
