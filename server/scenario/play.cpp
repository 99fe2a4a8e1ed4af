#include "server/scenario/play.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "server/scenario/happened.hpp"
#include "server/ward/codec.hpp"
#include "server/ward/fold.hpp"

namespace vigil::scenario {
namespace {

constexpr instant beginning = from_epoch_ms(1'800'000'000'000);
constexpr milliseconds tick_every{100};
constexpr std::string_view usual_station = "story";

/// A time of the story as a moment of the wards.
instant in_play(instant of_story) {
    return beginning + of_story.time_since_epoch();
}

class player {
public:
    player(const story& s, way how, const sources& from) : story_(s), how_(how), rules_(from.rules), from_(from) {}

    outcome play() {
        line_ = story_.rules_line;
        give_rules(story_.rules);
        give_protocols();
        watch_every_ward();
        for (const moment& m : story_.moments) {
            if (!out_.failures.empty()) break; // what follows would only repeat it
            line_ = m.line;
            now_ = beginning + m.at;
            before_ = witness_.all().size();
            refused_.reset();
            pass_time(now_);
            std::visit([&](const auto& what) { act(m, what); }, m.what);
            compare(m);
            for (const std::string& ward : wards_with_wrong_digest(wards_))
                fail(line_, fmt::format("the digest of ward {} does not agree with its alarms", ward));
            if (how_ == way::restarting) restart();
        }
        out_.snapshot = wards_.snapshot();
        return std::move(out_);
    }

private:
    void act(const moment&, const time_passes&) { apply(ward::tick{}); }
    void act(const moment& m, const report_sent& sent) {
        ward::readings_received in;
        in.content = {.sender = sent.sender.empty() ? "story" : sent.sender,
                      .control_id = request(),
                      .ward = m.where.ward,
                      .bed = m.where.bed,
                      .patient = sent.patient.id,
                      .patient_name = sent.patient.name,
                      .history = sent.history,
                      .reported_at = sent.reported_at.transform(in_play),
                      .reported_text = {},
                      .readings = sent.readings};
        for (reading& r : in.content.readings) r.measured_at = in_play(r.measured_at);
        in.key = key_of(m);
        apply(std::move(in));
    }
    void act(const moment& m, const device_said& said) {
        ward::device_alarms_reported in;
        in.content = {said.alarm.device, request(),         m.where.ward, m.where.bed,
                      said.patient.id,   said.patient.name, {said.alarm}};
        in.content.alarms[0].measured_at = now_;
        in.key = key_of(m);
        apply(std::move(in));
    }
    void act(const moment& m, const moved_said& said) {
        const place here = said.anywhere ? place{} : m.where;
        const bool leaves = said.what == movement::kind::transferred;
        const bool swaps = said.what == movement::kind::swapped;
        ward::patient_moved in;
        in.content = {.what = said.what,
                      .sender = "registration",
                      .control_id = request(),
                      .who = said.who,
                      .other = said.other,
                      .to = leaves ? said.to : here,
                      .from = leaves  ? here
                              : swaps ? said.to
                                      : place{},
                      .at = now_};
        in.key = key_of(m);
        apply(std::move(in));
    }
    void act(const moment& m, const acknowledge_said& said) {
        if (const auto id = known_id(m, said.rule)) apply(ward::acknowledge{*id, said.by, request()});
    }
    void act(const moment& m, const shown_said& said) {
        if (const auto id = known_id(m, said.rule)) apply(ward::alarm_shown{*id, said.by});
    }
    void act(const moment& m, const noted_said& said) {
        apply(ward::tick{});
        if (const auto id = known_id(m, said.rule)) give(ward::note_alarm{*id, said.by, said.text, request()});
    }
    void act(const moment& m, const assigned_said& said) {
        apply(ward::tick{});
        if (const auto id = known_id(m, said.rule)) give(ward::assign_alarm{*id, said.to, said.by, request()});
    }
    void act(const moment& m, const decided& d) {
        apply(ward::tick{}); // what is due by now comes before the command
        const auto b = wards_.find_bed(m.where.ward, m.where.bed);
        ward::patient_command c{.ward = m.where.ward,
                                .bed = m.where.bed,
                                .stay = b ? wards_.beds()[*b].stay : "",
                                .by = d.by,
                                .reason = d.reason,
                                .request = request(),
                                .what = d.what};
        if (auto* limit = std::get_if<ward::set_limit>(&c.what)) limit->until = in_play(limit->until);
        if (auto* pause = std::get_if<ward::pause_alarm>(&c.what)) pause->until = in_play(pause->until);
        if (auto* order = std::get_if<ward::infusion_order>(&c.what)) {
            order->happened_at = order->happened_at.transform(in_play);
            if (auto* chart = std::get_if<infusion::chart>(&order->what)) chart->id = request();
        }
        give(std::move(c));
    }
    void act(const moment& m, const station_said& said) {
        apply(ward::tick{});
        ward::station_changed c{m.where.ward, said.station, said.connected, said.sound_armed, said.visible};
        refused_ = wards_.refusal(c);
        apply(std::move(c));
    }
    void act(const moment& m, const audio_said& said) {
        apply(ward::tick{});
        give(ward::pause_audio{m.where.ward, said.station, said.by, request(), in_play(said.until)});
    }
    void act(const moment&, const server_begins&) {
        apply(ward::server_started{});
        watch_every_ward();
    }
    void act(const moment&, const service_said& said) { apply(ward::service_changed{said.what, said.working}); }
    void act(const moment&, const rules_given& given) { give_rules(given.name); }
    void act(const moment&, const restarted&) {
        apply(ward::tick{});
        restart();
    }

