#include "server/alarm/rule_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "server/alarm/condition.hpp"
#include "server/alarm/rule_file.hpp"
#include "server/alarm/suggestion.hpp"

namespace vigil::alarm {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view silence_name = "monitor_silent";
constexpr std::size_t name_max = 64, message_max = 200; // characters
constexpr milliseconds delay_max = 24h;

constexpr std::array<std::string_view, 2> file_keys{"alarm", silence_name};
constexpr std::array<std::string_view, 8> rule_keys{"name",   "when",     "for",      "until",
                                                    "bypass", "priority", "latching", "message"};
constexpr std::array<std::string_view, 3> silence_keys{"after", "priority", "message"};
constexpr std::array<std::string_view, 3> priority_names{"high", "medium", "low"};

std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325u; // FNV-1a, offset basis and prime
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return hash;
}

/// "10s", "500ms", "2min", "1h".
std::optional<milliseconds> parse_duration(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, milliseconds>, 4> units{
        {{"ms", 1ms}, {"s", 1s}, {"min", 1min}, {"h", 1h}}};
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || digits > 9) return {};
    std::int64_t number = 0;
    for (const char c : text.substr(0, digits)) number = number * 10 + (c - '0');
    for (const auto& [name, one] : units)
        if (text.substr(digits) == name) return one * number;
    return {};
}

/// Reads the values of a rule file; every fault goes to the file's list of problems, and reading goes on.
class rule_reader {
public:
    explicit rule_reader(rule_file& file) : file_{file} {}

    void read(rule_set& out) {
        file_.check_keys(file_.root(), file_keys);
        if (const toml::node* silence = file_.root().get(silence_name)) read_silence(*silence, out.monitor_silent);
        const toml::node* alarms = file_.root().get("alarm");
        const toml::array* list = alarms ? alarms->as_array() : nullptr;
        if (alarms && !list) {
            file_.report(*alarms, "each rule stands under [[alarm]], with two brackets");
        } else if (list && !list->empty()) {
            for (const toml::node& entry : *list) read_entry(entry, out.rules);
        } else if (file_.sound()) {
            file_.report_at_start("the file holds no [[alarm]]");
        }
    }

private:
    void read_entry(const toml::node& entry, std::vector<rule>& rules) {
        const toml::table* t = entry.as_table();
        if (!t) return file_.report(entry, "each rule stands under [[alarm]], with two brackets");
        file_.check_keys(*t, rule_keys);
        rule r;
        read_name(*t, r, rules);
        if (auto when = read_expression(*t, "when", true)) {
            r.when = std::move(*when);
            if (!r.when.limit())
                file_.report(*t->get("when"),
                             "'when' needs a comparison of a metric with a number, as in 'heart_rate > 120'");
        }
        r.until = read_expression(*t, "until", false);
        r.bypass = read_expression(*t, "bypass", false);
        if (const auto delay = read_duration(*t, "for", 0ms)) r.condition_delay = *delay;
        if (const auto urgency = read_priority(*t, true)) r.urgency = *urgency;
        if (const toml::node* latching = t->get("latching")) {
            if (const auto value = latching->value_exact<bool>())
                r.latching = *value;
            else
                file_.report(*latching, fmt::format("'latching' is true or false, found {}", kind_of(*latching)));
        }
        if (const std::string* text = read_message(*t, true)) r.message = *text;
        collect_metrics(r);
        rules.push_back(std::move(r));
    }

    static void collect_metrics(rule& r) {
        r.metrics = r.when.metrics();
        r.fading = r.when.fading();
        for (const auto* part : {&r.until, &r.bypass}) {
            if (!*part) continue;
            r.metrics |= (*part)->metrics();
            r.fading |= (*part)->fading();
        }
    }

    void read_name(const toml::table& t, rule& r, const std::vector<rule>& earlier) {
        const std::string* name = file_.text(t, "name", true);
        if (!name) return;
        const toml::node& at = *t.get("name");
        const auto allowed = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        };
        if (name->empty() || name->size() > name_max || !std::ranges::all_of(*name, allowed))
            file_.report(at, fmt::format("a name is 1 to {} letters, digits and '_'", name_max));
        else if (*name == silence_name)
            file_.report(at, "the name 'monitor_silent' is reserved for the table [monitor_silent]");
        else if (std::ranges::find(earlier, *name, &rule::name) != earlier.end())
            file_.report(at, fmt::format("there is a rule '{}' already", *name));
        r.name = *name;
    }

    std::optional<expression> read_expression(const toml::table& t, std::string_view key, bool required) {
        const std::string* text = file_.text(t, key, required);
        if (!text) return {};
        auto parsed = expression::parse(*text);
        if (parsed) return std::move(*parsed);
        file_.report_inside(*t.get(key), static_cast<std::size_t>(parsed.error().column - 1), parsed.error().message);
        return {};
    }

    std::optional<milliseconds> read_duration(const toml::table& t, std::string_view key, milliseconds least) {
        const std::string* text = file_.text(t, key, false);
        if (!text) return {};
        const auto value = parse_duration(*text);
        if (!value)
            file_.report(*t.get(key),
                         fmt::format("'{}' is a whole number and one of ms, s, min, h, as in \"10s\"; found \"{}\"",
                                     key, *text));
        else if (*value < least || *value > delay_max)
            file_.report(*t.get(key), fmt::format("'{}' is at least {} ms and at most 24h", key, least.count()));
        return value;
    }

    std::optional<priority> read_priority(const toml::table& t, bool required) {
        const std::string* text = file_.text(t, "priority", required);
        if (!text) return {};
        const auto value = priority_from_name(*text);
        if (!value)
            file_.report(*t.get("priority"), fmt::format("'priority' is high, medium or low, found '{}'{}", *text,
                                                         did_you_mean(*text, priority_names)));
        return value;
    }

    const std::string* read_message(const toml::table& t, bool required) {
        const std::string* text = file_.text(t, "message", required);
        if (text && (text->empty() || text->size() > message_max))
            file_.report(*t.get("message"), fmt::format("a message has 1 to {} characters", message_max));
        else if (!text)
            return nullptr;
        else if (const auto fault = check_message(*text))
            file_.report_inside(*t.get("message"), fault->at, fault->what);
        return text;
    }

    void read_silence(const toml::node& node, silence_rule& out) {
        const toml::table* t = node.as_table();
        if (!t) return file_.report(node, "this is the table [monitor_silent], with one bracket");
        file_.check_keys(*t, silence_keys);
        if (const auto after = read_duration(*t, "after", 1s)) out.after = *after;
        if (const auto urgency = read_priority(*t, false)) out.urgency = *urgency;
        if (const std::string* text = read_message(*t, false)) {
            out.message = *text;
            if (const std::size_t brace = text->find('{'); brace != text->npos)
                file_.report_inside(*t->get("message"), brace, "a silent monitor has no values for placeholders");
        }
    }

    rule_file& file_;
};

} // namespace

std::expected<rule_set, std::vector<problem>> rule_set::parse(std::string_view text, std::string_view file) {
    rule_file source{text, file};
    rule_set out;
    out.version = hash_of(text);
    if (source.sound()) rule_reader{source}.read(out);
    if (!source.sound()) return std::unexpected{source.take_problems()};
    return out;
}

} // namespace vigil::alarm
