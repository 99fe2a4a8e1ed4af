#include "tests/scenario/runner/story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "tests/scenario/runner/words.hpp"

namespace vigil::scenario {
namespace {

constexpr std::array<std::string_view, 6> verbs{"onset", "acknowledged", "latched", "renewed", "cleared", "shown"};

using fault = std::unexpected<std::string>;

std::optional<place> place_from_text(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == text.npos || slash == 0 || slash + 1 == text.size()) return {};
    return place{std::string(text.substr(0, slash)), std::string(text.substr(slash + 1))};
}

std::optional<double> number_from_text(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return {};
    return value;
}

/// Reads a whole story, line by line; remembers which bed is meant and who lies where.
class story_reader {
public:
    std::expected<void, std::string> read_line(int line, std::string_view text) {
        auto all = split(text);
        if (!all) return fault(all.error());
        words w{std::move(*all)};
        if (w.empty()) return {};
        line_ = line;
        if (w.take_if("rules")) return read_first_rules(w);
        if (w.take_if("bed")) return read_bed(w);
        if (w.peek() == "->") return read_more_expected(w);
        return read_moment(w);
    }

    story take() { return std::move(out_); }

private:
    using result = std::expected<void, std::string>;

    result read_first_rules(words& w) {
        if (!out_.moments.empty()) return fault("to change the rules in mid-story, begin the line with its time");
        out_.rules = w.take().text;
        return at_end(w);
    }

    result read_bed(words& w) {
        const auto where = place_from_text(w.take().text);
        if (!where) return fault("a bed is written ward/bed, as in 'bed W1/3 patient MRN-1'");
        if (patients_.empty()) usual_ = *where;
        std::string& patient = patients_[to_text(*where)];
        if (w.take_if("patient")) patient = w.take().text;
        return at_end(w);
    }

    result read_more_expected(words& w) {
        if (out_.moments.empty()) return fault("nothing has happened yet of which this could come");
        return read_expected(w, out_.moments.back());
    }

    result read_moment(words& w) {
        if (patients_.empty()) return fault("name the bed first, as in 'bed W1/3 patient MRN-1'");
        const std::string time = w.take().text;
        const auto at = time_from_text(time);
        if (!at) return fault(fmt::format("'{}' is no time; write 15s, 1m30s, 2h or 15.001s", time));
        if (!out_.moments.empty() && *at < out_.moments.back().at)
            return fault(fmt::format("{} is before the line above", time));
        moment m{.line = line_, .at = *at, .where = usual_};
        if (const auto where = place_from_text(w.peek().text); where && !w.peek().quoted) {
            if (!patients_.contains(to_text(*where)))
                return fault(fmt::format("the bed {} is not known; name it at the top", to_text(*where)));
            m.where = *where;
            w.take();
        }
        if (const auto read = read_action(w, m); !read) return read;
        out_.moments.push_back(std::move(m));
        return read_expected(w, out_.moments.back());
    }

    result read_action(words& w, moment& m) {
        if (w.empty() || w.peek() == "->" || w.take_if("wait")) return {};
        if (w.take_if("restart")) {
            m.what = restarted{};
        } else if (w.take_if("rules")) {
            m.what = rules_given{w.take().text};
        } else if (w.take_if("acknowledge")) {
            std::string rule = w.take().text;
            if (!w.take_if("by")) return fault("who? write 'acknowledge tachycardia by station-1'");
            m.what = acknowledge_said{std::move(rule), w.take().text};
        } else if (w.take_if("shown")) {
            std::string rule = w.take().text;
            if (!w.take_if("by")) return fault("which? write 'shown tachycardia by station-1'");
            m.what = shown_said{std::move(rule), w.take().text};
        } else {
            return read_readings(w, m);
        }
        return {};
    }

    result read_readings(words& w, moment& m) {
        report_sent sent;
        std::string& patient = patients_[to_text(m.where)];
        if (w.take_if("patient")) patient = w.take().text;
        sent.patient = patient;
        while (!w.empty() && !(w.peek() == "->")) {
            w.take_if(",");
            auto next = read_reading(w, m.at);
            if (!next) return fault(next.error());
            sent.readings.push_back(*next);
        }
        if (sent.readings.empty()) return fault("a patient's change shows in the next reading: write one here");
        m.what = std::move(sent);
        return {};
    }

