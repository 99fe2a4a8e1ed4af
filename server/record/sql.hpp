// Values of whoever asks, as parts of an SQL text.
#pragma once

#include <pqxx/pqxx>
#include <string>
#include <string_view>

#include "proto/vitals/instant.hpp"

namespace vigil::record {

/// Whoever asks may name any year; PostgreSQL has no year 0, and nothing was measured before 1900 or after 9000.
std::string literal(instant t, milliseconds later = {});
std::string literal(const pqxx::transaction_base& record, std::string_view text);

} // namespace vigil::record
