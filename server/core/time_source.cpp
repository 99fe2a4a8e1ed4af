#include "server/core/time_source.hpp"

#include <algorithm>

namespace vigil::core {
namespace {

using namespace std::chrono;

class machine final : public clocks {
public:
    nanoseconds wall() const override { return system_clock::now().time_since_epoch(); }
    nanoseconds monotonic() const override { return steady_clock::now().time_since_epoch(); }
};

} // namespace

const clocks& machine_clocks() {
    static const machine here;
    return here;
}

time_source::time_source(instant not_before, const clocks& read)
    : read_(read),
      base_(std::max(read.wall(), nanoseconds{not_before.time_since_epoch()})),
      started_(read.monotonic()) {}

nanoseconds time_source::ours() const {
    return base_ + (read_.monotonic() - started_);
}

instant time_source::now() {
    latest_ = std::max(latest_, instant{floor<milliseconds>(ours())}); // discipline() may just have taken some back
    return latest_;
}

void time_source::discipline() {
    base_ += std::clamp<nanoseconds>(read_.wall() - ours(), -500us, 500us);
}

double time_source::offset_seconds() const {
    return duration<double>(read_.wall() - ours()).count();
}

} // namespace vigil::core
