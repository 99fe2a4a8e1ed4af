#include "proto/json/care.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "proto/json/reading.hpp"

namespace vigil::json {
namespace {

using simdjson::dom::element;
using std::string_view;

constexpr std::array<string_view, 13> keys{"observation_id", "device_id", "date-time", "patient-id", "patient-name",
                                           "status",         "value",     "unit",      "low-limit",  "high-limit",
                                           "systolic",       "diastolic", "map"};
enum key { k_observation, k_device, k_time, k_patient, k_name, k_status, k_value, k_unit, k_low, k_high, k_first_part };
constexpr std::array<string_view, 4> part_keys{"value", "unit", "low-limit", "high-limit"};
enum part_key { p_value, p_unit, p_low, p_high };

struct observed {
    string_view id;
    metric what;
};
constexpr std::array<observed, 6> single{{
    {"heart-rate", metric::heart_rate},
    {"pulse-rate", metric::pulse_rate},
    {"SpO2", metric::spo2},
    {"respiratory-rate", metric::respiratory_rate},
    {"body-temperature1", metric::temperature},
    {"body-temperature2", metric::temperature},
}};
constexpr string_view pressure = "blood-pressure";
/// In the order of `keys` from k_first_part on. A cuff's: these monitors name invasive channels otherwise.
constexpr std::array<metric, 3> pressure_parts{metric::nibp_systolic, metric::nibp_diastolic, metric::nibp_mean};
constexpr std::size_t readings_of_one_max = pressure_parts.size();

struct number_fields {
    const field& value;
    const field& unit;
    const field& low;
    const field& high;
};

/// These senders write 0, or less, where nothing was measured. Breaths alone can be none.
bool can_be(metric what, double number) {
    return number > 0 || (number == 0 && info(what).plausible_min <= 0);
}

/// NaN for what is no number: a limit is shown and never obeyed, so that a flawed one costs no reading.
double read_limit(const field& value, unit declared, metric what) {
    double number = 0;
    if (!value || value->get(number) != simdjson::SUCCESS) return no_value;
    return convert(number, declared, info(what).canonical).value_or(no_value);
}

std::expected<reading, flaw> read_number(const number_fields& from, metric what, validity status, instant at) {
    double number = no_value;
    if (!absent(from.value) && from.value->get(number) != simdjson::SUCCESS)
        return wrong("value", "value must be a number or null");
    if (!can_be(what, number)) number = no_value; // NaN can be nothing either
    string_view text;
    if (!absent(from.unit) && from.unit->get(text) != simdjson::SUCCESS) return wrong("unit", "unit must be a string");
    const unit declared = unit_from_text(text).value_or(unit::none);
    auto made = make_reading(what, number, declared, status, at);
    if (!made)
        return wrong("unit", fmt::format("unit {} of {} cannot be converted to {}", quoted(text), name(what),
                                         name(info(what).canonical)));
    made->device_low = read_limit(from.low, declared, what);
    made->device_high = read_limit(from.high, declared, what);
    return *made;
}

std::expected<validity, flaw> read_status(const field& value) {
    string_view text;
    if (!absent(value) && value->get(text) != simdjson::SUCCESS) return wrong("status", "status must be a string");
    return care_validity(text);
}

/// One observation on its way into a report.
class taking {
public:
    taking(instant received_at, const local_clock& zones, report_item& out)
        : received_at_(received_at), zones_(zones), out_(out) {}

