#include "server/infusion/explain.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <iterator>

namespace vigil::infusion {
namespace {

using namespace std::chrono_literals;

std::string told(std::string_view name) {
    const std::string path = fmt::format("{}/deploy/protocols/{}.toml", VIGIL_SOURCE_DIR, name);
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    return explain(parse_protocol(text, path).value());
}

} // namespace

TEST_CASE("a protocol is told with every number and what it takes to go on against it") {
    const std::string burst = told("palliative-burst");
    for (const std::string_view line : {
             "palliative-burst: Ketamine burst by syringe driver, palliative care\n",
             "  A session runs about 5 days.\n",
             "  A course has up to 1 session within 5 days.\n",
             "  Between courses at least 14 days, else a reason.\n",
             "  Theophylline? Must be no; else it takes a reason.\n",
             "Dose, subcutaneous or intravenous or oral, in mg/24h, mg/h, mL/h\n",
             "  Begins with at most 100 mg in 24 h.\n",
             "  At most 500 mg in 24 h; else it takes a reason and a second prescriber.\n",
             "  A step raises it by at most 50 mg in 24 h.\n",
             "  A bolus is at most 50 mg; between two at least 4 h.\n",
             "    every 1 h until 4 h after the beginning, then every 4 h until 24 h after the beginning, then every 8 "
             "h, "
             "while infusing, paused.\n",
             "    For 4 h after a change of the dose or a bolus: every 2 h.\n",
             "    Overdue by 30 min: alarm, low; by 2 h: medium.\n",
             "  score of urinary symptoms is at least 1 (mild): \"Urinary symptoms: ask whether ketamine harms the "
             "bladder, "
             "and think "
             "of stopping\" (medium).\n",
             "  The syringe driver is removed; there is no other way.\n",
         })
        CHECK_MESSAGE(burst.contains(line), line, burst);
}

TEST_CASE("what a protocol does not foresee is said") {
    CHECK(told("chronic-pain-course").contains("  No bolus is foreseen.\n"));
    CHECK(told("clinic-continuous").contains("  SpO2, pulse and respiratory rate are watched without a gap.\n"));
    CHECK(told("day-case-low-dose").contains("  hypotension, high: 95.\n"));
    CHECK(told("day-case-low-dose").contains("    once, 15 min after the beginning, while infusing, paused.\n"));
}

TEST_CASE("long times are told in days") {
    CHECK(in_words(90 * 24h) == "90 days");
    CHECK(in_words(24h) == "24 h");
    CHECK(in_words(49h) == "49 h");
    CHECK(in_words(90s) == "1 min 30 s");
}

} // namespace vigil::infusion
