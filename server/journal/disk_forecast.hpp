// When a disk will be full, from how it filled until now. Pure: it is told what the disk looks like, and when.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace vigil::journal {

class disk_forecast {
public:
    using seconds = std::chrono::seconds;

    /// `at` of any monotonic clock. Call about once a second: more often changes nothing.
    void note(seconds at, std::uint64_t free_bytes);

    /// At the mean rate of the last ten minutes; nothing while it does not fill, or was not watched for two.
    std::optional<seconds> full_in() const;

    /// Full within two hours, or hardly anything left; over when it will take twice as long. So whoever is told has an
    /// hour at least, though the rate doubles.
    bool filling() const { return filling_; }

private:
    struct sample {
        seconds at;
        std::uint64_t free_bytes;
    };
    std::deque<sample> samples_; ///< ten seconds apart, and the newest
    bool filling_ = false;
};

} // namespace vigil::journal