    std::expected<reading, std::string> read_reading(words& w, milliseconds now) {
        const std::string called = w.take().text;
        const auto what = metric_from_name(called);
        if (!what)
            return fault(
                fmt::format("'{}' is neither a vital sign nor wait, acknowledge, shown, restart, rules, "
                            "patient or a known bed",
                            called));
        double value = no_value;
        validity status = validity::valid;
        unit declared = info(*what).canonical;
        const std::string said = w.take().text;
        if (const auto number = number_from_text(said)) {
            value = *number;
            if (const auto u = unit_from_text(w.peek().text); u && !w.peek().text.empty()) declared = *u, w.take();
            if (const auto s = validity_from_name(w.peek().text)) status = *s, w.take();
        } else if (const auto s = validity_from_name(said); s && !usable(*s)) {
            status = *s;
        } else {
            return fault(
                fmt::format("'{}' is no value of {}; write a number or sensor_off or unavailable", said, called));
        }
        milliseconds measured = now;
        if (w.take_if("measured")) {
            const auto at = time_from_text(w.take().text);
            if (!at) return fault("measured when? write 'nibp_systolic 170 measured 30s'");
            measured = *at;
        }
        const auto made = make_reading(*what, value, declared, status, instant{measured});
        if (!made) return fault(fmt::format("{} is not measured in {}", called, name(declared)));
        return *made;
    }

    result read_expected(words& w, moment& m) {
        if (w.empty()) return {};
        if (!w.take_if("->")) return fault(fmt::format("'{}' was not expected here", w.peek().text));
        if (w.take_if("nothing")) {
            if (!m.expected.empty()) return fault("nothing, or something: not both");
            return at_end(w);
        }
        do {
            auto next = read_expectation(w, m);
            if (!next) return fault(next.error());
            m.expected.push_back(std::move(*next));
        } while (w.take_if(",") && !w.empty());
        return at_end(w);
    }

    std::expected<expectation, std::string> read_expectation(words& w, const moment& m) {
        const std::string said = w.take().text;
        const auto found = std::ranges::find(verbs, said);
        if (found == verbs.end())
            return fault(fmt::format("'{}' is no alarm event; there are {} and nothing", said, fmt::join(verbs, ", ")));
        expectation e{.line = line_, .what = static_cast<verb>(found - verbs.begin()), .where = m.where};
        if (const auto* said_to = std::get_if<acknowledge_said>(&m.what)) e.rule = said_to->rule;
        if (!w.empty() && !ends_rule(w)) e.rule = w.take().text;
        if (e.rule.empty()) return fault(fmt::format("{} of which alarm?", said));
        if (const auto p = alarm::priority_from_name(w.peek().text); p && !w.peek().quoted) e.urgency = *p, w.take();
        if (w.peek().quoted) e.message = w.take().text;
        if (w.take_if("by")) e.by = w.take().text;
        if (w.take_if("in")) {
            const auto where = place_from_text(w.take().text);
            if (!where) return fault("in which bed? write 'in W1/4'");
            e.where = *where;
        }
        if (e.what == verb::onset && (!e.urgency || !e.message))
            return fault("an onset is written with its priority and its message: onset tachycardia medium \"...\"");
        return e;
    }

    static bool ends_rule(const words& w) {
        return w.peek() == "," || w.peek() == "by" || w.peek() == "in" || w.peek().quoted;
    }

    static result at_end(const words& w) {
        if (w.empty()) return {};
        return fault(fmt::format("'{}' was not expected here", w.peek().text));
    }

    story out_;
    std::map<std::string, std::string> patients_; ///< of each bed named at the top
    place usual_;
    int line_ = 0;
};

} // namespace

std::string_view name(verb v) {
    return verbs[static_cast<std::size_t>(v)];
}

std::string to_text(const place& p) {
    return fmt::format("{}/{}", p.ward, p.bed);
}

std::expected<story, failure> parse(std::string_view text) {
    story_reader reader;
    for (int line = 1; !text.empty(); ++line) {
        const std::string_view one = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(one.size() + 1, text.size()));
        if (const auto read = reader.read_line(line, one); !read) return std::unexpected(failure{line, read.error()});
    }
    story s = reader.take();
    if (s.moments.empty()) return std::unexpected(failure{1, "nothing happens in this story"});
    return s;
}

} // namespace vigil::scenario
