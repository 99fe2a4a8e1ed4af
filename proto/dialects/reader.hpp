// Walks one parsed dialect file; collects what is wrong and stores what is right. Used by dialects::read() alone.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <toml++/toml.h>

#include "proto/dialects/dialect.hpp"

namespace vigil::dialects {

inline constexpr std::size_t entries_max = 2000;   ///< of one list of a file
inline constexpr std::size_t text_bytes_max = 128; ///< of one text of a file

class reader {
public:
    reader(std::string_view file, const dialect& base) : file_(file), base_(base) {}

    void run(const toml::table& root);
    dialect take_dialect() { return std::move(out_); }
    /// In the order of the lines.
    std::vector<std::string> take_problems();
    bool has_problems() const { return !problems_.empty(); }

    void report(const toml::source_region& at, std::string_view message) {
        problems_.emplace_back(at.begin.line, fmt::format("{}:{}: {}", file_, at.begin.line, message));
    }

private:
    using known_keys = std::span<const std::string_view>;
    struct key {
        std::string_view name;
        void (reader::*set)(std::string_view name, const toml::node& value);
    };
    static std::span<const key> keys();

    // One kind of value each.
    template <auto Member>
    void text(std::string_view name, const toml::node& n) {
        if (auto read = read_text(name, n)) out_.*Member = std::move(*read);
    }
    template <auto Member>
    void truth(std::string_view name, const toml::node& n) {
        if (const auto read = n.value_exact<bool>())
            out_.*Member = *read;
        else
            report(n.source(), fmt::format("{} must be true or false", name));
    }
    template <auto Member>
    void number(std::string_view name, const toml::node& n) {
        if (const auto read = read_number(name, n, 65535))
            out_.*Member = static_cast<std::remove_reference_t<decltype(out_.*Member)>>(*read);
    }
    template <auto Member>
    void places(std::string_view name, const toml::node& n) {
        out_.*Member = read_choice(name, n, {});
    }
    template <auto Member>
    void places_of_obr(std::string_view name, const toml::node& n) {
        out_.*Member = read_choice(name, n, "OBR");
    }
    template <auto Member>
    void places_of_obx(std::string_view name, const toml::node& n) {
        out_.*Member = read_choice(name, n, "OBX");
    }
    template <auto Member, const auto& Words>
    void choose(std::string_view name, const toml::node& n) {
        if (const auto at = read_word(name, n, Words.names)) out_.*Member = Words.meanings[*at];
    }
    void base_name(std::string_view name, const toml::node& n);
    void recognitions(std::string_view name, const toml::node& n);
    void sentinels(std::string_view name, const toml::node& n);
    void zero_is_off(std::string_view name, const toml::node& n);
    void flags(std::string_view name, const toml::node& n);
    void codes(std::string_view name, const toml::node& n);

    void begin(const toml::table& root);
    void check_keys(const toml::table& table, known_keys known, std::string_view where);
    void check_whole(const toml::table& root);
    void read_code(const toml::table& entry);
    void check_code(const toml::table& entry, const code& read);

    std::optional<std::string> read_text(std::string_view name, const toml::node& n);
    std::optional<std::int64_t> read_number(std::string_view name, const toml::node& n, std::int64_t last);
    std::optional<std::size_t> read_word(std::string_view name, const toml::node& n, known_keys words);
    std::optional<metric> read_metric(std::string_view name, const toml::node& n);
    choice read_choice(std::string_view name, const toml::node& n, std::string_view segment);

    template <class Take>
    void each(std::string_view name, const toml::node& n, Take take) {
        const toml::array* list = n.as_array();
        if (!list) return report(n.source(), fmt::format("{} must be a list: [ ... ]", name));
        if (list->size() > entries_max)
            return report(n.source(), fmt::format("{} has more than {} entries", name, entries_max));
        for (const toml::node& entry : *list) take(entry);
    }
    template <class Take>
    void each_table(std::string_view name, const toml::node& n, Take take) {
        each(name, n, [&](const toml::node& entry) {
            if (const toml::table* table = entry.as_table())
                take(*table);
            else
                report(entry.source(), fmt::format("{} must be a list of tables: [ {{ ... }}, ... ]", name));
        });
    }

    std::string_view file_;
    const dialect& base_;
    dialect out_;
    std::vector<std::pair<std::uint32_t, std::string>> problems_; ///< with their lines
};

} // namespace vigil::dialects
