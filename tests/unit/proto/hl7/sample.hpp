// What the tests of this folder share.
#pragma once

#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "proto/hl7/ack.hpp"
#include "proto/hl7/oru.hpp"
#include "proto/hl7/text.hpp"

namespace vigil::hl7 {

inline std::string sample(const std::string& file) {
    std::ifstream in{std::string{VIGIL_SOURCE_DIR} + "/tests/corpus/hl7/" + file, std::ios::binary};
    if (!in) throw std::runtime_error{"no such sample: " + file};
    return {std::istreambuf_iterator<char>{in}, {}};
}

inline instant at(std::string_view rfc3339) {
    return parse_rfc3339(rfc3339).value();
}

/// A message of one patient in W1^^3, with `rows` after its OBR.
inline std::string message(std::string_view rows) {
    return "MSH|^~\\&|MON|WARD|VIGIL|HOSP|20261122020000+0000||ORU^R01^ORU_R01|77|P|2.6\r"
           "PID|||MRN1\rPV1||I|W1^^3\rOBR|1|||X|||20261122020001+0000\r" +
           std::string{rows};
}

/// One heart rate row with the fields that a test is about.
inline std::string heart_rate(std::string_view value, std::string_view unit = "264864^MDC_DIM_BEAT_PER_MIN^MDC",
                              std::string_view flags = "", std::string_view result = "R") {
    std::string row = "OBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC|1.1.1.1|";
    return row.append(value).append("|").append(unit).append("||").append(flags).append("|||").append(result).append(
        "\r");
}

/// What a test says of the sender; otherwise it is an unknown one: its dialect is IHE PCD-01, its zone nobody knows.
struct sender {
    std::string_view zone;
    instant received_at{};
    const dialects::dialect* how = nullptr;
};

/// A frame's bytes on their whole way, as the server takes them.
struct decoded : oru {
    header head;
    purpose what{};
    std::expected<void, message_error> result;

    explicit decoded(std::string_view bytes, sender from = {}) : bytes_(bytes) { result = run(from); }
    decoded(const decoded&) = delete;

private:
    std::expected<void, message_error> run(const sender& from) {
        const dialects::dialect& how = from.how ? *from.how : *dialects::find("ihe-pcd01");
        const auto read = reader_.read(bytes_, how.charset);
        if (!read) return std::unexpected(message_error{verdict::rejected, 102, {}, 0, read.error()});
        auto opened = open(read->utf8);
        if (!opened) return std::unexpected(describe(opened.error()));
        head = opened->head;
        const auto checked = check_header(head);
        if (!checked) return std::unexpected(checked.error());
        what = *checked;
        if (what != purpose::observations) return {};
        std::optional<zone> local;
        if (!from.zone.empty()) local.emplace(zone::open(from.zone).value());
        return decode_oru(*opened, {.how = how, .local = local ? &*local : nullptr, .received_at = from.received_at},
                          *this);
    }

    std::string bytes_;
    text_reader reader_;
};

/// The answer with a fixed id and time.
inline std::string answered(const decoded& d) {
    std::string out;
    append_answer(out, d.head,
                  {.what = d.result ? verdict::accepted : d.result.error().what,
                   .error = d.result ? nullptr : &d.result.error(),
                   .rejected = d.rejected,
                   .control_id = "A1",
                   .at = at("2026-11-22T02:00:00.5Z")});
    return out;
}

/// The first reading of a message of one row.
inline reading only(const decoded& d) {
    REQUIRE(d.result);
    REQUIRE(d.content.readings.size() == 1);
    return d.content.readings.front();
}

inline rejected_observation only_refusal(const decoded& d) {
    REQUIRE_FALSE(d.result);
    REQUIRE(d.rejected.size() == 1);
    return d.rejected.front();
}

} // namespace vigil::hl7
