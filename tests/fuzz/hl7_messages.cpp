// Any text as a message of each kind, and as a batch of them: decoded, and answered where an answer is written here.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <source_location>
#include <string>

#include "proto/codes/utf8.hpp"
#include "proto/hl7/adt.hpp"
#include "proto/hl7/batch.hpp"
#include "proto/hl7/device_alarms.hpp"
#include "proto/hl7/query.hpp"

namespace {

using namespace vigil;

void must(bool holds, std::source_location where = std::source_location::current()) {
    if (holds) return;
    std::fprintf(stderr, "line %u does not hold\n", where.line());
    std::abort();
}

bool is_text(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = codes::utf8_length(text);
        if (length == 0 || (length == 1 && (text.front() < ' ' || text.front() == '\x7f'))) return false;
        text.remove_prefix(length);
    }
    return true;
}

void must_be_complete(const hl7::message_error& error) {
    must(error.what != hl7::verdict::accepted && error.code >= 100 && !error.reason.empty());
}

void decode_movement(const hl7::message& opened, const hl7::decode_options& options) {
    static movement out;
    hl7::message m = opened;
    if (const auto done = hl7::decode_adt(m, options, out); !done) return must_be_complete(done.error());
    must(!out.who.id.empty() && is_text(out.who.id) && is_text(out.who.name));
    must(is_text(out.to.ward) && is_text(out.to.bed) && is_text(out.from.ward) && is_text(out.from.bed));
    must(out.other.id.empty() == (out.what != movement::kind::merged && out.what != movement::kind::swapped));
}

void decode_alarms(const hl7::message& opened, const hl7::decode_options& options) {
    static hl7::pcd04 out;
    hl7::message m = opened;
    if (const auto done = hl7::decode_pcd04(m, options, out); !done) return must_be_complete(done.error());
    must(out.watchdog || !out.content.alarms.empty());
    for (const device_alarm& alarm : out.content.alarms) {
        must(!alarm.text.empty() && is_text(alarm.text) && is_text(alarm.id) && is_text(alarm.device));
        must(!name(alarm.step).empty() && !name(alarm.now).empty() && !name(alarm.urgency).empty());
    }
    for (const rejected_observation& r : out.rejected) must(r.segment >= 1 && r.hl7_code > 100 && !r.reason.empty());
}

void decode_question(const hl7::message& opened, const hl7::decode_options& options) {
    hl7::message m = opened;
    const auto asked = hl7::decode_query(m, options);
    if (!asked) return must_be_complete(asked.error());
    must(is_text(asked->patient) && is_text(asked->where.ward) && is_text(asked->where.bed));
    const reading one{.what = metric::heart_rate, .code = 147842, .value = 72};
    std::string out;
    hl7::append_query_answer(out, opened.head, *asked,
                             hl7::query_result{{asked->patient, asked->where.bed}, asked->where, {&one, 1}}, "1", {});
    must(out.find_first_of("\x0b\x1c\n") == out.npos); // would break the frame, or make a line of data a segment
    must(out.ends_with('\r'));
}

void decode(std::string_view text) {
    const dialects::dialect* const how = dialects::find("ihe-pcd01");
    must(how != nullptr);
    const auto opened = hl7::open(text);
    if (!opened) return;
    const hl7::decode_options options{.how = *how};
    decode_movement(*opened, options);
    decode_alarms(*opened, options);
    decode_question(*opened, options);
}

void walk(std::string_view text) {
    auto batch = hl7::batch_reader::open(text);
    if (!batch) return must_be_complete(batch.error());
    std::size_t bytes = 0;
    while (const auto message = batch->next()) {
        bytes += message->size();
        must(!message->empty() && message->data() >= text.data());
        decode(*message);
    }
    must(bytes <= text.size() && batch->messages() <= hl7::batch_messages_max);
    std::string out;
    hl7::append_batch_answer(out, batch->first_header(), "", batch->messages(), batch->count_problem(), "1", {});
    must(out.starts_with("BHS") && out.find_first_of("\x0b\x1c\n") == out.npos);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    if (hl7::is_batch(text)) walk(text);
    decode(text);
    return 0;
}
