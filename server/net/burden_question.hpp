// GET /v1/burden: its parameters, and its answer as JSON. Pure.
#pragma once

#include <expected>
#include <string>

#include "server/net/parameters.hpp"
#include "server/record/queries_burden.hpp"

namespace vigil::net {

/// ward, from, to (RFC 3339; the last 24 hours unless given). What is still to come is left out.
std::expected<record::burden_query, std::string> read_burden_query(const parameters& given, instant now);
std::string burden_object(const record::burden_query& asked, const record::burden& found);

} // namespace vigil::net
