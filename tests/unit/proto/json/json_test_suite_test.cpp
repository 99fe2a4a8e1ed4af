// Every file of nst/JSONTestSuite through the reader of POST /v1/readings: what is no JSON is refused as such, what is
// JSON at most for what it means.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "proto/codes/utf8.hpp"
#include "proto/json/fields.hpp"
#include "proto/json/readings.hpp"

using namespace vigil;
using namespace vigil::json;

namespace {

struct sample {
    std::string name;
    std::string text;
};

std::vector<sample> samples(char kind) {
    std::vector<sample> out;
    for (const auto& file : std::filesystem::directory_iterator{VIGIL_SOURCE_DIR "/tests/corpus/json"}) {
        const std::string name = file.path().filename().string();
        if (!name.starts_with(std::string{kind, '_'})) continue;
        std::ifstream in{file.path(), std::ios::binary};
        out.push_back({name, std::string{std::istreambuf_iterator<char>{in}, {}}});
    }
    return out;
}

/// Reads it whole; true if all of it was taken for JSON.
bool is_json(std::string_view text, body_kind kind = body_kind::json) {
    report_reader reader;
    if (!reader.open(text, kind)) return false;
    bool all = true;
    for (report_item item; reader.next(instant{}, item);) {
        CHECK_FALSE(item.usable); // none of these is a report
        for (const rejected_observation& why : item.rejected) all = all && !why.reason.starts_with("not JSON");
    }
    return all;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = codes::utf8_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

/// Brackets open at once, outside of texts.
std::size_t depth_of(std::string_view text) {
    std::size_t depth = 0;
    std::size_t deepest = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (quoted && text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            quoted = !quoted;
        else if (!quoted && (text[i] == '[' || text[i] == '{'))
            deepest = std::max(deepest, ++depth);
        else if (!quoted && (text[i] == ']' || text[i] == '}'))
            --depth;
    }
    return deepest;
}

} // namespace

TEST_CASE("whatever must be refused as JSON is refused") {
    const auto files = samples('n');
    CHECK(files.size() == 188);
    for (const sample& s : files) {
        CAPTURE(s.name);
        CHECK_FALSE(is_json(s.text));
    }
}

TEST_CASE("whatever must be taken for JSON is taken for it, unless it is nested deeper than we read") {
    const auto files = samples('y');
    CHECK(files.size() == 95);
    for (const sample& s : files) {
        CAPTURE(s.name);
        CHECK(is_json(s.text) == (depth_of(s.text) <= depth_max));
    }
}

TEST_CASE("of what may be taken or not, nothing is taken that is no UTF-8, nested too deep, or a number without end") {
    const auto files = samples('i');
    CHECK(files.size() == 35);
    for (const sample& s : files) {
        CAPTURE(s.name);
        const bool endless = s.name.contains("_huge_exp") || s.name.contains("_overflow");
        const bool taken = is_json(s.text);
        if (!is_utf8(s.text) || depth_of(s.text) > depth_max || endless) CHECK_FALSE(taken);
    }
}

TEST_CASE("a text that ends anywhere is refused, and read past nowhere") {
    const std::string whole = R"({"sender":"m","id":"1","bed":"W/1","readings":[{"metric":"spo2","value":9.7e1}]})";
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::vector<char> exactly{whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)};
        CAPTURE(size);
        CHECK_FALSE(is_json({exactly.data(), exactly.size()}));
    }
}
