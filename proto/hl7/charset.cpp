#include "proto/hl7/charset.hpp"

#include "proto/codes/utf8.hpp"

namespace vigil::hl7 {
namespace {

void append_latin_1(std::string& out, std::string_view text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80) out.push_back(static_cast<char>(0xc0 | (byte >> 6)));
        out.push_back(byte < 0x80 ? c : static_cast<char>(0x80 | (byte & 0x3f)));
    }
}

} // namespace

bool is_wide_charset(std::string_view charset) {
    return charset.contains("UTF-16") || charset.contains("UTF-32");
}

void append_utf8(std::string& out, std::string_view text, std::string_view charset) {
    if (codes::is_ascii(text)) return out.append(text), void();
    if (charset == "8859/1") return append_latin_1(out, text);
    while (!text.empty()) {
        const std::size_t length = codes::utf8_length(text);
        out.append(length == 0 ? codes::replacement_character : text.substr(0, length));
        text.remove_prefix(length == 0 ? 1 : length);
    }
}

} // namespace vigil::hl7
