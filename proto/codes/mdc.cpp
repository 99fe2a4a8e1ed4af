#include "proto/codes/mdc.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <ranges>

#include "proto/vitals/lookup.hpp"

namespace vigil::codes {
namespace {

struct unit_code {
    std::uint32_t number;
    unit what;
};

struct named {
    std::string_view ref_id;
    std::uint32_t number;
};

using enum metric;

// Numbers and names: IEEE 11073-10101 as used by IHE PCD-01 senders. Without a name: private terms of one vendor's MDIL
// (149538 pulse of the oximeter, 151552 respiration, 192711 to 192714 and 520391 temperatures 1 to 4 and 1, 192741
// pulse of the cuff, 194918 and 194919 core temperatures). The last column: worth.
// clang-format off
constexpr std::array observations{
    observation{147842, heart_rate,       "MDC_ECG_HEART_RATE",              1},
    observation{148065, pvc_rate,         "MDC_ECG_V_P_C_CNT",               1},
    observation{148066, pvc_rate,         "MDC_ECG_V_P_C_RATE",              1},
    observation{149514, pulse_rate,       "MDC_PULS_RATE",                   2},
    observation{149522, pulse_rate,       "MDC_BLD_PULS_RATE_INV",           4},
    observation{149530, pulse_rate,       "MDC_PULS_OXIM_PULS_RATE",         3},
    observation{149538, pulse_rate,       "",                                3},
    observation{149546, pulse_rate,       "MDC_PULS_RATE_NON_INV",           1},
    observation{150017, nibp_systolic,    "MDC_PRESS_BLD_SYS",               1},
    observation{150018, nibp_diastolic,   "MDC_PRESS_BLD_DIA",               1},
    observation{150019, nibp_mean,        "MDC_PRESS_BLD_MEAN",              1},
    observation{150021, nibp_systolic,    "MDC_PRESS_BLD_NONINV_SYS",        2},
    observation{150022, nibp_diastolic,   "MDC_PRESS_BLD_NONINV_DIA",        2},
    observation{150023, nibp_mean,        "MDC_PRESS_BLD_NONINV_MEAN",       2},
    observation{150033, abp_systolic,     "MDC_PRESS_BLD_ART_SYS",           1},
    observation{150034, abp_diastolic,    "MDC_PRESS_BLD_ART_DIA",           1},
    observation{150035, abp_mean,         "MDC_PRESS_BLD_ART_MEAN",          1},
    observation{150037, abp_systolic,     "MDC_PRESS_BLD_ART_ABP_SYS",       1},
    observation{150038, abp_diastolic,    "MDC_PRESS_BLD_ART_ABP_DIA",       1},
    observation{150039, abp_mean,         "MDC_PRESS_BLD_ART_ABP_MEAN",      1},
    observation{150045, pap_systolic,     "MDC_PRESS_BLD_ART_PULM_SYS",      1},
    observation{150046, pap_diastolic,    "MDC_PRESS_BLD_ART_PULM_DIA",      1},
    observation{150047, pap_mean,         "MDC_PRESS_BLD_ART_PULM_MEAN",     1},
    observation{150087, cvp_mean,         "MDC_PRESS_BLD_VEN_CENT_MEAN",     1},
    observation{150301, nibp_systolic,    "MDC_PRESS_CUFF_SYS",              2},
    observation{150302, nibp_diastolic,   "MDC_PRESS_CUFF_DIA",              2},
    observation{150303, nibp_mean,        "MDC_PRESS_CUFF_MEAN",             2},
    observation{150344, temperature,      "MDC_TEMP",                        2},
    observation{150352, temperature,      "MDC_TEMP_ART",                    6},
    observation{150364, temperature,      "MDC_TEMP_BODY",                   4},
    observation{150368, temperature,      "MDC_TEMP_CORE",                   6},
    observation{150372, temperature,      "MDC_TEMP_ESOPH",                  6},
    observation{150380, temperature,      "MDC_TEMP_NASOPH",                 4},
    observation{150388, temperature,      "MDC_TEMP_SKIN",                   1},
    observation{150392, temperature,      "MDC_TEMP_TYMP",                   4},
    observation{150396, temperature,      "MDC_TEMP_VEN",                    6},
    observation{150448, perfusion_index,  "MDC_PULS_OXIM_PERF_REL",          1},
    observation{150456, spo2,             "MDC_PULS_OXIM_SAT_O2",            1},
    observation{150488, perfusion_index,  "MDC_BLD_PERF_INDEX",              1},
    observation{151552, respiratory_rate, "",                                2},
    observation{151562, respiratory_rate, "MDC_RESP_RATE",                   2},
    observation{151570, respiratory_rate, "MDC_AWAY_RESP_RATE",              4},
    observation{151578, respiratory_rate, "MDC_TTHOR_RESP_RATE",             3},
    observation{151594, respiratory_rate, "MDC_CO2_RESP_RATE",               4},
    observation{151658, respiratory_rate, "MDC_PULS_OXIM_PLETH_RESP_RATE",   1},
    observation{151708, etco2,            "MDC_CONC_AWAY_CO2_ET",            2},
    observation{151712, etco2,            "MDC_CONC_AWAY_CO2_EXP",           1},
    observation{151716, inspired_co2,     "MDC_CONC_AWAY_CO2_INSP",          1},
    observation{157760, pump_concentration, "MDC_CONC_DRUG",                 1},
    observation{157784, pump_flow,        "MDC_FLOW_FLUID_PUMP",             1},
    observation{157872, pump_remaining,   "MDC_VOL_FLUID_TBI_REMAIN",        1},
    observation{157924, pump_dose_rate,   "MDC_RATE_DOSE",                   1},
    observation{188420, temperature,      "MDC_TEMP_RECT",                   5},
    observation{188424, temperature,      "MDC_TEMP_ORAL",                   4},
    observation{188428, temperature,      "MDC_TEMP_EAR",                    4},
    observation{188436, temperature,      "MDC_TEMP_BLD",                    6},
    observation{188452, temperature,      "MDC_TEMP_AXILLA",                 3},
    observation{188496, temperature,      "MDC_TEMP_AXIL",                   3},
    observation{192711, temperature,      "",                                2},
    observation{192712, temperature,      "",                                2},
    observation{192713, temperature,      "",                                2},
    observation{192714, temperature,      "",                                2},
    observation{192741, pulse_rate,       "",                                1},
    observation{194918, temperature,      "",                                6},
    observation{194919, temperature,      "",                                6},
    observation{520391, temperature,      "",                                2},
};
// clang-format on

constexpr std::array aliases{
    named{"MDC_ECG_CARD_BEAT_RATE", 147842},
    named{"MDC_AWAY_CO2_ET", 151708},
};

// clang-format off
constexpr std::array units{
    unit_code{262656, unit::one},
    unit_code{262688, unit::percent},
    unit_code{263762, unit::millilitre},
    unit_code{264306, unit::milligram_per_millilitre},
    unit_code{264307, unit::microgram_per_millilitre},
    unit_code{264672, unit::per_minute},
    unit_code{264864, unit::per_minute},
    unit_code{264928, unit::per_minute},
    unit_code{265216, unit::litre_per_minute},
    unit_code{265266, unit::millilitre_per_hour},
    unit_code{265491, unit::microgram_per_minute},
    unit_code{265522, unit::milligram_per_hour},
    unit_code{265523, unit::microgram_per_hour},
    unit_code{265619, unit::microgram_per_kilogram_per_minute},
    unit_code{265650, unit::milligram_per_kilogram_per_hour},
    unit_code{265987, unit::kilopascal},
    unit_code{266016, unit::mmhg},
    unit_code{266560, unit::fahrenheit},
    unit_code{268192, unit::celsius},
};
// clang-format on

/// Pressure groups: the rows above systolic, diastolic and mean.
constexpr std::array<std::uint32_t, 6> groups{150016, 150020, 150032, 150036, 150044, 150084};

constexpr std::size_t names_count =
    aliases.size() + static_cast<std::size_t>(
                         std::ranges::count_if(observations, [](const observation& o) { return !o.ref_id.empty(); }));

consteval auto sorted_names() {
    std::array<named, names_count> all{};
    auto at = std::ranges::copy(aliases, all.begin()).out;
    for (const observation& o : observations)
        if (!o.ref_id.empty()) *at++ = {o.ref_id, o.number};
    std::ranges::sort(all, {}, &named::ref_id);
    return all;
}

constexpr auto names = sorted_names();

template <class Range, class Key>
consteval bool strictly_ascending(const Range& range, Key key) {
    return std::ranges::adjacent_find(range, std::ranges::greater_equal{}, key) == range.end();
}
static_assert(strictly_ascending(observations, &observation::number), "one sign a number");
static_assert(strictly_ascending(units, &unit_code::number), "one unit a number");

constexpr auto number_of = [](const auto& entry) { return std::uint64_t{entry.number}; };
constexpr auto observation_places = find_places<10>(observations, number_of);
constexpr auto unit_places = find_places<6>(units, number_of);

constexpr std::size_t digits_of_number = 6;

/// A number of so many digits, as it is written.
constexpr std::uint64_t written(const char* digits) {
    return load<std::uint32_t>(digits) | std::uint64_t{load<std::uint16_t>(digits + 4)} << 32;
}

/// The numbers of a table as they are written.
template <class Entry, std::size_t size>
consteval std::array<std::uint64_t, size> write_numbers(const std::array<Entry, size>& table) {
    std::array<std::uint64_t, size> out{};
    std::ranges::transform(table, out.begin(), [](const Entry& entry) {
        std::array<char, digits_of_number> digits{};
        std::uint32_t rest = entry.number;
        for (char& digit : std::views::reverse(digits)) digit = static_cast<char>('0' + rest % 10), rest /= 10;
        return rest == 0 && digits[0] != '0' ? written(digits.data()) : throw "a number of six digits"; // none compiles
    });
    return out;
}

constexpr auto written_observations = write_numbers(observations);
constexpr auto written_units = write_numbers(units);
constexpr auto written_observation_places = find_places<10>(written_observations, std::identity{});
constexpr auto written_unit_places = find_places<6>(written_units, std::identity{});

bool parse_hex(std::string_view text, std::uint32_t& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    return text.size() == 4 && text.front() != '-' && error == std::errc{} && end == text.data() + text.size();
}

} // namespace

const observation* find_observation(std::uint32_t number) {
    const observation& at = observations[observation_places.of(number)];
    return at.number == number ? &at : nullptr;
}

std::optional<unit> unit_from_mdc(std::uint32_t number) {
    const unit_code& at = units[unit_places.of(number)];
    return at.number == number ? std::optional{at.what} : std::nullopt;
}

const observation* find_observation(std::string_view digits) {
    if (digits.size() != digits_of_number) return nullptr;
    const std::uint64_t number = written(digits.data());
    const std::size_t at = written_observation_places.of(number);
    return written_observations[at] == number ? &observations[at] : nullptr;
}

std::optional<unit> unit_from_mdc(std::string_view digits) {
    if (digits.size() != digits_of_number) return {};
    const std::uint64_t number = written(digits.data());
    const std::size_t at = written_unit_places.of(number);
    return written_units[at] == number ? std::optional{units[at].what} : std::nullopt;
}

std::optional<std::uint32_t> mdc_from_ref_id(std::string_view ref_id) {
    const auto at = std::ranges::lower_bound(names, ref_id, {}, &named::ref_id);
    if (at == names.end() || at->ref_id != ref_id) return {};
    return at->number;
}

bool names_another(std::uint32_t number, std::string_view ref_id) {
    const auto other = mdc_from_ref_id(ref_id);
    return other && *other != number;
}

bool is_container(std::uint32_t number) {
    const bool device = number >= 69632 && number < 73728;    // MDC_DEV_*: systems, modules, channels
    const bool profile = number >= 528384 && number < 532480; // MDC_DEV_SPEC_PROFILE_* and their sub-profiles
    return device || profile || std::ranges::binary_search(groups, number);
}

std::optional<std::uint32_t> mdc_from_mdil(std::string_view code) {
    std::uint32_t partition = 0, term = 0;
    if (code.size() != 9 || code[4] != '-') return {};
    if (!parse_hex(code.substr(0, 4), partition) || !parse_hex(code.substr(5), term)) return {};
    return partition * 65536 + term;
}

} // namespace vigil::codes
