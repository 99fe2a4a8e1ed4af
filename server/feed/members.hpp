// Small parts of JSON objects that the frames share.
#pragma once

#include <fmt/format.h>

#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proto/json/write.hpp"
#include "proto/vitals/reading.hpp"

namespace vigil::feed {

/// "ward/bed", as every frame names a bed.
inline void append_bed_name(std::string& out, std::string_view ward_name, std::string_view bed_name) {
    json::append_string(out, fmt::format("{}/{}", ward_name, bed_name));
}

/// ,"key":"text" for texts that need escaping.
inline void append_member(std::string& out, std::string_view key, std::string_view text) {
    fmt::format_to(std::back_inserter(out), ",\"{}\":", key);
    json::append_string(out, text);
}

/// ,"key":"text" or, if it is empty, ,"key":null
inline void append_member_or_null(std::string& out, std::string_view key, std::string_view text) {
    if (!text.empty()) return append_member(out, key, text);
    fmt::format_to(std::back_inserter(out), ",\"{}\":null", key);
}

/// ,"key":"2026-..."
inline void append_time_member(std::string& out, std::string_view key, instant t) {
    fmt::format_to(std::back_inserter(out), ",\"{}\":", key);
    json::append_time(out, t);
}

/// ,"key":"2026-..." or ,"key":null
inline void append_time_member(std::string& out, std::string_view key, const std::optional<instant>& t) {
    if (t) return append_time_member(out, key, *t);
    fmt::format_to(std::back_inserter(out), ",\"{}\":null", key);
}

/// ,"key":1.5 or ,"key":null
inline void append_number_member(std::string& out, std::string_view key, std::optional<double> value) {
    fmt::format_to(std::back_inserter(out), ",\"{}\":", key);
    json::append_number(out, value.value_or(no_value));
}

/// ,"key":true
inline void append_flag_member(std::string& out, std::string_view key, bool value) {
    fmt::format_to(std::back_inserter(out), ",\"{}\":{}", key, value);
}

/// `each(item)` for every item of a JSON array or object, with commas in between.
template <class Items, class Each>
void append_list(std::string& out, Items&& items, Each each) {
    bool first = true;
    for (auto&& item : items) {
        if (!std::exchange(first, false)) out += ',';
        each(item);
    }
}

/// ,"key":["text","text"]
inline void append_texts(std::string& out, std::string_view key, const std::vector<std::string>& texts) {
    fmt::format_to(std::back_inserter(out), ",\"{}\":[", key);
    append_list(out, texts, [&](const std::string& text) { json::append_string(out, text); });
    out += ']';
}

} // namespace vigil::feed
