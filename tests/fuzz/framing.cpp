// Any bytes on an MLLP connection, cut into feeds of any sizes: the same frames and counts as in one piece, and what
// append_frame() writes comes out again whatever came before. The first bytes say how: limit, reading of 0x1C, cuts.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "proto/hl7/framing.hpp"

namespace {

using namespace vigil;

constexpr std::size_t cuts = 4;

void must(bool holds) {
    if (!holds) std::abort();
}

struct seen {
    std::vector<std::pair<hl7::frame::kind, std::string>> frames;
    hl7::framing_counts counts;
    bool unfinished = false;
};

/// `sizes`: of the feeds, in turn; empty: all in one.
seen read(std::string_view bytes, std::string_view sizes, std::size_t bytes_max, bool needs_cr) {
    hl7::frame_decoder decoder(bytes_max);
    decoder.end_block_needs_cr(needs_cr);
    seen out;
    for (std::size_t turn = 0; !bytes.empty(); ++turn) {
        const std::size_t size =
            sizes.empty() ? bytes.size() : 1 + static_cast<std::uint8_t>(sizes[turn % sizes.size()]);
        const std::string part{bytes.substr(0, size)}; // of its own, so that a view kept too long is noticed
        bytes.remove_prefix(part.size());
        decoder.feed(part);
        while (const auto f = decoder.next()) out.frames.emplace_back(f->what, f->bytes);
    }
    out.counts = decoder.counts();
    out.unfinished = decoder.unfinished();
    return out;
}

void must_be_same(const seen& a, const seen& b) {
    must(a.frames == b.frames && a.unfinished == b.unfinished);
    must(a.counts.filler_bytes == b.counts.filler_bytes && a.counts.garbage_bytes == b.counts.garbage_bytes);
    must(a.counts.skipped_bytes == b.counts.skipped_bytes);
}

void must_be_allowed(const seen& all, std::size_t bytes_max, bool needs_cr) {
    for (const auto& [what, bytes] : all.frames) {
        must(bytes.size() <= bytes_max && bytes.find(hl7::start_block) == bytes.npos);
        must(needs_cr || bytes.find(hl7::end_block) == bytes.npos);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view bytes{reinterpret_cast<const char*>(data), size};
    if (size < 1 + cuts) return 0;
    const std::size_t bytes_max = 1 + data[0] / 2;
    const bool needs_cr = data[0] % 2 != 0;
    const std::string_view sizes = bytes.substr(1, cuts);
    bytes.remove_prefix(1 + cuts);

    const seen whole = read(bytes, {}, bytes_max, needs_cr);
    must_be_allowed(whole, bytes_max, needs_cr);
    must_be_same(whole, read(bytes, sizes, bytes_max, needs_cr));
    must_be_same(whole, read(bytes, std::string_view{"\0", 1}, bytes_max, needs_cr)); // byte by byte

    std::string more{bytes};
    hl7::append_frame(more, "M"); // ends, by its start, whatever was open
    const seen after = read(more, sizes, bytes_max, needs_cr);
    must(!after.unfinished && after.frames.back() == std::pair{hl7::frame::kind::whole, std::string{"M"}});
    return 0;
}
