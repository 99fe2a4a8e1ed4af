#include "server/simulate/load_message.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstring>
#include <string>

#include "server/simulate/message.hpp"

namespace vigil::simulate {
namespace {

constexpr std::string_view id_placeholder = "IIIIIIIIIIIIIIIIIIII";
constexpr std::string_view bed_placeholder = "BBBBB";
constexpr std::string_view time_placeholder = "TTTTTTTTTTTTTTTTTTTTTTT"; // as long as "20261122020000.000+0000"
constexpr std::string_view hex = "0123456789abcdef";

/// Each value ends in a digit that is patched; whatever it is, no usual limit is crossed.
constexpr std::string_view body =
    "OBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC|1.1.1.147842|7#|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R\r"
    "OBX|2|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1.2.1.150456|97.#|262688^MDC_DIM_PERCENT^MDC|||||R\r"
    "OBX|3|NM|149530^MDC_PULS_OXIM_PULS_RATE^MDC|1.2.1.149530|7#|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R\r"
    "OBX|4|NM|151562^MDC_RESP_RATE^MDC|1.3.1.151562|14.#|264928^MDC_DIM_RESP_PER_MIN^MDC|||||R\r"
    "OBX|5|NM|150037^MDC_PRESS_BLD_ART_ABP_SYS^MDC|1.4.1.150037|12#|266016^MDC_DIM_MMHG^MDC|||||R\r"
    "OBX|6|NM|150038^MDC_PRESS_BLD_ART_ABP_DIA^MDC|1.4.1.150038|7#|266016^MDC_DIM_MMHG^MDC|||||R\r"
    "OBX|7|NM|150039^MDC_PRESS_BLD_ART_ABP_MEAN^MDC|1.4.1.150039|9#|266016^MDC_DIM_MMHG^MDC|||||R\r"
    "OBX|8|NM|150364^MDC_TEMP_BODY^MDC|1.5.1.150364|36.#|268192^MDC_DIM_DEGC^MDC|||||R\r"
    "\x1c\r";

template <std::size_t N>
void put_hex(std::array<char, N>& out, std::size_t at, std::size_t digits, std::uint64_t value) {
    for (std::size_t i = digits; i-- > 0; value >>= 4U) out[at + i] = hex[value & 15U];
}

} // namespace

std::array<char, control_id_bytes> control_id(std::uint32_t run, std::uint32_t connection, std::uint64_t number) {
    std::array<char, control_id_bytes> id;
    put_hex(id, 0, 8, run);
    put_hex(id, 8, 4, connection);
    put_hex(id, 12, 8, number);
    return id;
}

std::int64_t number_of(std::string_view id, std::uint32_t run, std::uint32_t connection) {
    if (id.size() != control_id_bytes) return -1;
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(id.data() + 12, id.data() + id.size(), number, 16);
    if (error != std::errc{} || end != id.data() + id.size()) return -1;
    const auto expected = control_id(run, connection, number);
    return id == std::string_view(expected.data(), expected.size()) ? std::int64_t{number} : -1;
}

load_message::load_message(std::string_view ward) {
    frame_ = fmt::format(
        "\x0bMSH|^~\\&|VIGIL_LOAD^0200000000000002^EUI-64|{0}|VIGIL|HOSPITAL|{1}||ORU^R01^ORU_R01|{2}|P|2.6|||AL|NE||"
        "UNICODE UTF-8|||IHE_PCD_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.1.1^ISO\r"
        "PID|||LOAD{3}^^^SIMULATED^PI||^^^^^^U\r"
        "PV1||I|{0}^^{3}\r"
        "OBR|1|1^VIGIL_LOAD|1^VIGIL_LOAD|182777000^monitoring of patient^SCT|||{1}\r",
        ward, time_placeholder, id_placeholder, bed_placeholder);
    frame_ += body;
    id_at_ = frame_.find(id_placeholder);
    note(times_at_, time_placeholder);
    note(beds_at_, bed_placeholder);
    note(digits_at_, "#");
}

void load_message::note(std::vector<std::size_t>& places, std::string_view placeholder) {
    for (auto at = frame_.find(placeholder); at != std::string::npos; at = frame_.find(placeholder, at + 1))
        places.push_back(at);
}

void load_message::patch_time(instant written_at) {
    std::string text;
    append_hl7_time(text, written_at);
    for (const std::size_t at : times_at_) std::memcpy(frame_.data() + at, text.data(), time_placeholder.size());
    time_ = written_at;
}

void load_message::append(std::string& out, std::string_view id, unsigned bed, std::uint64_t number,
                          instant written_at) {
    if (written_at != time_) patch_time(written_at);
    std::memcpy(frame_.data() + id_at_, id.data(), control_id_bytes);
    std::array<char, 5> digits;
    for (std::size_t i = digits.size(); i-- > 0; bed /= 10) digits[i] = hex[bed % 10];
    for (const std::size_t at : beds_at_) std::memcpy(frame_.data() + at, digits.data(), digits.size());
    for (const std::size_t at : digits_at_) frame_[at] = hex[number++ % 10];
    out += frame_;
}

} // namespace vigil::simulate
