// From a frame to its answer: decode, place, apply, and say what became of it.
#pragma once

#include <string>

#include "proto/hl7/ack.hpp"
#include "proto/hl7/framing.hpp"
#include "proto/hl7/oru.hpp"
#include "server/core/engine.hpp"
#include "server/ingest/bed_map.hpp"
#include "server/metrics/server_metrics.hpp"

namespace vigil::net {

/// One for all MLLP sessions of a loop: keeps what decoding reuses.
class hl7_intake {
public:
    hl7_intake(core::engine& engine, const ingest::bed_map& beds, server_metrics& counters)
        : engine_(engine), beds_(beds), metrics_(counters) {}

    /// Appends the framed answer to `out` (nothing, if none is asked for) and returns the row that must be committed
    /// before it may be sent; 0 for an answer that promises nothing.
    journal::sequence take(const hl7::frame& f, std::string& out);

    void count_garbage(std::uint64_t bytes);
    core::engine& engine() { return engine_; }

private:
    journal::sequence take_message(std::string_view message, hl7::answer& answer);
    journal::sequence refuse(hl7::answer& answer, message_result counted_as);

    core::engine& engine_;
    const ingest::bed_map& beds_;
    server_metrics& metrics_;
    hl7::oru decoded_;
    hl7::message_error error_;
    std::string text_;
    std::string control_id_;
    std::uint64_t answers_ = 0;
};

} // namespace vigil::net
