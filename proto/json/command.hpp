// What a dashboard says: one frame of the stream vigil.v1, and the body of an acknowledge request over HTTP.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace vigil::json {

inline constexpr std::size_t command_bytes_max = 16 * 1024;

/// Where a stream was left: everything up to `seq` of `epoch` has arrived.
struct stream_position {
    std::uint64_t epoch = 0;
    std::uint64_t seq = 0;
};

struct subscribe {
    std::optional<stream_position> resume; ///< nothing: begin with a snapshot
};

struct acknowledge {
    std::string request; ///< client-made id
    std::uint64_t alarm = 0;
    std::string by;
};

struct shown {
    std::string request;
    std::uint64_t alarm = 0;
    std::string station;
};

struct station {
    std::string request;
    std::string name;
    bool sound_armed = false;
    bool visible = false;
};

using command = std::variant<subscribe, acknowledge, shown, station>;

struct command_error {
    std::string request; ///< empty if it could not be read: then there is nothing to answer to
    std::string reason;
};

/// Parses commands; keep one a thread.
class command_reader {
public:
    command_reader();
    ~command_reader();

    /// One JSON object. Unknown types, unknown or repeated keys, and missing ones are refused.
    std::expected<command, command_error> read(std::string_view text);

    /// {"by":"...","request":"..."}; `alarm` comes from the path.
    std::expected<acknowledge, command_error> read_acknowledge(std::string_view body, std::uint64_t alarm);

private:
    struct document;
    std::unique_ptr<document> document_;
};

/// An alarm's id as written: 16 lower-case hexadecimal digits.
std::optional<std::uint64_t> parse_alarm_id(std::string_view text);

} // namespace vigil::json
