#include "server/alarm/rule_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "server/alarm/condition.hpp"
#include "server/alarm/suggestion.hpp"

namespace vigil::alarm {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t name_max = 64; // characters
constexpr std::array<std::string_view, 7> alarm_keys{"name",        "kind",    "message", "latching",
                                                     "again_after", "realarm", "level"};
constexpr std::array<std::string_view, 8> level_keys{"priority", "when",       "for",     "until",
                                                     "bypass",   "adjustable", "message", "limit"};
constexpr std::array<std::string_view, 2> kind_names{"physiological", "technical"};

/// The keys of an [[alarm]] that has one level, and writes it without a table of its own.
constexpr auto all_keys = [] {
    std::array<std::string_view, alarm_keys.size() + level_keys.size() - 1> all{};
    auto end = std::ranges::copy(alarm_keys, all.begin()).out;
    std::ranges::copy_if(level_keys, end, [](std::string_view key) { return key != "message"; });
    return all;
}();

/// One level: a table of its own, or the keys of the alarm itself.
class level_reader {
public:
    level_reader(rule_file& file, std::vector<window_spec>& windows, const toml::table& alarm, const toml::table& level)
        : file_{file}, windows_{windows}, alarm_{alarm}, t_{level} {}

    level read() {
        level l;
        if (const auto urgency = read_priority(file_, t_, true)) l.urgency = *urgency;
        if (auto when = read_expression("when", true)) l.when = *std::move(when);
        l.until = read_expression("until", false);
        l.bypass = read_expression("bypass", false);
        if (const auto delay = file_.duration(t_, "for", 0ms)) l.condition_delay = *delay;
        l.limit = file_.number(t_, "limit");
        check_limit(l);
        if (const toml::node* range = t_.get("adjustable")) l.adjustable = read_range(*range, l);
        read_message(l);
        return l;
    }

private:
    std::optional<expression> read_expression(std::string_view key, bool required) {
        const std::string* text = file_.text(t_, key, required);
        if (text) {
            auto parsed = expression::parse(*text, windows_);
            if (parsed) return *std::move(parsed);
            const problem& p = parsed.error();
            file_.report_inside(*t_.get(key), static_cast<std::size_t>(p.column - 1), p.message);
        }
        if (required || t_.contains(key)) understood_ = false;
        return {};
    }

    /// A limit that nothing reads would be set for a patient, and change nothing.
    void check_limit(const level& l) {
        const toml::node* limit = t_.get("limit");
        const auto uses = [](const std::optional<expression>& e) { return e && e->uses_limit(); };
        const bool used = l.when.uses_limit() || uses(l.until) || uses(l.bypass);
        if (used && !limit)
            file_.report(t_, "'limit' is missing: an expression of this level uses it");
        else if (limit && !used && understood_)
            file_.report(*limit, "no expression of this level uses the word 'limit', as in 'heart_rate > limit'");
        else if (limit && l.limit)
            check_plausible(*limit, *l.limit, l);
    }

    /// Values beyond the plausible are never evaluated: a limit there would never be crossed.
    void check_plausible(const toml::node& at, double limit, const level& l) {
        const auto& compared = l.when.limit();
        if (!compared || !std::isnan(compared->limit)) return;
        const metric_info& m = info(compared->what);
        if (limit < m.plausible_min || limit > m.plausible_max)
            file_.report(at, fmt::format("a limit of {} lies between {} and {}, as its values do; found {}", m.name,
                                         m.plausible_min, m.plausible_max, limit));
    }

    std::optional<limit_range> read_range(const toml::node& at, const level& l) {
        const toml::array* pair = at.as_array();
        const auto least = pair && pair->size() == 2 ? number_of(*pair->get(0)) : std::nullopt;
        const auto most = least ? number_of(*pair->get(1)) : std::nullopt;
        if (!most || *least >= *most) {
            file_.report(at, "'adjustable' is the least and the most of the limit, as in [100, 150]");
        } else if (!t_.get("limit")) {
            file_.report(at, "'adjustable' needs a 'limit' that can be adjusted");
        } else if (l.limit && (*l.limit < *least || *l.limit > *most)) {
            file_.report(at, fmt::format("'adjustable' contains the limit itself, which is {}", *l.limit));
        } else {
            check_plausible(*pair->get(0), *least, l);
            check_plausible(*pair->get(1), *most, l);
            return limit_range{*least, *most};
        }
        return {};
    }

    void read_message(level& l) {
        const toml::table& t = t_.contains("message") ? t_ : alarm_;
        const std::string* text = read_short_text(file_, t, "message", message_max, true);
        if (!text) return;
        l.message = *text;
        if (const auto fault = check_message(*text, l.when.limit() || !understood_))
            file_.report_inside(*t.get("message"), fault->at, fault->what);
    }

