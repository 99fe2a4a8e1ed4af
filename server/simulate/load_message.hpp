// The message of the load: an ORU^R01 of IHE PCD-01 with 8 OBX, about 1.1 KB, made once and patched. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "proto/vitals/instant.hpp"

namespace vigil::simulate {

/// Control ids: 8 hex digits of the run, 4 of the connection, 8 of the message's number on it.
inline constexpr std::size_t control_id_bytes = 20;
std::array<char, control_id_bytes> control_id(std::uint32_t run, std::uint32_t connection, std::uint64_t number);

/// The number in `id`; -1 if it is not an id of this run and connection.
std::int64_t number_of(std::string_view id, std::uint32_t run, std::uint32_t connection);

class load_message {
public:
    explicit load_message(std::string_view ward);

    /// Appends one MLLP frame. `bed` up to 99999; values vary with `number` and stay within usual limits.
    void append(std::string& out, std::string_view id, unsigned bed, std::uint64_t number, instant written_at);

private:
    void patch_time(instant written_at);
    void note(std::vector<std::size_t>& places, std::string_view placeholder);

    std::string frame_;
    std::size_t id_at_;
    std::vector<std::size_t> times_at_;
    std::vector<std::size_t> beds_at_;
    std::vector<std::size_t> digits_at_; ///< last digit of each value
    instant time_ = never;               ///< what stands in the frame now
};

} // namespace vigil::simulate
