// Infusion sessions, their reports, and protocols over HTTP. Commands to them are in command_routes.
#pragma once

#include <optional>

#include "server/net/http_answer.hpp"
#include "server/net/http_server.hpp"

namespace vigil::net {

/// GET /v1/beds/{ward}/{bed}/infusion, .../infusion/report, /v1/protocols and /v1/protocols/{name}; nothing for another
/// path.
std::optional<http_response> get_infusion(const http_request& request, const http_context& context);

enum class report_format : std::uint8_t { html, json, fhir };

/// The one that an Accept header likes best, HTML if it likes some alike or is empty; nothing if it takes none of them.
std::optional<report_format> accepted_format(std::string_view accept);

} // namespace vigil::net
