// Finds any of three bytes, 16 at a time. What framing and splitting spend their time on.
#pragma once

#include <bit>
#include <cstddef>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace vigil::hl7 {

/// Calls `found(position)` for each byte of `text` from `pos` on that equals a, b or c, in order, until it returns
/// false.
template <class Found>
inline void scan(std::string_view text, std::size_t pos, char a, char b, char c, Found found) {
#ifdef __SSE2__
    const __m128i as = _mm_set1_epi8(a), bs = _mm_set1_epi8(b), cs = _mm_set1_epi8(c);
    for (; pos + 16 <= text.size(); pos += 16) {
        const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + pos));
        const __m128i hit =
            _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(block, as), _mm_cmpeq_epi8(block, bs)), _mm_cmpeq_epi8(block, cs));
        for (auto bits = static_cast<unsigned>(_mm_movemask_epi8(hit)); bits != 0; bits &= bits - 1)
            if (!found(pos + static_cast<std::size_t>(std::countr_zero(bits)))) return;
    }
#endif
    for (; pos < text.size(); ++pos)
        if ((text[pos] == a || text[pos] == b || text[pos] == c) && !found(pos)) return;
}

/// Position of the first a or b from `pos` on, or npos.
inline std::size_t find_either(std::string_view text, std::size_t pos, char a, char b) {
    std::size_t at = std::string_view::npos;
    scan(text, pos, a, b, a, [&](std::size_t hit) { return at = hit, false; });
    return at;
}

} // namespace vigil::hl7
