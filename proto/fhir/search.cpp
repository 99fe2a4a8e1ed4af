#include "proto/fhir/search.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "proto/fhir/coding.hpp"
#include "proto/fhir/resource.hpp"
#include "proto/fhir/time.hpp"
#include "proto/json/fields.hpp"

namespace vigil::fhir {
namespace {

using json::quoted;
using std::string_view;

using fault = std::optional<std::string>; ///< what is wrong with a parameter's value

constexpr std::array<std::array<metric, 3>, 2> pressures{
    {{metric::nibp_systolic, metric::nibp_diastolic, metric::nibp_mean},
     {metric::abp_systolic, metric::abp_diastolic, metric::abp_mean}}};

template <class Number>
bool parse_number(string_view text, Number& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size();
}

string_view take_until(string_view& text, char mark) {
    const string_view part = text.substr(0, text.find(mark));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
}

/// One that was not given here finds nothing: that is no fault of the search.
fault read_id(search& out, string_view value) {
    if (value.contains(',')) return "expected one id; ask for several one after the other";
    resource_id id{.text = std::string{value}, .journal = std::string{take_until(value, '-')}};
    if (!parse_number(take_until(value, '-'), id.row)) id.row = 0;
    out.id = std::move(id);
    return {};
}

fault read_patient(search& out, string_view value) {
    const reference split = split_reference(value);
    if (split.id.empty() || (!split.type.empty() && split.type != "Patient"))
        return "expected a patient's id, like P-17 or Patient/P-17";
    out.patient = split.id;
    return {};
}

fault read_identifier(search& out, string_view value) {
    out.patient = value.substr(value.find('|') + 1); // one system only: the hospital's
    return out.patient.empty() ? fault{"expected an identifier"} : std::nullopt;
}

fault read_bed(search& out, string_view value) {
    const std::size_t slash = value.find('/');
    if (slash == 0 || slash == string_view::npos || slash + 1 == value.size()) return "expected ward/bed, like W1/3";
    out.ward = value.substr(0, slash);
    out.bed = value.substr(slash + 1);
    return {};
}

/// A pressure is given as a panel, so that whoever asks for one of its parts gets all three.
void add_metric(search& out, metric what) {
    const auto add = [&](metric m) {
        if (std::ranges::find(out.metrics, m) == out.metrics.end()) out.metrics.push_back(m);
    };
    const auto family = std::ranges::find_if(
        pressures, [&](const auto& parts) { return std::ranges::find(parts, what) != parts.end(); });
    if (family == pressures.end()) return add(what);
    std::ranges::for_each(*family, add);
}

/// Of every sign that is told by this code, as a code may mean a pressure measured either way.
void add_code(search& out, string_view system, string_view code) {
    std::uint32_t number = 0;
    const bool is_number = parse_number(code, number);
    const bool any_pressure = code == pressure_panel && (system.empty() || system == loinc);
    for (const metric_info& m : metrics()) {
        const auto names = loinc_of(m.what);
        const bool by_loinc = (system.empty() || system == loinc) && std::ranges::find(names, code) != names.end();
        if (by_loinc) add_metric(out, m.what);
    }
    for (const auto& family : pressures)
        if (any_pressure) add_metric(out, family.front());
    codings other; // sites of a temperature and the like, and codes of other devices for the same sign
    other.add(system.empty() ? (is_number ? mdc : loinc) : system, code);
    if (other.sign()) add_metric(out, other.sign()->what);
}

fault read_code(search& out, string_view value) {
    if (!out.metrics.empty() || out.nothing) return "is there twice; separate codes by commas";
    while (!value.empty()) {
        string_view token = take_until(value, ',');
        const bool has_system = token.contains('|');
        const string_view system = has_system ? take_until(token, '|') : string_view{};
        add_code(out, system, token);
    }
    out.nothing = out.metrics.empty();
    return {};
}

fault read_category(search& out, string_view value) {
    const string_view code = value.substr(value.find('|') + 1);
    if (code != "vital-signs") out.nothing = true;
    return {};
}

fault read_date(search& out, std::string value) {
    const bool prefixed = value.size() > 2 && value[0] >= 'a' && value[0] <= 'z';
    const std::string prefix = prefixed ? value.substr(0, 2) : "eq";
    if (prefixed) value.erase(0, 2);
    std::ranges::replace(value, ' ', '+'); // what an unescaped '+' of an offset becomes
    const auto when = parse_date_time(value, true);
    if (!when)
        return fmt::format("{} names no time; expected one like 2026-11-22 or 2026-11-22T02:00:00Z",
                           quoted(string_view{value}));
    const auto not_before = [&](instant t) { out.from = std::max(out.from.value_or(t), t); };
    const auto before = [&](instant t) { out.to = std::min(out.to.value_or(t), t); };
    if (prefix == "eq" || prefix == "ge")
        not_before(when->begin);
    else if (prefix == "gt")
        not_before(when->end);
    if (prefix == "eq" || prefix == "le")
        before(when->end);
    else if (prefix == "lt")
        before(when->begin);
    constexpr std::array<string_view, 5> known{"eq", "ge", "gt", "le", "lt"};
    if (std::ranges::find(known, prefix) == known.end()) return "expected eq, ge, gt, le or lt before the date";
    return {};
}

fault read_count(search& out, string_view value) {
    if (!parse_number(value, out.count) || out.count == 0) return "expected a number from 1 on";
    out.count = std::min(out.count, count_max);
    return {};
}

fault read_cursor(search& out, string_view value) {
    cursor c;
    std::int64_t ms = 0;
    const bool fits = parse_number(take_until(value, '.'), ms) && parse_number(take_until(value, '.'), c.journal) &&
                      parse_number(take_until(value, '.'), c.row) && parse_number(value, c.skip);
    if (!fits) return "expected what the link next of a page says";
    c.at = from_epoch_ms(ms);
    out.after = c;
    return {};
}

fault read_sort(search&, string_view value) {
    return value == "-date" ? std::nullopt : fault{"only -date, the newest first"};
}

fault read_format(search&, string_view value) {
    return value.contains("json") ? std::nullopt : fault{"only application/fhir+json"};
}

struct parameter {
    string_view name;
    fault (*read)(search&, string_view);
};

constexpr std::array<parameter, 13> known_parameters{{
    {"_id", read_id},
    {"patient", read_patient},
    {"subject", read_patient},
    {"patient.identifier", read_identifier},
    {"subject.identifier", read_identifier},
    {"bed", read_bed},
    {"code", read_code},
    {"category", read_category},
    {"date", [](search& out, string_view value) { return read_date(out, std::string{value}); }},
    {"_count", read_count},
    {"_sort", read_sort},
    {"_format", read_format},
    {"_cursor", read_cursor},
}};

} // namespace

std::expected<search, std::vector<issue>> read_search(const parameters& given, bool lenient) {
    search out;
    std::vector<issue> issues;
    for (const auto& [name, value] : given) {
        const auto found = std::ranges::find(known_parameters, string_view{name}, &parameter::name);
        if (found != known_parameters.end()) {
            if (auto wrong = found->read(out, value))
                issues.push_back({gravity::error, "value", {}, fmt::format("{}: {}", name, *wrong)});
        } else if (!lenient) {
            issues.push_back({gravity::error,
                              "not-supported",
                              {},
                              fmt::format("unknown search parameter {}", quoted(string_view{name}))});
        }
    }
    if (issues.empty() && !out.id && out.patient.empty() && out.bed.empty())
        issues.push_back({gravity::error, "required", {}, "name a patient, a bed or an id: patient=P-17, bed=W1/3"});
    if (!issues.empty()) return std::unexpected(std::move(issues));
    return out;
}

} // namespace vigil::fhir
