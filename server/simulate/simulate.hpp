// What `vigil simulate` runs: a ward of simulated monitors over the real protocols, one patient and one nurse who play
// an infusion's protocol, and a load of MLLP connections. Each owns their event loop and blocks the calling thread
// until it is done or SIGINT or SIGTERM arrives.
#pragma once

#include <cstdint>
#include <string>

namespace vigil::simulate {

struct ward_options {
    unsigned beds = 12;      ///< 1 to 2000, named "1", "2", ...
    unsigned hl7 = 8;        ///< this many of them (the first) speak HL7 v2 over MLLP, the others JSON over HTTP
    std::string ward = "W1"; ///< letters, digits, '-', '_', '.'
    double rate = 1;         ///< messages a second of each bed, above 0 up to 100
    double speed = 1;        ///< simulated seconds a second: physiology only, times in messages stay real
    std::uint64_t seed = 1;  ///< same seed, same patients and episodes
    std::string mllp = "127.0.0.1:2575"; ///< host:port
    std::string http = "127.0.0.1:8080"; ///< host:port; sedation of every bed is charted here, of HL7 beds too
    double for_s = 0;                    ///< seconds to run; 0: until SIGINT or SIGTERM
    std::string scenario = "ketamine";   ///< "ketamine": infusions and episodes; "quiet": neither, sensors stay on
};

/// Prints one summary line on stdout: sent, acknowledged, refused, unanswered, reconnects. Troubles go to stderr.
/// 0: done; 1: something was refused; 2: the options make no sense.
int run_ward(const ward_options& options);

struct treatment_options {
    std::string protocol; ///< name of one that the server has
    double speed = 1;     ///< above 1 its demonstration is played (server/infusion/demonstration.hpp): a whole number
    std::string bed = "SIM/1";           ///< ward/bed; nobody else sends for it
    std::uint64_t seed = 1;              ///< same seed, same patient
    std::string complications = "all";   ///< "all", "none", or names separated by commas
    double hours = 0;                    ///< simulated hours of the infusion; 0: as long as the protocol plans
    unsigned sessions = 1;               ///< one after the other, each another stay of the same patient
    std::string mllp = "127.0.0.1:2575"; ///< host:port
    std::string http = "127.0.0.1:8080"; ///< host:port
};

/// Prints what happens, a line each: simulated time, who, what. 0: every session ended discharged, and each
/// complication raised what it should; 1: not so; 2: the options make no sense, or the server has no such protocol.
int run_treatment(const treatment_options& options);

struct load_options {
    unsigned connections = 16; ///< 1 to 10000, one TCP connection each
    unsigned window = 1;       ///< closed loop: messages unacknowledged at once on each connection
    double rate = 0;           ///< 0: closed loop; above: messages a second in all, latency counts from the due time
    double seconds = 5;        ///< measured time
    double warmup = 1;         ///< seconds before it, not measured
    double drain = 2;          ///< seconds at the end to wait for what is unacknowledged; then it counts as lost
    std::string mllp = "127.0.0.1:2575"; ///< host:port
    unsigned beds = 1000;                ///< 1 to 99999; the beds of one connection are its own
    std::string ward = "LOAD";           ///< letters, digits, '-', '_', '.'
    long pid = 0;                        ///< the server's process, to read its CPU time and memory; 0: do not
    std::string record = {};        ///< file that each positively acknowledged control id is appended to; empty: none
    bool allow_disconnects = false; ///< reconnect and send what is unacknowledged again, with the same control ids
};

/// Prints one line of JSON on stdout: counts, messages a second, latency percentiles in us, the server's CPU and
/// memory. 0: every message was acknowledged positively, once, in order; 1: not so; 2: could not start.
int run_load(const load_options& options);

} // namespace vigil::simulate
