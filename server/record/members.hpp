// A JSON object of the record, member by member.
#pragma once

#include <fmt/format.h>

#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "proto/json/write.hpp"
#include "proto/vitals/reading.hpp"

namespace vigil::record {

/// Appends to `out`, which outlives it; end() closes the object.
class members {
public:
    explicit members(std::string& out) : out_{out} { out_ += '{'; }

    members& text(std::string_view member, std::string_view value) {
        json::append_string(key(member), value);
        return *this;
    }
    members& text_or_null(std::string_view member, std::string_view value) {
        if (!value.empty()) return text(member, value);
        key(member) += "null";
        return *this;
    }
    members& number(std::string_view member, double value) { // null for NaN
        json::append_number(key(member), value);
        return *this;
    }
    members& number(std::string_view member, std::optional<double> value) {
        return number(member, value.value_or(no_value));
    }
    members& flag(std::string_view member, bool value) {
        key(member) += value ? "true" : "false";
        return *this;
    }
    members& time(std::string_view member, instant value) {
        json::append_time(key(member), value);
        return *this;
    }
    /// `each(out, item)` appends one.
    template <class Items, class Each>
    members& list(std::string_view member, const Items& items, Each each) {
        key(member) += '[';
        for (const auto& item : items) {
            if (out_.back() != '[') out_ += ',';
            each(out_, item);
        }
        out_ += ']';
        return *this;
    }
    void end() { out_ += '}'; }

private:
    std::string& key(std::string_view member) {
        fmt::format_to(std::back_inserter(out_), "{}\"{}\":", out_.back() == '{' ? "" : ",", member);
        return out_;
    }
    std::string& out_;
};

} // namespace vigil::record
