#include "server/ward/fold.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <fmt/format.h>

#include <algorithm>

namespace vigil::ward {
namespace {

/// Names one patient's time in a bed; the message that began it makes it unique.
std::string stay_name(std::string_view bed, const readings_received& first) {
    const auto seed = XXH3_64bits(bed.data(), bed.size());
    const auto with_patient = XXH3_64bits_withSeed(first.content.patient.data(), first.content.patient.size(), seed);
    return fmt::format("{:016x}", with_patient ^ first.key);
}

/// A cuff's value is resent until the next measurement: the same moment and number is no news.
bool resent(const alarm::observed& known, const reading& r) {
    return info(r.what).how == sampling::episodic && known.measured_at == r.measured_at && known.value == r.value &&
           known.status == r.status;
}

} // namespace

std::uint64_t digest(const alarm::alarm& a) {
    std::uint64_t hash = 0xcbf29ce484222325u; // FNV-1a, 64 bit: simple enough to compute in a browser
    const auto mix = [&hash](std::string_view text) {
        for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    };
    mix(alarm::to_text(a.id));
    mix(":");
    mix(fmt::format_int{a.revision}.c_str());
    return hash;
}

std::span<const event> fold::apply(const input& in) {
    events_.clear();
    advance(in.at);
    now_ = std::max(now_, in.at);
    std::visit([this](const auto& what) { take(what); }, in.what);
    return events_;
}

void fold::take(const readings_received& in) {
    const bed_index b = bed_of(in.content);
    last_bed_ = b;
    const bool renamed = identify(b, in);
    bed& here = beds_[b];
    here.last_key = in.key;
    const bool from_monitor = std::ranges::any_of(
        in.content.readings, [](const reading& r) { return info(r.what).how != sampling::charted; });
    const bool returned = from_monitor && !here.monitored;
    if (from_monitor) {
        here.last_heard = now_;
        here.monitored = true;
    }
    if (renamed || returned) announce(b);
    const bool silence_told = here.conditions[silence()].at == alarm::stage::active;
    if (returned && silence_told) settle(b, silence(), alarm::phase::cleared);
    if (!here.monitored && here.last_heard && !silence_told)
        raise(b, silence(), nullptr); // another patient, same silence
    evaluate(b, chart(here, in.content));
    schedule(b);
}

void fold::take(const acknowledge& in) {
    const auto found = alarms_.find(in.alarm);
    if (found == alarms_.end() || found->second.acknowledged) return;
    alarm::alarm& a = found->second;
    a.acknowledged = {in.by, now_};
    const bed_index b = *find_bed(a.ward, a.bed);
    if (a.state != alarm::phase::latched) return publish(a, b, a.state);
    const auto rule = static_cast<std::size_t>(std::ranges::find(beds_[b].alarms, a.id) - beds_[b].alarms.begin());
    settle(b, rule, alarm::phase::cleared);
}

void fold::take(const alarm_shown& in) {
    const auto found = alarms_.find(in.alarm);
    if (found == alarms_.end() || found->second.shown_at) return;
    found->second.shown_at = now_; // no new revision: nothing changes for who looks at it
    emit(*find_bed(found->second.ward, found->second.bed), alarm_seen{in.alarm, in.station});
}

/// Rules of the same name carry their running conditions over; alarms of rules that are gone are cleared; a changed
/// limit is applied to the values already known, at once.
void fold::take(const rules_changed& in) {
    auto parsed = alarm::rule_set::parse(in.text, in.source);
    if (!parsed) return; // the edge checks before it sends; a set that does not parse must not end the old one
    rules_text_ = in;
    adopt(std::move(*parsed));
}

std::uint32_t fold::chart(bed& b, const report& r) {
    std::uint32_t seen = 0, changed = 0;
    for (const reading& next : r.readings) {
        const std::uint32_t bit = 1u << index(next.what);
        if (seen & bit) continue; // a second probe of the same sign: recorded, the first one decides
        seen |= bit;
        alarm::observed& known = b.chart[index(next.what)];
        if (resent(known, next)) continue;
        known = {next.value, next.status, next.measured_at, now_};
        changed |= bit;
    }
    return changed;
}

bed_index fold::bed_of(const report& r) {
    scratch_.assign(r.ward).append(1, '/').append(r.bed);
    const auto found = bed_names_.find(scratch_);
    return found != bed_names_.end() ? found->second : add_bed(r.ward, r.bed);
}

bed_index fold::add_bed(std::string_view ward_name, std::string_view name) {
    auto w = find_ward(ward_name);
    if (!w) {
        w = static_cast<ward_index>(wards_.size());
        wards_.push_back({.name = std::string(ward_name)});
    }
    const auto b = static_cast<bed_index>(beds_.size());
    bed& added = beds_.emplace_back();
    added.ward = *w;
    added.name = name;
    added.conditions.resize(silence() + 1);
    added.alarms.resize(silence() + 1);
    wards_[*w].beds.push_back(b);
    bed_names_.emplace(fmt::format("{}/{}", ward_name, name), b);
    return b;
}

/// Another patient in the bed is another stay, which inherits nothing. A patient who gets a name stays who they are.
/// True if the bed's stay or patient changed.
bool fold::identify(bed_index b, const readings_received& in) {
    bed& here = beds_[b];
    const std::string& patient = in.content.patient;
    const bool first = here.stay.empty();
    if (!first && (patient.empty() || patient == here.patient)) return false;
    if (first || !here.patient.empty()) {
        clear_all(b);
        here.chart = {};
        here.stay = stay_name(scratch_, in);
    }
    here.patient = patient;
    return true;
}

void fold::announce(bed_index b) {
    emit(b, bed_changed{beds_[b].stay, beds_[b].patient, beds_[b].monitored});
}

void fold::emit(bed_index b, decltype(event::what) what) {
    ward& w = wards_[beds_[b].ward];
    const bool streamed = !std::holds_alternative<alarm_seen>(what);
    events_.push_back({beds_[b].ward, b, streamed ? ++w.sequence : 0, now_, std::move(what)});
}

std::optional<ward_index> fold::find_ward(std::string_view name) const {
    const auto found = std::ranges::find(wards_, name, &ward::name);
    if (found == wards_.end()) return {};
    return static_cast<ward_index>(found - wards_.begin());
}

std::optional<bed_index> fold::find_bed(std::string_view ward_name, std::string_view name) const {
    const auto found = bed_names_.find(fmt::format("{}/{}", ward_name, name));
    if (found == bed_names_.end()) return {};
    return found->second;
}

const alarm::alarm* fold::find_alarm(alarm::alarm_id id) const {
    const auto found = alarms_.find(id);
    return found == alarms_.end() ? nullptr : &found->second;
}

} // namespace vigil::ward
