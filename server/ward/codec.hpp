// Inputs and events to and from the journal's bytes (proto/journal/journal.proto).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/ward/event.hpp"
#include "server/ward/input.hpp"

namespace vigil::ward {

class fold;

/// Replaces `out`. Not reentrant: keeps one reused message per thread, so that nothing is allocated per input.
void encode(const input& in, std::string& out);

/// False if the bytes are not an input of a known format.
bool decode(std::string_view bytes, input& in);

/// An event as the journal keeps it: with the names that the fold's indices stand for.
struct recorded_event {
    event what;
    std::string ward;
    std::string bed;
};

/// Replaces `out`; empty if there are no events.
void encode(std::span<const event> events, const fold& wards, std::string& out);
bool decode(std::string_view bytes, std::vector<recorded_event>& events);

} // namespace vigil::ward
