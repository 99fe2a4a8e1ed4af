#include "server/net/fhir_routes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "proto/fhir/capability.hpp"
#include "proto/fhir/message.hpp"
#include "proto/fhir/search.hpp"
#include "server/net/commit_wait.hpp"
#include "server/net/http_session.hpp"
#include "server/net/report_intake.hpp"

namespace vigil::net {
namespace {

using fhir::gravity;
using fhir::message_item;
using fhir::message_kind;

constexpr std::size_t issues_answered_max =
    20'000; // of one Bundle; entries after that are answered by their status only

/// One POST while it is carried out.
class intake {
public:
    intake(const http_context& context, std::string ward, std::string bed)
        : context_(context), ward_(std::move(ward)), bed_(std::move(bed)) {}

    /// Gives the report its bed; what cannot be taken loses its readings and says why.
    void settle(message_item& item) const;
    /// After settle(), of what is applied as a whole or not at all: room for each bed by itself is no room for all.
    void count_bed(message_item& item);
    /// After settle(). Applies it, if there is something to apply.
    void apply(message_item& item);

    /// Keeps what was not understood of an item; `partly`: the rest of it was taken.
    void quarantine(const message_item& item, bool partly);

    journal::sequence row() const { return row_; } ///< to wait for; 0: none

    /// "Observation/[id]/_history/1" of what was applied last; empty if nothing was.
    const std::string& location() const { return location_; }

private:
    static void refuse(message_item& item, std::string_view reason);

