// What a receiver's answer means. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vigil::outbound {

enum class verdict : std::uint8_t {
    delivered,
    refused, ///< it answered, and will not take this one
    failed,  ///< not reached, no answer in time, or none that is one: the connection is closed, to be tried again
};

struct outcome {
    verdict what = verdict::failed;
    std::string why;    ///< of what was not delivered
    bool stale = false; ///< failed on a connection that was kept: the receiver may have closed it long before
};

/// Of the content of one MLLP frame, to the message with `control_id`. Nothing if it is no answer to that message.
std::optional<outcome> read_acknowledgement(std::string_view frame, std::string_view control_id);

outcome read_status(unsigned http_status);

} // namespace vigil::outbound
