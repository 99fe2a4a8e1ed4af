// A frame's bytes as UTF-8 text, before anything is split: in ISO-2022-JP the bytes of | ^ ~ & \ occur inside
// characters.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

namespace vigil::hl7 {

/// What a message's bytes became.
struct text {
    std::string_view utf8;        ///< valid UTF-8; into the given bytes where nothing had to be converted
    std::string_view charset;     ///< MSH-18 as sent (first repetition; the alternative of several), or the fallback
    bool replaced = false;        ///< there were bytes that are no characters: each is U+FFFD now
    bool unknown_charset = false; ///< MSH-18 names none we know: read as UTF-8, what is none replaced
};

/// MSH-18 (HL7 table 0211): "", ASCII, 8859/1 to 8859/15, UNICODE UTF-8, UTF-8, ISO IR6, ISO IR14, ISO IR87, ISO IR159
/// (all as ISO-2022-JP; often the second repetition), GB 18030-2000, BIG-5, KS X 1001, and what is not in it: Shift
/// JIS, CP1250 to CP1258; and their usual misspellings. `fallback` is used where MSH-18 is empty; empty: UTF-8.
/// `buffer` is reused and holds the text if it had to be converted; plain ASCII and valid UTF-8 cost one pass and no
/// copy. Error: UTF-16 or UTF-32, by a byte order mark, by NULs, or by MSH-18; it says what to send instead. By ICU;
/// not for several threads at once (`buffer` and converters are per caller).
class text_reader {
public:
    text_reader();
    ~text_reader();
    std::expected<text, std::string> read(std::string_view bytes, std::string_view fallback);

private:
    struct converters;
    std::unique_ptr<converters> converters_; ///< opened when first needed, kept
    std::string buffer_;
};

} // namespace vigil::hl7
