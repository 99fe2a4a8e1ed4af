#include "server/outbound/signature.hpp"

#include <doctest/doctest.h>

using namespace vigil::outbound;

TEST_CASE("signatures are HMAC-SHA256 as RFC 4231 has it") {
    CHECK(hmac_sha256(std::string(20, '\x0b'), "Hi There") ==
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    CHECK(hmac_sha256("Jefe", "what do ya want for nothing?") ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(hmac_sha256(std::string(20, '\xaa'), std::string(50, '\xdd')) ==
          "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    CHECK(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First") ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("what is signed is the time and the body, so that neither can be changed") {
    const std::string s = signature("0123456789abcdef", 1'800'000'000, "{}");
    CHECK(s == "t=1800000000,v1=" + hmac_sha256("0123456789abcdef", "1800000000.{}"));
    CHECK(s.size() == 13 + 3 + 64);
}
