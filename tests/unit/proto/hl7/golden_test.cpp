// Messages as the monitors of each dialect write them, and what is read of them: tests/corpus/dialects.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <sstream>
#include <string>

#include <fmt/format.h>

#include "proto/dialects/dialect.hpp"
#include "proto/hl7/ack.hpp"
#include "proto/hl7/device_alarms.hpp"
#include "proto/hl7/oru.hpp"
#include "proto/hl7/text.hpp"

using namespace vigil;
using namespace vigil::hl7;
namespace fs = std::filesystem;

namespace {

const instant received_at = *parse_rfc3339("2026-11-22T03:00:00Z");

std::string contents(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::string_view kind_name(finding::kind what) {
    constexpr std::string_view names[] = {"unknown_code", "unknown_unit", "code_and_name_disagree",
                                          "sentinel",     "no_offset",    "bad_time",
                                          "bad_value",    "test_data",    "no_patient",
                                          "bad_text"};
    return names[static_cast<std::size_t>(what)];
}

/// What was read, as an .expected file says it.
class account {
public:
    void line(std::string_view label, std::string_view text) {
        if (!text.empty()) text_ += fmt::format("{} {}\n", label, text);
    }
    void place(std::string_view sender, std::string_view ward, std::string_view bed, std::string_view patient) {
        line("sender", sender), line("ward", ward), line("bed", bed), line("patient", patient);
    }
    void answer(const header& head, const dialects::dialect& how, verdict what) {
        if (how.reply == dialects::answers::none) return;
        header asked = head;
        if (how.reply == dialects::answers::original) asked.accept_when = asked.application_when = {};
        line("answer", answer_code(asked, what));
    }
    void reading(const vigil::reading& r) {
        text_ += fmt::format("reading {} {}", name(r.what), std::isnan(r.value) ? "-" : fmt::format("{:.4g}", r.value));
        if (r.declared != unit::none && r.declared != info(r.what).canonical)
            text_ += fmt::format(" declared {}", name(r.declared));
        text_ += fmt::format(" {}", name(r.status));
        if (r.code != 0) text_ += fmt::format(" mdc {}", r.code);
        text_ += fmt::format(" at {}", to_rfc3339(r.measured_at));
        if (!std::isnan(r.device_low) || !std::isnan(r.device_high))
            text_ += fmt::format(" limits {}..{}", bound(r.device_low), bound(r.device_high));
        text_ += '\n';
    }
    void alarm(const device_alarm& a) {
        text_ += fmt::format("alarm {} {} {}", name(a.what), name(a.urgency), name(a.step));
        if (a.code != 0) text_ += fmt::format(" mdc {}", a.code);
        text_ += fmt::format(" \"{}\" at {}\n", a.text, to_rfc3339(a.measured_at));
    }
    void refused(const rejected_observation& r) { text_ += fmt::format("refused {} {}\n", r.where, r.hl7_code); }
    void found(const finding& f) {
        text_ += fmt::format("finding {}{}{}\n", kind_name(f.what), f.text.empty() ? "" : " ", f.text);
    }
    const std::string& text() const { return text_; }

private:
    static std::string bound(double value) { return std::isnan(value) ? "" : fmt::format("{:.4g}", value); }
    std::string text_;
};

void tell(message& m, const decode_options& options, account& to) {
    oru read;
    const auto result = decode_oru(m, options, read);
    if (!result)
        to.line("error", fmt::format("{} {}-{}", result.error().code, result.error().segment, result.error().field));
    if (result) to.place(read.content.sender, read.content.ward, read.content.bed, read.content.patient);
    to.answer(m.head, options.how, result ? verdict::accepted : result.error().what);
    if (read.keep_alive) to.line("keep-alive", "yes");
    if (result)
        for (const reading& r : read.content.readings) to.reading(r);
    for (const device_alarm& a : read.alarms) to.alarm(a);
    for (const rejected_observation& r : read.rejected) to.refused(r);
    for (const finding& f : read.findings) to.found(f);
}

void tell_alarms(message& m, const decode_options& options, account& to) {
    pcd04 read;
    const auto result = decode_pcd04(m, options, read);
    REQUIRE(result);
    to.place(read.content.sender, read.content.ward, read.content.bed, read.content.patient);
    to.answer(m.head, options.how, verdict::accepted);
    for (const device_alarm& a : read.content.alarms) to.alarm(a);
    for (const rejected_observation& r : read.rejected) to.refused(r);
}

std::string account_of(const std::string& bytes, const zone* local) {
    text_reader reader;
    const auto converted = reader.read(bytes, {});
    REQUIRE(converted);
    auto m = open(converted->utf8);
    REQUIRE(m);
    const auto* how =
        dialects::recognise(dialects::shipped(), [&](const dialects::path& where) { return field_of(*m, where); });
    REQUIRE(how);
    account out;
    out.line("dialect", how->name);
    const auto what = check_header(m->head, how->reply != dialects::answers::none);
    if (!what) {
        out.line("error", fmt::format("{} {}-{}", what.error().code, what.error().segment, what.error().field));
        return out.text();
    }
    const decode_options options{.how = *how, .local = local, .received_at = received_at};
    (*what == purpose::device_alarm ? tell_alarms : tell)(*m, options, out);
    return out.text();
}

/// The zone that the first line may name; cuts that line off.
std::optional<zone> take_zone(std::string& expected) {
    if (!expected.starts_with("zone ")) return {};
    const std::size_t end = expected.find('\n');
    auto local = zone::open(expected.substr(5, end - 5));
    REQUIRE(local);
    expected.erase(0, end + 1);
    return std::move(*local);
}

} // namespace

TEST_CASE("Every message of the corpus is read as expected") {
    std::set<std::string> spoken;
    for (const auto& entry : fs::recursive_directory_iterator(VIGIL_SOURCE_DIR "/tests/corpus/dialects")) {
        if (entry.path().extension() != ".hl7") continue;
        CAPTURE(entry.path().string());
        std::string expected = contents(fs::path{entry.path()}.replace_extension(".expected"));
        const auto local = take_zone(expected);
        CHECK(account_of(contents(entry.path()), local ? &*local : nullptr) == expected);
        const std::string folder = entry.path().parent_path().filename();
        CHECK(expected.starts_with("dialect " + folder + "\n"));
        spoken.insert(folder);
    }
    for (const dialects::dialect& d : dialects::shipped())
        CHECK_MESSAGE(spoken.contains(d.name), "no message of the dialect ", d.name);
}

TEST_CASE("Cut anywhere, a message of the corpus has no number of a sign that the whole does not have") {
    const auto signs_of = [](std::string_view text, const dialects::dialect& how, bool with_number) {
        std::set<metric> signs;
        auto m = open(text);
        if (!m || check_header(m->head, false).value_or(purpose::notice) != purpose::observations) return signs;
        oru read;
        if (!decode_oru(*m, {.how = how, .received_at = received_at}, read)) return signs;
        for (const reading& r : read.content.readings)
            if (!with_number || usable(r.status)) signs.insert(r.what);
        return signs;
    };
    for (const auto& entry : fs::recursive_directory_iterator(VIGIL_SOURCE_DIR "/tests/corpus/dialects")) {
        if (entry.path().extension() != ".hl7") continue;
        CAPTURE(entry.path().string());
        const auto* how = dialects::find(entry.path().parent_path().filename().string());
        REQUIRE(how);
        const std::string whole = contents(entry.path());
        const std::set<metric> all = signs_of(whole, *how, false);
        for (std::size_t size = 0; size < whole.size(); size += 7)
            CHECK(std::ranges::includes(all, signs_of(std::string_view{whole}.substr(0, size), *how, true)));
    }
}
