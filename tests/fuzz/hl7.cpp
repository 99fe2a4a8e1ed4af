// Any bytes on an MLLP connection, in one piece and cut in two: the same frames, each decoded and answered.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "proto/hl7/ack.hpp"
#include "proto/hl7/framing.hpp"
#include "proto/hl7/oru.hpp"

namespace {

using namespace vigil;

std::vector<std::string> frames(std::string_view bytes, std::size_t cut) {
    hl7::frame_decoder decoder(4096);
    std::vector<std::string> found;
    for (const auto part : {bytes.substr(0, cut), bytes.substr(cut)}) {
        decoder.feed(part);
        while (const auto f = decoder.next()) found.emplace_back(f->bytes);
    }
    return found;
}

void answer(std::string_view message) {
    static hl7::oru decoded;
    const auto done = hl7::decode_oru(message, {}, decoded);
    for (const reading& r : decoded.content.readings)
        if (usable(r.status) && !(r.value >= info(r.what).plausible_min && r.value <= info(r.what).plausible_max))
            std::abort(); // a value that rules would use and nobody could have measured
    std::string out;
    hl7::append_answer(out, decoded.head,
                       {.what = done ? hl7::verdict::accepted : done.error().what,
                        .error = done ? nullptr : &done.error(),
                        .rejected = decoded.rejected,
                        .control_id = "1"});
    if (out.find_first_of("\x0b\x1c") != out.npos) std::abort(); // would break the sender's framing
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    const auto whole = frames(bytes, 0);
    if (size > 0 && whole != frames(bytes, data[0] % size)) std::abort();
    for (const std::string& frame : whole) answer(frame);
    if (bytes.find_first_of("\x0b\x1c") == bytes.npos) answer(bytes); // as the inside of a frame
    return 0;
}
