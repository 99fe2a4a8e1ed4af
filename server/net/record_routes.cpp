#include "server/net/record_routes.hpp"

#include <utility>

#include "server/net/burden_question.hpp"
#include "server/net/query_wait.hpp"
#include "server/net/record_questions.hpp"

namespace vigil::net {
namespace {

template <class Answer>
http_response refuse(const http_request& request, const typename query_wait<Answer>::failure& why) {
    using enum record::query_failure;
    const auto again = http::status::service_unavailable;
    if (why.too_many) return problem(request, again, "too many questions wait already; try again");
    if (why.why == too_costly) return problem(request, again, "the answer took too long; narrow it with from and to");
    if (why.why == refused) return problem(request, http::status::internal_server_error, "the record could not answer");
    return problem(request, again, "the record cannot be reached now; try again");
}

http_response without_record(const http_request& request) {
    return problem(request, http::status::service_unavailable, "no record is kept here");
}

http_response wrong(const http_request& request, std::string_view why) {
    return problem(request, http::status::bad_request, why);
}

} // namespace

std::optional<trend_target> trend_target_of(std::string_view path) {
    auto parts = parts_of(path);
    const bool fits =
        parts && parts->size() == 5 && (*parts)[0] == "v1" && (*parts)[1] == "beds" && (*parts)[4] == "trend";
    if (!fits) return {};
    return trend_target{std::move((*parts)[2]), std::move((*parts)[3])};
}

asio::awaitable<http_response> get_trend(const http_request& request, const http_context& context,
                                         const trend_target& target, asio::any_io_executor executor) {
    const auto given = query_of(request);
    if (!given) co_return wrong(request, "the query is malformed");
    auto asked = read_trend_query(*given, context.engine.now());
    if (!asked) co_return wrong(request, asked.error());
    asked->ward = target.ward;
    asked->bed = target.bed;
    if (!context.queries) co_return without_record(request);
    using asking = query_wait<record::trend>;
    asking::question what = [query = *asked](pqxx::transaction_base& t) { return record::read_trend(t, query); };
    const auto found = co_await asking::ask(*context.queries, std::move(what), executor);
    if (!found) co_return refuse<record::trend>(request, found.error());
    if (found->too_many_stays) co_return wrong(request, "too many patients came and went; ask for a shorter span");
    co_return json_answer(request, http::status::ok, trend_object(*asked, *found));
}

asio::awaitable<http_response> get_alarms(const http_request& request, const http_context& context,
                                          asio::any_io_executor executor) {
    const auto given = query_of(request);
    if (!given) co_return wrong(request, "the query is malformed");
    const auto asked = read_alarm_query(*given);
    if (!asked) co_return wrong(request, asked.error());
    if (!context.queries) co_return without_record(request);
    using asking = query_wait<record::recorded_alarms>;
    asking::question what = [query = *asked](pqxx::transaction_base& t) { return record::read_alarms(t, query); };
    const auto found = co_await asking::ask(*context.queries, std::move(what), executor);
    if (!found) co_return refuse<record::recorded_alarms>(request, found.error());
    co_return json_answer(request, http::status::ok, alarms_object(*found));
}

asio::awaitable<http_response> get_burden(const http_request& request, const http_context& context,
                                          asio::any_io_executor executor) {
    const auto given = query_of(request);
    if (!given) co_return wrong(request, "the query is malformed");
    const auto asked = read_burden_query(*given, context.engine.now());
    if (!asked) co_return wrong(request, asked.error());
    if (!context.queries) co_return without_record(request);
    using asking = query_wait<record::burden>;
    asking::question what = [query = *asked](pqxx::transaction_base& t) { return record::read_burden(t, query); };
    const auto found = co_await asking::ask(*context.queries, std::move(what), executor);
    if (!found) co_return refuse<record::burden>(request, found.error());
    co_return json_answer(request, http::status::ok, burden_object(*asked, *found));
}

} // namespace vigil::net
