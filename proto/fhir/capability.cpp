#include "proto/fhir/capability.hpp"

namespace vigil::fhir {

std::string_view capability_statement() {
    return R"({"resourceType":"CapabilityStatement","status":"active","date":"2026-11-22","kind":"instance",)"
           R"("software":{"name":"Vigil"},"implementation":{"description":"Vital signs in, and what is on record out"},)"
           R"("fhirVersion":"4.0.1","format":["application/fhir+json"],"rest":[{"mode":"server","resource":[{)"
           R"("type":"Observation","supportedProfile":["http://hl7.org/fhir/StructureDefinition/vitalsigns"],)"
           R"("interaction":[{"code":"create"},{"code":"search-type"}],"searchParam":[)"
           R"({"name":"_id","type":"token"},)"
           R"({"name":"patient","type":"reference"},{"name":"subject","type":"reference"},)"
           R"({"name":"bed","type":"string","documentation":"ward/bed"},{"name":"code","type":"token"},)"
           R"({"name":"category","type":"token"},{"name":"date","type":"date"}]}],)"
           R"("interaction":[{"code":"transaction"},{"code":"batch"}]}]})";
}

} // namespace vigil::fhir
