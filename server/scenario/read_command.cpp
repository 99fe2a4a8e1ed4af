#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "server/scenario/reader.hpp"

namespace vigil::scenario {
namespace {

using read = std::optional<action>; ///< nothing: not as its form says

std::optional<std::string> read_by(words& w) {
    if (!w.take_if("by")) return {};
    return w.take_name();
}

/// `for 10m`: the moment at which that is over.
std::optional<instant> read_until(words& w, milliseconds at) {
    if (!w.take_if("for")) return {};
    const auto length = time_from_text(w.take().text);
    if (!length) return {};
    return instant{at + *length};
}

/// `by nurse-1 because "..."`. The reason may be left out here: where it is needed, the command is refused.
read by_somebody(words& w, decided d) {
    auto by = read_by(w);
    if (!by) return {};
    d.by = std::move(*by);
    if (w.take_if("because")) {
        auto reason = w.take_quoted();
        if (!reason) return {};
        d.reason = std::move(*reason);
    }
    return d;
}

/// `at 5m by nurse-1`: what is entered later.
read ordered(words& w, infusion::order o) {
    ward::infusion_order what{std::move(o), {}};
    if (w.take_if("at")) {
        const auto at = time_from_text(w.take().text);
        if (!at) return {};
        what.happened_at = instant{*at};
    }
    return by_somebody(w, {.rule = {}, .what = std::move(what)});
}

read read_charted(words& w, milliseconds) {
    auto made = read_chart(w);
    if (!made) return {};
    return ordered(w, *std::move(made));
}

template <class Said>
read read_of_alarm(words& w, milliseconds) {
    auto rule = w.take_name();
    auto by = rule ? read_by(w) : std::nullopt;
    if (!by) return {};
    return Said{std::move(*rule), std::move(*by)};
}

read read_note(words& w, milliseconds) {
    auto rule = w.take_name();
    auto text = w.take_quoted();
    auto by = read_by(w);
    if (!rule || !text || !by) return {};
    return noted_said{std::move(*rule), std::move(*by), std::move(*text)};
}

read read_assign(words& w, milliseconds) {
    auto rule = w.take_name();
    if (!rule || !w.take_if("to")) return {};
    auto to = w.take_if("nobody") ? std::optional<std::string>{""} : w.take_name();
    auto by = read_by(w);
    if (!to || !by) return {};
    return assigned_said{std::move(*rule), std::move(*by), std::move(*to)};
}

read read_phase(words& w, milliseconds) {
    const auto phase = alarm::infusion_phase_from_name(w.take().text);
    if (!phase) return {};
    return by_somebody(w, {.rule = {}, .what = ward::set_phase{*phase}});
}

read read_step(words& w, milliseconds) {
    return by_somebody(w, {.rule = {}, .what = ward::note_step{}});
}

read read_baseline(words& w, milliseconds) {
    return by_somebody(w, {.rule = {}, .what = ward::take_baseline{}});
}

read read_spo2_scale(words& w, milliseconds) {
    const bool scale_2 = w.take_if("2");
    if (!scale_2 && !w.take_if("1")) return {};
    return by_somebody(w, {.rule = {}, .what = ward::set_spo2_scale{scale_2}});
}

read read_confusion(words& w, milliseconds) {
    using enum alarm::confusion;
    for (const auto& [word, is] : {std::pair{"dissociation", dissociation}, {"new", new_confusion}, {"open", open}})
        if (w.take_if(word)) return by_somebody(w, {.rule = {}, .what = ward::decide_confusion{is}});
    return {};
}

read read_limit(words& w, milliseconds at) {
    auto rule = w.take_name();
    const auto level = alarm::priority_from_name(w.take().text);
    if (!rule || !level) return {};
    if (w.take_if("off"))
        return by_somebody(w, {.rule = *rule, .what = ward::set_limit{*rule, *level, {}, instant{at}}});
    const auto limit = number_from_text(w.take().text);
    const auto until = read_until(w, at);
    if (!limit || !until) return {};
    return by_somebody(w, {.rule = *rule, .what = ward::set_limit{*rule, *level, *limit, *until}});
}

read read_pause(words& w, milliseconds at) {
    auto rule = w.take_name();
    const auto until = read_until(w, at);
    if (!rule || !until) return {};
    return by_somebody(w, {.rule = *rule, .what = ward::pause_alarm{*rule, *until}});
}

read read_resume(words& w, milliseconds at) {
    auto rule = w.take_name();
    if (!rule) return {};
    return by_somebody(w, {.rule = *rule, .what = ward::pause_alarm{*rule, instant{at}}});
}

read read_station(words& w, milliseconds) {
    auto station = w.take_name();
    if (!station) return {};
    if (w.take_if("gone")) return station_said{.station = std::move(*station)};
    station_said said{.station = std::move(*station), .connected = true, .sound_armed = true, .visible = true};
    if (w.take_if("armed")) return said;
    if (w.take_if("disarmed")) {
        said.sound_armed = false;
        return said;
    }
    if (w.take_if("hidden")) {
        said.visible = false;
        return said;
    }
    return {};
}

read read_pause_audio(words& w, milliseconds at) {
    auto station = w.take_name();
    const auto until = read_until(w, at);
    auto by = read_by(w);
    if (!station || !until || !by) return {};
    return audio_said{std::move(*station), std::move(*by), *until};
}

read read_resume_audio(words& w, milliseconds at) {
    auto station = w.take_name();
    auto by = read_by(w);
    if (!station || !by) return {};
    return audio_said{std::move(*station), std::move(*by), instant{at}};
}

read read_server(words& w, milliseconds) {
    if (!w.take_if("started")) return {};
    return server_begins{};
}

read read_record(words& w, milliseconds) {
    const bool away = w.take_if("away");
    if (!away && !w.take_if("back")) return {};
    return service_said{ward::service_changed::which::record, !away};
}

read read_journal(words& w, milliseconds) {
    using enum ward::service_changed::which;
    if (w.take_if("failing")) return service_said{journal, false};
    if (w.take_if("back")) return service_said{journal, true};
    if (w.take_if("filling")) return service_said{journal_space, false};
    if (w.take_if("space")) return service_said{journal_space, true};
    if (w.take_if("damaged")) return service_said{journal_integrity, false};
    return {};
}

read read_rules(words& w, milliseconds) {
    auto name = w.take_name();
    if (!name) return {};
    return rules_given{std::move(*name)};
}

read read_restart(words&, milliseconds) {
    return restarted{};
}

struct command {
    std::string_view word;
    std::string_view form; ///< one that is right, for whoever wrote one that is not
    read (*then)(words&, milliseconds);
};

constexpr std::array commands{
    command{"acknowledge", "acknowledge tachycardia by station-1", read_of_alarm<acknowledge_said>},
    command{"shown", "shown tachycardia by station-1", read_of_alarm<shown_said>},
    command{"note", "note tachycardia \"ran upstairs\" by nurse-1", read_note},
    command{"assign", "assign tachycardia to nurse-2 (or nobody) by nurse-1", read_assign},
    command{"phase", "phase infusing by nurse-1", read_phase},
    command{"step", "step by nurse-1", read_step},
    command{"baseline", "baseline by nurse-1", read_baseline},
    command{"spo2_scale", "spo2_scale 2 by nurse-1 because \"COPD\"", read_spo2_scale},
    command{"confusion", "confusion dissociation (or new, or open) by nurse-1", read_confusion},
    command{"chart", "chart pain 3, poss 1, passed_urine yes, note \"calm\" at 5m by nurse-1", read_charted},
    command{"limit", "limit tachycardia medium 130 for 2h (or off) by nurse-1 because \"athlete\"", read_limit},
    command{"pause", "pause tachycardia for 10m by nurse-1 because \"physiotherapy\"", read_pause},
    command{"resume", "resume tachycardia by nurse-1", read_resume},
    command{"station", "station wall armed (or disarmed, hidden, gone)", read_station},
    command{"pause_audio", "pause_audio wall for 2m by nurse-1", read_pause_audio},
    command{"resume_audio", "resume_audio wall by nurse-1", read_resume_audio},
    command{"server", "server started", read_server},
    command{"record", "record away (or back)", read_record},
    command{"journal", "journal failing (or back, filling, space, damaged)", read_journal},
    command{"rules", "rules ketamine", read_rules},
    command{"restart", "restart", read_restart},
};

} // namespace

std::expected<std::optional<action>, std::string> read_command(words& w, milliseconds at) {
    if (w.take_if("infusion")) {
        auto order = read_infusion(w);
        if (!order) return std::unexpected(std::move(order.error()));
        auto done = ordered(w, *std::move(order));
        if (!done || !w.at_break()) return std::unexpected("who? end with 'by nurse-1' or 'at 5m by nurse-1'");
        return done;
    }
    const auto found = std::ranges::find_if(commands, [&w](const command& c) { return w.peek() == c.word; });
    if (found == commands.end()) return std::nullopt;
    w.take();
    auto done = found->then(w, at);
    if (!done || !w.at_break()) return std::unexpected(fmt::format("write '{}'", found->form));
    return done;
}

} // namespace vigil::scenario
