#include "proto/json/readings.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "proto/codes/mdc.hpp"
#include "proto/json/fields.hpp"
#include "proto/vitals/scale.hpp"

namespace vigil::json {
namespace {

using simdjson::dom::element;
using std::string_view;

constexpr std::array<string_view, 6> report_keys{"sender", "id", "bed", "patient", "time", "readings"};
constexpr std::array<string_view, 7> reading_keys{"metric", "scale", "value", "unit", "status", "time", "code"};
constexpr std::size_t readings_max = 1000; ///< of one report

enum report_key { k_sender, k_id, k_bed, k_patient, k_time, k_readings };
enum reading_key { k_metric, k_scale, k_value, k_unit, k_status, k_own_time, k_code };

std::unexpected<flaw> wrong(string_view key, std::string reason) {
    return std::unexpected(flaw{fmt::format("/{}", key), std::move(reason)});
}

bool absent(const field& value) {
    return !value || value->is_null();
}

std::expected<metric, flaw> read_metric(const field& value) {
    const auto text = read_text(value, "metric");
    if (!text) return wrong("metric", text.error());
    if (const auto what = metric_from_name(*text)) return *what;
    std::array<string_view, metric_count> names;
    for (const metric_info& m : metrics()) names[index(m.what)] = m.name;
    return wrong("metric", fmt::format("unknown metric {}{}", quoted(*text), suggestion(*text, names)));
}

std::string scale_names() {
    std::vector<string_view> names;
    for (const metric_info& m : metrics())
        if (is_sedation_scale(m.what)) names.push_back(m.label);
    return fmt::format("one of {}", fmt::join(names, ", "));
}

/// The metric that is meant: of sedation only its scale says which, and a scale that is not named is never guessed.
std::expected<metric, flaw> read_scale(const field& value, metric what) {
    if (what != metric::sedation && !absent(value))
        return wrong("scale", fmt::format("scale belongs to sedation, not to {}", name(what)));
    if (what != metric::sedation) return what;
    if (absent(value)) return wrong("scale", fmt::format("sedation needs its scale: {}", scale_names()));
    const auto text = read_text(value, "scale");
    if (!text) return wrong("scale", text.error());
    if (const auto scale = scale_from_name(*text)) return *scale;
    return wrong("scale", fmt::format("unknown scale {}; expected {}", quoted(*text), scale_names()));
}

std::expected<validity, flaw> read_status(const field& value) {
    if (!value) return validity::valid;
    const auto text = read_text(value, "status");
    if (!text) return wrong("status", text.error());
    if (const auto status = validity_from_name(*text)) return *status;
    constexpr string_view known = "valid, questionable, sensor_off, unavailable, implausible, test";
    return wrong("status", fmt::format("unknown status {}; expected one of {}", quoted(*text), known));
}

std::expected<std::optional<instant>, flaw> read_time(const field& value) {
    if (!value) return std::nullopt;
    string_view text;
    if (value->get(text) == simdjson::SUCCESS)
        if (const auto t = parse_rfc3339(text)) return *t;
    return wrong("time", "time must be RFC 3339 with an offset, like \"2026-11-22T02:00:00.000Z\"");
}

/// The MDC number, if given; it must not belong to another metric than the one named.
std::expected<std::uint32_t, flaw> read_code(const field& value, metric what) {
    if (!value) return 0U;
    std::uint64_t number = 0;
    if (value->get(number) != simdjson::SUCCESS || number > 0xffff'ffffU)
        return wrong("code", "code must be an MDC number");
    const auto code = static_cast<std::uint32_t>(number);
    const codes::observation* known = codes::find_observation(code);
    if (known && known->what != what)
        return wrong("code", fmt::format("code {} is {}, not {}", code, name(known->what), name(what)));
    return code;
}

/// A level as it is charted, "S" or 3; a number is a level's text as well, never its place in the table.
std::expected<double, flaw> read_level(element value, metric scale) {
    const string_view label = info(scale).label;
    string_view text;
    double number = 0;
    if (value.get(number) != simdjson::SUCCESS && value.get(text) != simdjson::SUCCESS)
        return wrong("value", fmt::format("value must be a level of {}: {}", label, levels_text(scale)));
    const std::string charted = text.data() ? std::string{text} : fmt::format("{}", number);
    if (const level* found = level_from_text(scale, charted)) return found->value;
    return wrong("value", fmt::format("{} has no level {}; expected {}", label, quoted(string_view{charted}),
                                      levels_text(scale)));
}

std::expected<double, flaw> read_value(const field& value, metric what, validity status) {
    const bool none = status == validity::sensor_off || status == validity::unavailable;
    if (!value && !none) return wrong("value", "value is missing; without one send null and a status");
    if (absent(value) || none) return no_value; // a number of a sensor that is off is no value
    if (!levels(what).empty()) return read_level(*value, what);
    double number = 0;
    if (value->get(number) != simdjson::SUCCESS) return wrong("value", "value must be a number or null");
    return number;
}

std::expected<reading, flaw> read_number(const field& units, metric what, double value, validity status) {
    const metric_info& m = info(what);
    string_view text;
    if (std::isnan(value)) return *make_reading(what, no_value, unit::none, status, {});
    if (!absent(units) && units->get(text) != simdjson::SUCCESS) return wrong("unit", "unit must be a string");
    if (text.empty() && m.canonical != unit::score)
        return wrong("unit", fmt::format("{} has no unit; expected one like {}", m.name, name(m.canonical)));
    const auto declared = unit_from_text(text);
    const auto made = declared ? make_reading(what, value, *declared, status, {}) : std::nullopt;
    if (!made)
        return wrong("unit",
                     fmt::format("unit {} of {} cannot be converted to {}", quoted(text), m.name, name(m.canonical)));
    return *made;
}

std::expected<reading, flaw> read_reading(element value, instant default_time) {
    simdjson::dom::object object;
    std::array<field, reading_keys.size()> fields;
    if (value.get(object) != simdjson::SUCCESS) return std::unexpected(flaw{{}, "a reading must be an object"});
    if (auto found = collect(object, reading_keys, fields)) return std::unexpected(std::move(*found));
    const auto named = read_metric(fields[k_metric]);
    if (!named) return std::unexpected(named.error());
    const auto what = read_scale(fields[k_scale], *named);
    if (!what) return std::unexpected(what.error());
    const auto status = read_status(fields[k_status]);
    if (!status) return std::unexpected(status.error());
    const auto number = read_value(fields[k_value], *what, *status);
    if (!number) return std::unexpected(number.error());
    const auto code = read_code(fields[k_code], *what);
    if (!code) return std::unexpected(code.error());
    const auto time = read_time(fields[k_own_time]);
    if (!time) return std::unexpected(time.error());
    auto made = read_number(fields[k_unit], *what, *number, *status);
    if (!made) return made;
    made->code = *code;
    made->measured_at = time->value_or(default_time);
    return made;
}

/// Fills sender, id, bed, patient and time.
std::expected<void, flaw> read_head(std::span<const field> fields, report& out) {
    const std::pair<report_key, std::string*> texts[] = {
        {k_sender, &out.sender}, {k_id, &out.control_id}, {k_patient, &out.patient}};
    for (const auto& [key, to] : texts) {
        if (key == k_patient && absent(fields[key])) continue;
        const auto text = read_text(fields[key], report_keys[key]);
        if (!text) return wrong(report_keys[key], text.error());
        to->assign(*text);
    }
    const auto bed = read_text(fields[k_bed], "bed");
    if (!bed) return wrong("bed", bed.error());
    const std::size_t slash = bed->find('/');
    if (slash == 0 || slash == string_view::npos || slash + 1 == bed->size())
        return wrong("bed", fmt::format("bed must be ward/bed, like \"W1/3\", not {}", quoted(*bed)));
    out.ward.assign(bed->substr(0, slash));
    out.bed.assign(bed->substr(slash + 1));
    const auto time = read_time(fields[k_time]);
    if (!time) return std::unexpected(time.error());
    out.reported_at = *time;
    return {};
}

std::expected<simdjson::dom::array, flaw> read_list(const field& value) {
    simdjson::dom::array list;
    if (!value) return wrong("readings", "readings are missing");
    if (value->get(list) != simdjson::SUCCESS) return wrong("readings", "readings must be an array");
    if (list.size() == 0 || list.size() > readings_max)
        return wrong("readings", fmt::format("readings must be 1 to {}", readings_max));
    return list;
}

/// Reads a report but for its single readings' flaws, which go to out.rejected.
std::expected<void, flaw> read_report(element value, instant received_at, report_item& out) {
    simdjson::dom::object object;
    std::array<field, report_keys.size()> fields;
    if (value.get(object) != simdjson::SUCCESS) return std::unexpected(flaw{{}, "a report must be an object"});
    if (auto found = collect(object, report_keys, fields)) return std::unexpected(std::move(*found));
    if (auto head = read_head(fields, out.content); !head) return head;
    const auto list = read_list(fields[k_readings]);
    if (!list) return std::unexpected(list.error());
    std::size_t at = 0;
    for (const element each : *list) {
        auto read = read_reading(each, out.content.reported_at.value_or(received_at));
        if (read)
            out.content.readings.push_back(*read);
        else
            out.rejected.push_back(
                {fmt::format("/readings/{}{}", at, read.error().pointer), std::move(read.error().reason)});
        ++at;
    }
    return {};
}

void start(report_item& out, std::size_t index) {
    out.index = index;
    out.usable = false;
    out.content.clear();
    out.rejected.clear();
}

void refuse(report_item& out, flaw why) {
    out.content.clear();
    out.rejected.push_back({std::move(why.pointer), std::move(why.reason)});
}

void take(element value, instant received_at, report_item& out) {
    if (auto read = read_report(value, received_at, out); !read) refuse(out, std::move(read.error()));
    out.usable = !out.content.readings.empty();
}

string_view take_line(string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

bool blank(string_view line) {
    return line.find_first_not_of(" \t\r") == string_view::npos;
}

} // namespace

struct report_reader::document {
    simdjson::dom::parser parser;
    element root;
    simdjson::dom::array items;
    simdjson::dom::array::iterator at;
    bool is_array = false;
};

report_reader::report_reader() : document_(std::make_unique<document>()) {}
report_reader::~report_reader() = default;

std::expected<void, std::string> report_reader::open(string_view body, body_kind kind) {
    index_ = 0;
    lines_ = body;
    by_line_ = kind == body_kind::lines;
    if (by_line_) return {};
    const auto whole = parse_document(document_->parser, body);
    if (whole) {
        document_->root = *whole;
        document_->is_array = whole->get(document_->items) == simdjson::SUCCESS;
        if (document_->is_array) document_->at = document_->items.begin();
        return {};
    }
    string_view rest = body;
    const auto first = parse_document(document_->parser, take_line(rest));
    by_line_ = !blank(rest) && first && first->is_object();
    if (!by_line_) return std::unexpected(whole.error());
    return {};
}

bool report_reader::next(instant received_at, report_item& out) {
    if (by_line_) return next_line(received_at, out);
    document& d = *document_;
    if (d.is_array ? !(d.at != d.items.end()) : index_ > 0) return false;
    start(out, index_++);
    take(d.is_array ? *d.at : d.root, received_at, out);
    if (d.is_array) ++d.at;
    return true;
}

bool report_reader::next_line(instant received_at, report_item& out) {
    string_view line;
    while (!lines_.empty() && blank(line)) line = take_line(lines_);
    if (blank(line)) return false;
    start(out, index_++);
    if (const auto value = parse_document(document_->parser, line))
        take(*value, received_at, out);
    else
        refuse(out, {{}, fmt::format("not JSON: {}", value.error())});
    return true;
}

} // namespace vigil::json
