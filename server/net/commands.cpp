#include "server/net/commands.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>
#include <vector>

#include "proto/vitals/suggestion.hpp"
#include "server/net/infusion_orders.hpp"

namespace vigil::net {
namespace {

using decision = decltype(ward::patient_command::what);
template <class T>
using read = std::expected<T, std::string>;

template <class T>
read<T> named(std::optional<T> value, std::string_view what, std::string_view text,
              std::span<const std::string_view> names) {
    if (value) return *value;
    return std::unexpected(
        fmt::format("{} must be one of {}, not '{}'", what, fmt::join(names, ", "), text.substr(0, 48)));
}

/// In `unit`s of so many milliseconds.
read<milliseconds> lasting(double count, double unit_ms, std::string_view unit, milliseconds longest) {
    const double most = static_cast<double>(longest.count()) / unit_ms;
    if (!(count >= 0 && count <= most)) return std::unexpected(fmt::format("{} must be 0 to {:g}", unit, most));
    return milliseconds{static_cast<std::int64_t>(count * unit_ms)};
}

read<milliseconds> minutes(double count, milliseconds longest) {
    return lasting(count, 60'000, "minutes", longest);
}

read<alarm::priority> priority_of(std::string_view text) {
    static constexpr std::array<std::string_view, 3> names{"low", "medium", "high"};
    return named(alarm::priority_from_name(text), "priority", text, names);
}

read<alarm::infusion_phase> phase_of(std::string_view text) {
    using enum alarm::infusion_phase;
    std::vector<std::string_view> names;
    for (const auto p : {none, screening, baseline, infusing, paused, recovery, ready, discharged})
        names.push_back(name(p));
    return named(alarm::infusion_phase_from_name(text), "phase", text, names);
}

read<alarm::confusion> confusion_of(std::string_view text) {
    static constexpr std::array<std::string_view, 2> names{"new_confusion", "dissociation"};
    if (text == names[0]) return alarm::confusion::new_confusion;
    if (text == names[1]) return alarm::confusion::dissociation;
    return named(std::optional<alarm::confusion>{}, "is", text, names);
}

/// Puts each decision into an order, in the wards' words.
struct translation {
    order& out;
    using answer = read<void>;

    answer operator()(json::set_limit& c) const {
        const auto level = priority_of(c.priority);
        if (!level) return std::unexpected(level.error());
        const auto time = minutes(c.minutes, ward::limit_time_max);
        if (!time) return std::unexpected(time.error());
        out.lasting = *time;
        out.what.what = ward::set_limit{.rule = std::move(c.rule), .level = *level, .limit = c.limit};
        return {};
    }
    answer operator()(json::pause_alarm& c) const {
        const auto time = minutes(c.minutes, ward::alarm_pause_max);
        if (!time) return std::unexpected(time.error());
        out.lasting = *time;
        out.what.what = ward::pause_alarm{.rule = std::move(c.rule)};
        return {};
    }
    answer operator()(const json::set_phase& c) const {
        const auto phase = phase_of(c.phase);
        if (!phase) return std::unexpected(phase.error());
        out.what.what = ward::set_phase{*phase};
        return {};
    }
    answer operator()(const json::note_step&) const { return out.what.what = ward::note_step{}, answer{}; }
    answer operator()(const json::take_baseline&) const { return out.what.what = ward::take_baseline{}, answer{}; }
    answer operator()(const json::set_spo2_scale& c) const {
        return out.what.what = ward::set_spo2_scale{c.scale_2}, answer{};
    }
    answer operator()(const json::decide_confusion& c) const {
        const auto is = confusion_of(c.is);
        if (!is) return std::unexpected(is.error());
        out.what.what = ward::decide_confusion{*is};
        return {};
    }
    answer operator()(json::infusion_command& c) const {
        auto made = infusion_order_of(std::move(c), out.what.request);
        if (!made) return std::unexpected(made.error());
        out.what.what = *std::move(made);
        return {};
    }
};

} // namespace

std::expected<order, std::string> order_of(json::patient_command c, std::string ward, std::string bed) {
    order out{.what = {.ward = std::move(ward),
                       .bed = std::move(bed),
                       .stay = std::move(c.stay),
                       .by = std::move(c.by),
                       .reason = std::move(c.reason),
                       .request = std::move(c.request)}};
    const auto translated = std::visit(translation{out}, c.what);
    if (!translated) return std::unexpected(translated.error());
    return out;
}

static_assert(json::alarm_note_bytes_max == alarm::note_bytes_max);

ward::note_alarm order_of(const json::note_alarm& c) {
    return {alarm::alarm_id{c.alarm}, c.by, c.text, c.request};
}

ward::assign_alarm order_of(const json::assign_alarm& c) {
    return {alarm::alarm_id{c.alarm}, c.to, c.by, c.request};
}

std::expected<milliseconds, std::string> audio_pause_of(const json::pause_audio& c) {
    return lasting(c.seconds, 1'000, "seconds", ward::audio_pause_max);
}

std::expected<std::string, std::string> bed_of(const json::patient_command& c, std::string_view ward) {
    std::string_view bed = c.bed;
    if (!bed.starts_with(ward) || !bed.substr(ward.size()).starts_with('/'))
        return std::unexpected(fmt::format("bed must be one of this ward, as {}/3", ward));
    bed.remove_prefix(ward.size() + 1);
    return std::string{bed};
}

} // namespace vigil::net
