#include <fmt/format.h>

#include <array>

#include "server/alarm/rule_reader.hpp"
#include "server/alarm/vocabulary.hpp"
#include "server/infusion/demonstration.hpp"
#include "server/infusion/protocol_reader.hpp"

namespace vigil::infusion {
namespace {

using namespace std::chrono_literals;
using alarm::rule_file;

constexpr std::array<std::string_view, 10> file_keys{"protocol", "item",  "screening", "baseline", "dose",
                                                     "check",    "limit", "stop",      "recovery", "discharge"};
constexpr std::array<std::string_view, 11> heading_keys{"name",        "title",           "drug",
                                                        "source",      "planned",         "sessions_max",
                                                        "course_most", "between_courses", "continuous_monitoring",
                                                        "after_care",  "demonstration"};
constexpr std::array<std::string_view, 3> item_keys{"name", "ask", "answer"};
constexpr std::array<std::string_view, 5> screening_keys{"name", "ask", "kind", "pass", "otherwise"};
constexpr std::array<std::string_view, 2> baseline_keys{"items", "age"};
constexpr std::array<std::string_view, 1> recovery_keys{"least"};
constexpr std::array<std::string_view, 4> answers{"yes_no", "grade", "number", "text"};
constexpr std::array<std::string_view, 3> kinds{"contraindication", "interaction", "requirement"};
constexpr std::array<std::string_view, 2> yes_or_no{"no", "yes"};
constexpr std::int64_t sessions_max = 100;

std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325u; // FNV-1a, offset basis and prime
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return hash;
}

void read_protocol_name(rule_file& file, const toml::table& t, protocol& out) {
    const std::string* name = file.text(t, "name", true);
    if (!name) return;
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    if (name->empty() || name->size() > protocol::name_max || !std::ranges::all_of(*name, allowed))
        file.report(*t.get("name"),
                    fmt::format("a protocol's name is 1 to {} small letters, digits and '-'", protocol::name_max));
    out.name = *name;
}

void read_item(rule_file& file, const toml::table& t, protocol& out) {
    file.check_keys(t, item_keys);
    item next;
    read_name(file, t, out.items, next.name);
    if (alarm::source_from_name(next.name))
        file.report(*t.get("name"), fmt::format("'{}' is a metric or family already: it needs no [[item]]", next.name));
    next.ask = read_line(file, t, "ask");
    if (const auto kind = read_choice(file, t, "answer", answers, true)) next.kind = static_cast<item::answer>(*kind);
    out.items.push_back(std::move(next));
}

void read_question(rule_file& file, const toml::table& t, protocol& out) {
    file.check_keys(t, screening_keys);
    screening_question next;
    read_name(file, t, out.screening, next.name);
    next.ask = read_line(file, t, "ask");
    if (const auto kind = read_choice(file, t, "kind", kinds, true))
        next.what = static_cast<screening_question::kind>(*kind);
    next.pass = next.what == screening_question::kind::requirement;
    if (const auto pass = read_choice(file, t, "pass", yes_or_no, false)) next.pass = *pass == 1;
    next.otherwise = read_consent(file, t, "otherwise").value_or(next.otherwise);
    out.screening.push_back(std::move(next));
}

} // namespace

bool knows_item(const protocol& p, std::string_view name) {
    return alarm::source_from_name(name) || std::ranges::find(p.items, name, &item::name) != p.items.end();
}

void read_heading(rule_file& file, protocol& out) {
    const toml::table* t = file.table("protocol");
    if (!t) return file.root().contains("protocol") ? void() : file.report_at_start("the table [protocol] is missing");
    file.check_keys(*t, heading_keys);
    read_protocol_name(file, *t, out);
    out.title = read_line(file, *t, "title");
    if (const auto faster = file.integer(*t, "demonstration", 2, faster_max))
        out.demonstration = static_cast<std::uint32_t>(*faster);
    out.drug = read_line(file, *t, "drug");
    out.source = read_line(file, *t, "source");
    out.planned = file.duration(*t, "planned", 1min, false, time_max);
    out.course_most = file.duration(*t, "course_most", 1h, false, time_max);
    out.between_courses = file.duration(*t, "between_courses", 1h, false, time_max);
    if (const auto most = file.integer(*t, "sessions_max", 1, sessions_max))
        out.sessions_max = static_cast<std::uint32_t>(*most);
    out.continuous_monitoring = file.flag(*t, "continuous_monitoring").value_or(false);
    if (const std::string* text = alarm::read_short_text(file, *t, "after_care", protocol::text_max, true))
        out.after_care = *text;
    const toml::table* recovery = file.table("recovery");
    if (!recovery) return;
    file.check_keys(*recovery, recovery_keys);
    out.recovery_least = file.duration(*recovery, "least", 0ms, true).value_or(0ms);
}

void read_questions(rule_file& file, protocol& out) {
    for (const toml::table* t : read_tables(file, "item", protocol::items_max)) read_item(file, *t, out);
    for (const toml::table* t : read_tables(file, "screening", protocol::items_max)) read_question(file, *t, out);
    const toml::table* t = file.table("baseline");
    if (!t) return;
    file.check_keys(*t, baseline_keys);
    out.baseline = read_item_names(file, *t, "items", out);
    out.baseline_age = file.duration(*t, "age", 1min, true).value_or(0ms);
}

std::expected<protocol, std::vector<alarm::problem>> parse_protocol(std::string_view text, std::string_view name,
                                                                    const alarm::rule_set* rules) {
    rule_file file{text, name};
    protocol out;
    out.version = hash_of(text);
    out.file = name;
    out.text = text;
    if (file.sound()) {
        file.check_keys(file.root(), file_keys);
        read_heading(file, out);
        read_questions(file, out);
        read_dose(file, out);
        read_checks(file, out);
        read_warnings(file, rules, out);
        read_discharge(file, out);
    }
    if (!file.sound()) return std::unexpected{file.take_problems()};
    if (out.demonstration != 0) make_demonstration(out);
    return out;
}

} // namespace vigil::infusion
