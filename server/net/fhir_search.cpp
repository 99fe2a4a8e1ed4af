// GET /fhir/Observation: the search is read, the record asked, and its answer written.
#include <utility>

#include "proto/fhir/search.hpp"
#include "server/net/fhir_routes.hpp"
#include "server/net/query_wait.hpp"
#include "server/record/queries_observations.hpp"

namespace vigil::net {
namespace {

using asking = query_wait<record::observations>;

record::observation_query query_for(const fhir::search& s) {
    record::observation_query out{.only = {},
                                  .patient = s.patient,
                                  .ward = s.ward,
                                  .bed = s.bed,
                                  .metrics = s.metrics,
                                  .from = s.from,
                                  .to = s.to,
                                  .reports_max = fhir::reports_for(s),
                                  .begin = {}};
    if (s.id) out.only = {s.id->journal, s.id->row};
    if (s.after) out.begin = {s.after->at, s.after->journal, s.after->row};
    return out;
}

fhir::page page_of(record::observations&& found) {
    fhir::page out{.reports = {}, .more = found.more};
    for (record::recorded_report& each : found.reports)
        out.reports.push_back(
            {each.journal, each.row, std::move(each.journal_digits), each.received_at, std::move(each.content)});
    return out;
}

http_response refuse(const http_request& request, const asking::failure& why) {
    using enum record::query_failure;
    const auto again = http::status::service_unavailable;
    if (why.too_many) return outcome(request, again, "throttled", "too many searches wait already; try again");
    if (why.why == too_costly)
        return outcome(request, again, "too-costly", "the search took too long; narrow it with date, code or _count");
    if (why.why == refused)
        return outcome(request, http::status::internal_server_error, "exception", "the record could not answer");
    return outcome(request, again, "transient", "the record cannot be reached now; try again");
}

} // namespace

asio::awaitable<http_response> search_observations(const http_request& request, const http_context& context,
                                                   asio::any_io_executor executor) {
    const auto given = query_of(request);
    const std::string address = server_address(request).append(view(request.target())); // links of a page begin with it
    if (!given) co_return outcome(request, http::status::bad_request, "value", "the query is malformed");
    const bool lenient = view(request["Prefer"]).contains("handling=lenient");
    const auto asked = fhir::read_search(*given, lenient);
    if (!asked) co_return outcome(request, http::status::bad_request, asked.error());
    if (asked->nothing) co_return fhir_answer(request, http::status::ok, fhir::searchset(*asked, {}, address));
    if (!context.queries)
        co_return outcome(request, http::status::service_unavailable, "not-supported", "no record is kept here");
    const record::observation_query query = query_for(*asked);
    asking::question what = [query](pqxx::transaction_base& t) { return record::read_observations(t, query); };
    auto found = co_await asking::ask(*context.queries, std::move(what), executor);
    if (!found) co_return refuse(request, found.error());
    const fhir::page page = page_of(*std::move(found));
    co_return fhir_answer(request, http::status::ok, fhir::searchset(*asked, page, address));
}

} // namespace vigil::net
