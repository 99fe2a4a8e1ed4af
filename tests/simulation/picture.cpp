#include "tests/simulation/dashboard.hpp"

namespace vigil::simulation {
namespace {

using simdjson::dom::element;

std::string_view text(const element& from, const char* name) {
    std::string_view out;
    (void)from[name].get(out);
    return out;
}

std::uint64_t number(const element& from, const char* name) {
    std::uint64_t out = 0;
    (void)from[name].get(out);
    return out;
}

/// As dashboard/src/digest.ts computes it.
std::uint64_t digest_of(std::string_view id, std::uint64_t revision) {
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const char c : fmt::format("{}:{}", id, revision))
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return hash;
}

} // namespace

void picture::read(const std::string& frame) {
    for (std::size_t at = 0; at < frame.size();) {
        const std::size_t end = frame.find('\n', at);
        world_.require(end != frame.npos, "a frame ends within a line");
        element line;
        world_.require(parser_.parse(frame.data() + at, end - at).get(line) == simdjson::SUCCESS, "no JSON: {}",
                       frame.substr(at, end - at));
        apply(line);
        at = end + 1;
    }
}

void picture::apply(const element& line) {
    const std::string_view type = text(line, "type");
    if (type == "snapshot") {
        alarms_.clear();
        stays_.clear();
        for (const element a : line["alarms"]) set_alarm(a);
        for (const element b : line["beds"]) set_bed(b);
        position_ = {number(line, "epoch"), number(line, "seq")};
        complete_ = true;
    } else if (type == "resumed") {
        complete_ = true;
        ++world_.seen.resumed;
    } else if (type == "heartbeat") {
        check(line);
    } else if (type == "alarm" || type == "bed" || type == "station" || type == "device_alarm") {
        world_.require(complete_ && number(line, "seq") == position_->sequence + 1, "event {} after {}",
                       number(line, "seq"), position_ ? position_->sequence : 0);
        position_->sequence = number(line, "seq");
        if (type == "alarm") set_alarm(line["alarm"]);
        if (type == "bed") set_bed(line["bed"]);
    } else if (type == "closing") {
        closing_ = true;
    }
}

void picture::set_alarm(const element& a) {
    const std::string_view id = text(a, "id");
    if (text(a, "phase") == "cleared") {
        alarms_.erase(alarms_.find(id));
        return;
    }
    shown_alarm& known = alarms_[std::string{id}];
    const std::uint64_t revision = number(a, "revision");
    world_.require(revision > known.revision, "revision {} of alarm {} comes after {}", revision, id, known.revision);
    known = {revision, std::string{text(a, "rule")}, std::string{text(a, "bed")}};
}

void picture::set_bed(const element& b) {
    stays_[std::string{text(b, "name")}] = text(b, "stay");
}

void picture::check(const element& heartbeat) {
    if (!complete_) return;
    std::uint64_t sum = 0;
    for (const auto& [id, a] : alarms_) sum ^= digest_of(id, a.revision);
    world_.require(number(heartbeat, "seq") == position_->sequence, "the server is at event {}, the dashboard at {}",
                   number(heartbeat, "seq"), position_->sequence);
    world_.require(
        number(heartbeat, "active") == alarms_.size() && text(heartbeat, "digest") == fmt::format("{:016x}", sum),
        "a dashboard holds {} alarms, the server {}, or others", alarms_.size(), number(heartbeat, "active"));
}

} // namespace vigil::simulation
