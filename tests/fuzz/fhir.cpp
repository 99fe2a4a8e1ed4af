// Any body of POST /fhir and POST /fhir/Observation, and any parameters of a search.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "proto/fhir/message.hpp"
#include "proto/fhir/search.hpp"

namespace {

using namespace vigil;

void check(const fhir::message_item& item) {
    if (item.status == 0) std::abort();
    if ((item.status == 201) != !item.content.readings.empty()) std::abort();
    if (item.status >= 400 && !fhir::any_error(item.issues)) std::abort();
    if (item.status == 200 && item.issues.empty()) std::abort(); // something lost silently
    for (const reading& r : item.content.readings)
        if (usable(r.status) && !(r.value >= info(r.what).plausible_min && r.value <= info(r.what).plausible_max))
            std::abort(); // a value that rules would use and nobody could have measured
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    static fhir::message_reader reader;
    static fhir::message_item item;
    std::string out;
    for (const bool bundle : {true, false}) {
        if (!(bundle ? reader.open_bundle(text) : reader.open_observation(text))) continue;
        while (reader.next({}, item)) {
            check(item);
            out.clear();
            fhir::append_outcome(out, item.issues);
        }
    }
    const std::string value{text};
    for (const char* name : {"patient", "bed", "code", "date", "_count", "_cursor"}) {
        const auto asked = fhir::read_search({{"bed", "W1/3"}, {name, value}}, false);
        if (asked && asked->bed.empty() && asked->patient.empty()) std::abort();
        if (asked && (asked->count == 0 || asked->count > fhir::count_max)) std::abort();
    }
    return 0;
}
