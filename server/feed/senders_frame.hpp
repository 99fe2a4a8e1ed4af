// Which beds people gave to senders, as JSON (proto/openapi.yaml).
#pragma once

#include <string>

#include "server/ward/fold.hpp"

namespace vigil::feed {

/// {"assigned":[{"sender","bed","by","at"}]}
std::string assigned_senders_object(const ward::fold& wards);

} // namespace vigil::feed
