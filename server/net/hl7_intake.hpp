// From a frame to its answer: decode in the sender's dialect, place, apply, and say what became of it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "proto/hl7/ack.hpp"
#include "proto/hl7/device_alarms.hpp"
#include "proto/hl7/framing.hpp"
#include "proto/hl7/oru.hpp"
#include "proto/hl7/text.hpp"
#include "proto/vitals/movement.hpp"
#include "server/core/engine.hpp"
#include "server/ingest/bed_map.hpp"
#include "server/ingest/sender.hpp"
#include "server/metrics/server_metrics.hpp"

namespace vigil::net {

/// One connection as intake sees it: what was said on it holds for what follows.
struct hl7_peer {
    std::string address;                          ///< IP, without the port
    const ingest::sender_rule* rule = nullptr;    ///< of the configuration, by address or because we dialled it
    bool dialled = false;                         ///< we connected: nobody there waits for acknowledgements
    const dialects::dialect* how = nullptr;       ///< what the connection's anonymous messages were recognised as last
    std::string ward, bed, patient, patient_name; ///< told once (dialect::patient_once)
    std::string identity; ///< sender, bed and address of a dialect with one connection each; empty otherwise
};

/// One for all MLLP sessions of a loop: keeps what decoding reuses.
class hl7_intake {
public:
    hl7_intake(core::engine& engine, const ingest::bed_map& beds, ingest::senders& who, server_metrics& counters)
        : engine_(engine), beds_(beds), senders_(who), metrics_(counters) {}

    /// A connection from `address`, or one that we made for `dialled`.
    hl7_peer greet(std::string address, const ingest::sender_rule* dialled = nullptr) const;

    /// Appends the framed answer to `out` (nothing, if none is asked for) and returns the row that must be committed
    /// before it may be sent; 0 for an answer that promises nothing.
    journal::sequence take(const hl7::frame& f, hl7_peer& peer, std::string& out);

    /// What came outside of frames: the messages of a sender that does not use them are in it.
    void count_garbage(std::uint64_t bytes, const hl7_peer& peer);
    core::engine& engine() { return engine_; }

private:
    /// One message on its way.
    struct turn {
        hl7_peer& peer;
        std::string_view text; ///< UTF-8
        std::string_view raw;  ///< as it came
        bool bad_text = false; ///< bytes that are no characters of its set were replaced
        hl7::message m;
        instant at{};            ///< of receipt: one moment in all that is said and kept of the message
        std::string_view name{}; ///< of its sender: MSH-3, else MSH-4, else the peer's address
        ingest::sender* who = nullptr;
        const ingest::sender_rule* rule = nullptr; ///< what is configured for it
        const dialects::dialect* how = nullptr;
        std::optional<ingest::control_ids::verdict> seen{}; ///< its control id has been noted
        hl7::answer answer{};
        hl7::message_error error{};
        journal::sequence row = 0; ///< to be committed before the answer
        std::chrono::steady_clock::time_point arrived{};
        bool silent = false; ///< not answered by an acknowledgement
    };

    // hl7_intake.cpp: frames, who sends, answers
    void take_broken(const hl7::frame& f, hl7_peer& peer);
    journal::sequence take_bytes(std::string_view bytes, hl7_peer& peer);
    journal::sequence take_batch(std::string_view bytes, std::string_view text, hl7_peer& peer);
    journal::sequence take_message(turn t);
    const ingest::sender_rule* rule_of(const hl7_peer& peer, std::string_view name) const;
    std::string_view fallback_charset(std::string_view bytes, const hl7_peer& peer) const;
    void identify(turn& t);
    void dispatch(turn& t);
    void refuse(turn& t, hl7::message_error why, message_result counted_as = message_result::rejected);
    void acknowledge(turn& t);
    void quarantine(turn& t, std::span<const rejected_observation> rejected, bool partly);
    std::string_view next_control_id(instant at);

    // hl7_messages.cpp: what each kind of message does
    void take_observations(turn& t);
    std::expected<void, hl7::message_error> decode(turn& t);
    void take_readings(turn& t);
    bool take_device_alarms(turn& t, const device_alarm_report& content, bool dated);
    void take_pcd04(turn& t);
    void take_movement(turn& t);
    void answer_query(turn& t);
    void hold(turn& t, report& r) const;
    template <class Report>
    void place(turn& t, Report& r, std::string_view device) const;
    bool acceptable(turn& t, std::string_view unusable, std::string_view ward, std::string_view bed);
    std::uint64_t key_of(turn& t, bool dated, std::string_view about);
    bool received(turn& t, const core::receipt& taken);

    core::engine& engine_;
    const ingest::bed_map& beds_;
    ingest::senders& senders_;
    server_metrics& metrics_;
    hl7::text_reader reader_;
    hl7::oru decoded_;
    hl7::pcd04 alarms_;
    movement moved_;
    std::string answer_; ///< content of the answering frame
    std::string control_id_;
    std::uint64_t answers_ = 0;
};

} // namespace vigil::net
