#include "server/simulate/message.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <iterator>
#include <utility>

#include "proto/vitals/unit.hpp"

namespace vigil::simulate {
namespace {

struct mdc_row {
    std::string_view code;
    std::string_view containment; ///< OBX-4: device.part.channel.metric
    std::string_view unit;
    int decimals;
};

/// Codes and units: ISO/IEEE 11073-10101.
mdc_row mdc_of(metric m) {
    constexpr std::string_view beat = "264864^MDC_DIM_BEAT_PER_MIN^MDC";
    constexpr std::string_view breath = "264928^MDC_DIM_RESP_PER_MIN^MDC";
    constexpr std::string_view percent = "262688^MDC_DIM_PERCENT^MDC";
    constexpr std::string_view mmhg = "266016^MDC_DIM_MMHG^MDC";
    constexpr std::string_view celsius = "268192^MDC_DIM_DEGC^MDC";
    switch (m) {
        case metric::heart_rate: return {"147842^MDC_ECG_HEART_RATE^MDC", "1.1.1.147842", beat, 0};
        case metric::spo2: return {"150456^MDC_PULS_OXIM_SAT_O2^MDC", "1.2.1.150456", percent, 0};
        case metric::pulse_rate: return {"149530^MDC_PULS_OXIM_PULS_RATE^MDC", "1.2.1.149530", beat, 0};
        case metric::respiratory_rate: return {"151562^MDC_RESP_RATE^MDC", "1.3.1.151562", breath, 0};
        case metric::etco2: return {"151708^MDC_CONC_AWAY_CO2_ET^MDC", "1.4.1.151708", mmhg, 0};
        case metric::temperature: return {"150364^MDC_TEMP_BODY^MDC", "1.5.1.150364", celsius, 1};
        case metric::nibp_systolic: return {"150021^MDC_PRESS_BLD_NONINV_SYS^MDC", "1.6.1.150021", mmhg, 0};
        case metric::nibp_diastolic: return {"150022^MDC_PRESS_BLD_NONINV_DIA^MDC", "1.6.1.150022", mmhg, 0};
        case metric::nibp_mean: return {"150023^MDC_PRESS_BLD_NONINV_MEAN^MDC", "1.6.1.150023", mmhg, 0};
        case metric::pump_flow:
            return {"157784^MDC_FLOW_FLUID_PUMP^MDC", "1.1.1.157784", "265266^MDC_DIM_MILLI_L_PER_HR^MDC", 2};
        case metric::pump_dose_rate:
            return {"157924^MDC_RATE_DOSE^MDC", "1.1.1.157924", "265522^MDC_DIM_MILLI_G_PER_HR^MDC", 2};
        case metric::pump_concentration:
            return {"157760^MDC_CONC_DRUG^MDC", "1.1.1.157760", "264306^MDC_DIM_MILLI_G_PER_ML^MDC", 2};
        case metric::pump_remaining:
            return {"157872^MDC_VOL_FLUID_TBI_REMAIN^MDC", "1.1.1.157872", "263762^MDC_DIM_MILLI_L^MDC", 2};
        default: std::unreachable(); // neither bedside::shown() nor a pump has others
    }
}

void append_obx(std::string& out, std::size_t set_id, const shown_value& v) {
    const mdc_row row = mdc_of(v.what);
    const auto to = std::back_inserter(out);
    fmt::format_to(to, "OBX|{}|NM|{}|{}|", set_id, row.code, row.containment);
    if (v.value) fmt::format_to(to, "{:.{}f}", *v.value, row.decimals);
    fmt::format_to(to, "|{}||{}|||{}", row.unit, v.value ? "" : "OFF", v.value ? "R" : "X");
    if (v.measured_at) {
        out += "|||";
        append_hl7_time(out, *v.measured_at);
    }
    out += '\r';
}

/// `kind` as OBX-3 names it, `part` of the device's name after its bed.
std::string write_device(const envelope& e, std::string_view kind, std::string_view part,
                         std::span<const shown_value> values) {
    std::string time;
    append_hl7_time(time, e.sent_at);
    std::string out;
    out.reserve(1536);
    const auto to = std::back_inserter(out);
    fmt::format_to(to,
                   "\x0bMSH|^~\\&|VIGIL_SIMULATE^0200000000000001^EUI-64|{}|||{}||ORU^R01^ORU_R01|{}|P|2.6|||AL|NE||"
                   "UNICODE UTF-8|||IHE_PCD_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.1.1^ISO\r",
                   e.ward, time, e.id);
    fmt::format_to(to, "PID|||{}^^^SIMULATED^PI||^^^^^^U\rPV1||I|{}^^{}\r", patient_identifier(e.ward, e.bed), e.ward,
                   e.bed);
    fmt::format_to(to, "OBR|1|{0}^VIGIL_SIMULATE|{0}^VIGIL_SIMULATE|182777000^monitoring of patient^SCT|||{1}\r", e.id,
                   time);
    fmt::format_to(to, "OBX|1||{}|1.0.0.0|||||||X|||||||{}-{}{}^VIGIL_SIMULATE\r", kind, e.ward, e.bed, part);
    for (std::size_t i = 0; i < values.size(); ++i) append_obx(out, i + 2, values[i]);
    out += "\x1c\r";
    return out;
}

void append_json_reading(std::string& out, const shown_value& v) {
    const auto to = std::back_inserter(out);
    fmt::format_to(to, R"({{"metric":"{}",)", name(v.what));
    if (v.value)
        fmt::format_to(to, R"("value":{:.{}f},"unit":"{}")", *v.value, v.what == metric::temperature ? 1 : 0,
                       name(info(v.what).canonical));
    else
        out += R"("value":null,"status":"sensor_off")";
    if (v.measured_at) fmt::format_to(to, R"(,"time":"{}")", to_rfc3339(*v.measured_at));
    out += '}';
}

} // namespace

std::string patient_identifier(std::string_view ward, std::string_view bed) {
    return fmt::format("SIM-{}-{}", ward, bed);
}

void append_hl7_time(std::string& out, instant t) {
    const auto day = std::chrono::floor<std::chrono::days>(t.time_since_epoch());
    const std::chrono::year_month_day date{std::chrono::sys_days{day}};
    const std::chrono::hh_mm_ss time{t.time_since_epoch() - day};
    fmt::format_to(std::back_inserter(out), "{:04}{:02}{:02}{:02}{:02}{:02}.{:03}+0000", static_cast<int>(date.year()),
                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                   time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

std::string write_oru(const envelope& e, std::span<const shown_value> values) {
    return write_device(e, "69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC", "", values);
}

std::string write_pump_oru(const envelope& e, std::span<const shown_value> values) {
    return write_device(e, "69985^MDC_DEV_PUMP_INFUS_MDS^MDC", "-pump", values);
}

std::string write_adt(const envelope& e, std::string_view event) {
    std::string time;
    append_hl7_time(time, e.sent_at);
    return fmt::format(
        "\x0bMSH|^~\\&|REGISTRATION|{0}|||{1}||ADT^{2}|{3}|P|2.6|||||||UNICODE UTF-8\rEVN|{2}|{1}\r"
        "PID|||{4}^^^SIMULATED^PI||^^^^^^U\rPV1||I|{0}^^{5}\r\x1c\r",
        e.ward, time, event, e.id, patient_identifier(e.ward, e.bed), e.bed);
}

std::string write_report(const envelope& e, std::span<const shown_value> values) {
    std::string out =
        fmt::format(R"({{"sender":"{}","id":"{}","bed":"{}/{}","patient":"{}","time":"{}","readings":[)", e.sender,
                    e.id, e.ward, e.bed, patient_identifier(e.ward, e.bed), to_rfc3339(e.sent_at));
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i != 0) out += ',';
        append_json_reading(out, values[i]);
    }
    out += "]}";
    return out;
}

} // namespace vigil::simulate
