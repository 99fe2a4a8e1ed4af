#include "proto/vitals/lookup.hpp"

#include <string>

#include <doctest/doctest.h>

#include "proto/vitals/metric.hpp"
#include "proto/vitals/unit.hpp"

using namespace vigil;

TEST_CASE("texts are the same if every byte is, whatever their length") {
    for (std::size_t size = 0; size < 40; ++size) {
        const std::string text(size, 'a');
        CHECK(same(text, std::string{text}));
        CHECK_FALSE(same(text, text + "a"));
        for (std::size_t at = 0; at < size; ++at) {
            std::string other = text;
            other[at] = 'b';
            CAPTURE(size);
            CAPTURE(at);
            CHECK_FALSE(same(text, other));
        }
    }
}

TEST_CASE("what is nearly a name in a table is not taken for it") {
    for (const metric_info& m : metrics()) {
        const std::string known{m.name};
        CHECK(metric_from_name(known) == m.what);
        for (std::size_t at = 0; at < known.size(); ++at) {
            std::string other = known;
            ++other[at];
            CHECK_FALSE(metric_from_name(other));
            CHECK_FALSE(metric_from_name(known.substr(0, at)));
        }
    }
    CHECK(unit_from_text("MDC_DIM_RESP_PER_MIN") == unit::per_minute);
    CHECK_FALSE(unit_from_text("MDC_DIM_RESP_PER_HOUR"));
    CHECK_FALSE(unit_from_text("MDC_DIM_RESX_PER_MIN"));
    CHECK_FALSE(unit_from_text("mm[hg]"));
}

TEST_CASE("each number of a table has its own place") {
    struct entry {
        std::uint32_t number;
    };
    static constexpr std::array table{entry{147842}, entry{150456}, entry{151562}, entry{7}, entry{0}};
    static constexpr auto places = find_places<4>(table, [](const entry& e) { return std::uint64_t{e.number}; });
    for (std::size_t i = 0; i < table.size(); ++i) CHECK(places.of(table[i].number) == i);
}
