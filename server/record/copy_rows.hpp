// Rows on their way into one table by COPY. Fields are appended one by one, in the order of the columns.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proto/vitals/instant.hpp"

namespace vigil::record {

/// Reused between batches, so that nothing is allocated a row.
class copy_rows {
public:
    template <std::size_t N>
    copy_rows(std::string table, const std::array<std::string_view, N>& columns)
        : table_{std::move(table)}, columns_(columns.begin(), columns.end()), stream_{&copy_rows::stream<N>} {}

    void null() { fields_.push_back(none); }
    void text(std::string_view value);
    void text_or_null(std::string_view value); ///< NULL if empty
    void bytes(std::string_view value);        ///< bytea
    void number(double value);                 ///< NULL if NaN
    void integer(std::int64_t value);
    void time(instant value);
    void time_or_null(const std::optional<instant>& value);
    void flag(bool value);

    bool empty() const { return fields_.empty(); }
    std::size_t bytes_held() const { return content_.size(); }
    void clear();

    /// Throws what libpqxx throws. Precondition: every row has all its fields.
    void write(pqxx::transaction_base& transaction) const;

private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    /// libpqxx 6 streams tuples only, so the number of columns is known when this is compiled.
    template <std::size_t N>
    void stream(pqxx::stream_to& to) const {
        std::array<const char*, N> row; // a null pointer is NULL
        for (std::size_t begin = 0; begin < fields_.size(); begin += N) {
            for (std::size_t i = 0; i < N; ++i) {
                const std::size_t at = fields_[begin + i];
                row[i] = at == none ? nullptr : content_.data() + at;
            }
            to << row;
        }
    }

    void begin_field() { fields_.push_back(content_.size()); }
    void end_field() { content_ += '\0'; }

    std::string table_;
    std::vector<std::string> columns_;
    void (copy_rows::*stream_)(pqxx::stream_to&) const;
    std::string content_;             // fields, each ended by NUL
    std::vector<std::size_t> fields_; // where each begins in content_
};

} // namespace vigil::record
