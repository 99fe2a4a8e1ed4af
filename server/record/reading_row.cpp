#include "server/record/reading_row.hpp"

#include <bit>

namespace vigil::record {

void append_reading_row(copy_rows& row, const origin& from, const report& content, const usual_codes& usual) {
    const first_readings first = first_of_each(content);
    row.time(from.received_at);
    row.time_or_null(content.reported_at);
    row.integer(static_cast<std::int64_t>(from.number));
    row.integer(from.journal);
    row.flag(is_coded(content));
    row.text(content.ward);
    row.text(content.bed);
    row.text_or_null(content.patient);
    row.text_or_null(content.patient_name);
    row.flag(content.history);
    row.text(content.sender);
    row.text(content.control_id);
    row.text_or_null(content.reported_text);
    from.key ? row.integer(std::bit_cast<std::int64_t>(from.key)) : row.null();
    for (const reading* next : first) row.number(next ? next->value : no_value);
    thread_local std::string detail; // keeps its capacity
    detail.clear();
    append_detail(detail, content, first, from.received_at, usual);
    row.text_or_null(detail);
}

} // namespace vigil::record
