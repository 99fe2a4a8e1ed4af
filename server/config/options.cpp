#include "server/config/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "server/config/endpoint.hpp"

namespace vigil {
namespace {

constexpr std::string_view port_help = "a TCP port, 0 to 65535 (0 picks a free one)";
constexpr std::string_view address_help = "an IPv4 or IPv6 address such as 127.0.0.1 or ::";

constexpr std::array table{
    option{"http", "address", text_option{[](config& c) -> auto& { return c.http.address; }, text_kind::address},
           address_help},
    option{"http", "port", port_option{[](config& c) -> auto& { return c.http.port; }}, port_help},
    option{"http", "assets", text_option{[](config& c) -> auto& { return c.http.assets; }, text_kind::path},
           "the folder of the built dashboard"},
    option{"mllp", "address", text_option{[](config& c) -> auto& { return c.mllp.address; }, text_kind::address},
           address_help},
    option{"mllp", "port", port_option{[](config& c) -> auto& { return c.mllp.port; }}, port_help},
    option{"mllp", "connections_max",
           size_option{[](config& c) -> auto& { return c.mllp.connections_max; }, 1, 1'000'000},
           "a number of connections, 1 to 1000000"},
    option{"mllp", "frame_bytes_max",
           size_option{[](config& c) -> auto& { return c.mllp.frame_bytes_max; }, 1024, 64 << 20},
           "a number of bytes, 1024 to 67108864"},
    option{"mllp", "framing", text_option{[](config& c) -> auto& { return c.mllp.framing; }, text_kind::framing},
           "strict or lenient"},
    option{"metrics", "address", text_option{[](config& c) -> auto& { return c.metrics.address; }, text_kind::address},
           address_help},
    option{"metrics", "port", port_option{[](config& c) -> auto& { return c.metrics.port; }}, port_help},
    option{"journal", "file", text_option{[](config& c) -> auto& { return c.journal.file; }, text_kind::path},
           "the path of the journal"},
    option{"record", "database", text_option{[](config& c) -> auto& { return c.record.database; }, text_kind::any},
           "a libpq connection string, or empty to keep no record"},
    option{"record", "quarantine_days",
           size_option{[](config& c) -> auto& { return c.record.quarantine_days; }, 0, 36'500},
           "a number of days, 1 to 36500, or 0 to keep them for ever"},
    option{"record", "keep_days", size_option{[](config& c) -> auto& { return c.record.keep_days; }, 0, 36'500},
           "a number of days, 1 to 36500, or 0 to keep them for ever"},
    option{"rules", "file", text_option{[](config& c) -> auto& { return c.rules.file; }, text_kind::path},
           "the path of the alarm rules"},
    option{"protocols", "directory",
           text_option{[](config& c) -> auto& { return c.protocols.directory; }, text_kind::any},
           "the path of the protocols' directory, or empty for the one beside the rules"},
    option{"feed", "outbox_bytes_max",
           size_option{[](config& c) -> auto& { return c.feed.outbox_bytes_max; }, 65'536, 256 << 20},
           "a number of bytes, 65536 to 268435456"},
};

bool acceptable(text_kind kind, const std::string& text) {
    if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; })) return false;
    switch (kind) {
        case text_kind::address: return is_ip_address(text);
        case text_kind::path: return !text.empty();
        case text_kind::framing: return text == "strict" || text == "lenient";
        case text_kind::any: return true;
    }
    return false;
}

std::string must_be(const option& o, std::string_view found) {
    return fmt::format("{}.{} must be {}, not {}", o.section, o.key, o.help, found);
}

} // namespace

std::span<const option> all_options() {
    return table;
}

std::string_view wanted_type(const option& o) {
    return std::holds_alternative<text_option>(o.value) ? "a string" : "an integer";
}

std::optional<std::string> assign(const option& o, config& to, std::int64_t number) {
    if (const auto* port = std::get_if<port_option>(&o.value)) {
        if (number < 0 || number > std::numeric_limits<std::uint16_t>::max()) return must_be(o, fmt::to_string(number));
        port->at(to) = static_cast<std::uint16_t>(number);
        return std::nullopt;
    }
    const auto& size = std::get<size_option>(o.value);
    if (number < size.min || number > size.max) return must_be(o, fmt::to_string(number));
    size.at(to) = static_cast<std::size_t>(number);
    return std::nullopt;
}

std::optional<std::string> assign(const option& o, config& to, std::string_view text) {
    const auto& wanted = std::get<text_option>(o.value);
    std::string value{text};
    if (!acceptable(wanted.kind, value)) return must_be(o, value.empty() ? "empty" : fmt::format("'{}'", value));
    wanted.at(to) = std::move(value);
    return std::nullopt;
}

} // namespace vigil