    rule_file& file_;
    std::vector<window_spec>& windows_;
    const toml::table& alarm_;
    const toml::table& t_;
    bool understood_ = true; ///< every expression that there is
};

class alarm_reader {
public:
    alarm_reader(rule_file& file, rule_set& out) : file_{file}, out_{out} {}

    void read(const toml::table& t) {
        rule r;
        r.line = t.source().begin.line;
        read_name(t, r);
        if (const auto what = read_kind(t)) r.what = *what;
        r.latching = file_.flag(t, "latching").value_or(false);
        if (const auto again = file_.duration(t, "again_after", 0ms)) r.again_after = *again;
        r.realarm_after = file_.duration(t, "realarm", 1min);
        if (t.contains("level"))
            read_levels(t, r);
        else
            read_only_level(t, r);
        for (const level& l : r.levels) collect_metrics(l, r);
        r.by_value = std::ranges::all_of(
            r.levels, [](const level& l) { return l.when.by_value() && (!l.bypass || l.bypass->by_value()); });
        out_.rules.push_back(std::move(r));
    }

private:
    void read_name(const toml::table& t, rule& r) {
        const std::string* name = file_.text(t, "name", true);
        if (!name) return;
        const toml::node& at = *t.get("name");
        const auto allowed = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        };
        if (name->empty() || name->size() > name_max || !std::ranges::all_of(*name, allowed))
            file_.report(at, fmt::format("a name is 1 to {} letters, digits and '_'", name_max));
        else if (*name == monitor_silent_name || std::ranges::find(fixed_names, *name) != fixed_names.end())
            file_.report(at, fmt::format("the name '{0}' is reserved for the table [{0}]", *name));
        else if (out_.find(*name))
            file_.report(at, fmt::format("there is a rule '{}' already", *name));
        r.name = *name;
    }

    std::optional<kind> read_kind(const toml::table& t) {
        const std::string* text = file_.text(t, "kind", false);
        if (!text) return {};
        for (const kind k : {kind::physiological, kind::technical})
            if (name(k) == *text) return k;
        file_.report(*t.get("kind"), fmt::format("'kind' is physiological or technical, found '{}'{}", *text,
                                                 did_you_mean(*text, kind_names)));
        return {};
    }

    void read_only_level(const toml::table& t, rule& r) {
        file_.check_keys(t, all_keys);
        r.levels.push_back(level_reader{file_, out_.windows, t, t}.read());
    }

    void read_levels(const toml::table& t, rule& r) {
        for (const auto& [key, value] : t)
            if (key.str() != "message" && std::ranges::find(level_keys, key.str()) != level_keys.end())
                file_.report(value,
                             fmt::format("'{}' stands in each [[alarm.level]] of an alarm that has them", key.str()));
        file_.check_keys(t, all_keys);
        const auto tables = file_.tables(t, "level", "alarm.level");
        if (const toml::array* list = t.get_as<toml::array>("level");
            list && (list->empty() || list->size() > rule::levels_max))
            file_.report(*list, fmt::format("an alarm has 1 to {} levels, found {}", rule::levels_max, list->size()));
        for (const toml::table* one : tables) read_level(t, *one, r);
        std::ranges::stable_sort(r.levels, {}, &level::urgency);
    }

    void read_level(const toml::table& alarm, const toml::table& t, rule& r) {
        file_.check_keys(t, level_keys);
        level l = level_reader{file_, out_.windows, alarm, t}.read();
        // Without a priority of its own that was reported already.
        if (priority_from_name(t["priority"].value_or("")) &&
            std::ranges::find(r.levels, l.urgency, &level::urgency) != r.levels.end())
            file_.report(*t.get("priority"), fmt::format("there is a level '{}' already", name(l.urgency)));
        r.levels.push_back(std::move(l));
    }

    static void collect_metrics(const level& l, rule& r) {
        r.metrics |= l.when.metrics();
        for (const auto* part : {&l.until, &l.bypass})
            if (*part) r.metrics |= (*part)->metrics();
    }

    rule_file& file_;
    rule_set& out_;
};

} // namespace

void read_alarms(rule_file& file, rule_set& out) {
    constexpr std::size_t alarms_max = rule_set::rules_max - 1; // monitor_silent is a rule as well
    const auto tables = file.tables(file.root(), "alarm", "alarm");
    if (tables.empty() && file.sound()) file.report_at_start("the file holds no [[alarm]]");
    alarm_reader reader{file, out};
    for (const toml::table* t : tables) {
        if (out.rules.size() == alarms_max)
            return file.report(*t, fmt::format("there are at most {} [[alarm]]", alarms_max));
        reader.read(*t);
    }
}

} // namespace vigil::alarm
