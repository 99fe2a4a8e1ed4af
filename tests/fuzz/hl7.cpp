// Any bytes on an MLLP connection, in one piece and cut in two: the same frames, each as text of any character set,
// decoded as each dialect reads it, and answered.
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>
#include <vector>

#include "proto/codes/utf8.hpp"
#include "proto/hl7/ack.hpp"
#include "proto/hl7/framing.hpp"
#include "proto/hl7/oru.hpp"
#include "proto/hl7/text.hpp"
#include "proto/hl7/zone.hpp"

namespace {

using namespace vigil;

constexpr std::string_view charsets[] = {"", "8859/1", "8859/3", "ISO IR87", "ISO IR159", "GB 18030-2000", "BIG-5"};

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = codes::utf8_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::vector<std::string> frames(std::string_view bytes, std::size_t cut, bool lenient) {
    hl7::frame_decoder decoder(4096);
    decoder.end_block_needs_cr(lenient);
    std::vector<std::string> found;
    for (const auto part : {bytes.substr(0, cut), bytes.substr(cut)}) {
        decoder.feed(part);
        while (const auto f = decoder.next()) found.emplace_back(f->bytes);
    }
    return found;
}

/// A message as each dialect reads it, with a zone and without.
void decode(hl7::message& message, const dialects::dialect& how, hl7::oru& out, const hl7::header& head) {
    static const hl7::zone berlin = hl7::zone::open("Europe/Berlin").value();
    const auto done = hl7::decode_oru(message, {.how = how, .local = how.rank % 2 ? &berlin : nullptr}, out);
    for (const reading& r : out.content.readings)
        if (usable(r.status) && !(r.value >= info(r.what).plausible_min && r.value <= info(r.what).plausible_max))
            std::abort(); // a value that rules would use and nobody could have measured
    if (out.content.readings.size() != out.rows_of_readings.size() || out.findings.size() > hl7::findings_max)
        std::abort();
    for (const std::string& kept : {out.content.bed, out.content.ward, out.content.patient, out.content.patient_name})
        if (!is_utf8(kept)) std::abort(); // neither the journal nor PostgreSQL would take it
    std::string answer;
    hl7::append_answer(answer, head,
                       {.what = done ? hl7::verdict::accepted : done.error().what,
                        .error = done ? nullptr : &done.error(),
                        .rejected = out.rejected,
                        .control_id = "1"});
    if (answer.find_first_of("\x0b\x1c") != answer.npos) std::abort(); // would break the sender's framing
}

void take(std::string_view bytes, std::string_view charset) {
    static hl7::text_reader reader;
    static hl7::oru decoded;
    const auto text = reader.read(bytes, charset);
    if (!text) return;
    if (!is_utf8(text->utf8)) std::abort();
    const auto opened = hl7::open(text->utf8);
    if (!opened) return;
    static_cast<void>(hl7::check_header(opened->head));
    for (const dialects::dialect& how : dialects::shipped()) {
        hl7::message message = *opened;
        decode(message, how, decoded, opened->head);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    const std::string_view charset = charsets[size == 0 ? 0 : data[size - 1] % std::size(charsets)];
    for (const bool lenient : {false, true}) {
        const auto whole = frames(bytes, 0, lenient);
        if (size > 0 && whole != frames(bytes, data[0] % size, lenient)) std::abort();
        for (const std::string& frame : whole) take(frame, charset);
    }
    if (bytes.find_first_of("\x0b\x1c") == bytes.npos) take(bytes, charset); // as the inside of a frame
    return 0;
}
