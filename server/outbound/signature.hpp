// How a receiver of a webhook knows that it comes from us, unchanged and not replayed much later.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vigil::outbound {

/// HMAC-SHA256 (RFC 2104) in lower-case hexadecimal.
std::string hmac_sha256(std::string_view key, std::string_view text);

/// Of the header Vigil-Signature: "t=<unix seconds>,v1=<HMAC-SHA256 of "<t>.<body>">".
std::string signature(std::string_view secret, std::int64_t at_s, std::string_view body);

} // namespace vigil::outbound
