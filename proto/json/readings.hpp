// The body of POST /v1/readings: one report, an array of reports, or one report a line (NDJSON).
#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "proto/vitals/reading.hpp"

namespace vigil::json {

/// One report of a request. Reuse one: its strings and vectors keep their memory.
struct report_item {
    std::size_t index = 0; ///< place in the request
    bool usable = false;   ///< sender, id and bed are there and at least one reading; otherwise apply nothing of it
    report content;
    std::vector<rejected_observation> rejected; ///< `where` is a JSON pointer inside this report
};

/// Whether the client said that its body is NDJSON. If it did not, a body of several lines, the first of which is a
/// whole object, is taken for it.
enum class body_kind : std::uint8_t { json, lines };

/// Use: open(body), then next() until false. A line that is not JSON is an item of its own, refused; a JSON body that
/// is not JSON is refused by open(). Not for several threads.
class report_reader {
public:
    report_reader();
    ~report_reader();

    /// `body` must live until the last next(). The error says why it is no JSON (400).
    std::expected<void, std::string> open(std::string_view body, body_kind kind);

    /// `received_at` is measured_at of readings whose report gives no time (content.reported_at then is empty).
    bool next(instant received_at, report_item& out);

private:
    bool next_line(instant received_at, report_item& out);

    struct document;
    std::unique_ptr<document> document_;
    std::string_view lines_; ///< what is left of an NDJSON body
    bool by_line_ = false;
    std::size_t index_ = 0;
};

} // namespace vigil::json
