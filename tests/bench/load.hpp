// The measurements of bench_load. Each prints one JSON object a line on standard output and returns the process's exit
// code: 0, or 1 if the server lost, repeated, reordered or refused something.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace vigil::bench {

struct target {
    std::uint16_t mllp_port = 0;
    std::uint16_t http_port = 0;
    pid_t pid = 0; ///< of the server, for its processor time and memory
};

/// Closed loop: every connection keeps `window` messages unacknowledged.
struct rate_options {
    std::size_t connections = 1;
    std::size_t window = 1;
    double warm_up_s = 1;
    double measure_s = 2;
};
int measure_rate(const target& server, const rate_options& o);

/// Open loop: one connection a bed, taking turns. Latency counts from just before the message that crosses the limit is
/// written until a subscriber has read the line that names its bed, for each subscriber.
struct alarm_options {
    std::size_t beds = 1'000;
    double messages_per_s = 1'000;
    std::size_t dashboards = 10;
    std::size_t every = 10; ///< one of so many messages of a bed carries SpO2 84, the others 97
    double warm_up_s = 2;
    double measure_s = 5;
};
int measure_alarms(const target& server, const alarm_options& o);

/// Closed loop: `window` messages, each of which changes an alarm, that some dashboard has not been told of.
struct fanout_options {
    std::size_t dashboards = 1'000;
    std::size_t window = 1;
    double warm_up_s = 1;
    double measure_s = 3;
};
int measure_fanout(const target& server, const fanout_options& o);

/// Resident memory for each of `count` things.
struct memory_options {
    std::string what; ///< "connections", "dashboards" or "beds"
    std::size_t count = 2'000;
};
int measure_memory(const target& server, const memory_options& o);

/// Every message answered exactly once and in order, however the bytes arrive.
struct pipelining_options {
    std::string ids_file; ///< every control id that was acknowledged, one a line
};
int check_pipelining(const target& server, const pipelining_options& o);

} // namespace vigil::bench
