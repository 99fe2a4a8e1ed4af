#include "server/net/json_intake.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "proto/json/write.hpp"
#include "server/net/http_server.hpp"
#include "server/net/report_intake.hpp"

namespace vigil::net {
namespace {

constexpr std::size_t reports_max = 50'000;          // of one body
constexpr std::size_t rejections_listed_max = 1'000; // in one answer; the others are counted

void take(const http_context& context, transport from, json::report_item& item, taken_reports& all) {
    for (const rejected_observation& why : item.rejected) {
        all.reject(item.index, why);
        context.metrics.observations_rejected(rejection::other).Increment();
    }
    const std::string_view reason = item.usable ? place_report(context, item.content) : std::string_view{};
    if (!reason.empty()) all.reject(item.index, {.where = "", .reason = std::string(reason)});
    if (!item.usable || !reason.empty()) {
        context.metrics.messages(from, message_result::rejected).Increment();
        return;
    }
    const core::receipt taken = receive_report(context, from, item.content);
    ++(taken.duplicate ? all.duplicates : all.accepted);
    all.row = std::max(all.row, taken.row);
}

} // namespace

void taken_reports::reject(std::size_t index, const rejected_observation& why) {
    if (++rejections > rejections_listed_max) return;
    reasons += fmt::format("/{}{}\t{}\n", index, why.where, why.reason);
    rejected += fmt::format("{}{{\"index\":{},\"pointer\":", rejected.empty() ? "" : ",", index);
    json::append_string(rejected, why.where);
    rejected += ",\"reason\":";
    json::append_string(rejected, why.reason);
    rejected += '}';
}

std::string taken_reports::answer(bool with_id) const {
    std::string out = "{";
    if (with_id && !id.empty()) {
        out += "\"id\":";
        json::append_string(out, id);
        out += ',';
    }
    out += fmt::format("\"accepted\":{},\"duplicates\":{},\"rejected\":[{}]", accepted, duplicates, rejected);
    if (rejections > rejections_listed_max)
        out += fmt::format(",\"rejected_not_listed\":{}", rejections - rejections_listed_max);
    return out += '}';
}

std::expected<taken_reports, std::string> take_reports(const http_context& context, std::string_view body,
                                                       json::body_kind kind, transport from) {
    json::report_reader& reports = context.parse.reports;
    json::report_item& item = context.parse.item;
    if (auto opened = reports.open(body, kind); !opened) {
        context.metrics.parse_errors.Increment();
        quarantine_body(context, from, {}, "json", body, "\t" + opened.error() + "\n", false);
        return std::unexpected(std::move(opened.error()));
    }
    taken_reports all;
    while (reports.next(context.engine.now(), item)) {
        if (item.index == reports_max) {
            all.reject(reports_max,
                       {.where = "", .reason = "a request may hold 50000 reports; send the others in another"});
            break;
        }
        if (item.index == 0) all.id = item.content.control_id, all.sender = item.content.sender;
        take(context, from, item, all);
    }
    if (all.reasons.empty()) return all;
    const auto kept = quarantine_body(context, from, all.sender, "json", body, all.reasons, all.any());
    if (all.row > 0) all.row = std::max(all.row, kept); // a refusal alone waits for nothing
    return all;
}

} // namespace vigil::net
