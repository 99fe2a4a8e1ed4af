#include "server/outbound/signature.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <iterator>
#include <stdexcept>

namespace vigil::outbound {

std::string hmac_sha256(std::string_view key, std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> code{};
    unsigned size = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, text.size(), code.data(), &size))
        throw std::runtime_error{"HMAC-SHA256 failed"};
    std::string hex;
    for (unsigned i = 0; i < size; ++i) fmt::format_to(std::back_inserter(hex), "{:02x}", code[i]);
    return hex;
}

std::string signature(std::string_view secret, std::int64_t at_s, std::string_view body) {
    return fmt::format("t={},v1={}", at_s, hmac_sha256(secret, fmt::format("{}.{}", at_s, body)));
}

} // namespace vigil::outbound
