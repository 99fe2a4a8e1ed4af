#include "server/scenario/play.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "server/ward/codec.hpp"
#include "server/ward/fold.hpp"

namespace vigil::scenario {
namespace {

constexpr instant beginning = from_epoch_ms(1'800'000'000'000);
constexpr milliseconds tick_every{100};

/// An alarm event of the fold in a story's words.
struct happened {
    verb what{};
    milliseconds at{};
    place where;
    alarm::alarm alarm;
};

std::string told(const happened& h) {
    std::string out = fmt::format("{} {} {}", to_text(h.at), name(h.what), h.alarm.rule);
    if (h.what == verb::onset) out += fmt::format(" {} \"{}\"", name(h.alarm.urgency), h.alarm.message);
    if (h.what == verb::acknowledged && h.alarm.acknowledged) out += fmt::format(" by {}", h.alarm.acknowledged->by);
    return out + fmt::format(" in {}", to_text(h.where));
}

std::string told(const expectation& e, milliseconds at) {
    std::string out = fmt::format("{} {} {}", to_text(at), name(e.what), e.rule);
    if (e.urgency) out += fmt::format(" {}", name(*e.urgency));
    if (e.message) out += fmt::format(" \"{}\"", *e.message);
    if (e.by) out += fmt::format(" by {}", *e.by);
    return out + fmt::format(" in {}", to_text(e.where));
}

bool fulfils(const happened& h, const expectation& e, milliseconds at) {
    return h.at == at && h.what == e.what && h.where == e.where && h.alarm.rule == e.rule &&
           (!e.urgency || h.alarm.urgency == *e.urgency) && (!e.message || h.alarm.message == *e.message) &&
           (!e.by || (h.alarm.acknowledged && h.alarm.acknowledged->by == *e.by));
}

class player {
public:
    player(way how, const rule_source& rules) : how_(how), rules_(rules) {}

    outcome play(const story& s) {
        give_rules(s.rules, 0);
        for (const moment& m : s.moments) {
            line_ = m.line;
            before_ = happened_.size();
            pass_time(beginning + m.at);
            std::visit([&](const auto& what) { act(m, what); }, m.what);
            compare(m);
            check_digests();
            if (how_ == way::restarting) restart();
            if (!out_.failures.empty()) break; // what follows would only repeat it
        }
        return std::move(out_);
    }

private:
    void act(const moment& m, const time_passes&) { apply({beginning + m.at, ward::tick{}}); }
    void act(const moment& m, const report_sent& sent) {
        ward::readings_received in;
        in.content = {.sender = "story",
                      .control_id = std::to_string(m.line),
                      .ward = m.where.ward,
                      .bed = m.where.bed,
                      .patient = sent.patient,
                      .reported_at = {},
                      .readings = sent.readings};
        for (reading& r : in.content.readings) r.measured_at = beginning + r.measured_at.time_since_epoch();
        in.key = 0x9e37'79b9'7f4a'7c15u * static_cast<std::uint64_t>(m.line);
        apply({beginning + m.at, std::move(in)});
    }
    void act(const moment& m, const acknowledge_said& said) {
        const auto id = known_id(m, said.rule);
        if (id) apply({beginning + m.at, ward::acknowledge{*id, said.by, std::to_string(m.line)}});
    }
    void act(const moment& m, const shown_said& said) {
        const auto id = known_id(m, said.rule);
        if (id) apply({beginning + m.at, ward::alarm_shown{*id, said.by}});
    }
    void act(const moment& m, const rules_given& given) { give_rules(given.name, m.line, beginning + m.at); }
    void act(const moment& m, const restarted&) {
        apply({beginning + m.at, ward::tick{}});
        restart();
    }

    void pass_time(instant to) {
        if (how_ != way::ticking) return;
        for (instant next = std::max(now_, beginning) + tick_every; next < to; next += tick_every)
            apply({next, ward::tick{}});
    }

    void give_rules(const std::string& called, int line, instant at = beginning) {
        const auto text = rules_(called);
        if (!text) return fail(line, fmt::format("there are no rules called '{}'", called));
        if (const auto parsed = alarm::rule_set::parse(*text, called + ".toml"); !parsed)
            return fail(line, to_text(parsed.error().front()));
        apply({at, ward::rules_changed{*text, called + ".toml"}});
    }

    /// The alarm that this rule raised last in this bed: also one that is over, as a late command would name it.
    std::optional<alarm::alarm_id> known_id(const moment& m, const std::string& rule) {
        const auto found = ids_.find(to_text(m.where) + " " + rule);
        if (found != ids_.end()) return found->second;
        fail(m.line, fmt::format("no alarm '{}' has been raised in {} so far", rule, to_text(m.where)));
        return {};
    }

