// Any body of POST /v1/readings and any frame of a dashboard.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "proto/json/command.hpp"
#include "proto/json/readings.hpp"
#include "proto/vitals/scale.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vigil;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    static json::report_reader reports;
    static json::command_reader commands;
    static json::report_item item;
    for (const auto kind : {json::body_kind::json, json::body_kind::lines}) {
        if (!reports.open(text, kind)) continue;
        while (reports.next({}, item)) {
            if (!item.usable) continue;
            if (item.content.sender.empty() || item.content.readings.empty()) std::abort();
            for (const reading& r : item.content.readings) {
                if (r.what == metric::sedation) std::abort(); // a depth that no scale gave
                if (!std::isnan(r.value) && !levels(r.what).empty() && !level_of(r.what, r.value)) std::abort();
                if (usable(r.status) &&
                    !(r.value >= info(r.what).plausible_min && r.value <= info(r.what).plausible_max))
                    std::abort(); // a value that rules would use and nobody could have measured
            }
        }
    }
    static_cast<void>(commands.read(text));
    static_cast<void>(commands.read_acknowledge(text, 1));
    return 0;
}
