#include "proto/hl7/pcd04_out.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "proto/codes/mdc.hpp"
#include "proto/codes/utf8.hpp"
#include "proto/hl7/message.hpp"
#include "proto/hl7/time.hpp"

namespace vigil::hl7 {
namespace {

constexpr std::string_view event_low = "196670^MDC_EVT_LO^MDC";
constexpr std::string_view event_high = "196648^MDC_EVT_HI^MDC";
constexpr std::string_view event_any = "196616^MDC_EVT_ALARM^MDC";

constexpr std::array<std::string_view, 9> phases{"tpoint",   "start",      "continue",   "update", "end",
                                                 "escalate", "deescalate", "inactivate", "reset"};
constexpr std::array<std::string_view, 3> states{"inactive", "active", "latched"};
constexpr std::array<std::string_view, 4> priorities{"PN", "PL", "PM", "PH"};
constexpr std::array<std::string_view, 3> kinds{"SP", "ST", "SA"};

struct silence_word {
    device_alarm::silenced bit;
    std::string_view word;
};
constexpr std::array silences{
    silence_word{device_alarm::audio_paused, "audio-paused"}, silence_word{device_alarm::audio_off, "audio-off"},
    silence_word{device_alarm::alarm_paused, "alarm-paused"}, silence_word{device_alarm::alarm_off, "alarm-off"},
    silence_word{device_alarm::acknowledged, "alert-acknowledged"}};

/// The most general term of each sign: which sensor it came from is not known any more. 0: IEEE 11073 has none.
std::uint32_t mdc_of(metric m) {
    using enum metric;
    switch (m) {
        case heart_rate: return 147842;
        case pulse_rate: return 149514;
        case spo2: return 150456;
        case respiratory_rate: return 151562;
        case etco2: return 151708;
        case inspired_co2: return 151716;
        case nibp_systolic: return 150021;
        case nibp_diastolic: return 150022;
        case nibp_mean: return 150023;
        case abp_systolic: return 150037;
        case abp_diastolic: return 150038;
        case abp_mean: return 150039;
        case pap_systolic: return 150045;
        case pap_diastolic: return 150046;
        case pap_mean: return 150047;
        case cvp_mean: return 150087;
        case temperature: return 150344;
        case perfusion_index: return 150488;
        case pvc_rate: return 148065;
        default: return 0; // scores and what is charted
    }
}

std::string_view mdc_unit(metric m) {
    switch (info(m).canonical) {
        case unit::percent: return "262688^MDC_DIM_PERCENT^MDC";
        case unit::mmhg: return "266016^MDC_DIM_MMHG^MDC";
        case unit::celsius: return "268192^MDC_DIM_DEGC^MDC";
        case unit::per_minute:
            return m == metric::respiratory_rate ? "264928^MDC_DIM_RESP_PER_MIN^MDC"
                                                 : "264864^MDC_DIM_BEAT_PER_MIN^MDC";
        default: return {};
    }
}

/// Appends `text` so that it stands in one component. Unlike append_escaped() it keeps characters beyond ASCII: these
/// messages are in UTF-8.
void append_text(std::string& out, std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = codes::utf8_length(text);
        if (length > 1)
            out.append(text.substr(0, length));
        else
            append_escaped(out, text.substr(0, 1), {});
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
}

/// One message as it grows.
class writer {
public:
    writer(std::string& out, const alarm_message& a) : out_{out}, a_{a} {}

    void write() {
        header();
        patient();
        order();
        event();
        if (a_.because) cause(*a_.because);
        if (a_.because) attribute("CWE", "68480^MDC_ATTR_ALERT_SOURCE^MDC", code(a_.because->what));
        attribute("ST", "68481^MDC_ATTR_EVENT_PHASE^MDC", pick(phases, a_.step));
        attribute("ST", "68482^MDC_ATTR_ALARM_STATE^MDC", pick(states, a_.now));
        attribute("ST", "68483^MDC_ATTR_ALARM_INACTIVATION_STATE^MDC", inactivation());
        attribute("ST", "68484^MDC_ATTR_ALARM_PRIORITY^MDC", pick(priorities, a_.urgency));
        attribute("ST", "68485^MDC_ATTR_ALERT_TYPE^MDC", pick(kinds, a_.what));
    }

private:
    template <std::size_t N, class Enum>
    static std::string_view pick(const std::array<std::string_view, N>& words, Enum value) {
        return words[static_cast<std::size_t>(value)];
    }

