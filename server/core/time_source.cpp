#include "server/core/time_source.hpp"

#include <algorithm>

namespace vigil::core {
namespace {

using namespace std::chrono;

nanoseconds wall() {
    return duration_cast<nanoseconds>(system_clock::now().time_since_epoch());
}

} // namespace

time_source::time_source(instant not_before)
    : base_(std::max(wall(), nanoseconds{not_before.time_since_epoch()})), started_(steady_clock::now()) {}

nanoseconds time_source::ours() const {
    return base_ + (steady_clock::now() - started_);
}

instant time_source::now() {
    latest_ = std::max(latest_, instant{floor<milliseconds>(ours())}); // discipline() may just have taken some back
    return latest_;
}

void time_source::discipline() {
    base_ += std::clamp<nanoseconds>(wall() - ours(), -500us, 500us);
}

double time_source::offset_seconds() const {
    return duration<double>(wall() - ours()).count();
}

} // namespace vigil::core