    std::expected<void, flaw> take(element source, string_view pointer) {
        simdjson::dom::object object;
        fields_ = {};
        if (source.get(object) != simdjson::SUCCESS)
            return std::unexpected(flaw{{}, "an observation must be an object"});
        if (auto found = collect<keys>(object, fields_, others::passed_over)) return std::unexpected(std::move(*found));
        const auto id = read_text(fields_[k_observation], "observation_id");
        if (!id) return wrong("observation_id", id.error());
        if (auto read = read_names(pointer); !read) return read;
        const auto status = read_status(fields_[k_status]);
        if (!status) return std::unexpected(status.error());
        const auto at = read_stamp();
        if (!at) return std::unexpected(at.error());
        if (*id == pressure) return take_pressure(*status, *at, pointer);
        const auto known = std::ranges::find(single, *id, &observed::id);
        if (known == single.end())
            return wrong("observation_id", fmt::format("{} is not taken: no vital sign of this server", quoted(*id)));
        auto made = read_number({fields_[k_value], fields_[k_unit], fields_[k_low], fields_[k_high]}, known->what,
                                *status, *at);
        if (!made) return std::unexpected(std::move(made.error()));
        out_.content.readings.push_back(*made);
        return {};
    }

private:
    /// A patient's name that cannot be used costs no reading; it is said, and left out.
    std::expected<void, flaw> read_names(string_view pointer) {
        const auto device = read_text(fields_[k_device], "device_id");
        if (!device) return wrong("device_id", device.error());
        out_.content.sender.assign(*device);
        const auto given = [this](key at) {
            string_view text;
            return !absent(fields_[at]) && (fields_[at]->get(text) != simdjson::SUCCESS || !text.empty());
        };
        if (given(k_patient)) {
            const auto patient = read_text(fields_[k_patient], "patient-id");
            if (!patient) return wrong("patient-id", patient.error());
            out_.content.patient.assign(*patient);
        }
        if (given(k_name)) {
            const auto called = read_text(fields_[k_name], "patient-name");
            if (called)
                out_.content.patient_name.assign(*called);
            else
                out_.rejected.push_back({fmt::format("{}/patient-name", pointer), called.error()});
        }
        return {};
    }

    /// The observation's time; the time of receipt where it gives none that can be told.
    std::expected<instant, flaw> read_stamp() {
        if (absent(fields_[k_time])) return received_at_;
        const auto text = read_text(fields_[k_time], "date-time");
        if (!text) return wrong("date-time", text.error());
        report& content = out_.content;
        if (content.control_id.empty()) content.control_id.assign(*text);
        auto at = parse_rfc3339(*text);
        if (!at) at = of_sender(*text);
        if (at) content.reported_at = std::max(content.reported_at.value_or(*at), *at);
        if (!at && content.reported_text.empty()) content.reported_text.assign(*text);
        return at.value_or(received_at_);
    }

    std::optional<instant> of_sender(string_view text) const {
        using namespace std::chrono;
        const auto as_utc = parse_rfc3339(fmt::format("{}Z", text));
        if (!as_utc || !zones_) return {};
        const auto since = as_utc->time_since_epoch();
        const sys_days day{floor<days>(since)};
        const year_month_day date{day};
        const hh_mm_ss time{since - day.time_since_epoch()};
        const civil_time local{.year = static_cast<int>(date.year()),
                               .month = static_cast<int>(static_cast<unsigned>(date.month())),
                               .day = static_cast<int>(static_cast<unsigned>(date.day())),
                               .hour = static_cast<int>(time.hours().count()),
                               .minute = static_cast<int>(time.minutes().count()),
                               .second = static_cast<int>(time.seconds().count()),
                               .millisecond = static_cast<int>(time.subseconds().count()),
                               .offset_minutes = 0};
        return zones_(out_.content.sender, local, received_at_);
    }

    /// A part that is flawed is refused by itself.
    std::expected<void, flaw> take_pressure(validity status, instant at, string_view pointer) {
        bool any = false;
        for (std::size_t i = 0; i < pressure_parts.size(); ++i) {
            const field& part = fields_.at(k_first_part + i);
            if (absent(part)) continue;
            any = true;
            auto made = read_part(*part, pressure_parts.at(i), status, at);
            if (made)
                out_.content.readings.push_back(*made);
            else
                out_.rejected.push_back(
                    {fmt::format("{}/{}{}", pointer, keys.at(k_first_part + i), made.error().pointer),
                     std::move(made.error().reason)});
        }
        if (!any) return wrong("systolic", "a blood pressure holds systolic, diastolic or map, each with a value");
        return {};
    }

