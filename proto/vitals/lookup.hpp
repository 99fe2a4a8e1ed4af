// Finds short texts and numbers in a table that is known when this is compiled: a hash without collisions, so that
// there is one entry to compare with. Pure; any thread.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace vigil {

/// The number that stands in memory there.
template <class Number>
constexpr Number load(const char* from) {
    std::array<char, sizeof(Number)> bytes{};
    std::copy_n(from, bytes.size(), bytes.begin());
    return std::bit_cast<Number>(bytes);
}

/// A text's size, first and last bytes as numbers: of up to 16 bytes it is all of the text, compared without a call.
struct short_text {
    static constexpr std::size_t bytes_max = 16;

    std::uint64_t head = 0, tail = 0;
    std::size_t size = 0;

    constexpr explicit short_text(std::string_view text) : size(text.size()) {
        const char* const first = text.data();
        if (size >= 8)
            head = load<std::uint64_t>(first), tail = load<std::uint64_t>(first + size - 8);
        else if (size >= 4)
            head = load<std::uint32_t>(first), tail = load<std::uint32_t>(first + size - 4);
        else
            for (const char c : text) head = head << 8 | static_cast<unsigned char>(c);
        if (size > bytes_max) head ^= std::rotl(load<std::uint64_t>(first + 8), 13); // "MDC_DIM_..._PER_MIN"
    }
    constexpr std::uint64_t number() const { return (head ^ std::rotl(tail, 29)) + size; }
    friend constexpr bool operator==(const short_text&, const short_text&) = default;
};

constexpr bool same(std::string_view a, std::string_view b) {
    return a.size() == b.size() && (a.size() <= short_text::bytes_max ? short_text{a} == short_text{b} : a == b);
}

/// Where in a table a number would stand.
template <unsigned bits>
struct places {
    std::uint64_t factor = 0;
    std::array<std::uint8_t, std::size_t{1} << bits> at{};

    constexpr std::size_t slot(std::uint64_t number) const { return number * factor >> (64 - bits); }
    constexpr std::size_t of(std::uint64_t number) const { return at[slot(number)]; }
};

/// `number_of(entry)` of each must differ; a table that needs more `bits` does not compile.
template <unsigned bits, class Table, class Number>
consteval places<bits> find_places(const Table& table, Number number_of) {
    static_assert(std::tuple_size_v<Table> < 256);
    std::array<std::uint64_t, std::tuple_size_v<Table>> numbers{};
    std::ranges::transform(table, numbers.begin(), number_of);
    for (std::uint64_t factor = 0x9e37'79b9'7f4a'7c15;; factor = factor * 0xd134'2543'de82'ef95 + 2) {
        places<bits> out{.factor = factor, .at = {}};
        std::array<bool, std::size_t{1} << bits> taken{};
        std::size_t at = 0;
        for (; at < numbers.size() && !taken[out.slot(numbers[at])]; ++at) {
            taken[out.slot(numbers[at])] = true;
            out.at[out.slot(numbers[at])] = static_cast<std::uint8_t>(at);
        }
        if (at == numbers.size()) return out;
    }
}

} // namespace vigil
