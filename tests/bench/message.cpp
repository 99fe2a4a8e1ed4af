#include "tests/bench/message.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>

namespace vigil::bench {
namespace {

constexpr std::string_view no_time = "00000000000000.000+0000";

// '@' marks where a digit changes; the numbers and units are IEEE 11073-10101's.
constexpr std::string_view observations =
    "OBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC|1.1.1.147842|7@|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R\r"
    "OBX|2|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1.2.1.150456|@7|262688^MDC_DIM_PERCENT^MDC|||||R\r"
    "OBX|3|NM|149530^MDC_PULS_OXIM_PULS_RATE^MDC|1.2.1.149530|73|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R\r"
    "OBX|4|NM|151562^MDC_RESP_RATE^MDC|1.3.1.151562|15|264928^MDC_DIM_RESP_PER_MIN^MDC|||||R\r"
    "OBX|5|NM|150037^MDC_PRESS_BLD_ART_ABP_SYS^MDC|1.4.1.150037|118|266016^MDC_DIM_MMHG^MDC|||||R\r"
    "OBX|6|NM|150038^MDC_PRESS_BLD_ART_ABP_DIA^MDC|1.4.1.150038|76|266016^MDC_DIM_MMHG^MDC|||||R\r"
    "OBX|7|NM|150039^MDC_PRESS_BLD_ART_ABP_MEAN^MDC|1.4.1.150039|90|266016^MDC_DIM_MMHG^MDC|||||R\r"
    "OBX|8|NM|150364^MDC_TEMP_BODY^MDC|1.5.1.150364|36.9|268192^MDC_DIM_DEGC^MDC|||||R\r";

std::int64_t now_s() {
    return std::time(nullptr);
}

} // namespace

message::message(std::string_view ward, std::string_view bed, std::uint32_t sender) {
    timespec t{};
    clock_gettime(CLOCK_REALTIME, &t);
    const auto run = static_cast<std::uint32_t>(t.tv_sec * 1'000 + t.tv_nsec / 1'000'000);
    text_ = fmt::format("\x0bMSH|^~\\&|BENCH^00A0370000{0:06X}^EUI-64|WARDNET|VIGIL|SITE|{1}||ORU^R01^ORU_R01|", sender,
                        no_time);
    time_at_[0] = text_.find(no_time);
    id_at_ = text_.size();
    text_ += fmt::format(
        "{:08X}{:04X}{:08d}|P|2.6|||AL|NE||UNICODE UTF-8|||IHE_PCD_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.1.1^ISO\r", run,
        sender & 0xffffu, 0);
    text_ += fmt::format("PID|||N{0:07d}^^^SITE^PI||BENCH^{1}^^^^^L||19700101|F\rPV1||I|{2}^^{1}\r", sender, bed, ward);
    time_at_[1] = text_.size();
    text_ += fmt::format("OBR|1|P1^BENCH|F1^BENCH|182777000^monitoring of patient^SCT|||{}\r", no_time);
    time_at_[1] = text_.find(no_time, time_at_[1]);
    const auto values_at = text_.size();
    text_ += observations;
    heart_rate_at_ = text_.find('@', values_at);
    spo2_at_ = text_.find('@', heart_rate_at_ + 1);
    text_ += "\x1c\r";
}

std::string_view message::next(int spo2) {
    ++number_;
    stamp();
    fmt::format_to(text_.begin() + static_cast<std::ptrdiff_t>(id_at_) + 12, "{:08d}", number_);
    text_[heart_rate_at_] = static_cast<char>('0' + number_ % 10);
    fmt::format_to(text_.begin() + static_cast<std::ptrdiff_t>(spo2_at_), "{:02d}", spo2);
    return text_;
}

void message::stamp() {
    const auto s = now_s();
    if (s == stamped_s_) return;
    stamped_s_ = s;
    const auto digits = fmt::format("{:%Y%m%d%H%M%S}", fmt::gmtime(static_cast<std::time_t>(s)));
    for (const auto at : time_at_) {
        std::copy(digits.begin(), digits.end(), text_.begin() + static_cast<std::ptrdiff_t>(at));
    }
}

} // namespace vigil::bench
