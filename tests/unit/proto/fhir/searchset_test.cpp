#include "proto/fhir/search.hpp"

#include <simdjson.h>

#include <cstring>
#include <map>
#include <memory>
#include <set>

#include "tests/unit/proto/fhir/read.hpp"

namespace vigil::fhir {
namespace {

using simdjson::dom::element;
using enum validity;

reading made(metric what, double value, validity status = valid, instant at = two_o_clock) {
    return {.what = what, .status = status, .value = value, .measured_at = at};
}

stored_report stored(std::int64_t row, std::vector<reading> readings, std::int64_t seconds_ago = 0) {
    stored_report out{
        .journal = 1, .row = row, .journal_digits = "0a1b2c3d", .received_at = two_o_clock, .content = {}};
    out.content.ward = "W1";
    out.content.bed = "3";
    out.content.patient = "P-17";
    out.content.sender = "monitor-17";
    out.content.reported_at = two_o_clock - std::chrono::seconds{seconds_ago};
    out.content.readings = std::move(readings);
    return out;
}

search all() {
    search s;
    s.patient = "P-17";
    return s;
}

struct written {
    simdjson::dom::parser parser;
    std::string text;
    element root;
    std::vector<element> resources;
};

std::unique_ptr<written> write(const page& p, const search& s = all(),
                               const std::string& self = "/fhir/Observation?patient=P-17") {
    auto out = std::make_unique<written>();
    out->text = searchset(s, p, self);
    REQUIRE_MESSAGE(out->parser.parse(out->text).get(out->root) == simdjson::SUCCESS, out->text);
    simdjson::dom::array entries;
    if (out->root["entry"].get(entries) == simdjson::SUCCESS)
        for (const element each : entries) out->resources.push_back(each["resource"]);
    return out;
}

/// Every value at a path of keys below `from`, through all arrays.
void values(element from, std::string_view path, std::vector<element>& out) {
    simdjson::dom::array items;
    if (from.get(items) == simdjson::SUCCESS) {
        for (const element each : items) values(each, path, out);
    } else if (path.empty()) {
        out.push_back(from);
    } else {
        const std::string_view key = path.substr(0, path.find('.'));
        element inside;
        if (from.is_object() && from[key].get(inside) == simdjson::SUCCESS)
            values(inside, path.substr(std::min(path.size(), key.size() + 1)), out);
    }
}

std::vector<element> values(element from, std::string_view path) {
    std::vector<element> out;
    values(from, path, out);
    return out;
}

std::string text_of(element e) {
    std::string_view text;
    return e.get(text) == simdjson::SUCCESS ? std::string{text} : "";
}

/// What a profile demands and the resource does not have. value[x] may be left out where a reason for it stands.
std::vector<std::string> faults(element resource, const std::string& profile) {
    const std::string definition = corpus("profile-" + profile + ".json");
    simdjson::dom::parser parser;
    const element root = parser.parse(definition);
    std::vector<std::string> out;
    for (const element each : root["differential"]["element"].get_array()) {
        std::string path = text_of(each["path"]);
        if (!path.starts_with("Observation.")) continue;
        path.erase(0, std::strlen("Observation."));
        if (path == "effective[x]") path = "effectiveDateTime";
        if (path.contains('[')) continue;
        const auto found = values(resource, path);
        const std::string parent = path.substr(0, path.rfind('.') == path.npos ? 0 : path.rfind('.'));
        const bool has_parent = parent.empty() || !values(resource, parent).empty();
        std::int64_t least = 0, most = 1;
        if (each["min"].get(least) == simdjson::SUCCESS && least > 0 && has_parent && found.empty())
            out.push_back("no " + path);
        std::string_view at_most;
        if (each["max"].get(at_most) == simdjson::SUCCESS && at_most == "0") most = 0;
        if (most == 0 && !found.empty()) out.push_back("there is a " + path);
        for (const char* key : {"fixedUri", "fixedCode"}) {
            std::string_view fixed;
            if (each[key].get(fixed) != simdjson::SUCCESS || !has_parent) continue;
            if (std::ranges::none_of(found, [&](element e) { return text_of(e) == fixed; }))
                out.push_back(path + " is not " + std::string{fixed});
        }
    }
    return out;
}

void check_profiles(element resource) {
    const std::string url = text_of(values(resource, "meta.profile").at(0));
    const std::string name = url.substr(url.rfind('/') + 1);
    for (const std::string& profile : std::set<std::string>{"vitalsigns", name})
        for (const std::string& fault : faults(resource, profile)) FAIL_CHECK(name << ": " << fault);
    const bool says = !values(resource, "valueQuantity").empty() || !values(resource, "dataAbsentReason").empty() ||
                      !values(resource, "component").empty(); // vs-2
    CHECK(says);
    for (const element part : values(resource, "component")) // vs-3
        CHECK((!values(part, "valueQuantity").empty() || !values(part, "dataAbsentReason").empty()));
}

std::string next_of(const written& w) {
    for (const element link : w.root["link"].get_array())
        if (text_of(link["relation"]) == "next") return text_of(link["url"]);
    return {};
}

} // namespace

TEST_CASE("every sign fulfils its profile, with a number and without") {
    for (const metric_info& m : metrics()) {
        for (const auto status : {valid, questionable, sensor_off, unavailable, implausible, test}) {
            const auto w = write({{stored(1, {made(m.what, 40, status)})}, false});
            REQUIRE(w->resources.size() == 1);
            check_profiles(w->resources[0]);
            const bool number = !values(w->resources[0], "valueQuantity").empty() ||
                                !values(w->resources[0], "component.valueQuantity").empty();
            CHECK_MESSAGE(number == usable(status), m.name);
            CHECK(text_of(w->resources[0]["status"]) == (status == questionable ? "preliminary" : "final"));
        }
    }
}

TEST_CASE("a check of profiles finds what is wrong") {
    const auto w = write({{stored(1, {made(metric::heart_rate, 71)})}, false});
    CHECK_FALSE(faults(w->resources[0], "oxygensat").empty());
    simdjson::dom::parser parser;
    CHECK_FALSE(faults(parser.parse(std::string_view{R"({"resourceType":"Observation"})"}), "vitalsigns").empty());
}

TEST_CASE("a blood pressure is a panel of what was measured at the same moment") {
    using enum metric;
    const auto w = write({{stored(1, {made(nibp_systolic, 120), made(nibp_diastolic, 80), made(nibp_mean, 93),
                                      made(abp_systolic, 118), made(heart_rate, 71)})},
                          false});
    REQUIRE(w->resources.size() == 3);
    for (const element each : w->resources) check_profiles(each);
    CHECK(values(w->resources[0], "component").size() == 3);
    CHECK(values(w->resources[1], "component").size() == 2);
    CHECK(values(w->resources[1], "component.dataAbsentReason").size() == 1);
    CHECK(text_of(values(w->resources[2], "code.coding.code").at(0)) == "8867-4");
    const auto apart = write({{stored(1, {made(nibp_systolic, 120),
                                          made(nibp_diastolic, 80, valid, two_o_clock - std::chrono::minutes{1})})},
                              false});
    CHECK(apart->resources.size() == 2);
    const auto mean = write({{stored(1, {made(nibp_mean, 93)})}, false});
    CHECK(values(mean->resources.at(0), "component").empty());
}

TEST_CASE("two sensors for the same sign are two observations with names of their own") {
    const auto w = write({{stored(1, {made(metric::spo2, 97), made(metric::spo2, 95)})}, false});
    REQUIRE(w->resources.size() == 2);
    CHECK(text_of(w->resources[0]["id"]) != text_of(w->resources[1]["id"]));
}

TEST_CASE("a report's first observation is found under the id that was foretold, in whatever order the record has it") {
    using enum metric;
    const std::vector<std::vector<reading>> reports{
        {made(heart_rate, 71), made(spo2, 97)},
        {made(nibp_diastolic, 80), made(nibp_systolic, 120)},
        {made(nibp_mean, 93)},
        {made(spo2, 97), made(spo2, 95)},
    };
    for (const std::vector<reading>& readings : reports) {
        stored_report r = stored(4711, readings);
        const std::string id = first_id(r.content, "0a1b2c3d-0000-4000-8000-000000000000", 4711);
        CHECK(id.size() <= 64);
        std::ranges::reverse(r.content.readings);
        search by_id;
        by_id.id = {id, "0a1b2c3d", 4711};
        const auto w = write({{std::move(r)}, false}, by_id);
        REQUIRE(w->resources.size() == 1);
        CHECK(text_of(w->resources[0]["id"]) == id);
    }
}

TEST_CASE("an id has no more than the 64 characters that FHIR allows, whatever the sign") {
    for (const metric_info& m : metrics()) {
        const report r = stored(0, {made(m.what, 1)}).content;
        CHECK_MESSAGE(first_id(r, "0a1b2c3d", 999'999'999'999).size() <= 62, m.name); // and "-9" of the tenth alike
    }
}

TEST_CASE("what was written is read as what it was") {
    using enum metric;
    page p{{stored(1, {made(heart_rate, 71), made(pulse_rate, 70), made(spo2, 97.5, questionable),
                       made(abp_systolic, 118), made(abp_diastolic, 60), made(temperature, no_value, sensor_off)})},
           false};
    const auto w = write(p);
    std::map<metric, std::pair<double, validity>> back;
    for (const element each : w->resources) {
        const message_item item = read(simdjson::minify(each));
        CHECK(item.status == 201);
        CHECK(item.content.patient == "P-17");
        CHECK(item.content.sender == "monitor-17");
        for (const reading& r : item.content.readings) back[r.what] = {r.value, r.status};
    }
    CHECK(back.size() == 6);
    CHECK(back[pulse_rate] == std::pair{70.0, valid});
    CHECK(back[spo2] == std::pair{97.5, questionable});
    CHECK(back[abp_diastolic] == std::pair{60.0, valid});
    CHECK(back[temperature].second == unavailable);
}

TEST_CASE("pages follow one another without gap or repetition, each with the newest first") {
    std::vector<stored_report> everything;
    for (std::int64_t i = 0; i < 7; ++i)
        everything.push_back(
            stored(100 - i,
                   {made(metric::heart_rate, 60 + static_cast<double>(i), valid, two_o_clock - std::chrono::seconds{i}),
                    made(metric::spo2, 97, valid, two_o_clock - std::chrono::seconds{i + 60})},
                   i));
    for (const std::size_t count : {1U, 2U, 3U, 5U, 14U, 20U}) {
        search s = all();
        s.count = count;
        std::set<std::string> ids;
        std::size_t given = 0;
        for (int pages = 0; pages < 30; ++pages) {
            page p;
            for (const stored_report& each : everything) // as the record answers
                if ((!s.after || each.row <= s.after->row) && p.reports.size() <= reports_for(s))
                    p.reports.push_back(each);
            p.more = p.reports.size() > reports_for(s);
            if (p.more) p.reports.pop_back();
            const auto w = write(p, s, "/fhir/Observation?patient=P-17&_cursor=1.1.1.1&_count=5");
            CHECK(w->resources.size() <= count);
            std::string before = "9";
            for (const element each : w->resources) {
                ids.insert(text_of(each["id"]));
                CHECK(text_of(each["effectiveDateTime"]) <= before);
                before = text_of(each["effectiveDateTime"]);
            }
            given += w->resources.size();
            const std::string next = next_of(*w);
            if (next.empty()) break;
            REQUIRE(next.starts_with("/fhir/Observation?patient=P-17&_count=5&_cursor="));
            s.after = read_search({{"bed", "W1/3"}, {"_cursor", next.substr(next.rfind('=') + 1)}}, false)->after;
        }
        CHECK(ids.size() == 14);
        CHECK(given == 14);
    }
}

TEST_CASE("nothing found is a bundle without entries") {
    const auto w = write({});
    CHECK(w->text == R"({"resourceType":"Bundle","type":"searchset","link":[{"relation":"self",)"
                     R"("url":"/fhir/Observation?patient=P-17"}]})");
}

TEST_CASE("an unknown patient is said to be unknown, and names cannot break the document") {
    stored_report r = stored(1, {made(metric::heart_rate, 71)});
    r.content.patient.clear();
    r.content.sender = "a \"b\"\n";
    const auto w = write({{r}, false});
    check_profiles(w->resources.at(0));
    CHECK(text_of(w->resources[0]["device"]["display"]) == "a \"b\"\n");
    CHECK(text_of(w->resources[0]["subject"]["display"]) == "unknown");
}

} // namespace vigil::fhir
