// What people and dashboards tell the engine to do, other than readings.
#include <type_traits>

#include "server/core/engine.hpp"
#include "server/ward/codec.hpp"

namespace vigil::core {
namespace {

/// Where a limit or a pause keeps its end; null for a decision that has none.
instant* until_of(ward::patient_command& c) {
    return std::visit(
        [](auto& what) -> instant* {
            if constexpr (requires { what.until; }) return &what.until;
            return nullptr;
        },
        c.what);
}

template <class Command>
instant* until_of(Command& c) {
    if constexpr (requires { c.until; }) return &c.until;
    return nullptr;
}

/// Of all that was asked for, with its request id: the same whenever it comes.
std::uint64_t key_of(const ward::input& in) {
    std::string bytes;
    encode(in, bytes);
    return ingest::key_of(bytes);
}

} // namespace

template <class Command>
outcome engine::obey(Command c, milliseconds lasting) {
    instant* until = until_of(c);
    if (until) *until = instant{} + lasting;
    const std::uint64_t key = key_of({instant{}, c});
    if (const auto row = seen_.find(key)) return *row;
    if (next_deadline() <= now()) tick(); // what is due by now may stand against it
    const instant at = now();
    if (until) *until = at + lasting;
    if (auto why = wards_.refusal(c, at)) return std::unexpected(*std::move(why));
    const journal::sequence row = apply({at, std::move(c)}, key);
    seen_.remember(key, row);
    return row;
}

outcome engine::decide(ward::patient_command c, milliseconds lasting) {
    return obey(std::move(c), lasting);
}

outcome engine::pause_audio(ward::pause_audio c, milliseconds lasting) {
    return obey(std::move(c), lasting);
}

outcome engine::note(ward::note_alarm c) {
    return obey(std::move(c), {});
}

outcome engine::assign(ward::assign_alarm c) {
    return obey(std::move(c), {});
}

outcome engine::assign(ward::assign_sender c) {
    return obey(std::move(c), {});
}

outcome engine::station(stations::session session, const ward::station_changed& now) {
    stations_.say(session, now);
    tell_stations();
    if (auto why = wards_.refusal(now)) return std::unexpected(*std::move(why));
    return log_.last();
}

void engine::station_left(stations::session session) {
    stations_.leave(session);
    tell_stations();
}

/// A station that is refused, because its ward has too many, is told again every second: another may have gone.
void engine::tell_stations() {
    for (ward::station_changed& now : stations_.untold()) {
        if (wards_.refusal(now)) continue;
        stations_.told(now);
        apply({this->now(), std::move(now)}, 0);
    }
}

void engine::start() {
    apply({now(), ward::server_started{}}, 0);
}

void engine::service(ward::service_changed::which what, bool working) {
    if (std::exchange(broken_.at(static_cast<std::size_t>(what)), !working) == !working) return;
    apply({now(), ward::service_changed{what, working}}, 0);
}

} // namespace vigil::core
