// A protocol made fast, so that a session of days can be shown in minutes: each of its times is divided, its doses
// stay. It is a protocol of its own, by a name and a title that say what it is wherever a session shows its protocol;
// nothing else in the server knows of it, and time is the real one. So what has been given sums up over the short time,
// and alarm rules of the ward keep their own delays. Pure.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "server/infusion/protocol.hpp"

namespace vigil::infusion {

inline constexpr unsigned faster_max = 100'000;

/// "day-case-low-dose-600x": what the demonstration is called, and its file without ".toml".
std::string demonstration_name(std::string_view protocol, unsigned times_faster);

/// A protocol's text as that of its demonstration: the same, with `demonstration = 600` below [protocol]. The error
/// says that it is one already, or where such a line is to be written by hand.
std::expected<std::string, std::string> demonstration_of(std::string_view text, unsigned times_faster);

/// What parse_protocol() makes of that line: name, title, and every time divided; none becomes less than 1 ms.
/// Precondition: `p.demonstration` is not 0.
void make_demonstration(protocol& p);

} // namespace vigil::infusion
