// A message as text, asked for fields as recognition asks: enough HL7 for tests of dialects, which know no HL7.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "proto/dialects/dialect.hpp"

namespace vigil::dialects {

inline std::string_view cut(std::string_view text, char mark, std::size_t n) {
    for (; n > 0; --n) {
        const std::size_t end = text.find(mark);
        if (end == text.npos) return {};
        text.remove_prefix(end + 1);
    }
    return text.substr(0, text.find(mark));
}

/// Lines end in '\n'.
inline field_reader fields_of(std::string_view message) {
    return [message](const path& p) {
        for (std::size_t n = 0; n < 40; ++n) {
            const std::string_view line = cut(message, '\n', n);
            if (!line.starts_with(p.segment)) continue;
            const std::size_t shift = line.starts_with("MSH") ? 1 : 0;
            std::string_view text = cut(line, '|', p.field - shift);
            if (p.component != 0 || shift == 0) text = cut(text, '^', std::max(p.component, std::uint8_t{1}) - 1U);
            if (p.subcomponent != 0) text = cut(text, '&', p.subcomponent - 1U);
            if (!text.empty()) return text;
        }
        return std::string_view{};
    };
}

} // namespace vigil::dialects
