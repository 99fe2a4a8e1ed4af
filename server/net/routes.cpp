// Every HTTP endpoint but the streams (proto/openapi.yaml): a table, and a small function for each.
#include "proto/json/schema.hpp"
#include "server/feed/rules_frame.hpp"
#include "server/feed/senders_frame.hpp"
#include "server/net/command_routes.hpp"
#include "server/net/commit_wait.hpp"
#include "server/net/fhir_routes.hpp"
#include "server/net/http_session.hpp"
#include "server/net/infusion_routes.hpp"
#include "server/net/json_intake.hpp"
#include "server/net/record_routes.hpp"

namespace vigil::net {
namespace {

constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src "
    "'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

constexpr std::size_t path_bytes_max = 1'024;

/// Everything that can be taken is taken; the answer follows when it is on disk.
asio::awaitable<http_response> post_readings(const http_request& request, const http_context& context,
                                             asio::any_io_executor executor) {
    if (context.engine.full())
        co_return problem(request, http::status::service_unavailable,
                          "the journal cannot take readings now; try again");
    const bool lines = view(request[http::field::content_type]).contains("ndjson");
    auto all =
        take_reports(context, request.body(), lines ? json::body_kind::lines : json::body_kind::json, transport::http);
    if (!all) co_return problem(request, http::status::bad_request, all.error());
    if (all->row) {
        const bool stored = co_await commit_wait::until(context.engine, all->row, executor);
        if (!stored) co_return problem(request, http::status::service_unavailable, "the journal cannot be written");
    }
    co_return json_answer(request, all->any() ? http::status::ok : http::status::unprocessable_entity,
                          all->answer(false));
}

/// Of /v1/wards/{ward}.
std::optional<std::string> ward_of(std::string_view path) {
    auto parts = parts_of(path);
    const bool fits = parts && parts->size() == 3 && (*parts)[0] == "v1" && (*parts)[1] == "wards";
    return fits ? std::optional{std::move((*parts)[2])} : std::nullopt;
}

http_response get_wards(const http_request& request, const http_context& context) {
    return json_answer(request, http::status::ok, feed::wards_object(context.engine.wards()));
}

/// How well each sender keeps to what it should send.
http_response get_senders(const http_request& request, const http_context& context) {
    return json_answer(request, http::status::ok, context.senders.report(context.engine.now()));
}

/// Which beds people gave to senders that had none.
http_response get_assigned_senders(const http_request& request, const http_context& context) {
    return json_answer(request, http::status::ok, feed::assigned_senders_object(context.engine.wards()));
}

/// What every rule in force says, in English and as it was written.
http_response get_rules(const http_request& request, const http_context& context) {
    return json_answer(request, http::status::ok, feed::rules_object(context.engine.wards()));
}

http_response get_ward(const http_request& request, const http_context& context, const std::string& ward) {
    const core::engine& engine = context.engine;
    if (!engine.wards().find_ward(ward)) return problem(request, http::status::not_found, "no such ward");
    return json_answer(request, http::status::ok,
                       feed::snapshot_line(engine.wards(), ward, engine.epoch(), engine.now()));
}

http_response get_schema(const http_request& request) {
    return answer(request, http::status::ok, "application/schema+json", std::string{json::readings_schema()});
}

http_response get_file(const http_request& request, const http_context& context) {
    const static_file* file = context.files.find(path_of(request));
    if (!file) return problem(request, http::status::not_found, "there is nothing at this address");
    http_response out = answer(request, http::status::ok, file->content_type, file->body);
    out.set(http::field::cache_control, file->immutable ? "public, max-age=31536000, immutable" : "no-cache");
    out.set("Content-Security-Policy",
            beast::string_view{content_security_policy.data(), content_security_policy.size()});
    out.set("Referrer-Policy", "no-referrer");
    return out;
}

} // namespace

std::optional<std::string> stream_ward(std::string_view target) {
    auto parts = parts_of(target.substr(0, target.find('?')));
    const bool fits = parts && parts->size() == 4 && (*parts)[0] == "v1" && (*parts)[1] == "wards" &&
                      (*parts)[3] == "stream" && (*parts)[2].size() <= ingest::name_bytes_max;
    return fits ? std::optional{std::move((*parts)[2])} : std::nullopt;
}

bool same_origin(const http_request& request) {
    const std::string_view origin = view(request[http::field::origin]);
    const std::size_t host = origin.find("://");
    return origin.empty() || (host != origin.npos && origin.substr(host + 3) == view(request[http::field::host]));
}

asio::awaitable<http_response> route(const http_request& request, const http_context& context,
                                     asio::any_io_executor executor) {
    const std::string_view path = path_of(request);
    if (is_fhir(path)) co_return co_await answer_fhir(request, context, executor);
    const auto command = command_target_of(path);
    const auto ward = ward_of(path);
    const bool writes = path == "/v1/readings" || command;
    const bool fits = writes ? request.method() == http::verb::post
                             : request.method() == http::verb::get || request.method() == http::verb::head;
    if (!fits) {
        http_response refusal =
            problem(request, http::status::method_not_allowed, writes ? "use POST here" : "use GET here");
        refusal.set(http::field::allow, writes ? "POST" : "GET, HEAD");
        co_return refusal;
    }
    if (writes && !same_origin(request))
        co_return problem(request, http::status::forbidden, "this page's origin may not send here");
    if (path.size() > path_bytes_max) co_return problem(request, http::status::uri_too_long, "the path is too long");
    if (path == "/v1/readings") co_return co_await post_readings(request, context, executor);
    if (command) co_return co_await post_command(request, context, *command, executor);
    if (path == "/v1/schema/readings") co_return get_schema(request);
    if (path == "/v1/wards") co_return get_wards(request, context);
    if (path == "/v1/senders") co_return get_senders(request, context);
    if (ward) co_return get_ward(request, context, *ward);
    if (path == "/v1/senders/assigned") co_return get_assigned_senders(request, context);
    if (path == "/v1/rules") co_return get_rules(request, context);
    if (path == "/v1/alarms") co_return co_await get_alarms(request, context, executor);
    if (path == "/v1/burden") co_return co_await get_burden(request, context, executor);
    if (auto infusion = get_infusion(request, context)) co_return *std::move(infusion);
    const auto trend = trend_target_of(path);
    if (trend) co_return co_await get_trend(request, context, *trend, executor);
    co_return get_file(request, context);
}

} // namespace vigil::net
