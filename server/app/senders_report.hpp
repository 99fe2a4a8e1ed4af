// What senders do wrong, in words that a vendor's engineer can work from. Pure.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace vigil::app {

/// `json`: the answer to GET /v1/senders. Senders with something wrong come first. The error says what is wrong with
/// the answer.
std::expected<std::string, std::string> senders_report(std::string_view json);

} // namespace vigil::app
