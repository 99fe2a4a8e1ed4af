#include "server/feed/session_report.hpp"

#include "server/feed/html_page.hpp"
#include "server/feed/report_words.hpp"
#include "tests/unit/server/feed/infused_ward.hpp"

namespace vigil::feed {
namespace {

std::string report(const infused_ward& w) {
    return session_report(w.wards, 0, w.now);
}

/// What stands between the tags from one heading to the next, a blank for each tag.
std::string section(const std::string& html, std::string_view heading) {
    const std::size_t begin = html.find(fmt::format("<h2>{}</h2>", heading));
    REQUIRE_MESSAGE(begin != html.npos, heading);
    std::string out;
    bool tag = false;
    for (const char c : html.substr(begin, html.find("<h2>", begin + 1) - begin)) {
        if (c == '<') tag = true;
        if (!tag && c != '\n') out += c;
        if (c == '>') tag = false, out += ' ';
    }
    std::string plain;
    for (const char c : out)
        if (c != ' ' || !plain.ends_with(' ')) plain += c;
    return plain;
}

bool says(const std::string& text, std::string_view what) {
    const bool found = text.contains(what);
    if (!found) MESSAGE(text);
    return found;
}

std::string at(int minutes) {
    return when(start + std::chrono::minutes{minutes});
}

} // namespace

TEST_CASE("a page lets nothing become markup that somebody wrote") {
    html_page page{"A & B", "p{margin:0}"};
    page.heading("<h1>");
    page.paragraph("\"it's\" \x01 \xff \xef\xbf\xbf é\nnext", "note");
    page.facts({{"<what>", "</td>"}});
    page.table({"a<b"}, {{{"&amp;"}, "corrected"}});
    page.table({"a"}, {}, "nothing > none");
    CHECK(std::move(page).finish() ==
          "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<title>A &amp; B</title>\n"
          "<style>p{margin:0}</style>\n</head>\n<body>\n<h1>A &amp; B</h1>\n"
          "<h2>&lt;h1&gt;</h2>\n"
          "<p class=\"note\">&quot;it&#39;s&quot; \xef\xbf\xbd \xef\xbf\xbd \xef\xbf\xbd é\nnext</p>\n"
          "<table class=\"facts\">\n<tr><th>&lt;what&gt;</th>\n<td>&lt;/td&gt;</td>\n</tr>\n</table>\n"
          "<table>\n<thead><tr><th>a&lt;b</th>\n</tr></thead>\n<tbody>\n"
          "<tr class=\"corrected\"><td>&amp;amp;</td>\n</tr>\n</tbody>\n</table>\n"
          "<p>nothing &gt; none</p>\n</body>\n</html>\n");
}

TEST_CASE("what was charted is told in the words of its item") {
    infused_ward w;
    const infusion::protocol& p = *w.wards.protocols().front();
    const auto told = [&](std::string item, std::optional<double> number, std::string text, bool device = false) {
        return charted(p, {std::move(item), number, std::move(text), device});
    };
    CHECK(told("pain", 4, "") == "4");
    CHECK(told("pulse", 72, "", true) == "72 (monitor)");
    CHECK(told("poss", 3, "3") == "POSS 3");
    CHECK(told("passed_urine", 1, "") == "yes");
    CHECK(told("passed_urine", 0, "") == "no");
    CHECK(told("dreams", 2, "") == "2 moderate");
    CHECK(told("words", {}, "far away") == "far away");
    CHECK(asked(p, "passed_urine") == "Has the patient passed urine?");
    CHECK(asked(p, "respiratory_rate") == "respiratory rate, /min");
    CHECK(asked(p, "pain") == "pain");
    CHECK(lasting(milliseconds{59 * 60'000 + 59'000}) == "59 min");
    CHECK(lasting(milliseconds{125 * 60'000}) == "2 h 5 min");
    CHECK(number(20.416667) == "20.4167");
    CHECK(prescribers("doctor-1", "") == "doctor-1");
    CHECK(prescribers("doctor-1", "doctor-2") == "doctor-1, second: doctor-2");
    CHECK(prescribers("", "doctor-2") == "second: doctor-2");
}

TEST_CASE("a report of a session that goes on says that it is not final") {
    infused_ward w;
    w.begin();
    const std::string html = report(w);
    CHECK(html.contains("Not final: the phase of the session is infusing."));
    CHECK_FALSE(html.contains("<script>"));
    CHECK(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"));
    CHECK(html.contains("A small &lt;dose&gt; (small, version "));
    CHECK(html.contains("Proposal &amp; more"));
    CHECK(says(section(html, "Discharge"), "The discharge is not signed."));
    CHECK(says(section(html, "After-care"), "It was not acknowledged."));
    CHECK(says(section(html, "Checks that were late or missed"), "None."));
}

TEST_CASE("a report names who passed over what the screening said, and why") {
    infused_ward w;
    w.begin();
    const std::string text = section(report(w), "Screening");
    CHECK(says(text, "Glaucoma? yes overridden nurse-1, second: doctor-2 " + at(0) + " the eye clinic agrees"));
    CHECK(says(text, "Is somebody there? yes yes nurse-1"));
}

TEST_CASE("a report tells every dose with who, why and against what, and sums them") {
    infused_ward w;
    w.begin();
    w.run();
    w.leave();
    const std::string text = section(report(w), "Doses");
    CHECK(says(text, at(0) + " Rate 10 mg/h 10 intravenous doctor-1 nurse-1 "));
    CHECK(says(text,
               at(30) + " Rate 25 mg/h 25 intravenous doctor-1, second: doctor-2 nurse-1 no effect yet above ceiling"));
    CHECK(says(text, at(30) + " Bolus 5 mg intravenous doctor-1 nurse-1 "));
    CHECK(says(text, at(45) + " Pause nurse-1 the patient asked "));
    CHECK(says(text, at(50) + " Goes on nurse-1 "));
    CHECK(says(text, at(60) + " Ended nurse-1 "));
    CHECK(says(text, at(62) + " Pump removed nurse-1 "));
    CHECK(text.find("Rate 25") < text.find("Pause"));
    CHECK(says(text, "Given in all 20.416 mg"));
    CHECK(says(text, "By weight 0.291657 mg/kg, of 70 kg"));
    CHECK(says(text, "Most in any 24 h 20.416 mg"));
    CHECK(says(text, "Has run for 55 min"));
}

TEST_CASE("a report keeps what was corrected, and both times of what was entered later") {
    infused_ward w;
    w.begin();
    w.run();
    const std::string html = report(w);
    const std::string text = section(html, "Observations");
    CHECK(says(text, at(36) + " (entered " + at(40) + ") nurse-1 4 Corrected " + at(40) + " by nurse-1"));
    CHECK(says(text, at(36) + " (entered " + at(40) + ") nurse-1 3 Corrects what was entered " + at(40)));
    CHECK(says(text, at(25) + " nurse-1 5 "));
    CHECK(html.contains("<tr class=\"corrected\">"));
    CHECK_FALSE(text.contains("Notes, and whatever else was charted"));
    w.leave();
    CHECK(says(section(report(w), "Observations"), "Notes, and whatever else was charted When By What Note " + at(62) +
                                                       " nurse-1 Has the patient passed urine?: no"));
}

TEST_CASE("a report tells which checks were late, and when it was time to think of stopping") {
    infused_ward w;
    w.begin();
    w.run();
    const std::string html = report(w);
    CHECK(says(section(html, "Checks that were late or missed"),
               "Pulse and pain " + at(20) + " " + at(25) + " done late Overdue: Pulse and pain (pulse, pain)"));
    const std::string stops = section(html, "Criteria to stop, and other alarms of the session");
    CHECK(says(stops, "Pulse above 150: stop " + at(45) + " to " + when(start + std::chrono::seconds{45 * 60 + 10})));
    CHECK(says(stops, "Pulse below 30: stop did not hold"));
}

TEST_CASE("a check that nobody did before its phase was over was missed") {
    infused_ward w;
    w.begin();
    w.wait(22);
    CHECK(says(section(report(w), "Checks that were late or missed"), "Pulse and pain " + at(20) + " – still overdue"));
    w.order(infusion::stop_infusion{.early = true}, "vivid dreams");
    const std::string html = report(w);
    CHECK(
        says(section(html, "Checks that were late or missed"), "Pulse and pain " + at(20) + " " + at(22) + " missed"));
    CHECK(says(section(html, "Doses"), "Ended early nurse-1 vivid dreams"));
}

TEST_CASE("a check that was done in time and entered later was not missed") {
    infused_ward w;
    w.begin();
    w.wait(22);
    w.order(infusion::chart{.id = "late",
                            .corrects = {},
                            .values = {{.item = "pulse", .number = 82, .text = {}},
                                       {.item = "pain", .number = 5, .text = {}}},
                            .note = {}},
            {}, start + std::chrono::minutes{14});
    CHECK(says(section(report(w), "Checks that were late or missed"),
               "Pulse and pain " + at(20) + " " + at(22) + " done late"));
}

TEST_CASE("a report tells the discharge as it was signed, whatever grew stale since") {
    infused_ward w;
    w.begin();
    w.run();
    w.leave();
    w.wait(600);
    const std::string html = report(w);
    CHECK_FALSE(html.contains("Not final"));
    const std::string text = section(html, "Discharge");
    CHECK(says(text, "Has passed urine overridden not done when the discharge was signed"));
    CHECK(says(text, "The pump is removed done"));
    CHECK(says(text, "The after-care sheet was read done"));
    CHECK(says(text, "Signed by nurse-1, " + at(62) + ": has a catheter"));
    CHECK(says(text, "Overridden passed urine"));
    CHECK(
        says(section(html, "After-care"), "Somebody takes you home.Do not drive. Acknowledged by nurse-1, " + at(62)));
    CHECK(html.contains("Vigil is a secondary notification system; the bedside monitor stays the primary alarm."));
}

TEST_CASE("a report is the same after a restart") {
    infused_ward w;
    w.begin();
    w.run();
    w.leave();
    const auto restored = ward::fold::restore(w.wards.snapshot());
    REQUIRE_MESSAGE(restored, restored.error());
    CHECK(session_report(*restored, 0, w.now) == report(w));
}

TEST_CASE("a session is compared with those before it") {
    infused_ward w;
    w.begin();
    w.run();
    w.leave();
    w.wait(24 * 60);
    w.pulse(84);
    w.order(infusion::start_session{.protocol = "small", .weight_kg = 70});
    const std::string html = report(w);
    CHECK(html.contains("number 2 of its course"));
    const std::string text = section(html, "This session and those before it");
    CHECK(says(text, "before small " + at(0) + " " + at(60) + " 20.416 6 "));
    CHECK_FALSE(text.contains("this one"));
}

TEST_CASE("a session that was called off has given nothing and asks for no discharge") {
    infused_ward w;
    w.order(infusion::start_session{.protocol = "small", .weight_kg = {}});
    CHECK(says(section(report(w), "Screening"), "Glaucoma? not answered"));
    w.order(infusion::stop_infusion{.early = true}, "has eaten");
    const std::string html = report(w);
    CHECK(says(section(html, "Doses"), "By weight the weight was not given"));
    CHECK(says(section(html, "Discharge"), "The session was called off before anything was given."));
    CHECK(html.contains("nurse-1, " + at(0) + ": has eaten"));
}

} // namespace vigil::feed