    const http_context& context_;
    const std::string ward_, bed_;
    std::set<std::pair<std::string, std::string>> begun_; ///< beds that this message is the first to name
    journal::sequence row_ = 0;
    std::string location_;
};

void intake::settle(message_item& item) const {
    report& r = item.content;
    if (r.readings.empty()) return;
    r.ward = ward_;
    r.bed = bed_.empty() ? r.patient : bed_;
    if (const std::string_view reason = place_report(context_, r); !reason.empty()) refuse(item, reason);
}

void intake::count_bed(message_item& item) {
    const report& r = item.content;
    if (r.readings.empty() || context_.engine.wards().find_bed(r.ward, r.bed)) return;
    begun_.emplace(r.ward, r.bed);
    if (!context_.engine.has_room_for(begun_.size())) refuse(item, too_many_beds);
}

void intake::refuse(message_item& item, std::string_view reason) {
    item.content.readings.clear();
    item.status = 422;
    item.issues.push_back({gravity::error, "value", item.path, std::string{reason}});
}

void intake::quarantine(const message_item& item, bool partly) {
    const report& r = item.content;
    const bool named = !r.sender.empty() && r.sender.size() <= ingest::name_bytes_max;
    std::string reasons, complaint = named ? r.sender : "fhir";
    ingest::sender& who = context_.senders.find(complaint, {});
    for (const fhir::issue& each : item.issues) {
        if (each.how > gravity::error) continue;
        reasons += fmt::format("{}\t{}\n", each.where, each.diagnostics);
        complaint += each.diagnostics;
    }
    const bool kept = who.quarantine.admits(ingest::key_of(complaint), context_.engine.now());
    context_.metrics.quarantined_messages(kept ? quarantined::kept : quarantined::counted).Increment();
    if (!kept) return;
    const std::string raw = context_.parse.fhir.raw();
    const journal::sequence row =
        context_.engine.quarantine({.transport = "http",
                                    .sender = who.name,
                                    .control_id = r.control_id.substr(0, ingest::name_bytes_max),
                                    .dialect = "fhir",
                                    .raw = raw.substr(0, ward::quarantine_bytes_max),
                                    .reasons = std::move(reasons),
                                    .size = raw.size(),
                                    .key = ingest::key_of(raw),
                                    .partly = partly});
    row_ = std::max(row_, row);
}

void intake::apply(message_item& item) {
    for (const fhir::issue& each : item.issues)
        if (each.how <= gravity::error) context_.metrics.observations_rejected(rejection::other).Increment();
    report& r = item.content;
    location_.clear();
    if (r.readings.empty()) {
        if (item.status >= 400) {
            context_.metrics.messages(transport::http, message_result::rejected).Increment();
            quarantine(item, false);
        }
        return;
    }
    item.issues.push_back({gravity::information,
                           "informational",
                           {},
                           fmt::format("{} readings of {}/{}", r.readings.size(), r.ward, r.bed)});
    const core::receipt taken = receive_report(context_, transport::http, r);
    row_ = std::max(row_, taken.row);
    const auto id = fhir::first_id(r, context_.engine.journal_identity(), static_cast<std::int64_t>(taken.row));
    location_ = fmt::format("Observation/{}/_history/1", id); // what is on record never changes
    if (!taken.duplicate && fhir::any_error(item.issues)) quarantine(item, true);
    if (taken.duplicate) {
        item.status = 200;
        item.issues.back().code = "duplicate";
        item.issues.back().diagnostics += ", received before";
    }
}

/// Issues of many entries, with a bound.
void collect(std::vector<fhir::issue>& all, const std::vector<fhir::issue>& more) {
    const std::size_t room = fhir::issues_listed_max + 1 - std::min(all.size(), fhir::issues_listed_max + 1);
    std::copy_n(more.begin(), std::min(room, more.size()), std::back_inserter(all));
}

/// Why a transaction cannot be carried out; empty if it can.
std::vector<fhir::issue> problems(const http_context& context, intake& in, instant now) {
    std::vector<fhir::issue> all;
    message_item& item = context.parse.fhir_item;
    while (context.parse.fhir.next(now, item)) {
        in.settle(item);
        in.count_bed(item);
        if (!fhir::any_error(item.issues)) continue;
        collect(all, item.issues);
        in.quarantine(item, false);
    }
    context.parse.fhir.rewind();
    return all;
}

void append_entry(std::string& out, const message_item& item, std::string_view location, std::size_t& issues_answered) {
    const auto status = static_cast<http::status>(item.status);
    fmt::format_to(std::back_inserter(out), R"({}{{"response":{{"status":"{} {}")", item.index ? "," : "", item.status,
                   view(http::obsolete_reason(status)));
    if (!location.empty()) fmt::format_to(std::back_inserter(out), R"(,"location":"{}")", location);
    issues_answered += item.issues.size();
    if (!item.issues.empty() && issues_answered <= issues_answered_max) {
        out += R"(,"outcome":)";
        fhir::append_outcome(out, item.issues);
    }
    out += "}}";
}

http_response answer_to_one(const http_request& request, const message_item& item, const std::string& location) {
    http_response out = outcome(request, static_cast<http::status>(item.status), item.issues);
    if (!location.empty()) out.set(http::field::location, server_address(request) + "/fhir/" + location);
    return out;
}

/// Applies a whole message in this turn of the loop, and words the answer that may be sent once it is on disk.
http_response take(const http_request& request, const http_context& context, intake& in, message_kind kind,
                   instant now) {
    message_item& item = context.parse.fhir_item;
    std::vector<fhir::issue> all;
    std::string entries;
    std::size_t issues_answered = 0;
    bool any_good = false, any_bad = false;
    while (context.parse.fhir.next(now, item)) {
        in.settle(item);
        in.apply(item);
        any_good = any_good || item.status < 400;
        any_bad = any_bad || item.status >= 400;
        if (kind == message_kind::observation) return answer_to_one(request, item, in.location());
        if (kind == message_kind::collection)
            collect(all, item.issues);
        else
            append_entry(entries, item, in.location(), issues_answered);
    }
    const auto status = any_bad && !any_good ? http::status::unprocessable_entity : http::status::ok;
    if (kind == message_kind::collection) return outcome(request, status, all);
    std::string body = fmt::format(R"({{"resourceType":"Bundle","type":"{}-response")",
                                   kind == message_kind::batch ? "batch" : "transaction");
    if (!entries.empty()) body += fmt::format(R"(,"entry":[{}])", entries);
    return fhir_answer(request, http::status::ok, body + '}');
}

/// Of the query or the header; empty parts if neither names one. Nothing if it is no bed.
std::optional<std::pair<std::string, std::string>> bed_of(const http_request& request) {
    std::pair<std::string, std::string> out;
    std::string text{view(request["X-Vigil-Bed"])};
    const auto query = query_of(request);
    if (!query) return {};
    for (const auto& [name, value] : *query)
        if (name == "bed") text = value;
    if (text.empty()) return out;
    if (!ingest::split_bed(text, out.first, out.second)) return {};
    return out;
}

asio::awaitable<http_response> post(const http_request& request, const http_context& context, bool bundle,
                                    asio::any_io_executor executor) {
    if (view(request[http::field::content_type]).contains("xml"))
        co_return outcome(request, http::status::unsupported_media_type, "not-supported", "send application/fhir+json");
    if (context.engine.full())
        co_return outcome(request, http::status::service_unavailable, "transient",
                          "the journal cannot take readings now; try again");
    auto bed = bed_of(request);
    if (!bed) co_return outcome(request, http::status::bad_request, "value", "bed must be ward/bed, like bed=W1/3");
    fhir::message_reader& reader = context.parse.fhir;
    const auto kind = bundle ? reader.open_bundle(request.body()) : reader.open_observation(request.body());
    if (!kind) {
        context.metrics.parse_errors.Increment();
        co_return outcome(request, static_cast<http::status>(kind.error().status), {kind.error().why});
    }
    intake in{context, std::move(bed->first), std::move(bed->second)};
    const instant now = context.engine.now();
    if (*kind == message_kind::transaction)
        if (const auto why = problems(context, in, now); !why.empty()) {
            context.metrics.messages(transport::http, message_result::rejected).Increment();
            co_return outcome(request, http::status::unprocessable_entity, why);
        }
    http_response answer = take(request, context, in, *kind, now);
    const bool stored = in.row() == 0 || co_await commit_wait::until(context.engine, in.row(), executor);
    if (!stored)
        co_return outcome(request, http::status::service_unavailable, "exception", "the journal cannot be written");
    co_return answer;
}

http_response wrong_method(const http_request& request, std::string_view allowed) {
    http_response out =
        outcome(request, http::status::method_not_allowed, "not-supported", fmt::format("use {} here", allowed));
    out.set(http::field::allow, beast::string_view{allowed.data(), allowed.size()});
    return out;
}

} // namespace

bool is_fhir(std::string_view path) {
    return path == "/fhir" || path.starts_with("/fhir/");
}

std::string server_address(const http_request& request) {
    const std::string_view host = view(request[http::field::host]);
    const bool tls = view(request["X-Forwarded-Proto"]) == "https";
    return host.empty() ? std::string{} : (tls ? "https://" : "http://") + std::string{host};
}

http_response fhir_answer(const http_request& request, http::status status, std::string body) {
    return answer(request, status, "application/fhir+json", std::move(body));
}

http_response outcome(const http_request& request, http::status status, const std::vector<fhir::issue>& issues) {
    std::string body;
    fhir::append_outcome(body, issues);
    return fhir_answer(request, status, std::move(body));
}

http_response outcome(const http_request& request, http::status status, std::string_view code, std::string why) {
    return outcome(request, status, {{gravity::error, code, {}, std::move(why)}});
}

asio::awaitable<http_response> answer_fhir(const http_request& request, const http_context& context,
                                           asio::any_io_executor executor) {
    const std::string_view path = path_of(request);
    const bool bundle = path == "/fhir" || path == "/fhir/";
    const bool observation = path == "/fhir/Observation";
    const bool metadata = path == "/fhir/metadata";
    const bool posts = request.method() == http::verb::post;
    const bool gets = request.method() == http::verb::get || request.method() == http::verb::head;
    if (!bundle && !observation && !metadata)
        co_return outcome(request, http::status::not_found, "not-found",
                          "there is /fhir, /fhir/Observation and /fhir/metadata");
    if (!(posts && !metadata) && !(gets && !bundle))
        co_return wrong_method(request, bundle ? "POST" : metadata ? "GET, HEAD" : "GET, HEAD, POST");
    if (metadata) co_return fhir_answer(request, http::status::ok, std::string{fhir::capability_statement()});
    if (gets) co_return co_await search_observations(request, context, executor);
    if (!same_origin(request))
        co_return outcome(request, http::status::forbidden, "forbidden", "this page's origin may not send here");
    co_return co_await post(request, context, bundle, executor);
}

} // namespace vigil::net
