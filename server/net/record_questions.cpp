#include "server/net/record_questions.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "proto/json/write.hpp"
#include "proto/vitals/reading.hpp"

namespace vigil::net {
namespace {

constexpr std::size_t metrics_max = 16;
constexpr std::size_t alarms_max = 1'000;

template <class Number>
fault read_number(std::string_view text, Number& out, Number least, Number most) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    const bool fits = error == std::errc{} && end == text.data() + text.size() && out >= least && out <= most;
    return fits ? fault{} : fault{fmt::format("must be a number from {} to {}", least, most)};
}

fault read_metrics(std::string_view names, std::vector<metric>& out) {
    while (!names.empty()) {
        const std::string_view next = names.substr(0, names.find(','));
        names.remove_prefix(std::min(next.size() + 1, names.size()));
        const auto what = metric_from_name(next);
        if (!what) return fmt::format("names no metric with {}", json::quoted(next));
        if (std::ranges::find(out, *what) == out.end()) out.push_back(*what);
        if (out.size() > metrics_max) return fmt::format("may name {} metrics", metrics_max);
    }
    return {};
}

/// "1763776800000.9f3c0a11b2d4e577", as the answer's `next` says it.
fault read_place(std::string_view text, std::optional<record::alarm_query::place>& out) {
    const std::string_view ms = text.substr(0, text.find('.'));
    const auto id = alarm::alarm_id_from_text(text.substr(std::min(ms.size() + 1, text.size())));
    std::int64_t since = 0;
    const auto [end, error] = std::from_chars(ms.data(), ms.data() + ms.size(), since);
    if (!id || error != std::errc{} || end != ms.data() + ms.size()) return "must be what the page before says as next";
    out = {from_epoch_ms(since), *id};
    return {};
}

void append_values(std::string& out, std::string_view member, const std::vector<record::trend_point>& points,
                   double record::trend_point::* value) {
    fmt::format_to(std::back_inserter(out), ",\"{}\":[", member);
    for (const record::trend_point& p : points) {
        json::append_number(out, p.count ? p.*value : no_value);
        out += ',';
    }
    out.back() = ']';
}

void append_stays(std::string& out, const std::vector<record::trend_stay>& stays) {
    out += "\"stays\":[";
    for (const record::trend_stay& each : stays) {
        if (out.back() == '}') out += ',';
        out += "{\"from\":";
        json::append_time(out, each.from);
        out += ",\"stay\":";
        json::append_string(out, each.stay);
        out += ",\"patient\":";
        each.patient.empty() ? void(out += "null") : json::append_string(out, each.patient);
        out += '}';
    }
    out += ']';
}

} // namespace

std::expected<record::trend_query, std::string> read_trend_query(const parameters& given, instant now) {
    record::trend_query out;
    out.to = now;
    std::optional<instant> from;
    const fault wrong = each(given, [&](const std::string& name, const std::string& value) -> fault {
        if (name == "metric") return read_metrics(value, out.metrics);
        if (name == "from") return read_time(value, from);
        if (name == "to") return read_time(value, out.to);
        if (name == "points") return read_number(value, out.points, std::size_t{1}, record::trend_points_max);
        return "is not known; there are metric, from, to and points";
    });
    if (wrong) return std::unexpected(*wrong);
    if (out.metrics.empty()) return std::unexpected("metric is missing: names of metrics, with commas between");
    out.from = from.value_or(out.to - std::chrono::hours{24});
    if (out.from >= out.to) return std::unexpected("from must be before to");
    if (out.to - out.from > record::trend_span_max)
        return std::unexpected(fmt::format("from may be {} days before to", record::trend_span_max.count()));
    return out;
}

std::string trend_object(const record::trend_query& asked, const record::trend& found) {
    std::string out = "{\"ward\":";
    json::append_string(out, asked.ward);
    out += ",\"bed\":";
    json::append_string(out, asked.ward + '/' + asked.bed);
    out += ",\"to\":";
    json::append_time(out, asked.to);
    fmt::format_to(std::back_inserter(out), ",\"source\":\"{}\",\"step_s\":{},",
                   found.by_minute ? "minutes" : "readings",
                   std::chrono::duration_cast<std::chrono::seconds>(found.step).count());
    append_stays(out, found.stays);
    out += ",\"times\":[";
    for (const instant t : found.times) {
        json::append_time(out, t);
        out += ',';
    }
    out.back() = ']';
    out += ",\"metrics\":{";
    for (std::size_t i = 0; i < asked.metrics.size(); ++i) {
        const metric_info& m = info(asked.metrics[i]);
        fmt::format_to(std::back_inserter(out), "{}\"{}\":{{\"unit\":\"{}\"", i ? "," : "", m.name, name(m.canonical));
        append_values(out, "min", found.values[i], &record::trend_point::lowest);
        append_values(out, "mean", found.values[i], &record::trend_point::mean);
        append_values(out, "max", found.values[i], &record::trend_point::highest);
        out += '}';
    }
    return out += "}}";
}

std::expected<record::alarm_query, std::string> read_alarm_query(const parameters& given) {
    record::alarm_query out;
    const fault wrong = each(given, [&](const std::string& name, const std::string& value) -> fault {
        if (name == "from") return read_time(value, out.from);
        if (name == "to") return read_time(value, out.to);
        if (name == "count") return read_number(value, out.alarms_max, std::size_t{1}, alarms_max);
        if (name == "after") return read_place(value, out.after);
        if (name != "ward") return "is not known; there are ward, from, to, count and after";
        out.ward = value;
        return {};
    });
    if (wrong) return std::unexpected(*wrong);
    if (out.ward.empty()) return std::unexpected("ward is missing");
    return out;
}

std::string alarms_object(const record::recorded_alarms& found) {
    std::string out = "{\"alarms\":[";
    for (const auto& each : found.alarms) {
        if (out.back() == '}') out += ',';
        out += each.object;
    }
    out += "],\"next\":";
    if (!found.more) return out += "null}";
    const auto& last = found.alarms.back().at;
    return out += fmt::format("\"{}.{}\"}}", to_epoch_ms(last.since), to_text(last.id));
}

} // namespace vigil::net