    void apply(ward::input in) {
        now_ = in.at;
        if (how_ == way::journaled) {
            std::string bytes;
            encode(in, bytes);
            in = {};
            if (!decode(bytes, in)) return fail(line_, "the journal's codec refuses this input");
        }
        for (const ward::event& e : wards_.apply(in)) take(e);
    }

    void take(const ward::event& e) {
        std::string bytes;
        encode(std::span{&e, 1}, wards_, bytes);
        out_.events.push_back(std::move(bytes));
        out_.lines.push_back(line_);
        const place where{wards_.wards()[e.ward].name, wards_.beds()[e.bed].name};
        const milliseconds at = e.at - beginning;
        if (const auto* changed = std::get_if<ward::alarm_changed>(&e.what)) {
            if (changed->now.state == alarm::phase::onset && known_.contains(changed->now.id))
                fail(line_, fmt::format("{} has the id of an earlier alarm", changed->now.rule));
            happened_.push_back({verb_of(changed->now), at, where, changed->now});
            known_.insert_or_assign(changed->now.id, changed->now);
            ids_.insert_or_assign(to_text(where) + " " + changed->now.rule, changed->now.id);
        } else if (const auto* seen = std::get_if<ward::alarm_seen>(&e.what)) {
            happened_.push_back({verb::shown, at, where, known_[seen->alarm]});
        }
    }

    verb verb_of(const alarm::alarm& now) {
        switch (now.state) {
            case alarm::phase::onset: return verb::onset;
            case alarm::phase::latched: return verb::latched;
            case alarm::phase::cleared: return verb::cleared;
            case alarm::phase::active: break;
        }
        const bool was_acknowledged = known_[now.id].acknowledged.has_value();
        return now.acknowledged && !was_acknowledged ? verb::acknowledged : verb::renewed;
    }

    void compare(const moment& m) {
        std::size_t at = before_;
        for (const expectation& e : m.expected) {
            if (at == happened_.size())
                return fail(e.line, fmt::format("expected: {}\n     got: nothing", told(e, m.at)));
            if (!fulfils(happened_[at], e, m.at))
                return fail(e.line, fmt::format("expected: {}\n     got: {}", told(e, m.at), told(happened_[at])));
            ++at;
        }
        if (at < happened_.size())
            fail(m.line, fmt::format("expected: nothing{}\n     got: {}", m.expected.empty() ? "" : " more",
                                     told(happened_[at])));
    }

    void check_digests() {
        std::map<std::string, std::pair<std::size_t, std::uint64_t>> sums;
        for (const auto& [id, a] : wards_.alarms()) {
            auto& [count, digest] = sums[a.ward];
            ++count;
            digest ^= ward::digest(a);
        }
        for (const ward::ward& w : wards_.wards())
            if (sums[w.name] != std::pair{w.active, w.digest})
                fail(line_, fmt::format("the digest of ward {} does not agree with its alarms", w.name));
    }

    void restart() {
        auto restored = ward::fold::restore(wards_.snapshot());
        if (!restored) return fail(line_, "the snapshot cannot be restored: " + restored.error());
        wards_ = std::move(*restored);
    }

    void fail(int line, std::string text) { out_.failures.push_back({line, std::move(text)}); }

    way how_;
    const rule_source& rules_;
    ward::fold wards_;
    instant now_{};
    int line_ = 0;
    std::size_t before_ = 0; ///< alarm events of earlier lines
    std::vector<happened> happened_;
    std::map<alarm::alarm_id, alarm::alarm> known_; ///< as last told
    std::map<std::string, alarm::alarm_id> ids_;    ///< of "ward/bed rule"
    outcome out_;
};

} // namespace

outcome play(const story& s, way how, const rule_source& rules) {
    return player{how, rules}.play(s);
}

std::vector<failure> play_all(const story& s, const rule_source& rules) {
    const outcome written = play(s, way::as_written, rules);
    if (!written.failures.empty()) return written.failures;
    constexpr std::pair<way, std::string_view> others[]{
        {way::ticking, "with a tick every 100 ms"},
        {way::restarting, "with a restart after every line"},
        {way::journaled, "with every input read back from the journal's bytes"}};
    for (const auto& [how, described] : others) {
        outcome other = play(s, how, rules);
        for (std::size_t i = 0; other.failures.empty() && i < std::max(written.events.size(), other.events.size()); ++i)
            if (i >= written.events.size() || i >= other.events.size() || written.events[i] != other.events[i])
                other.failures.push_back(
                    {i < written.lines.size() ? written.lines[i] : other.lines[i], "the events are not the same"});
        for (failure& f : other.failures) f.text = fmt::format("{}: {}", described, f.text);
        if (!other.failures.empty()) return other.failures;
    }
    return {};
}

} // namespace vigil::scenario
