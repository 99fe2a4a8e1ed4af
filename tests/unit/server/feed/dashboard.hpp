// A ward with a hub, and dashboards that read what they are sent as a browser would.
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "server/feed/hub.hpp"

namespace vigil::feed {

inline constexpr instant start = from_epoch_ms(1'800'000'000'000);
inline constexpr std::uint64_t epoch = 7;

/// One rule without a delay, so that an alarm is one message away.
inline const std::string rules = R"([[alarm]]
name     = "tachycardia"
when     = "heart_rate > 120"
priority = "high"
message  = "Heart rate {heart_rate} above {limit}"
)";

class served_ward {
public:
    explicit served_ward(hub_options o = {}) : dashboards(wards, epoch, o) {
        wards.apply({start, ward::rules_changed{rules, "rules.toml"}});
    }

    void send(std::string ward_name, std::string bed, double heart_rate, std::string patient = "") {
        ward::readings_received in;
        in.key = ++messages_ * 0x9e37'79b9'7f4a'7c15u;
        in.content = {.sender = "m", .control_id = "1", .ward = std::move(ward_name), .bed = std::move(bed)};
        in.content.patient = std::move(patient);
        in.content.readings = {
            {.what = metric::heart_rate, .declared = unit::per_minute, .value = heart_rate, .measured_at = now}};
        now += milliseconds{1};
        dashboards.publish(wards.apply({now, std::move(in)}));
        dashboards.vitals_changed(wards.last_bed());
    }
    /// A person charts a sedation score.
    void chart(std::string ward_name, std::string bed) {
        ward::readings_received in;
        in.key = ++messages_ * 0x9e37'79b9'7f4a'7c15u;
        in.content = {.sender = "chart", .control_id = "c", .ward = std::move(ward_name), .bed = std::move(bed)};
        in.content.readings = {{.what = metric::poss, .declared = unit::score, .value = 2, .measured_at = now}};
        dashboards.publish(wards.apply({now, std::move(in)}));
        dashboards.vitals_changed(wards.last_bed());
    }
    /// The monitor of bed W1/3 tells of an alarm of its own.
    void tell(device_alarm a) {
        ward::device_alarms_reported in;
        in.key = ++messages_ * 0x9e37'79b9'7f4a'7c15u;
        in.content = {.sender = "m", .control_id = "d", .ward = "W1", .bed = "3", .alarms = {std::move(a)}};
        now += milliseconds{1};
        dashboards.publish(wards.apply({now, std::move(in)}));
    }
    /// An alarm begins or ends: one event each time.
    void one_event(std::string ward_name = "W1", std::string bed = "3") {
        raised_ = !raised_;
        send(std::move(ward_name), std::move(bed), raised_ ? 140 : 80);
    }

    std::shared_ptr<subscriber> join(std::string_view ward_name = "W1", std::optional<position> resume = {}) {
        const auto itself = std::make_shared<std::weak_ptr<subscriber>>();
        const auto s = dashboards.subscribe(ward_name, resume, now, [this, itself] { woke(itself->lock()); });
        *itself = s;
        return s;
    }
    /// Those that one turn of the loop wakes, in order.
    std::vector<std::shared_ptr<subscriber>> woken() {
        dashboards.serve();
        return std::exchange(woken_, {});
    }
    std::uint64_t sequence(std::string_view ward_name = "W1") const {
        return wards.wards()[*wards.find_ward(ward_name)].sequence;
    }
    /// Long enough after the last flush for every bed's values to go out.
    void flush() {
        now += milliseconds{250};
        dashboards.flush_vitals(now);
    }
    std::string frame(subscriber& s) {
        const line joined = dashboards.next_frame(s, now);
        return joined ? *joined : "";
    }

    ward::fold wards;
    hub dashboards;
    instant now = start;

    bool read_when_woken = false;

private:
    void woke(std::shared_ptr<subscriber> s) {
        if (read_when_woken) frame(*s);
        woken_.push_back(std::move(s));
    }

    std::vector<std::shared_ptr<subscriber>> woken_;
    std::uint64_t messages_ = 0;
    bool raised_ = false;
};

/// A line of a frame.
struct told {
    std::string type;
    std::uint64_t seq = 0;
    std::string text;
};

inline std::vector<told> lines(const std::string& frame) {
    std::vector<told> out;
    simdjson::dom::parser parser;
    for (std::size_t at = 0; at < frame.size();) {
        const std::size_t end = frame.find('\n', at);
        REQUIRE(end != frame.npos);
        told one{.type = {}, .text = frame.substr(at, end - at)};
        simdjson::dom::element e;
        REQUIRE(parser.parse(one.text).get(e) == simdjson::SUCCESS);
        one.type = std::string(std::string_view(e["type"]));
        std::uint64_t seq = 0;
        if (e["seq"].get(seq) == simdjson::SUCCESS) one.seq = seq;
        out.push_back(std::move(one));
        at = end + 1;
    }
    return out;
}

inline std::vector<std::string> types(const std::string& frame) {
    std::vector<std::string> out;
    for (const told& t : lines(frame)) out.push_back(t.type);
    return out;
}

/// Applies frames as the contract says, and fails at a gap or a repetition.
class dashboard {
public:
    void read(const std::string& frame) {
        for (const told& t : lines(frame)) {
            if (t.type == "snapshot") {
                seq = t.seq;
                ++snapshots;
            } else if (t.type == "alarm" || t.type == "bed" || t.type == "station" || t.type == "device_alarm") {
                CHECK_MESSAGE(t.seq == seq + 1, "event ", t.seq, " after ", seq);
                seq = t.seq;
                ++events;
            } else if (t.type == "heartbeat") {
                CHECK(t.seq == seq);
            }
        }
    }
    std::uint64_t seq = 0;
    int snapshots = 0;
    int events = 0;
};

inline std::string keys(const std::string& json, std::string_view pointer = "") {
    simdjson::dom::parser parser;
    simdjson::dom::element e;
    REQUIRE(parser.parse(json).get(e) == simdjson::SUCCESS);
    if (!pointer.empty()) REQUIRE(e.at_pointer(pointer).get(e) == simdjson::SUCCESS);
    std::string out;
    for (const auto field : simdjson::dom::object(e)) out += (out.empty() ? "" : " ") + std::string(field.key);
    return out;
}

/// What stands at `pointer`, as text.
inline std::string at(const std::string& json, std::string_view pointer) {
    simdjson::dom::parser parser;
    simdjson::dom::element e;
    REQUIRE(parser.parse(json).get(e) == simdjson::SUCCESS);
    REQUIRE_MESSAGE(e.at_pointer(pointer).get(e) == simdjson::SUCCESS, pointer, " of ", json);
    return simdjson::minify(e);
}

} // namespace vigil::feed
