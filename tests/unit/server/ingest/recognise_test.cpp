#include "server/ingest/recognise.hpp"

#include <doctest/doctest.h>

#include <string>

namespace vigil::ingest {
namespace {

constexpr std::string_view head = "MSH|^~\\&|X|Y|||20261122020000||ORU^R01|1|P|2.6\r";
constexpr std::string_view silent = "OBX|1||69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|1|||||||X\r";
constexpr std::string_view with_sign = "OBX|2|NM|147842^MDC_ECG_HEART_RATE^MDC|1.1|72|/min|||||R|||||||M1^MONITOR_GE\r";

/// The name of the dialect, or "none".
std::string recognised(std::string_view message) {
    const auto opened = hl7::open(message);
    REQUIRE(opened);
    const dialects::dialect* const found = recognise(*opened);
    return found ? found->name : "none";
}

std::string after(int rows) {
    std::string message{head};
    for (int i = 0; i < rows; ++i) message += silent;
    return message.append(with_sign);
}

} // namespace

TEST_CASE("a maker's sign counts though rows before it leave that field empty") {
    CHECK(recognised(after(0)) == "ge-carescape");
    CHECK(recognised(after(2)) == "ge-carescape");
    CHECK(recognised(std::string{head}.append(silent)) == "none");
}

TEST_CASE("signs are looked for in the first segments only") {
    CHECK(recognised(after(23)) == "ge-carescape");
    CHECK(recognised(after(24)) == "none");
}

} // namespace vigil::ingest
