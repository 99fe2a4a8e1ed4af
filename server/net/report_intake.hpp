// What every report does on its way into the wards that came over HTTP or WebSocket, whatever it was written in.
#pragma once

#include <string>
#include <string_view>

#include "server/core/engine.hpp"
#include "server/metrics/labels.hpp"

namespace vigil::net {

struct http_context;

inline constexpr std::string_view too_many_beds = "there are too many beds already";

/// Gives the report its bed. Why it cannot be taken; empty if it can.
std::string_view place_report(const http_context& context, report& r, std::string_view device = {});

/// Evaluates a placed report, unless it was received before, and counts it.
core::receipt receive_report(const http_context& context, transport from, report& r);

/// Keeps a body that was not understood in whole or in part; `reasons`: one a line, where, a tab, why. Its row; 0 if
/// too many of this sender were kept already.
journal::sequence quarantine_body(const http_context& context, transport from, std::string_view sender,
                                  std::string_view dialect, std::string_view body, std::string reasons, bool partly);

} // namespace vigil::net
