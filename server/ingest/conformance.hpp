// How well one sender keeps to what it should send: what its vendor's engineer needs to put it right.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/hl7/oru.hpp"

namespace vigil::ingest {

class conformance {
public:
    static constexpr std::size_t findings_max = 200; ///< different ones of a sender; further ones are counted together

    struct observed {
        std::uint64_t count = 0;
        instant first{};
        instant last{};
    };

    void note(hl7::finding::kind what, std::string_view text, instant at);
    void note(const std::vector<hl7::finding>& all, instant at);

    using key = std::pair<hl7::finding::kind, std::string>;
    const std::map<key, observed>& findings() const { return findings_; }
    std::uint64_t others() const { return others_; } ///< findings beyond findings_max

private:
    std::map<key, observed> findings_;
    std::uint64_t others_ = 0;
};

/// "unknown_code", ...
std::string_view name(hl7::finding::kind k);

/// The clock of a sender against ours, from the times it says it sent at: the median of the last ones, so that one late
/// message does not count.
class clock_skew {
public:
    void add(instant sent, instant received);
    std::optional<milliseconds> estimate() const; ///< positive: the sender is ahead; nothing before the third message

private:
    std::array<milliseconds, 15> last_{};
    std::size_t count_ = 0;
};

} // namespace vigil::ingest
