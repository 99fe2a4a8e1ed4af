#include "proto/json/device_alarm.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "proto/json/write.hpp"

namespace vigil::json {
namespace {

constexpr std::array<std::pair<device_alarm::silenced, std::string_view>, 5> silenced_names{{
    {device_alarm::audio_paused, "audio_paused"},
    {device_alarm::audio_off, "audio_off"},
    {device_alarm::alarm_paused, "alarm_paused"},
    {device_alarm::alarm_off, "alarm_off"},
    {device_alarm::acknowledged, "acknowledged"},
}};

void append_member(std::string& out, std::string_view key, std::string_view text) {
    out.append(",\"").append(key).append("\":");
    append_string(out, text);
}

void append_code(std::string& out, std::string_view key, std::uint32_t code) {
    out.append(",\"").append(key).append("\":");
    code ? append_integer(out, code) : void(out.append("null"));
}

} // namespace

void append_inactivation(std::string& out, std::uint8_t bits) {
    out += '[';
    for (const auto& [bit, name] : silenced_names) {
        if (!(bits & bit)) continue;
        if (out.back() != '[') out += ',';
        append_string(out, name);
    }
    out += ']';
}

void append_device_alarm(std::string& out, const device_alarm& a) {
    out += "{\"id\":";
    append_string(out, a.id);
    append_member(out, "device", a.device);
    append_member(out, "text", a.text);
    append_code(out, "code", a.code);
    append_code(out, "source", a.source);
    append_member(out, "phase", name(a.step));
    append_member(out, "state", name(a.now));
    append_member(out, "priority", name(a.urgency));
    append_member(out, "kind", name(a.what));
    out += ",\"inactivation\":";
    append_inactivation(out, a.inactivation);
    out += ",\"measured_at\":";
    a.measured_at == instant{} ? void(out += "null") : append_time(out, a.measured_at);
    out += '}';
}

} // namespace vigil::json
