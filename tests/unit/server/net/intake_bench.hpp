// An intake with everything behind it, up to the disk: frames in, answers out, and what the wards then know.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "server/net/hl7_intake.hpp"
#include "tests/unit/server/core/running_engine.hpp"

namespace vigil::net {

inline ingest::senders configured(const std::vector<config::sender_entry>& entries) {
    auto made = ingest::senders::make(entries);
    REQUIRE(made);
    return std::move(*made);
}

struct intake_bench {
    core::running_engine run;
    ingest::bed_map beds;
    ingest::senders who;
    hl7_intake intake{*run.engine, beds, who, run.metrics};
    hl7_peer peer;             ///< the connection that take() speaks on
    journal::sequence row = 0; ///< what the last answer waits for

    explicit intake_bench(const std::vector<config::sender_entry>& entries = {}) : who(configured(entries)) {
        peer = intake.greet("10.0.0.1");
    }

    /// What was answered, without its frame.
    std::string take(std::string_view message, hl7_peer& on, hl7::frame::kind what = hl7::frame::kind::whole) {
        std::string out;
        row = intake.take({what, message}, on, out);
        if (out.empty()) return out;
        REQUIRE(out.starts_with('\x0b'));
        REQUIRE(out.ends_with("\x1c\r"));
        return out.substr(1, out.size() - 3);
    }
    std::string take(std::string_view message) { return take(message, peer); }

    const ward::bed* find(std::string_view ward, std::string_view bed) const {
        const ward::fold& wards = run.engine->wards();
        for (const ward::bed& b : wards.beds())
            if (wards.wards()[b.ward].name == ward && b.name == bed) return &b;
        return nullptr;
    }
    const ward::bed& at(std::string_view ward, std::string_view bed) const {
        const ward::bed* const found = find(ward, bed);
        REQUIRE_MESSAGE(found, "no bed " << ward << "/" << bed);
        return *found;
    }
    double heart_rate(std::string_view ward, std::string_view bed) const {
        return at(ward, bed).care.values[metric::heart_rate].value;
    }
    double kept() const { return run.metrics.quarantined_messages(quarantined::kept).Value(); }
    double counted_only() const { return run.metrics.quarantined_messages(quarantined::counted).Value(); }
};

/// A message of the standard's form; `rows` after its OBR.
inline std::string oru(std::string_view control_id, std::string_view rows, std::string_view pid = "PID|||P-17\r",
                       std::string_view pv1 = "PV1||I|W1^^3\r", std::string_view sender = "MON") {
    return fmt::format("MSH|^~\\&|{}||||20261122020000+0000||ORU^R01|{}|P|2.6\r{}{}OBR|1|||X|||20261122020000+0000\r{}",
                       sender, control_id, pid, pv1, rows);
}

inline std::string beats(int value) {
    return fmt::format("OBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC|1.1|{}|/min|||||R\r", value);
}

/// As a monitor's own stream of small messages writes them: nobody's name, and a class in MSH-10.
inline std::string small(std::string_view kind, std::string_view rows) {
    return fmt::format("MSH|^~\\&|||||||ORU^R01|{}|P|2.3.1|\r{}", kind, rows);
}

} // namespace vigil::net
