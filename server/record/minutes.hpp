// Readings summed up by minute on their way into vigil.minute, for trends of long spans. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "proto/vitals/reading.hpp"
#include "server/record/copy_rows.hpp"

namespace vigil::record {

/// When a reading counts, by the server's clock; the view vigil.trend_value (migrations/0006_trends_and_retention.sql)
/// says the same and why.
instant trend_moment(const report& r, const reading& value, instant received_at);

/// Of one metric of a bed in one minute; in the metric's canonical unit.
struct minute_sum {
    instant minute{};
    metric what{};
    double lowest = 0, highest = 0, total = 0;
    std::uint32_t count = 0;

    void add(const minute_sum& other);
};

class minutes {
public:
    /// Numbers that rules may use: what is implausible, a test or no number counts nowhere.
    void add(const report& r, instant received_at);
    void add(std::string_view ward, std::string_view bed, const minute_sum& more);
    void add(const minutes& more);

    std::size_t size() const { return size_; } ///< rows
    void clear();

    /// Into minute_rows().
    void append_to(copy_rows& rows) const;

private:
    struct place {
        std::string ward, bed;
        std::map<std::pair<instant, metric>, minute_sum> sums; // of as many minutes as history has, so no list
    };
    place& at(std::string_view ward, std::string_view bed);
    void add(place& to, const minute_sum& more);

    std::unordered_map<std::string, place> places_; // by ward, NUL, bed
    std::size_t size_ = 0;
    std::string key_; // reused
};

} // namespace vigil::record
