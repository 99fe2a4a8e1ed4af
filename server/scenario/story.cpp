#include "server/scenario/story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "server/scenario/reader.hpp"

namespace vigil::scenario {
namespace {

using fault = std::unexpected<std::string>;

/// Reads a whole story, line by line; remembers which bed is meant and who lies where.
class story_reader {
public:
    std::expected<void, std::string> read_line(int line, std::string_view text) {
        if (out_.title.empty() && text.starts_with('#')) out_.title = comment(text);
        auto all = split(text);
        if (!all) return fault(all.error());
        words w{std::move(*all)};
        if (w.empty()) return {};
        line_ = line;
        if (w.peek() == "->") return read_more_expected(w);
        if (out_.moments.empty() && !time_from_text(w.peek().text)) return read_top(w);
        return read_moment(w);
    }

    story take() { return std::move(out_); }

private:
    using result = std::expected<void, std::string>;

    static std::string comment(std::string_view text) {
        const std::size_t begin = text.find_first_not_of("# \t");
        if (begin == text.npos) return {};
        return std::string(text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin));
    }

    result read_top(words& w) {
        if (w.take_if("bed")) return read_bed(w);
        if (w.take_if("unwatched")) {
            out_.unwatched = true;
        } else if (w.take_if("protocol")) {
            auto name = w.take_name();
            if (!name) return fault("which protocol? write 'protocol day-case-low-dose'");
            out_.protocols.push_back(std::move(*name));
        } else if (w.take_if("rules")) {
            auto name = w.take_name();
            if (!name) return fault("which rules? write 'rules ketamine'");
            out_.rules = std::move(*name);
            out_.rules_line = line_;
        } else {
            return read_moment(w);
        }
        return at_end(w);
    }

    result read_bed(words& w) {
        const auto where = place_from_text(w.take().text);
        if (!where) return fault("a bed is written ward/bed, as in 'bed W1/3 patient MRN-1'");
        if (patients_.empty()) usual_ = *where;
        if (!knows_ward(where->ward)) out_.wards.push_back(where->ward);
        identity& patient = patients_[to_text(*where)][{}];
        if (w.take_if("patient") && !read_patient(w, patient)) return fault(whom);
        return at_end(w);
    }

    result read_more_expected(words& w) {
        if (out_.moments.empty()) return fault("nothing has happened yet of which this could come");
        return read_expected(w, out_.moments.back());
    }

    result read_moment(words& w) {
        const std::string time = w.take().text;
        const auto at = time_from_text(time);
        if (!at)
            return fault(
                fmt::format("'{}' is no time; write 15s, 1m30s, 2h or 15.001s (bed, rules, protocol and unwatched "
                            "stand at the top)",
                            time));
        if (patients_.empty()) return fault("name the bed first, as in 'bed W1/3 patient MRN-1'");
        if (!out_.moments.empty() && *at < out_.moments.back().at)
            return fault(fmt::format("{} is before the line above", time));
        moment m{.line = line_, .at = *at, .where = usual_};
        if (const auto read = read_place(w, m); !read) return read;
        if (const auto read = read_action(w, m); !read) return read;
        out_.moments.push_back(std::move(m));
        return read_expected(w, out_.moments.back());
    }

    result read_place(words& w, moment& m) {
        if (w.peek().quoted) return {};
        const std::string& said = w.peek().text;
        if (const auto where = place_from_text(said)) {
            if (!patients_.contains(said))
                return fault(fmt::format("the bed {} is not known; name it at the top", said));
            m.where = *where;
            w.take();
        } else if (knows_ward(said)) {
            m.where = {said, {}};
            w.take();
        }
        return {};
    }

    result read_action(words& w, moment& m) {
        if (w.empty() || w.peek() == "->" || w.take_if("wait")) return {};
        auto command = read_command(w, m.at);
        if (command && !*command) command = read_intake(w);
        if (!command) return fault(std::move(command.error()));
        const bool needs_bed = !*command || std::holds_alternative<decided>(**command) ||
                               std::holds_alternative<device_said>(**command) || happens_in_bed(**command);
        if (needs_bed && m.where.bed.empty()) return fault(fmt::format("in which bed of {}?", m.where.ward));
        if (*command) {
            m.what = std::move(**command);
            if (is_of_ward(rule_of(m.what))) m.where.bed.clear();
            return {};
        }
        return read_message(w, m);
    }

    result read_message(words& w, moment& m) {
        std::string sender;
        if (w.take_if("from")) sender = w.take().text;
        identity& patient = patients_[to_text(m.where)][sender];
        if (w.take_if("unnamed")) patient = {};
        if (w.take_if("patient") && !read_patient(w, patient)) return fault(whom);
        const bool history = w.take_if("history");
        auto sent = read_report(w, m.at);
        if (!sent) return fault(std::move(sent.error()));
        sent->sender = std::move(sender);
        sent->patient = patient;
        sent->history = history;
        m.what = std::move(*sent);
        return {};
    }

    static bool read_patient(words& w, identity& out) {
        auto who = read_identity(w);
        if (who) out = std::move(*who);
        return who.has_value();
    }

    static bool happens_in_bed(const action& a) {
        const auto* moved = std::get_if<moved_said>(&a);
        return moved && !moved->anywhere && moved->what != movement::kind::merged;
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
            if (!next) return fault(std::move(next.error()));
            next->line = line_;
            m.expected.push_back(std::move(*next));
        } while (w.take_if(",") && !w.empty());
        return at_end(w);
    }

    bool knows_ward(std::string_view name) const { return std::ranges::find(out_.wards, name) != out_.wards.end(); }

    static result at_end(const words& w) {
        if (w.empty()) return {};
        return fault(fmt::format("'{}' was not expected here", w.peek().text));
    }

    story out_;
    static constexpr const char* whom = "which patient? write 'patient P-17', or 'patient P-17 \"Doe, John\"'";
    std::map<std::string, std::map<std::string, identity>> patients_; ///< by bed named at the top, by sender
    place usual_;
    int line_ = 0;
};

std::unexpected<failure> unusable(int line, std::string text) {
    return std::unexpected(failure{.line = line, .text = std::move(text), .unusable = true});
}

} // namespace

std::string to_text(const place& p) {
    return p.bed.empty() ? p.ward : fmt::format("{}/{}", p.ward, p.bed);
}

std::string to_text(const failure& f) {
    const std::string what = f.expected.empty() ? f.text : fmt::format("expected: {}\n     got: {}", f.expected, f.got);
    return f.way.empty() ? what : fmt::format("{}: {}", f.way, what);
}

std::optional<place> place_from_text(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == text.npos || slash == 0 || slash + 1 == text.size()) return {};
    return place{std::string(text.substr(0, slash)), std::string(text.substr(slash + 1))};
}

std::expected<story, failure> parse(std::string_view text) {
    story_reader reader;
    for (int line = 1; !text.empty(); ++line) {
        const std::string_view one = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(one.size() + 1, text.size()));
        if (auto read = reader.read_line(line, one); !read) return unusable(line, std::move(read.error()));
    }
    story s = reader.take();
    if (s.moments.empty()) return unusable(1, "nothing happens in this story");
    return s;
}

} // namespace vigil::scenario
