// Recognises a message that was received before: a sender repeats what it got no answer to.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "proto/vitals/reading.hpp"

namespace vigil::ingest {

/// Hash of a whole message, which holds its sender and control id: a control id alone identifies nothing, gateways
/// reuse them. Never 0.
std::uint64_t key_of(std::string_view payload);

/// The same of a message about something that it does not say itself: the bed that its connection stands for. Monitors
/// without names and clocks send equal messages of different patients.
std::uint64_t key_of(std::string_view payload, std::string_view about);

/// The key of a message that is a new one however equal it is to an earlier one.
std::uint64_t key_of_occurrence(std::uint64_t payload, instant at, std::uint64_t count);

/// The same for a report that was one item of a larger request.
std::uint64_t key_of(const report& r);

/// The newest keys and the journal row of each. Bounded: the oldest key is forgotten first.
class duplicates {
public:
    explicit duplicates(std::size_t keys_max = 262'144) : ring_(keys_max) {}

    /// The row in which this message stands already.
    std::optional<std::uint64_t> find(std::uint64_t key) const;
    void remember(std::uint64_t key, std::uint64_t row);
    std::size_t size() const { return rows_.size(); }
    std::size_t capacity() const { return ring_.size(); }

private:
    boost::unordered_flat_map<std::uint64_t, std::uint64_t> rows_;
    std::vector<std::uint64_t> ring_; ///< keys in order of arrival; 0 where none has been yet
    std::size_t next_ = 0;
};

} // namespace vigil::ingest
