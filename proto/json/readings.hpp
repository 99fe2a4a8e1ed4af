// What POST /v1/readings and a frame of WS /v1/readings hold: one report, an array of reports, or one report a line
// (NDJSON); see proto/schema/readings.schema.json. Or the observations of CARE TeleICU (care.hpp), told by their keys.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/vitals/reading.hpp"

namespace vigil::json {

/// One report of a request. Reuse one: its strings and vectors keep their memory.
struct report_item {
    std::size_t index = 0; ///< place in the request
    bool usable = false;   ///< sender, id and bed are there and at least one reading; otherwise apply nothing of it
    report content;        ///< of one that is not usable, control_id at most
    std::vector<rejected_observation> rejected; ///< `where` is a JSON pointer inside this report; of CARE: in the body

    void start(std::size_t place);
};

/// What a stamp without an offset means that a sender wrote at about `near`; nothing if its zone is not known.
using local_clock =
    std::function<std::optional<instant>(std::string_view sender, const civil_time& local, instant near)>;

/// Whether the client said that its body is NDJSON. If it did not, a body of several lines, the first of which is a
/// whole object, is taken for it.
enum class body_kind : std::uint8_t { json, lines };

/// Use: open(body), then next() until false. A line that is not JSON is an item of its own, refused; a JSON body that
/// is not JSON is refused by open(). Not for several threads.
class report_reader {
public:
    /// Without `zones` a stamp without an offset is kept as text (report::reported_text).
    explicit report_reader(local_clock zones = {});
    ~report_reader();

    /// `body` must live until the last next(). The error says why it is no JSON (400).
    std::expected<void, std::string> open(std::string_view body, body_kind kind);

    /// `received_at` is measured_at of readings whose report gives no time (content.reported_at then is empty).
    bool next(instant received_at, report_item& out);

private:
    enum class form : std::uint8_t { reports, lines, care };
    bool next_line(instant received_at, report_item& out);

    struct document;
    std::unique_ptr<document> document_;
    std::string_view lines_; ///< what is left of an NDJSON body
    form form_ = form::reports;
    std::size_t index_ = 0;
    local_clock zones_;
};

} // namespace vigil::json
