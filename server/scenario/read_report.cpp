#include <fmt/format.h>

#include <charconv>

#include "proto/vitals/scale.hpp"
#include "server/scenario/reader.hpp"

namespace vigil::scenario {
namespace {

using fault = std::unexpected<std::string>;

/// A value as it is written, before it becomes a reading.
struct written_value {
    double value = no_value;
    unit declared = unit::none;
    validity status = validity::valid;
};

std::expected<metric, std::string> read_metric(words& w) {
    const std::string called = w.take().text;
    const auto what = metric_from_name(called);
    if (!what)
        return fault(fmt::format(
            "'{}' is neither a vital sign nor one of the actions nor a bed or ward named at the top", called));
    if (*what == metric::sedation)
        return fault("nobody charts a depth of sedation: write it on a scale, as in 'poss 3' or 'rass -2'");
    return *what;
}

std::expected<written_value, std::string> read_value(words& w, metric what) {
    written_value out{.declared = info(what).canonical};
    const std::string said = w.take().text;
    const bool is_scale = !levels(what).empty();
    if (const level* charted = level_from_text(what, said)) {
        out.value = charted->value;
    } else if (const auto number = number_from_text(said); number && !is_scale) {
        out.value = *number;
        if (const auto u = unit_from_text(w.peek().text); u && !w.peek().text.empty()) out.declared = *u, w.take();
    } else if (const auto s = validity_from_name(said); s && !usable(*s)) {
        out.status = *s;
        return out;
    } else {
        const std::string wanted = is_scale ? levels_text(what) : "a number";
        return fault(
            fmt::format("'{}' is no value of {}; write {} or sensor_off or unavailable", said, name(what), wanted));
    }
    if (const auto s = validity_from_name(w.peek().text)) out.status = *s, w.take();
    return out;
}

/// The time after `word`, if that is next; else `otherwise`.
std::expected<std::optional<instant>, std::string> read_time(words& w, std::string_view word) {
    if (!w.take_if(word)) return std::nullopt;
    const auto at = time_from_text(w.take().text);
    if (!at) return fault(fmt::format("{} when? write 'nibp_systolic 170 {} 30s'", word, word));
    return instant{*at};
}

std::expected<reading, std::string> read_reading(words& w, report_sent& of, instant now) {
    const auto what = read_metric(w);
    if (!what) return fault(what.error());
    const auto written = read_value(w, *what);
    if (!written) return fault(written.error());
    const auto measured = read_time(w, "measured");
    if (!measured) return fault(measured.error());
    const auto reported = read_time(w, "reported");
    if (!reported) return fault(reported.error());
    if (*reported) of.reported_at = *reported;
    const auto made = make_reading(*what, written->value, written->declared, written->status, measured->value_or(now));
    if (!made) return fault(fmt::format("{} is not measured in {}", name(*what), name(written->declared)));
    return *made;
}

} // namespace

std::optional<double> number_from_text(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return {};
    return value;
}

std::expected<report_sent, std::string> read_report(words& w, milliseconds at) {
    report_sent sent;
    while (!w.empty() && !(w.peek() == "->")) {
        w.take_if(",");
        auto next = read_reading(w, sent, instant{at});
        if (!next) return fault(std::move(next.error()));
        sent.readings.push_back(*next);
    }
    if (sent.readings.empty()) return fault("a patient's change shows in the next reading: write one here");
    return sent;
}

} // namespace vigil::scenario
