#include "proto/json/write.hpp"

#include <limits>

#include <doctest/doctest.h>

#include "proto/json/problem.hpp"

using namespace vigil;
using namespace vigil::json;

namespace {

std::string string_text(std::string_view text) {
    std::string out;
    append_string(out, text);
    return out;
}

std::string number_text(double value) {
    std::string out;
    append_number(out, value);
    return out;
}

} // namespace

TEST_CASE("any bytes become one well-formed JSON string") {
    CHECK(string_text("") == R"("")");
    CHECK(string_text("a\"b\\c/d") == R"("a\"b\\c/d")");
    CHECK(string_text("\n\r\t\x01\x7f") == R"("\n\r\t\u0001\u007f")");
    CHECK(string_text(std::string_view{"\0", 1}) == R"("\u0000")");
    CHECK(string_text("Z\xc3\xbcrich \xf0\x9f\x92\x93") == "\"Z\xc3\xbcrich \xf0\x9f\x92\x93\"");
    CHECK(string_text("\xe2\x80\xa8\xe2\x80\xa9") == R"("\u2028\u2029")");
    CHECK(string_text("a\xff"
                      "b\xc3") ==
          "\"a\xef\xbf\xbd"
          "b\xef\xbf\xbd\"");
}

TEST_CASE("numbers are as short as they can be, and what JSON cannot say is null") {
    CHECK(number_text(128) == "128");
    CHECK(number_text(36.7) == "36.7");
    CHECK(number_text(-0.5) == "-0.5");
    CHECK(number_text(std::numeric_limits<double>::quiet_NaN()) == "null");
    CHECK(number_text(std::numeric_limits<double>::infinity()) == "null");
}

TEST_CASE("a time is quoted, a problem is an object") {
    std::string out;
    append_time(out, from_epoch_ms(0));
    CHECK(out == R"("1970-01-01T00:00:00.000Z")");
    out.clear();
    append_problem(out, 404, "no such \"ward\"");
    CHECK(out == R"({"type":"about:blank","title":"Not Found","status":404,"detail":"no such \"ward\""})");
}

TEST_CASE("a problem is titled as HTTP calls its status") {
    const std::pair<unsigned, std::string_view> titles[] = {{400, "Bad Request"},
                                                            {401, "Unauthorized"},
                                                            {403, "Forbidden"},
                                                            {404, "Not Found"},
                                                            {405, "Method Not Allowed"},
                                                            {408, "Request Timeout"},
                                                            {409, "Conflict"},
                                                            {411, "Length Required"},
                                                            {413, "Content Too Large"},
                                                            {414, "URI Too Long"},
                                                            {415, "Unsupported Media Type"},
                                                            {422, "Unprocessable Content"},
                                                            {426, "Upgrade Required"},
                                                            {429, "Too Many Requests"},
                                                            {431, "Request Header Fields Too Large"},
                                                            {503, "Service Unavailable"},
                                                            {418, "Bad Request"},
                                                            {500, "Internal Server Error"}};
    for (const auto& [status, title] : titles) {
        std::string out;
        append_problem(out, status, "why");
        CHECK(out == R"({"type":"about:blank","title":")" + std::string{title} + R"(","status":)" +
                         std::to_string(status) + R"(,"detail":"why"})");
    }
}
