#include "proto/hl7/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include "proto/codes/utf8.hpp"
#include "proto/hl7/framing.hpp"
#include "proto/hl7/message.hpp"
#include "proto/hl7/scan.hpp"

namespace vigil::hl7 {
namespace {

constexpr char shift = '\x1b'; ///< ESC: the one ASCII byte that means more than itself, in ISO-2022-JP
constexpr std::string_view japanese = "ISO-2022-JP-2"; // with JIS X 0212, which ISO IR159 is

enum class encoding : std::uint8_t { utf8, converted, wide, unknown };

struct charset {
    encoding how = encoding::utf8;
    std::string_view converter; ///< ICU's name, for `converted`
};

struct known_charset {
    std::string_view name; ///< upper case, without blanks, '-', '_', '/'
    charset is;
};

// HL7 table 0211 and what senders write instead. ASCII is read as UTF-8, which has it.
// clang-format off
constexpr std::array known{
    known_charset{"", {}}, known_charset{"ASCII", {}}, known_charset{"USASCII", {}},
    known_charset{"ISOIR6", {}}, known_charset{"UTF8", {}}, known_charset{"UNICODE", {}},
    known_charset{"UNICODEUTF8", {}}, known_charset{"ISOIR192", {}},
    known_charset{"ISOIR14", {encoding::converted, japanese}}, known_charset{"ISOIR87", {encoding::converted, japanese}},
    known_charset{"ISOIR159", {encoding::converted, japanese}}, known_charset{"ISO2022JP", {encoding::converted, japanese}},
    known_charset{"GB180302000", {encoding::converted, "gb18030"}}, known_charset{"GB18030", {encoding::converted, "gb18030"}},
    known_charset{"GBK", {encoding::converted, "gb18030"}}, known_charset{"GB2312", {encoding::converted, "gb18030"}},
    known_charset{"BIG5", {encoding::converted, "Big5"}},
    known_charset{"KSX1001", {encoding::converted, "EUC-KR"}}, known_charset{"EUCKR", {encoding::converted, "EUC-KR"}},
    known_charset{"SHIFTJIS", {encoding::converted, "Shift_JIS"}}, known_charset{"SJIS", {encoding::converted, "Shift_JIS"}},
};
constexpr std::array<std::string_view, 16> latin{"",
    "ISO-8859-1", "ISO-8859-2",  "ISO-8859-3",  "ISO-8859-4", "ISO-8859-5",  "ISO-8859-6",  "ISO-8859-7", "ISO-8859-8",
    "ISO-8859-9", "ISO-8859-10", "ISO-8859-11", "",           "ISO-8859-13", "ISO-8859-14", "ISO-8859-15"};
// clang-format on

constexpr std::array<std::string_view, 9> windows{"windows-1250", "windows-1251", "windows-1252",
                                                  "windows-1253", "windows-1254", "windows-1255",
                                                  "windows-1256", "windows-1257", "windows-1258"};

/// "CP1250", "WINDOWS-1250".
std::optional<charset> windows_charset(std::string_view name) {
    name = name.substr(name.starts_with("WINDOWS") ? 7 : name.starts_with("CP") ? 2 : name.size());
    if (name.size() != 4 || !name.starts_with("125") || name[3] < '0' || name[3] > '8') return {};
    return charset{encoding::converted, windows[static_cast<std::size_t>(name[3] - '0')]};
}

/// "8859/15", "ISO-8859-15", "ISO8859_15".
std::optional<charset> latin_charset(std::string_view name) {
    if (name.starts_with("ISO")) name.remove_prefix(3);
    if (!name.starts_with("8859") || name.size() < 5 || name.size() > 6) return {};
    std::size_t part = 0;
    for (const char c : name.substr(4)) {
        if (c < '0' || c > '9') return {};
        part = part * 10 + static_cast<std::size_t>(c - '0');
    }
    if (part >= latin.size() || latin[part].empty()) return {};
    return charset{encoding::converted, latin[part]};
}

charset find_charset(std::string_view as_sent) {
    std::array<char, 32> letters{};
    std::size_t size = 0;
    for (const char c : as_sent) {
        if (c == ' ' || c == '-' || c == '_' || c == '/') continue;
        if (size == letters.size()) return {encoding::unknown, {}};
        letters[size++] = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    const std::string_view name{letters.data(), size};
    const auto found = std::ranges::find(known, name, &known_charset::name);
    if (found != known.end()) return found->is;
    for (const std::string_view wide : {"UTF16", "UTF32", "UCS2", "UCS4"})
        if (name.contains(wide)) return {encoding::wide, {}};
    if (const auto found_windows = windows_charset(name)) return *found_windows;
    return latin_charset(name).value_or(charset{encoding::unknown, {}});
}

/// Of MSH-18's repetitions the one that says how the bytes are to be read: "~ISO IR87" is ASCII that shifts to kanji.
std::string_view deciding(std::string_view field, char repetition) {
    if (!field.contains(repetition)) return trimmed(field);
    std::string_view first;
    bool shifts = false;
    each_repetition(field, repetition, [&](std::string_view one) {
        one = trimmed(one);
        shifts = find_charset(one).converter == japanese;
        if (first.empty() || shifts) first = one;
        return !shifts;
    });
    return first;
}

/// MSH-18, looked for in bytes: kanji before it are passed over.
std::string_view declared(std::string_view bytes) {
    if (bytes.starts_with("FHS") || bytes.starts_with("BHS")) { // of a batch, the first message speaks for all
        const std::size_t at = std::min(bytes.find("\rMSH"), bytes.find("\nMSH"));
        if (at == std::string_view::npos) return {};
        bytes.remove_prefix(at + 1);
    }
    if (!bytes.starts_with("MSH") || bytes.size() < 8) return {};
    const char separator = bytes[3], repetition = bytes[5];
    std::size_t field = 1, begin = 0, end = 0; // MSH-1 is the separator itself
    bool kanji = false;
    const auto take = [&](std::size_t at) {
        if (++field == 18) begin = at + 1;
        if (field == 19) end = at;
    };
    const auto take_all = [&](std::size_t at, std::uint64_t marks) { each_mark(at, marks, take); };
    const std::string_view msh = bytes.substr(0, line_scanner{}.scan(bytes, 0, separator, take_all));
    if (msh.size() < 8) return {};
    if (msh.contains(shift)) {
        field = 1, begin = end = 0;
        scan(msh, 3, separator, shift, separator, [&](std::size_t at) {
            if (msh[at] == shift) return kanji = msh.substr(at + 1, 1) == "$", true;
            if (!kanji) take(at);
            return true;
        });
    }
    if (end == 0) end = msh.size();
    return begin == 0 ? std::string_view{} : deciding(msh.substr(begin, end - begin), repetition);
}

std::string_view without_wrapping(std::string_view bytes) {
    if (bytes.starts_with(start_block)) bytes.remove_prefix(1);
    if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
    while (bytes.starts_with('\r') || bytes.starts_with('\n')) bytes.remove_prefix(1);
    return bytes;
}

bool looks_wide(std::string_view bytes) {
    return bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff") || bytes.substr(0, 4).contains('\0');
}

/// How much of `bytes` is well-formed UTF-8.
std::size_t valid_utf8(std::string_view bytes) {
    std::size_t at = 0;
    while (at < bytes.size()) {
        const std::size_t length = codes::utf8_length(bytes.substr(at, 4));
        if (length == 0) break;
        at += length;
    }
    return at;
}

void append_replaced(std::string& out, std::string_view bytes) {
    while (true) {
        const std::size_t good = valid_utf8(bytes);
        out.append(bytes.substr(0, good));
        if (good == bytes.size()) return;
        out.append(codes::replacement_character);
        bytes.remove_prefix(good + 1);
    }
}

/// ICU calls this for bytes that are no character; `context` is a bool.
void note_and_replace(const void* context, UConverterToUnicodeArgs* args, const char* units, std::int32_t length,
                      UConverterCallbackReason reason, UErrorCode* error) {
    if (reason <= UCNV_IRREGULAR) *static_cast<bool*>(const_cast<void*>(context)) = true;
    UCNV_TO_U_CALLBACK_SUBSTITUTE(nullptr, args, units, length, reason, error);
}

} // namespace

struct text_reader::converters {
    struct closer {
        void operator()(UConverter* c) const { ucnv_close(c); }
    };
    using converter = std::unique_ptr<UConverter, closer>;
    std::vector<std::pair<std::string_view, converter>> opened; ///< by ICU's name; there are as many as known sets
    bool replaced = false;
    std::string last_name; ///< senders do not change their minds
    charset last;

