#include "server/net/command_routes.hpp"

#include <algorithm>
#include <utility>

#include "server/net/commands.hpp"
#include "server/net/commit_wait.hpp"

namespace vigil::net {
namespace {

using path_parts = std::vector<std::string>;

constexpr const char* no_id = "an alarm's id is 16 hexadecimal digits";

obeyed refused(http::status status, std::string why) {
    return {.row = std::unexpected(std::move(why)), .refusal = status};
}

obeyed unprocessable(std::string why) {
    return refused(http::status::unprocessable_entity, std::move(why));
}

obeyed acknowledge(const http_context& context, const path_parts& path, std::string_view body) {
    const auto id = json::parse_alarm_id(path[2]);
    if (!id) return refused(http::status::not_found, no_id);
    auto command = context.parse.commands.read_acknowledge(body, *id);
    if (!command) return unprocessable(std::move(command.error().reason));
    const auto row = context.engine.acknowledge(alarm::alarm_id{*id}, std::move(command->by), command->request);
    if (!row) return refused(http::status::not_found, "no such alarm is active");
    return {.request = std::move(command->request), .row = *row};
}

/// Given again after the alarm is over it stands there already, and that is said first.
obeyed of_alarm(const http_context& context, alarm::alarm_id id, std::string request, core::outcome row) {
    const bool active = context.engine.wards().find_alarm(id) != nullptr;
    return {.request = std::move(request),
            .row = std::move(row),
            .refusal = active ? http::status::conflict : http::status::not_found};
}

obeyed note(const http_context& context, const path_parts& path, std::string_view body) {
    const auto id = json::parse_alarm_id(path[2]);
    if (!id) return refused(http::status::not_found, no_id);
    auto command = context.parse.commands.read_note_alarm(body, *id);
    if (!command) return unprocessable(std::move(command.error().reason));
    return of_alarm(context, alarm::alarm_id{*id}, command->request, context.engine.note(order_of(*command)));
}

obeyed assign(const http_context& context, const path_parts& path, std::string_view body) {
    const auto id = json::parse_alarm_id(path[2]);
    if (!id) return refused(http::status::not_found, no_id);
    auto command = context.parse.commands.read_assign_alarm(body, *id);
    if (!command) return unprocessable(std::move(command.error().reason));
    return of_alarm(context, alarm::alarm_id{*id}, command->request, context.engine.assign(order_of(*command)));
}

obeyed assign_sender(const http_context& context, const path_parts&, std::string_view body) {
    auto command = context.parse.commands.read_assign_sender(body);
    if (!command) return unprocessable(std::move(command.error().reason));
    ward::assign_sender what{.sender = std::move(command->sender),
                             .ward = {},
                             .bed = {},
                             .by = std::move(command->by),
                             .request = command->request};
    if (!command->bed.empty() && !ingest::split_bed(command->bed, what.ward, what.bed))
        return unprocessable("bed must be ward/bed, like W1/3, or null");
    return {.request = std::move(command->request), .row = context.engine.assign(std::move(what))};
}

obeyed decide(const http_context& context, const path_parts& path, std::string_view body) {
    auto command = context.parse.commands.read_patient_command(body, path[4]);
    if (!command) return unprocessable(std::move(command.error().reason));
    std::string request = command->request;
    auto order = order_of(*std::move(command), path[2], path[3]);
    if (!order) return unprocessable(std::move(order.error()));
    if (!context.engine.wards().find_bed(path[2], path[3])) return refused(http::status::not_found, "no such bed");
    return {.request = std::move(request), .row = context.engine.decide(std::move(order->what), order->lasting)};
}

obeyed pause_audio(const http_context& context, const path_parts& path, std::string_view body) {
    auto command = context.parse.commands.read_pause_audio(body, path[5] == "resume_audio");
    if (!command) return unprocessable(std::move(command.error().reason));
    const auto lasting = audio_pause_of(*command);
    if (!lasting) return unprocessable(lasting.error());
    const ward::fold& wards = context.engine.wards();
    const auto w = wards.find_ward(path[2]);
    if (!w || std::ranges::find(wards.wards()[*w].stations, path[4], &ward::station::name) ==
                  wards.wards()[*w].stations.end())
        return refused(http::status::not_found, "no such station");
    std::string request = command->request;
    ward::pause_audio what{.ward = path[2], .station = path[4], .by = std::move(command->by), .request = request};
    return {.request = std::move(request), .row = context.engine.pause_audio(std::move(what), *lasting)};
}

/// Literal parts of a path; an empty one stands for a name.
struct pattern {
    std::array<std::string_view, 6> parts;
    decltype(command_target::obey) obey;

    bool fits(const path_parts& path) const {
        const auto end = std::ranges::find(parts, std::string_view{"."});
        return std::ranges::equal(
            path, std::ranges::subrange(parts.begin(), end),
            [](const std::string& given, std::string_view wanted) { return wanted.empty() || given == wanted; });
    }
};

constexpr std::array<pattern, 7> patterns{{
    {{"v1", "alarms", "", "acknowledge", ".", "."}, acknowledge},
    {{"v1", "alarms", "", "note", ".", "."}, note},
    {{"v1", "alarms", "", "assign", ".", "."}, assign},
    {{"v1", "senders", "assign", ".", ".", "."}, assign_sender},
    {{"v1", "beds", "", "", "", "."}, decide},
    {{"v1", "wards", "", "stations", "", "pause_audio"}, pause_audio},
    {{"v1", "wards", "", "stations", "", "resume_audio"}, pause_audio},
}};

} // namespace

std::optional<command_target> command_target_of(std::string_view path) {
    auto parts = parts_of(path);
    if (!parts) return {};
    const auto found = std::ranges::find_if(patterns, [&](const pattern& p) { return p.fits(*parts); });
    if (found == patterns.end() || (found->obey == decide && !json::patient_resource(parts->back()))) return {};
    return command_target{found->obey, *std::move(parts)};
}

asio::awaitable<http_response> post_command(const http_request& request, const http_context& context,
                                            const command_target& target, asio::any_io_executor executor) {
    const obeyed done = target.obey(context, target.path, request.body());
    if (!done.row) co_return problem(request, done.refusal, done.row.error());
    const bool stored = co_await commit_wait::until(context.engine, *done.row, executor);
    if (!stored) co_return problem(request, http::status::service_unavailable, "the journal cannot be written");
    co_return json_answer(request, http::status::ok, feed::result_line(done.request, true, {}));
}

} // namespace vigil::net
