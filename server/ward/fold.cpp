#include "server/ward/fold.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "proto/vitals/scale.hpp"

namespace vigil::ward {
namespace {

/// A cuff's value is resent until the next measurement: the same moment and number is no news.
bool resent(const auto& known, const reading& r) {
    return info(r.what).how == sampling::episodic && known.measured_at == r.measured_at && known.value == r.value &&
           known.status == r.status;
}

/// Nor is it this patient's if it was measured of the one before.
bool left_behind(const bed& b, const reading& r) {
    const auto left = std::ranges::find(b.left_behind, r.what, &left_measurement::what);
    return left != b.left_behind.end() && resent(*left, r);
}

constexpr std::uint64_t bit(metric m) {
    return std::uint64_t{1} << index(m);
}

/// Neither a person nor a pump shows that a monitor lives.
bool is_of_monitor(sampling how) {
    return how == sampling::continuous || how == sampling::episodic;
}

bool has_usable_number(const reading& r) {
    return usable(r.status) && !std::isnan(r.value);
}

/// A monitor that was left on sends that its sensors are off, and an old pressure again.
bool measures_somebody(const reading& r) {
    return info(r.what).how == sampling::continuous && has_usable_number(r);
}

/// New confusion is no depth of sedation: it says nothing about whether somebody can be roused.
bool says_how_deep(const reading& r) {
    const level* charted = level_of(r.what, r.value);
    return is_sedation_scale(r.what) && (!charted || charted->depth);
}

/// Of the sedation levels in one report the deepest; without a number if none is usable.
alarm::observed deeper(const std::optional<alarm::observed>& so_far, const reading& r, instant received_at) {
    const level* charted = usable(r.status) ? level_of(r.what, r.value) : nullptr;
    alarm::observed next{.status = r.status, .measured_at = r.measured_at, .received_at = received_at};
    if (charted && charted->depth) next.value = *charted->depth;
    const bool keeps = so_far && (std::isnan(next.value) || so_far->value >= next.value);
    return keeps ? *so_far : next;
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
    const report& r = in.content;
    const bed_index b = bed_of(r.ward, r.bed);
    last_bed_ = b;
    if (r.history) { // it tells neither what is now nor who lies here now
        if (identify(b, r.sender, {}, in.key)) announce(b);
        return;
    }
    const bool renamed = identify(b, r.sender, {r.patient, r.patient_name}, in.key);
    bed& here = beds_[b];
    here.last_key = in.key;
    const bool back = here.away && std::ranges::any_of(r.readings, measures_somebody);
    if (back) here.away = false; // whatever registration knows of it
    const bool from_monitor = !here.away && std::ranges::any_of(r.readings, [](const reading& each) {
        return is_of_monitor(info(each.what).how);
    });
    const bool names = !is_nobody({r.patient, r.patient_name});
    const bool returned = from_monitor && !here.monitored();
    if (from_monitor) {
        here.care.last_heard = now_;
        here.care.silent = false;
        here.recovering = false;
        if (const auto said = r.sent_at ? r.sent_at : r.reported_at) here.care.clock_skew = *said - now_;
    }
    if (renamed || returned) announce(b);
    alarm::news told = chart(here, r, {now_});
    if (from_monitor || names) told.observed |= alarm::expression::heard_bit;
    evaluate(b, renamed || returned ? alarm::news::everything() : told);
    if (here.care.phase != alarm::infusion_phase::none) refresh_session(b), schedule(b);
    if (returned) watch(beds_[b].ward);
}

alarm::news fold::chart(bed& b, const report& r, const entry& how) {
    std::uint64_t known = 0, seen = 0;
    alarm::news told;
    for (const reading& next : r.readings)
        if (has_usable_number(next)) known |= bit(next.what);
    std::optional<alarm::observed> sedation;
    for (const reading& next : r.readings) {
        const bool other_is_usable = (known & bit(next.what)) && !has_usable_number(next);
        if ((seen & bit(next.what)) || other_is_usable) continue; // of two probes the first with a number decides
        seen |= bit(next.what);
        if (next.what == metric::sedation || resent(b.care.values[next.what], next) || left_behind(b, next)) continue;
        observe(b, next.what,
                {.value = next.value,
                 .status = next.status,
                 .measured_at = next.measured_at,
                 .received_at = how.received_at,
                 .device_low = static_cast<float>(next.device_low),
                 .device_high = static_cast<float>(next.device_high),
                 .by_hand = how.by_hand},
                told);
        if (says_how_deep(next)) sedation = deeper(sedation, next, how.received_at);
        if (next.what == metric::acvpu) b.care.confused = alarm::confusion::open;
    }
    if (sedation) observe(b, metric::sedation, *sedation, told);
    return told;
}

void fold::observe(bed& b, metric what, alarm::observed next, alarm::news& n) {
    const auto taken_over = b.care.values.put(what, next);
    n.observed |= bit(what);
    if (taken_over) n.observed |= bit(*taken_over);
    if (b.care.values[what].unchanged_since == now_) n.changed |= bit(what);
    if (!usable(next.status) || alarm::no_sample(what, next) || next.received_at != now_) return;
    for (std::size_t i = 0; i < rules_.windows.size(); ++i)
        if (rules_.windows[i].what == what) b.care.windows[i].add(next.value, now_, rules_.windows[i].width);
}

bed_index fold::bed_of(std::string_view ward_name, std::string_view name) {
    scratch_.assign(ward_name).append(1, '/').append(name);
    const auto found = bed_names_.find(scratch_);
    return found != bed_names_.end() ? found->second : add_bed(ward_name, name);
}

bed_index fold::bed_of(const alarm::alarm& a) const {
    return a.bed.empty() ? no_bed : *find_bed(a.ward, a.bed);
}

ward_index fold::add_ward(std::string_view name) {
    const auto w = static_cast<ward_index>(wards_.size());
    wards_.push_back({.name = std::string(name)});
    refresh_fixed(w); // a service may be away already
    schedule_ward(w);
    return w;
}

bed_index fold::add_bed(std::string_view ward_name, std::string_view name) {
    const auto found = find_ward(ward_name);
    const ward_index w = found ? *found : add_ward(ward_name);
    const auto b = static_cast<bed_index>(beds_.size());
    bed& added = beds_.emplace_back();
    added.ward = w;
    added.name = name;
    added.care.windows.resize(rules_.windows.size());
    wards_[w].beds.push_back(b);
    bed_names_.emplace(fmt::format("{}/{}", ward_name, name), b);
    return b;
}

void fold::announce(bed_index b) {
    const bed& here = beds_[b];
    emit(here.ward, b,
         bed_changed{here.stay, here.patient, here.patient_name, here.monitored(), here.recovering, here.away});
}

void fold::emit(ward_index w, bed_index b, decltype(event::what) what) {
    const bool streamed = !std::holds_alternative<alarm_seen>(what);
    events_.push_back({w, b, streamed ? ++wards_[w].sequence : 0, now_, std::move(what)});
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
