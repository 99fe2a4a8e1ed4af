// A message's row of vigil.reading. Pure.
#pragma once

#include "server/journal/journal.hpp"
#include "server/record/copy_rows.hpp"
#include "server/record/detail.hpp"

namespace vigil::record {

/// The journal row that a message came in: with received_at the key of its row in the record.
struct origin {
    int journal = 0;
    journal::sequence number = 0;
    instant received_at{};
    std::uint64_t key = 0; ///< of the message's content; 0: none
};

/// Into tables::readings.
void append_reading_row(copy_rows& row, const origin& from, const report& content, const usual_codes& usual);

} // namespace vigil::record
