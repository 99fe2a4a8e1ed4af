#include "server/record/copy_rows.hpp"

#include <fmt/format.h>

#include <cassert>
#include <cmath>
#include <iterator>

#include "server/record/text.hpp"

namespace vigil::record {

void copy_rows::text(std::string_view value) {
    begin_field();
    append_clean(content_, value);
    end_field();
}

void copy_rows::text_or_null(std::string_view value) {
    value.empty() ? null() : text(value);
}

void copy_rows::bytes(std::string_view value) {
    begin_field();
    append_bytes(content_, value);
    end_field();
}

void copy_rows::number(double value) {
    if (std::isnan(value)) return null();
    begin_field();
    append_number(content_, value);
    end_field();
}

void copy_rows::integer(std::int64_t value) {
    begin_field();
    fmt::format_to(std::back_inserter(content_), "{}", value);
    end_field();
}

void copy_rows::time(instant value) {
    begin_field();
    append_time(content_, value);
    end_field();
}

void copy_rows::time_or_null(const std::optional<instant>& value) {
    value ? time(*value) : null();
}

void copy_rows::flag(bool value) {
    begin_field();
    content_ += value ? 't' : 'f';
    end_field();
}

void copy_rows::clear() {
    content_.clear();
    fields_.clear();
}

void copy_rows::write(pqxx::transaction_base& transaction) const {
    if (empty()) return;
    assert(fields_.size() % columns_.size() == 0);
    pqxx::stream_to to{transaction, table_, columns_};
    (this->*stream_)(to);
    to.complete();
}

} // namespace vigil::record
