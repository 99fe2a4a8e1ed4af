#include "server/net/burden_question.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "proto/json/write.hpp"
#include "proto/vitals/reading.hpp"

namespace vigil::net {
namespace {

constexpr std::size_t top_rules = 10;

void append_number_member(std::string& out, std::string_view key, std::optional<double> value) {
    fmt::format_to(std::back_inserter(out), ",\"{}\":", key);
    json::append_number(out, value.value_or(no_value));
}

std::optional<double> share(std::uint64_t part, std::uint64_t all) {
    if (all == 0) return {};
    return static_cast<double>(part) / static_cast<double>(all);
}

/// "alarms":..., without braces.
void append_counts(std::string& out, const record::alarm_counts& c) {
    fmt::format_to(std::back_inserter(out), "\"alarms\":{},\"acknowledged\":{}", c.alarms, c.acknowledged);
    append_number_member(out, "acknowledged_median_s", c.median_s);
    append_number_member(out, "acknowledged_p90_s", c.p90_s);
    append_number_member(out, "over_in_10_s_share", share(c.over_in_10_s, c.alarms));
    append_number_member(out, "over_in_30_s_share", share(c.over_in_30_s, c.alarms));
}

void append_rules(std::string& out, const record::burden& found) {
    out += ",\"by_rule\":[";
    for (const auto& each : found.by_rule) {
        out += out.back() == '[' ? "{\"rule\":" : ",{\"rule\":";
        json::append_string(out, each.rule);
        out += ",\"kind\":";
        json::append_string(out, each.kind);
        out += ',';
        append_counts(out, each.counts);
        out += '}';
    }
    out += "],\"top_rules\":[";
    for (std::size_t i = 0; i < std::min(top_rules, found.by_rule.size()); ++i) {
        if (i) out += ',';
        json::append_string(out, found.by_rule[i].rule);
    }
    out += ']';
}

} // namespace

std::expected<record::burden_query, std::string> read_burden_query(const parameters& given, instant now) {
    record::burden_query out;
    out.to = now;
    std::optional<instant> from;
    const fault wrong = each(given, [&](const std::string& name, const std::string& value) -> fault {
        if (name == "from") return read_time(value, from);
        if (name == "to") return read_time(value, out.to);
        if (name != "ward") return "is not known; there are ward, from and to";
        out.ward = value;
        return {};
    });
    if (wrong) return std::unexpected(*wrong);
    if (out.ward.empty()) return std::unexpected("ward is missing");
    out.to = std::min(out.to, now); // nobody is monitored yet in what is to come
    out.from = from.value_or(out.to - std::chrono::hours{24});
    if (out.from >= out.to) return std::unexpected("from must be before to, and before now");
    if (out.to - out.from > record::burden_span_max)
        return std::unexpected(fmt::format("from may be {} days before to", record::burden_span_max.count()));
    return out;
}

std::string burden_object(const record::burden_query& asked, const record::burden& found) {
    std::string out = "{\"ward\":";
    json::append_string(out, asked.ward);
    out += ",\"from\":";
    json::append_time(out, asked.from);
    out += ",\"to\":";
    json::append_time(out, asked.to);
    append_number_member(out, "monitored_bed_days", found.monitored_days);
    const bool monitored = found.monitored_days > 0;
    const auto alarms = static_cast<double>(found.all.alarms);
    append_number_member(out, "alarms_per_bed_day",
                         monitored ? std::optional{alarms / found.monitored_days} : std::nullopt);
    append_number_member(out, "technical_share", share(found.technical.alarms, found.all.alarms));
    out += ",\"all\":{";
    append_counts(out, found.all);
    out += "},\"by_priority\":{";
    for (const auto p : {alarm::priority::high, alarm::priority::medium, alarm::priority::low}) {
        fmt::format_to(std::back_inserter(out), "{}\"{}\":{{", p == alarm::priority::high ? "" : ",", name(p));
        append_counts(out, found.by_priority[static_cast<std::size_t>(p)]);
        out += '}';
    }
    fmt::format_to(std::back_inserter(out), "}},\"by_hour\":[{}]", fmt::join(found.by_hour, ","));
    append_rules(out, found);
    return out += '}';
}

} // namespace vigil::net
