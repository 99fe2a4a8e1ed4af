// MLLP, release 1: <VT> message <FS> <CR>. Does no I/O; the session feeds what it read and takes frames out.
// Any way of cutting the same bytes into feeds gives the same items and counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vigil::hl7 {

inline constexpr char start_block = '\x0b'; ///< VT
inline constexpr char end_block = '\x1c';   ///< FS

/// One thing found on the wire.
struct frame {
    enum class kind : std::uint8_t {
        whole,
        truncated, ///< another start block, or no more, came before the end block; bytes: what there was (if anything)
        too_long,  ///< more than frame_bytes_max; bytes: its first ones, enough to answer it; the rest is skipped
    };
    kind what = kind::whole;
    std::string_view
        bytes; ///< without VT and FS; into the fed bytes if they held all of it, valid until next() or feed()
};

/// What went by outside of frames, for metrics.
struct framing_counts {
    std::uint64_t filler_bytes = 0;  ///< NUL, CR or LF between frames: harmless
    std::uint64_t garbage_bytes = 0; ///< anything else between frames
    std::uint64_t skipped_bytes = 0; ///< rest of frames that were too long
};

/// Use: feed(bytes), then next() until it gives nothing. One connection has one decoder; no threads.
class frame_decoder {
public:
    explicit frame_decoder(std::size_t frame_bytes_max = 1 << 20) : bytes_max_(frame_bytes_max) {}

    /// Whether 0x1C ends a frame only before 0x0D, so that it may stand in the data; from the next frame on.
    void end_block_needs_cr(bool needed) { needs_cr_ = needed; }

    /// `bytes` must stay as they are until next() has given nothing; what is unfinished then has been copied.
    void feed(std::string_view bytes);
    std::optional<frame> next();

    /// No more will be fed: what there is of a frame that has not ended. Call when next() has given nothing.
    std::optional<frame> end();

    /// A frame has begun and not ended: a deadline should run.
    bool unfinished() const { return where_ != place::between; }
    const framing_counts& counts() const { return counts_; }

private:
    enum class place : std::uint8_t { between, inside, skipping };

    std::string_view take(std::size_t size);
    std::size_t find_end() const;
    bool settle_end();
    std::optional<frame> between();
    std::optional<frame> inside();
    std::optional<frame> too_long();
    void skip();
    void count_between(std::string_view bytes);

    std::size_t bytes_max_;
    std::string_view rest_;      ///< fed and not yet looked at
    std::string partial_;        ///< a frame's bytes from earlier feeds
    bool partial_given_ = false; ///< the last item pointed into partial_
    bool needs_cr_ = false;
    bool end_in_doubt_ = false; ///< the last byte fed was 0x1C: the next one says whether it ends the frame
    bool after_end_ = false;    ///< a CR now belongs to the last frame
    place where_ = place::between;
    framing_counts counts_;
};

/// Appends `message` as a frame.
void append_frame(std::string& out, std::string_view message);

} // namespace vigil::hl7
