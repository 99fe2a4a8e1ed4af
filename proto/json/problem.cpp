#include "proto/json/problem.hpp"

#include "proto/json/write.hpp"

namespace vigil::json {
namespace {

std::string_view phrase(unsigned status) {
    switch (status) {
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 411: return "Length Required";
        case 413: return "Content Too Large";
        case 414: return "URI Too Long";
        case 415: return "Unsupported Media Type";
        case 422: return "Unprocessable Content";
        case 426: return "Upgrade Required";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 503: return "Service Unavailable";
        default: return status < 500 ? "Bad Request" : "Internal Server Error";
    }
}

} // namespace

void append_problem(std::string& out, unsigned status, std::string_view detail) {
    out.append(R"({"type":"about:blank","title":)");
    append_string(out, phrase(status));
    out.append(R"(,"status":)");
    append_integer(out, status);
    out.append(R"(,"detail":)");
    append_string(out, detail);
    out.push_back('}');
}

} // namespace vigil::json
