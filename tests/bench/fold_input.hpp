// The inputs with which the fold is measured: reports of eight readings, nothing wrong with any patient.
#pragma once

#include <cstddef>

#include "server/ward/input.hpp"

namespace vigil::bench {

inline constexpr instant begin = from_epoch_ms(1'795'312'800'000); // 2026-11-22T02:00:00Z
inline constexpr std::size_t report_readings = 8;

/// Of bed b00000 at `begin`.
ward::input any_report();

/// Makes it the next message, of that bed. One reused input, as in the server, where decoding has just filled it.
void renew(ward::input& in, std::size_t bed, instant at);

/// deploy/rules/ketamine.toml, in force from `begin`.
ward::input shipped_rules();

/// A station that can be heard watches the ward of the reports: without one an alarm says so. Apply after the first
/// report.
ward::input somebody_watches(instant at);

} // namespace vigil::bench
