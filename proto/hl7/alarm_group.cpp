#include "proto/hl7/alarm_group.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "proto/codes/event.hpp"
#include "proto/codes/mdc.hpp"
#include "proto/hl7/alarm_words.hpp"
#include "proto/hl7/place.hpp"

namespace vigil::hl7 {
namespace {

constexpr std::uint32_t event_active = 196614;
/// MDC_ATTR_ALERT_SOURCE, EVENT_PHASE, ALARM_STATE, ALARM_INACTIVATION_STATE, ALARM_PRIORITY, ALERT_TYPE.
enum attribute : int { source = 68480, phase, state, inactivation, priority, type };

struct attribute_name {
    std::string_view text;
    attribute what;
};
/// With what some senders write for them.
constexpr std::array attribute_names{
    attribute_name{"MDC_ATTR_ALERT_SOURCE", source},
    attribute_name{"MDC_ATTR_ALARM_SOURCE", source},
    attribute_name{"MDC_ATTR_EVENT_PHASE", phase},
    attribute_name{"MDC_ATTR_EVT_PHASE", phase},
    attribute_name{"MDC_ATTR_ALARM_STATE", state},
    attribute_name{"MDC_ATTR_ALERT_STATE", state},
    attribute_name{"MDC_ATTR_ALARM_INACTIVATION_STATE", inactivation},
    attribute_name{"MDC_ATTR_ALARM_PRIORITY", priority},
    attribute_name{"MDC_ATTR_ALERT_TYPE", type},
    attribute_name{"MDC_ATTR_ALARM_TYPE", type},
};

std::uint32_t number_of(std::string_view text) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? value : 0;
}

bool names_event(std::string_view name) {
    return name.contains("_EVT_");
}

/// "LEAD_OFF" of MDC_EVT_LEAD_OFF and of MNDRY_EVT_LEAD_OFF.
std::string_view without_prefix(std::string_view name) {
    const std::size_t event = name.find("_EVT_");
    if (event != std::string_view::npos) return name.substr(event + 5);
    return name.starts_with("MDC_") ? name.substr(4) : name;
}

bool is_alarm(std::string_view number, std::string_view name) {
    return number == "196616" || number == "ALARM" || name == "MDC_EVT_ALARM";
}

/// The whole of an entity identifier but for the type of its last part.
std::string entity(std::string_view id, char mark, const delimiters& marks) {
    std::string out;
    for (std::size_t n = 1; n <= 3; ++n) {
        const std::string_view one = trimmed(part(id, mark, n));
        if (one.empty() || one == "\"\"") continue;
        if (!out.empty()) out.push_back('/');
        out.append(plain_text(one, marks));
    }
    return out;
}

/// At a character's end.
std::string cut(std::string text) {
    if (text.size() <= device_text_bytes_max) return text;
    std::size_t end = device_text_bytes_max;
    while ((text[end] & 0xc0) == 0x80) --end;
    text.resize(end);
    return text;
}

rejected_observation refused(int row, int field, int code, std::string reason) {
    return {.where = fmt::format("OBX[{}]-{}", row, field),
            .reason = std::move(reason),
            .segment = row,
            .field = field,
            .hl7_code = code};
}

} // namespace

std::string device_text(std::string_view as_sent, const delimiters& marks) {
    return cut(plain_text(as_sent, marks));
}

/// Some senders write the name first: "MDC_ATTR_EVENT_PHASE^68481^MDC".
alarm_group::coded alarm_group::read_coded(std::string_view field) const {
    coded out{component(field, marks_, 1), component(field, marks_, 2), component(field, marks_, 3)};
    if (out.number.starts_with("MDC_") && (out.text.empty() || number_of(out.text) != 0))
        std::swap(out.number, out.text);
    return out;
}

void alarm_group::take_order(const segment& obr) {
    const coded what = read_coded(obr.field(4));
    const bool silent = what.number.empty() && what.text.empty();
    named_ = !silent && (is_alarm(what.number, what.text) || names_event(what.text));
    ordered_ = silent || named_;
    filler_ = part(obr.field(3), marks_.repetition, 1);
    const std::string_view parent = part(obr.field(29), marks_.repetition, 1);
    parent_ = part(parent, marks_.component, 2);
    if (parent_.empty()) parent_ = part(parent, marks_.component, 1);
    ordered_at_ = when_.read(obr.field(7));
}