    const charset& named(std::string_view name);
    UConverter* find(std::string_view name);
};

const charset& text_reader::converters::named(std::string_view name) {
    if (name != last_name) {
        last = find_charset(name);
        last_name = name;
    }
    return last;
}

/// nullptr if this system's ICU lacks it.
UConverter* text_reader::converters::find(std::string_view name) {
    const auto found = std::ranges::find(opened, name, [](const auto& entry) { return entry.first; });
    if (found != opened.end()) return found->second.get();
    UErrorCode error = U_ZERO_ERROR;
    converter made{ucnv_open(std::string{name}.c_str(), &error)};
    if (U_SUCCESS(error)) ucnv_setToUCallBack(made.get(), note_and_replace, &replaced, nullptr, nullptr, &error);
    if (U_FAILURE(error)) made.reset();
    return opened.emplace_back(name, std::move(made)).second.get();
}

text_reader::text_reader() : converters_(std::make_unique<converters>()) {}
text_reader::~text_reader() = default;

std::expected<text, std::string> text_reader::read(std::string_view bytes, std::string_view fallback) {
    if (looks_wide(bytes))
        return std::unexpected(
            "the message is in UTF-16 or UTF-32, which cannot be split at its delimiters: send UTF-8");
    text out{.utf8 = bytes, .charset = declared(without_wrapping(bytes))};
    if (out.charset.empty()) out.charset = fallback;
    const charset set = converters_->named(out.charset);
    if (set.how == encoding::wide)
        return std::unexpected(fmt::format("character set {} is not supported: send UTF-8 and MSH-18 \"UNICODE UTF-8\"",
                                           out.charset.substr(0, 40)));
    out.unknown_charset = set.how == encoding::unknown;
    const bool shifts = set.converter == japanese && bytes.contains(shift);
    if (codes::is_ascii(bytes) && !shifts) return out; // the same in all sets that are known
    UConverter* const by = set.how == encoding::converted ? converters_->find(set.converter) : nullptr;
    if (!by) {
        if (valid_utf8(bytes) == bytes.size()) return out;
        buffer_.clear();
        append_replaced(buffer_, bytes);
        out.replaced = true;
    } else {
        UErrorCode error = U_ZERO_ERROR;
        converters_->replaced = false;
        const icu::UnicodeString wide{bytes.data(), static_cast<std::int32_t>(bytes.size()), by, error};
        buffer_.clear();
        wide.toUTF8String(buffer_);
        out.replaced = converters_->replaced;
    }
    out.utf8 = buffer_;
    return out;
}

} // namespace vigil::hl7
