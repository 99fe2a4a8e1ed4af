#include "proto/fhir/outcome.hpp"

#include <doctest/doctest.h>
#include <simdjson.h>

#include "proto/fhir/capability.hpp"

namespace vigil::fhir {
namespace {

std::string written(const std::vector<issue>& issues) {
    std::string out;
    append_outcome(out, issues);
    return out;
}

} // namespace

TEST_CASE("an outcome says how bad what is, where, and why") {
    CHECK(written({{gravity::error, "value", "Observation.status", "a \"b\""}}) ==
          R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"value",)"
          R"("diagnostics":"a \"b\"","expression":["Observation.status"]}]})");
    CHECK(written({{gravity::warning, "value", "", "c"}}).contains(R"("severity":"warning")"));
    CHECK_FALSE(written({{gravity::fatal, "value", "", "c"}}).contains("expression"));
}

TEST_CASE("an outcome is never without an issue and never without an end") {
    CHECK(written({}).contains(R"("severity":"information","code":"informational","diagnostics":"all is well")"));
    std::vector<issue> many(issues_listed_max, {gravity::information, "value", "", "d"});
    const auto count = [&] {
        simdjson::dom::parser parser;
        const std::string text = written(many);
        return parser.parse(text)["issue"].get_array().value().size();
    };
    CHECK(count() == issues_listed_max);
    many.push_back({gravity::error, "value", "", "e"});
    many.push_back({gravity::information, "value", "", "f"});
    CHECK(count() == issues_listed_max + 1);
    CHECK(written(many).contains(R"("severity":"error")")); // the worst of those not listed
}

TEST_CASE("an error or worse is bad") {
    CHECK_FALSE(any_error({}));
    CHECK_FALSE(any_error({{gravity::warning, "", "", ""}, {gravity::information, "", "", ""}}));
    CHECK(any_error({{gravity::warning, "", "", ""}, {gravity::error, "", "", ""}}));
    CHECK(any_error({{gravity::fatal, "", "", ""}}));
}

TEST_CASE("the statement of capabilities is a resource of R4 that names what can be searched for") {
    simdjson::dom::parser parser;
    const auto root = parser.parse(capability_statement());
    CHECK(root["resourceType"].get_string().value() == "CapabilityStatement");
    CHECK(root["fhirVersion"].get_string().value() == "4.0.1");
    CHECK(root["rest"].at(0)["resource"].at(0)["type"].get_string().value() == "Observation");
    CHECK(root["rest"].at(0)["resource"].at(0)["searchParam"].get_array().value().size() == 7);
}

} // namespace vigil::fhir
