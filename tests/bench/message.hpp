// The message that every bench sends: one ORU^R01 of about 1.1 KB with eight values, as a bedside gateway sends it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace vigil::bench {

/// One sender's message, built once; only digits change between two sendings. Commit acknowledgement is asked for
/// (MSH-15 AL, MSH-16 NE).
class message {
public:
    /// `ward` and `bed` go to PV1-3; `sender` tells connections apart in control ids (4 hexadecimal digits of it).
    message(std::string_view ward, std::string_view bed, std::uint32_t sender);

    /// Fills in the next control id, the present time and the two values that vary. Valid until the next call.
    std::string_view next(int spo2);

    /// Of the message that next() returned; never used before on this machine.
    static constexpr std::size_t control_id_size = 20;
    std::string_view control_id() const { return std::string_view(text_).substr(id_at_, control_id_size); }

private:
    void stamp();

    std::string text_;
    std::size_t id_at_ = 0;
    std::size_t time_at_[2]{};
    std::size_t heart_rate_at_ = 0;
    std::size_t spo2_at_ = 0;
    std::uint32_t number_ = 0;
    std::int64_t stamped_s_ = 0;
};

} // namespace vigil::bench