    /// So that nobody has to say in every story that somebody is there.
    void watch_every_ward() {
        if (story_.unwatched) return;
        for (const std::string& w : story_.wards)
            apply(ward::station_changed{w, std::string(usual_station), true, true, true});
    }

    void pass_time(instant to) {
        if (how_ != way::ticking) return;
        for (instant next = wards_.now() + tick_every; next < to; next += tick_every) apply_at(next, ward::tick{});
    }

    void give_rules(const std::string& called) {
        auto found = rules_(called);
        if (!found) return fail_unusable(std::move(found.error()));
        const auto parsed = alarm::rule_set::parse(found->text, found->file);
        if (!parsed) return fail_unusable(to_text(parsed.error().front()));
        apply(ward::rules_changed{std::move(found->text), std::move(found->file)});
    }

    void give_protocols() {
        if (story_.protocols.empty()) return;
        ward::protocols_changed all;
        for (const std::string& name : story_.protocols) {
            auto found = from_.protocols(name);
            if (!found) return fail_unusable(std::move(found.error()));
            const auto parsed = infusion::parse_protocol(found->text, found->file);
            if (!parsed) return fail_unusable(to_text(parsed.error().front()));
            all.protocols.push_back({std::move(found->file), std::move(found->text)});
        }
        apply(std::move(all));
    }

    /// A command that may be refused.
    template <class Command>
    void give(Command c) {
        refused_ = wards_.refusal(c, now_);
        apply(std::move(c));
    }

    std::optional<alarm::alarm_id> known_id(const moment& m, const std::string& rule) {
        const auto found = witness_.last_of(m.where, rule);
        if (!found) fail(m.line, fmt::format("no alarm '{}' has been raised in {} so far", rule, to_text(m.where)));
        return found;
    }

    template <class What>
    void apply(What what) {
        apply_at(now_, std::move(what));
    }

    template <class What>
    void apply_at(instant at, What what) {
        ward::input in{at, std::move(what)};
        if (how_ == way::journaled) {
            std::string bytes;
            encode(in, bytes);
            in = {};
            if (!decode(bytes, in)) return fail(line_, "the journal's codec refuses this input");
        }
        for (const ward::event& e : wards_.apply(in)) {
            std::string bytes;
            encode(std::span{&e, 1}, wards_, bytes);
            out_.events.push_back(std::move(bytes));
            out_.lines.push_back(line_);
            if (auto wrong = witness_.take(e, wards_)) fail(line_, std::move(*wrong));
        }
    }

