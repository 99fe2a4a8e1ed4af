// Every option of the configuration as data: where it is written, where it goes, what it may be.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "server/config/config.hpp"

namespace vigil {

/// What a text may be.
enum class text_kind : std::uint8_t {
    address, ///< IPv4 or IPv6 in digits
    path,    ///< of a file or folder; not empty
    framing, ///< of MLLP: strict or lenient
    any,     ///< may be empty
};

struct text_option {
    std::string& (*at)(config&);
    text_kind kind;
};

struct port_option {
    std::uint16_t& (*at)(config&);
};

struct size_option {
    std::size_t& (*at)(config&);
    std::int64_t min;
    std::int64_t max;
};

struct option {
    std::string_view section;
    std::string_view key;
    std::variant<text_option, port_option, size_option> value;
    std::string_view help; ///< completes "must be ..."
};

std::span<const option> all_options();

/// Stores the value, or says what it must be. The overload decides which type was written.
std::optional<std::string> assign(const option& o, config& to, std::int64_t number);
std::optional<std::string> assign(const option& o, config& to, std::string_view text);

/// "an integer" or "a string": what the option wants.
std::string_view wanted_type(const option& o);

} // namespace vigil
