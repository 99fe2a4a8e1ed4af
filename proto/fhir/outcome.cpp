#include "proto/fhir/outcome.hpp"

#include <algorithm>
#include <array>

#include "proto/json/write.hpp"

namespace vigil::fhir {
namespace {

std::string_view name(gravity how) {
    constexpr std::array<std::string_view, 4> names{"fatal", "error", "warning", "information"};
    return names[static_cast<std::size_t>(how)];
}

void append_issue(std::string& out, const issue& each) {
    out += R"({"severity":)";
    json::append_string(out, name(each.how));
    out += R"(,"code":)";
    json::append_string(out, each.code);
    out += R"(,"diagnostics":)";
    json::append_string(out, each.diagnostics);
    if (!each.where.empty()) {
        out += R"(,"expression":[)";
        json::append_string(out, each.where);
        out += ']';
    }
    out += '}';
}

} // namespace

void append_outcome(std::string& out, const std::vector<issue>& issues) {
    out += R"({"resourceType":"OperationOutcome","issue":[)";
    const std::size_t listed = std::min(issues.size(), issues_listed_max);
    for (std::size_t i = 0; i < listed; ++i) {
        if (i) out += ',';
        append_issue(out, issues[i]);
    }
    if (issues.empty()) append_issue(out, {gravity::information, "informational", "", "all is well"});
    if (listed < issues.size()) {
        const bool bad = std::ranges::any_of(issues.begin() + static_cast<std::ptrdiff_t>(listed), issues.end(),
                                             [](const issue& each) { return each.how <= gravity::error; });
        out += ',';
        append_issue(out, {bad ? gravity::error : gravity::information, "informational", "",
                           "there are more issues than are listed"});
    }
    out += "]}";
}

bool any_error(const std::vector<issue>& issues) {
    return std::ranges::any_of(issues, [](const issue& each) { return each.how <= gravity::error; });
}

} // namespace vigil::fhir
