// run_load(): checks the options and runs the loop.
#include <fmt/format.h>

#include <cstdio>
#include <optional>
#include <string>
#include <system_error>

#include "server/simulate/endpoint.hpp"
#include "server/simulate/load_run.hpp"
#include "server/simulate/simulate.hpp"

namespace vigil::simulate {
namespace {

/// What was wrong with the options, if anything.
std::optional<std::string> complaint(const load_options& o) {
    if (o.connections < 1 || o.connections > 10000) return "connections: from 1 to 10000";
    if (o.window < 1 || o.window > 65536) return "window: from 1 to 65536";
    if (!(o.rate >= 0 && o.rate <= 1e7)) return "rate: from 0 to 10000000";
    if (!(o.seconds > 0 && o.seconds <= 1e6) || !(o.warmup >= 0 && o.warmup <= 1e6) ||
        !(o.drain >= 0 && o.drain <= 1e6))
        return "seconds, warmup, drain: not negative, seconds above 0";
    if (o.beds < 1 || o.beds > 99999) return "beds: from 1 to 99999";
    if (!is_plain_name(o.ward)) return "ward: letters, digits, '-', '_' and '.' only";
    if (!parse_endpoint(o.mllp)) return "mllp: host:port";
    return {};
}

} // namespace

int run_load(const load_options& options) {
    if (const auto wrong = complaint(options)) {
        fmt::print(stderr, "simulate --load: {}\n", *wrong);
        return 2;
    }
    try {
        load_run run(options, *parse_endpoint(options.mllp));
        if (!run.connect_all()) return 2;
        run.run();
        return run.report();
    } catch (const std::system_error& e) {
        fmt::print(stderr, "simulate --load: {}\n", e.what());
        return 2;
    }
}

} // namespace vigil::simulate
