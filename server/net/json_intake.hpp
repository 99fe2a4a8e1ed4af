// From the reports of one request, or of one frame, to their answer: decode, place, apply, and say what became of them.
// The same for POST /v1/readings and WS /v1/readings.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

#include "proto/json/readings.hpp"
#include "server/journal/journal.hpp"
#include "server/metrics/labels.hpp"

namespace vigil::net {

struct http_context;

/// What became of the reports of one body.
struct taken_reports {
    std::string id;      ///< of the first report; empty if it has none
    std::string sender;  ///< of the first report
    std::string reasons; ///< of the rejections that are listed, one a line: where, a tab, why
    std::size_t accepted = 0;
    std::size_t duplicates = 0;
    std::size_t rejections = 0;
    std::string rejected;      ///< the first of them as JSON objects, comma-separated
    journal::sequence row = 0; ///< the answer may be sent once this is committed; 0: it promises nothing

    bool any() const { return accepted + duplicates > 0; }
    void reject(std::size_t index, const rejected_observation& why);

    /// {"accepted":1,"duplicates":0,"rejected":[...]}; with `id` first, if one is wanted and there is one.
    std::string answer(bool with_id) const;
};

/// Takes everything that can be taken; the error says why the body is no JSON. `from` is what its messages count as.
std::expected<taken_reports, std::string> take_reports(const http_context& context, std::string_view body,
                                                       json::body_kind kind, transport from);

} // namespace vigil::net