    static std::string escaped(std::string_view text) {
        std::string out;
        append_text(out, text);
        return out;
    }

    static std::string stamp(instant t) {
        std::string out;
        append_time(out, t);
        return out;
    }

    /// A sign without an MDC term keeps its own name.
    static std::string code(metric m) {
        const std::uint32_t number = mdc_of(m);
        if (number == 0) return fmt::format("{0}^{0}^99VIGIL", name(m));
        return fmt::format("{}^{}^MDC", number, codes::find_observation(number)->ref_id);
    }

    static std::string unit_code(metric m) {
        if (const std::string_view known = mdc_unit(m); !known.empty()) return std::string{known};
        const std::string ucum = escaped(name(info(m).canonical));
        return ucum.empty() ? ucum : fmt::format("{0}^{0}^UCUM", ucum);
    }

    template <class... Arguments>
    void segment(fmt::format_string<Arguments...> text, Arguments&&... arguments) {
        fmt::format_to(std::back_inserter(out_), text, std::forward<Arguments>(arguments)...);
        out_.push_back('\r');
    }

    void header() {
        segment(
            "MSH|^~\\&|VIGIL||||{}||ORU^R40^ORU_R40|{}|P|2.6|||AL|NE||UNICODE UTF-8|||"
            "IHE_PCD_ACM_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.4.1^ISO",
            stamp(a_.sent_at), escaped(a_.control_id));
    }

    void patient() {
        if (a_.bed.empty()) return segment("PV1||I|{}", escaped(a_.ward));
        const auto comma = std::min(a_.patient_name.find(", "), a_.patient_name.size());
        std::string name = escaped(a_.patient_name.substr(0, comma));
        if (comma < a_.patient_name.size()) name += '^' + escaped(a_.patient_name.substr(comma + 2));
        segment("PID|||{}^^^^PI||{}", escaped(a_.patient), name.empty() ? "^^^^^^U" : name);
        segment("PV1||I|{}^^{}", escaped(a_.ward), escaped(a_.bed));
    }

    void order() {
        const std::string id = escaped(a_.alarm);
        std::string order = fmt::format("OBR|1|{0}^VIGIL|{0}^VIGIL|{1}|||{2}", id, event_any, stamp(a_.since));
        if (a_.step != device_alarm::phase::start)
            order += std::string(22, '|') + fmt::format("{0}&VIGIL^{0}&VIGIL", id); // OBR-29
        segment("{}", order);
        segment(
            "NTE|1||From a secondary alarm system that evaluates forwarded measurements. "
            "It does not replace the alarms of the devices at the bedside.");
    }

    std::string_view event_code() const {
        if (!a_.because || mdc_of(a_.because->what) == 0) return event_any;
        if (a_.because->value < a_.because->limit) return event_low;
        return a_.because->value > a_.because->limit ? event_high : event_any;
    }

    void event() {
        segment("OBX|{0}|ST|{1}^{2}^^99VIGIL|1.0.0.0.{0}|{3}||||||F|||{4}||||VIGIL^VIGIL", next(), event_code(),
                escaped(a_.rule), escaped(a_.text), stamp(a_.changed_at));
    }

    void cause(const alarm_cause& c) {
        const bool known = std::isfinite(c.value);
        std::string limit;
        if (std::isfinite(c.limit) && known && c.value != c.limit)
            limit =
                fmt::format("{}{}", c.value < c.limit ? '>' : '<', c.limit); // the range in which it would be normal
        segment("OBX|{0}|NM|{1}|1.0.0.0.{0}|{2}|{3}|{4}||||{5}|||{6}", next(), code(c.what),
                known ? fmt::to_string(c.value) : std::string{}, unit_code(c.what), limit, known ? 'R' : 'X',
                stamp(c.measured_at));
    }

    void attribute(std::string_view type, std::string_view what, std::string_view value) {
        segment("OBX|{0}|{1}|{2}|1.0.0.0.{0}|{3}||||||F", next(), type, what, value);
    }

    std::string inactivation() const {
        std::string words;
        for (const auto& [bit, word] : silences) {
            if ((a_.inactivation & bit) == 0) continue;
            if (!words.empty()) words += '~';
            words += word;
        }
        return words.empty() ? "enabled" : words;
    }

    int next() { return ++rows_; }

    std::string& out_;
    const alarm_message& a_;
    int rows_ = 0;
};

} // namespace

void append_pcd04(std::string& out, const alarm_message& a) {
    writer{out, a}.write();
}

} // namespace vigil::hl7