void alarm_group::take_row(const segment& obx, int row, std::vector<rejected_observation>& rejected) {
    last_row_ = row;
    if (device_.empty()) device_ = component(obx.field(18), marks_, 1);
    const coded id = read_coded(obx.field(3));
    const std::uint32_t number = number_of(id.number);
    const auto named = std::ranges::find(attribute_names, id.text, &attribute_name::text);
    if (number >= source && number <= type) return take_attribute(static_cast<int>(number), obx, row, rejected);
    if (named != attribute_names.end()) return take_attribute(named->what, obx, row, rejected);
    if (id.text.starts_with("MDC_ATTR_")) return;
    const bool is_event = is_alarm(id.number, id.text) || names_event(id.text) || number >> 16 == 3;
    const std::string_view value_type = trimmed(obx.field(2)), value = component(obx.field(5), marks_, 1);
    if (!is_event && (codes::is_container(number) || (value_type.empty() && value.empty()))) return;
    take_flags(obx.field(8));
    if (!is_event && value_type == "NM") return take_number(id, obx);
    if (!event_) take_event(id, obx, is_event);
}

void alarm_group::take_attribute(int which, const segment& obx, int row, std::vector<rejected_observation>& rejected) {
    attributes_ = true;
    if (which == source) return take_source(read_coded(obx.field(5)));
    if (which == inactivation) return take_inactivation(obx, row, rejected);
    const std::string_view word = component(obx.field(5), marks_, 1);
    const auto refuse = [&](std::string_view known) {
        rejected.push_back(refused(row, 5, 103, fmt::format("\"{}\" is none of {}", word.substr(0, 40), known)));
    };
    if (which == phase) {
        const auto read = read_phase(word);
        if (!read) return refuse("start, continue, update, end, tpoint, escalate, deescalate, inactivate, reset");
        step_ = read->step;
        inactivation_ |= read->inactivation;
    } else if (which == state) {
        state_ = read_state(word);
        if (!state_) refuse("inactive, active, latched");
    } else if (which == priority) {
        priority_ = read_priority(word);
        if (!priority_) refuse("PN, PL, PM, PH");
    } else {
        kind_ = read_kind(word);
        if (!kind_) refuse("SP, ST, SA");
    }
}

void alarm_group::take_inactivation(const segment& obx, int row, std::vector<rejected_observation>& rejected) {
    std::string_view rest = obx.field(5);
    for (std::size_t n = 0; n < repetitions_max && !rest.empty(); ++n) {
        const std::string_view one = rest.substr(0, rest.find(marks_.repetition));
        rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        const std::string_view word = component(one, marks_, 1);
        const auto bits = read_inactivation(word);
        if (bits)
            inactivation_ |= *bits;
        else if (!word.empty())
            rejected.push_back(refused(row, 5, 103,
                                       fmt::format("\"{}\" is none of enabled, audio-paused, audio-off, alarm-paused, "
                                                   "alarm-off, acknowledged",
                                                   word.substr(0, 40))));
    }
}

/// Some senders write a number of their own here: only what can be an MDC code is one.
std::uint32_t alarm_group::standard_number(const coded& of) {
    const bool standard = of.system.empty() || of.system == "MDC";
    const std::uint32_t number = number_of(of.number);
    return standard && number >= 1 << 16 ? number : 0;
}

void alarm_group::take_source(const coded& of) {
    source_ = standard_number(of);
    source_name_ = of.text;
}

