#include "proto/hl7/row_alarm.hpp"

namespace vigil::hl7 {
namespace {

using kind = device_alarm::kind;
using priority = device_alarm::priority;

device_alarm active(std::string id, std::string text) {
    device_alarm out;
    out.id = std::move(id);
    out.text = std::move(text);
    out.step = device_alarm::phase::resume;
    return out;
}

std::string plain(std::string_view as_sent, const delimiters& marks) {
    std::string out;
    append_plain(out, as_sent, marks);
    return out;
}

std::optional<device_alarm> read_mdil(const segment& obx, const delimiters& marks) {
    if (component(obx.field(3), marks, 3) != "MDIL-ALERT") return {};
    const std::string text = plain(component(obx.field(5), marks, 1), marks);
    if (text.empty()) return {};
    const std::string_view level = component(obx.field(3), marks, 1);
    device_alarm out = active(text, text);
    out.what = level == "5" || level == "6" ? kind::technical : kind::physiological;
    out.urgency = level == "1" ? priority::high : level == "2" ? priority::medium : priority::low;
    return out;
}

std::optional<device_alarm> read_pds(const segment& obx, const delimiters& marks) {
    const std::string_view group = component(obx.field(3), marks, 1);
    if (trimmed(obx.field(2)) != "CE" || (group != "2" && group != "4")) return {};
    const std::string_view number = component(obx.field(5), marks, 1), text = component(obx.field(5), marks, 2);
    if (number.empty() || number == "0") return {}; // "0^": none of this kind
    device_alarm out = active(std::string{number}, plain(text, marks));
    out.what = group == "2" ? kind::physiological : kind::technical;
    out.urgency = text.starts_with("***") ? priority::high : text.starts_with("**") ? priority::medium : priority::low;
    return out;
}

} // namespace

std::optional<device_alarm> read_row_alarm(const segment& obx, dialects::alarm_form form, const delimiters& marks) {
    switch (form) {
        case dialects::alarm_form::mdil: return read_mdil(obx, marks);
        case dialects::alarm_form::pds: return read_pds(obx, marks);
        case dialects::alarm_form::none: break;
    }
    return {};
}

} // namespace vigil::hl7
