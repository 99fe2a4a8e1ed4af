// Commands over HTTP: which paths they have, and how they are carried out.
#pragma once

#include <boost/asio.hpp>
#include <optional>
#include <string>
#include <vector>

#include "server/net/http_answer.hpp"
#include "server/net/http_server.hpp"

namespace vigil::net {

/// What a command came to: the row after which to answer, or a refusal.
struct obeyed {
    std::string request;
    core::outcome row;
    http::status refusal = http::status::conflict; ///< of which kind it is, if `row` is none
};

/// POST here: /v1/alarms/{id}/{acknowledge,note,assign}, /v1/senders/assign,
/// /v1/beds/{ward}/{bed}/{limits,pauses,phase,steps,baseline,spo2_scale, confusion, observations, infusion_start,
/// infusion_screening, ...}, /v1/wards/{ward}/stations/{station}/{pause_audio,resume_audio}. `path` are the path's
/// parts.
struct command_target {
    obeyed (*obey)(const http_context& context, const std::vector<std::string>& path, std::string_view body);
    std::vector<std::string> path;
};
std::optional<command_target> command_target_of(std::string_view path);

/// Carries it out at once, and answers when it is on disk.
asio::awaitable<http_response> post_command(const http_request& request, const http_context& context,
                                            const command_target& target, asio::any_io_executor executor);

} // namespace vigil::net