    /// The first thing that is not as it should be: the rest would follow from it.
    void compare(const moment& m) {
        if (!out_.failures.empty()) return;
        auto at = witness_.all().begin() + static_cast<std::ptrdiff_t>(before_);
        bool refusal_told = false;
        for (const expectation& e : m.expected) {
            if (const auto* alarm = std::get_if<alarm_expected>(&e.what)) {
                if (!next_is(at, *alarm, m.at, e.line)) return;
            } else if (const auto* audio = std::get_if<audio_expected>(&e.what)) {
                if (!next_is(at, *audio, m.at, e.line)) return;
            } else if (const auto* device = std::get_if<device_expected>(&e.what)) {
                if (!next_is(at, *device, m.at, e.line)) return;
            } else if (const auto* bed = std::get_if<bed_expected>(&e.what)) {
                if (auto is = contradiction(*bed, wards_, witness_))
                    return differs(e.line, to_text(*bed), std::move(*is));
            } else if (const auto* refusal = std::get_if<refusal_expected>(&e.what)) {
                refusal_told = true;
                if (!refused_ || !refused_->contains(refusal->part))
                    return differs(e.line, fmt::format("refused \"{}\"", refusal->part), answer());
            }
        }
        if (refused_ && !refusal_told) return differs(m.line, "not refused", answer());
        if (at != witness_.all().end()) differs(m.line, m.expected.empty() ? "nothing" : "nothing more", to_text(*at));
    }

    template <class Expected>
    bool next_is(std::vector<happened>::const_iterator& at, const Expected& e, milliseconds when, int line) {
        const bool comes = at != witness_.all().end();
        if (comes && fulfils(*at, e, when)) {
            ++at;
            return true;
        }
        differs(line, to_text(e, when), comes ? to_text(*at) : "nothing");
        return false;
    }

    std::string answer() const { return refused_ ? fmt::format("refused \"{}\"", *refused_) : "not refused"; }
    static std::uint64_t key_of(const moment& m) { return 0x9e37'79b9'7f4a'7c15u * static_cast<std::uint64_t>(m.line); }
    std::string request() const { return std::to_string(line_); }

    void restart() {
        auto restored = ward::fold::restore(wards_.snapshot());
        if (!restored) return fail(line_, "the snapshot cannot be restored: " + restored.error());
        wards_ = std::move(*restored);
    }

    void fail(int line, std::string text) { out_.failures.push_back({.line = line, .text = std::move(text)}); }
    void fail_unusable(std::string text) {
        out_.failures.push_back({.line = line_, .text = std::move(text), .unusable = true});
    }
    void differs(int line, std::string expected, std::string got) {
        out_.failures.push_back({.line = line, .expected = std::move(expected), .got = std::move(got)});
    }

    const story& story_;
    way how_;
    const text_source& rules_;
    const sources& from_;
    ward::fold wards_;
    witness witness_{beginning};
    instant now_ = beginning;
    int line_ = 0;
    std::size_t before_ = 0;             ///< how much happened at earlier lines
    std::optional<std::string> refused_; ///< why the command of this line is refused
    outcome out_;
};

/// Where two ways of playing the same story part.
std::optional<failure> difference(const outcome& written, const outcome& other, way how) {
    for (std::size_t i = 0; i < std::max(written.events.size(), other.events.size()); ++i)
        if (i >= written.events.size() || i >= other.events.size() || written.events[i] != other.events[i])
            return failure{.line = i < written.lines.size() ? written.lines[i] : other.lines[i],
                           .text = "the events are not the same"};
    if (how != way::ticking && written.snapshot != other.snapshot)
        return failure{.line = written.lines.empty() ? 0 : written.lines.back(),
                       .text = "the state at the end is not the same"};
    return {};
}

} // namespace

outcome play(const story& s, way how, const sources& from) {
    return player{s, how, from}.play();
}

std::vector<failure> play_all(const story& s, const sources& from) {
    const outcome written = play(s, way::as_written, from);
    if (!written.failures.empty()) return written.failures;
    constexpr std::pair<way, std::string_view> others[]{
        {way::ticking, "with a tick every 100 ms"},
        {way::restarting, "with a restart after every line"},
        {way::journaled, "with every input read back from the journal's bytes"}};
    for (const auto& [how, described] : others) {
        outcome other = play(s, how, from);
        if (other.failures.empty())
            if (auto differs = difference(written, other, how)) other.failures.push_back(std::move(*differs));
        for (failure& f : other.failures) f.way = described;
        if (!other.failures.empty()) return other.failures;
    }
    return {};
}

} // namespace vigil::scenario
