// The civil time of a place, for senders whose stamps carry no offset.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "proto/vitals/instant.hpp"

namespace vigil::hl7 {

/// Immutable but for a cache: one for each sender, on one thread. By ICU's time zone data.
class zone {
public:
    /// "Europe/Berlin", "+01:00", "UTC". Error: no such zone.
    static std::expected<zone, std::string> open(std::string_view name);
    zone(zone&&) noexcept;
    zone& operator=(zone&&) noexcept;
    ~zone();

    /// `local.offset_minutes` is ignored. An hour that the clocks' change repeats: the reading nearer to `near` (when
    /// the message came). One that it skips: as if the clock had not been changed. Nothing if no such day or time
    /// exists.
    std::optional<instant> to_instant(const civil_time& local, instant near) const;
    const std::string& name() const { return name_; }

private:
    struct data;
    zone(std::string name, std::unique_ptr<data> what);
    std::string name_;
    std::unique_ptr<data> data_;
};

} // namespace vigil::hl7
