// Commands as they were written, in the words of the wards; for both doors, HTTP and the stream.
#pragma once

#include <expected>
#include <string>

#include "proto/json/command.hpp"
#include "server/core/engine.hpp"

namespace vigil::net {

/// What is asked of the wards, and how long what it sets is to last from now (0 ends a pause).
struct order {
    ward::patient_command what;
    milliseconds lasting{0};
};

/// The error says which word does not exist or which number is out of bounds.
std::expected<order, std::string> order_of(json::patient_command c, std::string ward, std::string bed);

ward::note_alarm order_of(const json::note_alarm& c);
ward::assign_alarm order_of(const json::assign_alarm& c);

/// How long a pause of the sound is to last.
std::expected<milliseconds, std::string> audio_pause_of(const json::pause_audio& c);

/// The bed of a command on the stream of `ward`, "W1/3" without "W1/"; nothing if it is another ward's.
std::expected<std::string, std::string> bed_of(const json::patient_command& c, std::string_view ward);

} // namespace vigil::net