/// The event is OBX-3's code, or OBX-5's where OBX-3 only says "an alarm".
void alarm_group::take_event(const coded& id, const segment& obx, bool is_coded) {
    const coded value = read_coded(obx.field(5));
    const bool is_code = !value.text.empty() || standard_number(value) != 0;
    const bool in_value = names_event(value.text) || (is_alarm(id.number, id.text) && is_code);
    const coded& what = in_value ? value : id;
    event found{.name = without_prefix(what.text), .sent = id.number};
    found.code = what.text == "MDC_EVT_ACTIVE" ? event_active : standard_number(what);
    if (what.text.empty()) {
        const codes::event* const known = codes::find_event(found.code);
        found.name = known ? without_prefix(known->ref_id) : what.number;
    }
    found.sub_id = trimmed(obx.field(4));
    const bool about = !in_value && value.text.starts_with("MDC_");
    if (about) take_source(value);
    const bool words = !in_value && !about && trimmed(obx.field(2)) != "NM";
    if (words && !value.text.empty())
        found.text = value.text;
    else if (words && !value.number.empty())
        found.text = trimmed(part(obx.field(5), marks_.component, 1)); // "probe & cable" of who does not escape
    event_ = found;
    coded_event_ = is_coded;
    if (const auto at = when_.read(obx.field(14))) event_at_ = at;
}

/// The value that raised the alarm: what it is about, and not a vital sign to be read here.
void alarm_group::take_number(const coded& id, const segment& obx) {
    if (source_ == 0 && source_name_.empty()) take_source(id);
    if (!event_at_) event_at_ = when_.read(obx.field(14));
}

void alarm_group::take_flags(std::string_view field) {
    for (std::size_t n = 1; n <= repetitions_max; ++n) {
        const std::string_view flag = component(part(field, marks_.repetition, n), marks_, 1);
        if (flag.empty()) continue;
        if (const auto read = read_priority(flag)) flagged_priority_ = read;
        if (const auto read = read_kind(flag)) flagged_kind_ = read;
        if (flag == "H" || flag == "HH") beyond_ = "high";
        if (flag == "L" || flag == "LL") beyond_ = "low";
    }
}

bool alarm_group::is_watchdog() const {
    return event_ && event_->code == event_active;
}

/// Without an identifier of its own an alarm is known by what it is about: its end must find its start.
std::string alarm_group::identity() const {
    if (std::string parent = entity(parent_, marks_.subcomponent, marks_); !parent.empty()) return parent;
    if (std::string filler = entity(filler_, marks_.component, marks_); !filler.empty()) return filler;
    if (!event_) return fmt::format("{}", source_);
    return plain_text(fmt::format("{}/{}", event_->sent, event_->sub_id), marks_);
}

std::string alarm_group::text() const {
    if (std::string said = event_ ? plain_text(event_->text, marks_) : std::string{}; !said.empty()) return said;
    const std::string about = plain_text(without_prefix(source_name_), marks_);
    const std::string what = plain_text(event_ ? event_->name : beyond_, marks_);
    if (about.empty() && what.empty()) return "alarm without a name";
    return about.empty() || what.empty() ? about + what : fmt::format("{} {}", about, what);
}

/// Where the device does not say: what the event is known for, and of an unknown one the graver.
device_alarm::kind alarm_group::kind() const {
    if (kind_) return *kind_;
    const codes::event* const known = event_ ? codes::find_event(event_->code) : nullptr;
    return flagged_kind_.value_or(known ? known->kind : device_alarm::kind::physiological);
}

std::optional<device_alarm> alarm_group::finish(instant sent_at, std::vector<rejected_observation>& rejected) const {
    const bool flagged = flagged_kind_ || flagged_priority_;
    if (!named_ && !attributes_ && !coded_event_ && !(ordered_ && (event_ || flagged))) return {};
    if (!event_ && source_name_.empty())
        rejected.push_back(refused(last_row_, 3, 101, "no row of this alarm names its event"));
    device_alarm alarm;
    alarm.id = cut(identity());
    alarm.device = device_text(device_, marks_);
    alarm.text = cut(text());
    alarm.code = event_ ? event_->code : 0;
    alarm.source = source_;
    alarm.step = step_.value_or(device_alarm::phase::start);
    const bool over = alarm.step == device_alarm::phase::end;
    alarm.now = state_.value_or(over ? device_alarm::state::inactive : device_alarm::state::active);
    alarm.urgency = priority_ ? *priority_ : flagged_priority_.value_or(device_alarm::priority::none);
    alarm.what = kind();
    alarm.inactivation = inactivation_;
    alarm.measured_at = event_at_ ? *event_at_ : ordered_at_.value_or(sent_at);
    return alarm;
}

} // namespace vigil::hl7