    static std::expected<reading, flaw> read_part(element part, metric what, validity status, instant at) {
        simdjson::dom::object object;
        std::array<field, part_keys.size()> f;
        if (part.get(object) != simdjson::SUCCESS) return std::unexpected(flaw{{}, "this must be an object"});
        if (auto found = collect<part_keys>(object, f, others::passed_over)) return std::unexpected(std::move(*found));
        return read_number({f[p_value], f[p_unit], f[p_low], f[p_high]}, what, status, at);
    }

    instant received_at_;
    const local_clock& zones_;
    report_item& out_;
    std::array<field, keys.size()> fields_;
};

string_view text_of(element source, string_view name) {
    simdjson::dom::object object;
    string_view text;
    if (source.get(object) == simdjson::SUCCESS) static_cast<void>(object.at_key(name).get(text));
    return text;
}

} // namespace

bool is_care(element document) {
    simdjson::dom::array list;
    while (document.get(list) == simdjson::SUCCESS) { // nested no deeper than depth_max
        if (list.begin() == list.end()) return false;
        document = *list.begin();
    }
    simdjson::dom::object object;
    return document.get(object) == simdjson::SUCCESS && object.at_key("observation_id").error() == simdjson::SUCCESS;
}

validity care_validity(string_view status) {
    struct meaning {
        string_view part;
        validity means;
    };
    // The first that stands in the text counts: "disconnected" before "connected".
    static constexpr std::array<meaning, 17> meanings{{
        {"lead off", validity::sensor_off},
        {"leads off", validity::sensor_off},
        {"probe off", validity::sensor_off},
        {"sensor off", validity::sensor_off},
        {"unplugged", validity::sensor_off},
        {"disconnected", validity::sensor_off},
        {"invalid", validity::unavailable},
        {"error", validity::unavailable},
        {"searching", validity::unavailable},
        {"initializing", validity::unavailable},
        {"no pulse", validity::unavailable},
        {"final", validity::valid},
        {"connected", validity::valid},
        {"tachy", validity::valid}, // an alarm of the monitor's own,
        {"brady", validity::valid},
        {"apnea", validity::valid}, // on a number that it stands by
        {"apnoea", validity::valid},
    }};
    if (status.empty()) return validity::valid;
    std::string lower{status};
    std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    const auto found = std::ranges::find_if(meanings, [&](const meaning& m) { return lower.contains(m.part); });
    return found == meanings.end() ? validity::questionable : found->means;
}

void care_reader::open(element document) {
    observations_.clear();
    at_ = 0;
    index_ = 0;
    add(document, {});
    std::ranges::sort(observations_, {}, [](const observation& o) { return std::tuple{o.device, o.patient, o.place}; });
}

void care_reader::add(element source, std::string pointer) {
    simdjson::dom::array list;
    if (source.get(list) != simdjson::SUCCESS) {
        observations_.push_back({text_of(source, keys[k_device]), text_of(source, keys[k_patient]),
                                 observations_.size(), std::move(pointer), source});
        return;
    }
    std::size_t at = 0;
    for (const element each : list) add(each, fmt::format("{}/{}", pointer, at++));
}

bool care_reader::next(instant received_at, const local_clock& zones, report_item& out) {
    if (at_ == observations_.size()) return false;
    out.start(index_++);
    taking one{received_at, zones, out};
    const observation& first = observations_[at_];
    const auto belongs = [&](const observation& o) { return o.device == first.device && o.patient == first.patient; };
    while (at_ < observations_.size() && belongs(observations_[at_]) &&
           out.content.readings.size() + readings_of_one_max <= readings_max) {
        const observation& o = observations_[at_++];
        if (auto taken = one.take(o.content, o.pointer); !taken)
            out.rejected.push_back({o.pointer + taken.error().pointer, std::move(taken.error().reason)});
    }
    out.usable = !out.content.readings.empty();
    return true;
}

} // namespace vigil::json
