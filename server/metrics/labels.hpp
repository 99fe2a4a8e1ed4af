// The label values of the metrics: closed sets, so that the number of time series is known when the server starts.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "proto/vitals/reading.hpp"
#include "server/alarm/alarm.hpp"

namespace vigil {

enum class transport : std::uint8_t { mllp, http, websocket };

enum class message_result : std::uint8_t {
    accepted,
    duplicate,
    rejected, ///< understood, and refused
    error,    ///< not understood, or not kept
};

/// Why an observation was not taken.
enum class rejection : std::uint8_t { unknown_code, unknown_unit, bad_value, other };

/// What became of a message that was not understood, in whole or in part.
enum class quarantined : std::uint8_t {
    kept,    ///< with its bytes
    counted, ///< one like it was kept lately
};

/// Why a dashboard got a new snapshot.
enum class resync : std::uint8_t {
    slow,      ///< its outbox was full
    gap,       ///< the events it missed are no longer held
    epoch,     ///< the server had restarted
    requested, ///< it asked for one
};

/// Why the connection of a dashboard ended.
enum class dashboard_end : std::uint8_t {
    left,
    slow,
    protocol_error,
    timeout,
    shutdown,
};

/// How an alarm is sent to other systems.
enum class outbound_kind : std::uint8_t { pcd04, webhook };

/// What became of a change of an alarm that another system was to be told of.
enum class outbound_result : std::uint8_t {
    delivered,   ///< acknowledged by the receiver
    failed,      ///< not answered in time, or not reached; sent again
    refused,     ///< answered negatively; not sent again
    collapsed,   ///< begun and over before it could be told
    crowded_out, ///< more waited than may: the oldest of the least urgent
    gave_up,     ///< waited too long
};

std::string_view name(transport t);
std::string_view name(message_result r);
std::string_view name(rejection r);
std::string_view name(quarantined q);
std::string_view name(resync r);
std::string_view name(dashboard_end e);
std::string_view name(outbound_kind k);
std::string_view name(outbound_result r);

/// Values of a label enumeration run from 0 to label_count - 1.
template <typename Label>
inline constexpr std::size_t label_count = 0;
template <>
inline constexpr std::size_t label_count<transport> = 3;
template <>
inline constexpr std::size_t label_count<message_result> = 4;
template <>
inline constexpr std::size_t label_count<rejection> = 4;
template <>
inline constexpr std::size_t label_count<quarantined> = 2;
template <>
inline constexpr std::size_t label_count<resync> = 4;
template <>
inline constexpr std::size_t label_count<dashboard_end> = 5;
template <>
inline constexpr std::size_t label_count<outbound_kind> = 2;
template <>
inline constexpr std::size_t label_count<outbound_result> = 6;
template <>
inline constexpr std::size_t label_count<validity> = 6;
template <>
inline constexpr std::size_t label_count<alarm::priority> = 3;
template <>
inline constexpr std::size_t label_count<alarm::kind> = 2;

/// One time series for every combination of label values, found by arithmetic.
template <typename Metric, typename... Label>
class labelled {
public:
    static constexpr std::size_t size = (label_count<Label> * ...);
    static_assert(size > 0, "every label needs its label_count");

    /// Fills the table: `make` gets the texts of one combination and returns its time series, which must outlive this.
    template <typename Make>
    explicit labelled(const Make& make) {
        for (std::size_t i = 0; i < size; ++i) series_[i] = &make(texts_of(i));
    }

    Metric& operator()(Label... label) const {
        std::size_t i = 0;
        ((i = i * label_count<Label> + static_cast<std::size_t>(label)), ...);
        return *series_[i];
    }

private:
    static std::array<std::string, sizeof...(Label)> texts_of(std::size_t i) {
        std::array<std::string, sizeof...(Label)> texts;
        std::size_t stride = size;
        std::size_t place = 0;
        ((stride /= label_count<Label>, texts[place++] = name(static_cast<Label>(i / stride % label_count<Label>))),
         ...);
        return texts;
    }

    std::array<Metric*, size> series_{};
};

} // namespace vigil
