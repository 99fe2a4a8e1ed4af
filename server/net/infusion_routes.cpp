#include "server/net/infusion_routes.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <expected>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "server/feed/protocol_frame.hpp"
#include "server/feed/session_bundle.hpp"
#include "server/feed/session_frame.hpp"
#include "server/feed/session_report.hpp"

namespace vigil::net {
namespace {

using parts = std::vector<std::string>;

struct offered {
    report_format what{};
    std::string_view name;
    std::string_view type;
};
constexpr std::array<offered, 3> formats{{{report_format::html, "html", "text/html"},
                                          {report_format::json, "json", "application/json"},
                                          {report_format::fhir, "fhir", "application/fhir+json"}}};

std::string_view trimmed(std::string_view text) {
    const std::size_t first = std::min(text.find_first_not_of(" \t"), text.size());
    text.remove_prefix(first);
    return text.substr(0, text.find_last_not_of(" \t") + 1);
}

/// Up to `mark`, which is taken away as well.
std::string_view take(std::string_view& rest, char mark) {
    const std::size_t end = std::min(rest.find(mark), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return trimmed(part);
}

/// One media range of Accept (RFC 9110).
struct range {
    std::string_view type;
    double weight = 1;

    explicit range(std::string_view text) : type(take(text, ';')) {
        while (!text.empty()) {
            const std::string_view part = take(text, ';');
            if (part.starts_with("q=") || part.starts_with("Q="))
                std::from_chars(part.data() + 2, part.data() + part.size(), weight);
        }
    }

    /// 3: it names this type, 2: all of its kind, 1: all, 0: not this one.
    int fits(std::string_view wanted) const {
        if (beast::iequals({type.data(), type.size()}, {wanted.data(), wanted.size()})) return 3;
        if (type == "*/*") return 1;
        return type.ends_with("/*") && wanted.starts_with(type.substr(0, type.size() - 1)) ? 2 : 0;
    }
};

/// Of the range that fits best.
double weight_of(std::string_view accept, std::string_view type) {
    double weight = 0;
    for (int best = 0; !accept.empty();) {
        const range each{take(accept, ',')};
        const int fit = each.fits(type);
        if (fit > best) best = fit, weight = each.weight;
    }
    return weight;
}

/// By ?format=..., else by Accept; a refusal.
std::expected<report_format, http_response> wanted_format(const http_request& request) {
    const auto query = query_of(request);
    if (!query) return std::unexpected(problem(request, http::status::bad_request, "the query is malformed"));
    for (const auto& [name, value] : *query) {
        const auto found = std::ranges::find(formats, value, &offered::name);
        if (name != "format")
            return std::unexpected(problem(request, http::status::bad_request,
                                           fmt::format("unknown parameter '{}'; there is format", name)));
        if (found == formats.end())
            return std::unexpected(problem(request, http::status::bad_request, "format must be html, json or fhir"));
        return found->what;
    }
    const auto accepted = accepted_format(view(request[http::field::accept]));
    if (accepted) return *accepted;
    return std::unexpected(problem(request, http::status::not_acceptable,
                                   "a report is text/html, application/json or application/fhir+json"));
}

http_response page(const http_request& request, std::string body) {
    http_response out = answer(request, http::status::ok, "text/html; charset=utf-8", std::move(body));
    out.set("Content-Security-Policy",
            fmt::format("default-src 'none'; style-src '{}'; base-uri 'none'; form-action 'none'; "
                        "frame-ancestors 'none'",
                        feed::report_style_hash));
    out.set("Referrer-Policy", "no-referrer");
    return out;
}

http_response get_report(const http_request& request, const core::engine& engine, ward::bed_index bed) {
    const auto format = wanted_format(request);
    if (!format) return format.error();
    const ward::fold& wards = engine.wards();
    if (!wards.find_session(bed))
        return problem(request, http::status::not_found,
                       "this bed has no infusion session; those that are over are in the record");
    switch (*format) {
        case report_format::html: return page(request, feed::session_report(wards, bed, engine.now()));
        case report_format::json:
            return json_answer(request, http::status::ok, feed::session_object(wards, bed, engine.now()));
        case report_format::fhir:
            return answer(request, http::status::ok, "application/fhir+json",
                          feed::session_bundle(wards, bed, engine.now()));
    }
    std::unreachable();
}

http_response get_protocols(const http_request& request, const ward::fold& wards, const parts& path) {
    if (path.size() == 2) return json_answer(request, http::status::ok, feed::protocols_object(wards));
    for (const infusion::protocol_ptr& p : wards.protocols())
        if (p->name == path[2]) return json_answer(request, http::status::ok, feed::protocol_object(*p));
    return problem(request, http::status::not_found, "no such protocol");
}

} // namespace

std::optional<report_format> accepted_format(std::string_view accept) {
    if (trimmed(accept).empty()) return report_format::html;
    const auto weight = [&](const offered& each) { return weight_of(accept, each.type); };
    const auto best = std::ranges::max_element(formats, {}, weight); // the first of those alike
    return weight(*best) > 0 ? std::optional{best->what} : std::nullopt;
}

std::optional<http_response> get_infusion(const http_request& request, const http_context& context) {
    const auto path = parts_of(path_of(request));
    if (!path || path->size() < 2 || (*path)[0] != "v1") return {};
    const core::engine& engine = context.engine;
    if ((*path)[1] == "protocols" && path->size() <= 3) return get_protocols(request, engine.wards(), *path);
    const bool session = path->size() == 5 && (*path)[4] == "infusion";
    const bool report = path->size() == 6 && (*path)[4] == "infusion" && (*path)[5] == "report";
    if ((*path)[1] != "beds" || (!session && !report)) return {};
    const auto bed = engine.wards().find_bed((*path)[2], (*path)[3]);
    if (!bed) return problem(request, http::status::not_found, "no such bed");
    if (report) return get_report(request, engine, *bed);
    return json_answer(request, http::status::ok, feed::session_object(engine.wards(), *bed, engine.now()));
}

} // namespace vigil::net
