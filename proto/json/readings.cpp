#include "proto/json/readings.hpp"

#include <array>

#include <fmt/format.h>

#include "proto/json/care.hpp"
#include "proto/json/reading.hpp"

namespace vigil::json {
namespace {

using simdjson::dom::element;
using std::string_view;

constexpr std::array<string_view, 7> keys{"sender", "id", "bed", "patient", "patient_name", "time", "readings"};
enum key { k_sender, k_id, k_bed, k_patient, k_name, k_time, k_readings };

/// Fills sender, id, bed, patient, its name, and time.
std::expected<void, flaw> read_head(std::span<const field> fields, time_reader& times, report& out) {
    const std::pair<key, std::string*> texts[] = {
        {k_id, &out.control_id}, {k_sender, &out.sender}, {k_patient, &out.patient}, {k_name, &out.patient_name}};
    for (const auto& [at, to] : texts) {
        if ((at == k_patient || at == k_name) && absent(fields[at])) continue;
        const auto text = read_text(fields[at], keys[at]);
        if (!text) return wrong(keys[at], text.error());
        to->assign(*text);
    }
    const auto bed = read_text(fields[k_bed], "bed");
    if (!bed) return wrong("bed", bed.error());
    const std::size_t slash = bed->find('/');
    if (slash == 0 || slash == string_view::npos || slash + 1 == bed->size())
        return wrong("bed", fmt::format("bed must be ward/bed, like \"W1/3\", not {}", quoted(*bed)));
    out.ward.assign(bed->substr(0, slash));
    out.bed.assign(bed->substr(slash + 1));
    if (!fields[k_time]) return {};
    out.reported_at = times.read(*fields[k_time]);
    if (!out.reported_at) return wrong_time();
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
std::expected<void, flaw> read_report(const element& value, instant received_at, report_item& out) {
    simdjson::dom::object object;
    std::array<field, keys.size()> fields;
    time_reader times;
    if (value.get(object) != simdjson::SUCCESS) return std::unexpected(flaw{{}, "a report must be an object"});
    if (auto found = collect<keys>(object, fields)) return std::unexpected(std::move(*found));
    if (auto head = read_head(fields, times, out.content); !head) return head;
    const auto list = read_list(fields[k_readings]);
    if (!list) return std::unexpected(list.error());
    const instant default_time = out.content.reported_at.value_or(received_at);
    flaw why;
    std::size_t at = 0;
    for (const element& each : *list) {
        reading& made = out.content.readings.emplace_back(); // in place: a copy costs as much as what it copies
        if (!read_reading(each, default_time, times, made, why)) {
            out.content.readings.pop_back();
            out.rejected.push_back({fmt::format("/readings/{}{}", at, why.pointer), std::move(why.reason)});
        }
        ++at;
    }
    return {};
}

/// The id of a report that is refused is kept, where there is one to name it by.
void refuse(report_item& out, flaw why) {
    const std::string id = std::move(out.content.control_id);
    out.content.clear();
    out.content.control_id = id;
    out.rejected.push_back({std::move(why.pointer), std::move(why.reason)});
}

void take(const element& value, instant received_at, report_item& out) {
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
    care_reader observations;
};

void report_item::start(std::size_t place) {
    index = place;
    usable = false;
    content.clear();
    rejected.clear();
}

report_reader::report_reader(local_clock zones) : document_(std::make_unique<document>()), zones_(std::move(zones)) {}
report_reader::~report_reader() = default;

std::expected<void, std::string> report_reader::open(string_view body, body_kind kind) {
    index_ = 0;
    lines_ = body;
    form_ = kind == body_kind::lines ? form::lines : form::reports;
    if (form_ == form::lines) return {};
    const auto whole = parse_document(document_->parser, body);
    if (whole && is_care(*whole)) {
        form_ = form::care;
        document_->observations.open(*whole);
        return {};
    }
    if (whole) {
        document_->root = *whole;
        document_->is_array = whole->get(document_->items) == simdjson::SUCCESS;
        if (document_->is_array) document_->at = document_->items.begin();
        return {};
    }
    string_view rest = body;
    const auto first = parse_document(document_->parser, take_line(rest));
    if (blank(rest) || !first || !first->is_object()) return std::unexpected(whole.error());
    form_ = form::lines;
    return {};
}

bool report_reader::next(instant received_at, report_item& out) {
    document& d = *document_;
    if (form_ == form::lines) return next_line(received_at, out);
    if (form_ == form::care) return d.observations.next(received_at, zones_, out);
    if (d.is_array ? !(d.at != d.items.end()) : index_ > 0) return false;
    out.start(index_++);
    take(d.is_array ? *d.at : d.root, received_at, out);
    if (d.is_array) ++d.at;
    return true;
}

bool report_reader::next_line(instant received_at, report_item& out) {
    string_view line;
    while (!lines_.empty() && blank(line)) line = take_line(lines_);
    if (blank(line)) return false;
    out.start(index_++);
    if (const auto value = parse_document(document_->parser, line))
        take(*value, received_at, out);
    else
        refuse(out, {{}, fmt::format("not JSON: {}", value.error())});
    return true;
}

} // namespace vigil::json
