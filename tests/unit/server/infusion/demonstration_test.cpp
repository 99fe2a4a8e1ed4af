#include "server/infusion/demonstration.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "server/infusion/protocol.hpp"

namespace vigil::infusion {
namespace {

std::string file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

protocol parsed(const std::string& text) {
    auto p = parse_protocol(text, "p");
    REQUIRE_MESSAGE(p, (p ? "" : to_text(p.error().front())));
    return *std::move(p);
}

/// All times of a protocol, in the order in which they are declared.
std::vector<milliseconds> times_of(const protocol& p) {
    std::vector<milliseconds> out{p.baseline_age, p.dose.step_interval, p.dose.bolus_interval, p.recovery_least};
    for (const auto& each : {p.planned, p.course_most, p.between_courses})
        if (each) out.push_back(*each);
    const auto add = [&out](const interval& i) {
        out.push_back(i.every);
        if (i.until != milliseconds::max()) out.push_back(i.until);
    };
    for (const check& c : p.checks) {
        for (const interval& i : c.schedule) add(i);
        if (c.after_step) add(*c.after_step);
        if (c.once) out.push_back(*c.once);
        out.insert(out.end(), {c.overdue_low, c.overdue_medium});
    }
    for (const discharge_item& d : p.discharge) out.push_back(d.lasting);
    return out;
}

} // namespace

TEST_CASE("a demonstration is the protocol's own text and a line that says so") {
    const std::string text = "# Days.\n[protocol]\nname = \"by-hand\"\n";
    const std::string made = demonstration_of(text, 600).value();
    CHECK(made ==
          "# Days.\n[protocol]\ndemonstration = 600 # never for patients: every time below is divided by this\n"
          "name = \"by-hand\"\n");
    CHECK(demonstration_of("[protocol]\n", 2).value().starts_with("[protocol]\ndemonstration = 2 "));
    CHECK(demonstration_of(made, 600).error() == "it is a demonstration already");
    CHECK(demonstration_of("[[check]]", 600).error() == "no line [protocol]: write 'demonstration = 600' below it");
}

TEST_CASE("a protocol that is no demonstration has the times that its text has") {
    CHECK(parsed(file(VIGIL_SOURCE_DIR "/deploy/protocols/day-case-low-dose.toml")).demonstration == 0);
}

TEST_CASE("the demonstration of each shipped protocol can be played, all of its times divided") {
    for (const std::string_view name :
         {"acute-pain-ward", "chronic-pain-course", "clinic-continuous", "day-case-low-dose", "palliative-burst"}) {
        CAPTURE(name);
        const std::string text =
            file(std::filesystem::path{VIGIL_SOURCE_DIR "/deploy/protocols"} / (std::string{name} + ".toml"));
        for (const unsigned faster : {2u, 600u, 14'400u}) {
            CAPTURE(faster);
            const protocol as_it_is = parsed(text), fast = parsed(demonstration_of(text, faster).value());
            CHECK(fast.name == demonstration_name(name, faster));
            CHECK(fast.title == fmt::format("DEMONSTRATION, {} times as fast: {}", faster, as_it_is.title));
            CHECK(fast.demonstration == faster);
            CHECK(fast.version != as_it_is.version);
            const auto before = times_of(as_it_is), after = times_of(fast);
            REQUIRE(before.size() == after.size());
            for (std::size_t i = 0; i < before.size(); ++i) {
                CAPTURE(i);
                CHECK(after[i] == before[i] / static_cast<int>(faster)); // the shortest one is 5 min: none becomes 0
            }
            CHECK(fast.dose.most.mg_per_24h == as_it_is.dose.most.mg_per_24h);
            CHECK(fast.dose.step_mg_per_hour_max == as_it_is.dose.step_mg_per_hour_max);
            CHECK(fast.after_care == as_it_is.after_care);
            CHECK(fast.screening.size() == as_it_is.screening.size());
        }
    }
}

TEST_CASE("no time of a demonstration is none, and what has no end has none") {
    protocol p{.name = "a", .demonstration = 100'000};
    p.checks.push_back({.schedule = {{.until = milliseconds::max(), .every = milliseconds{60'000}}}});
    make_demonstration(p);
    CHECK(p.checks[0].schedule[0].every == milliseconds{1});
    CHECK(p.checks[0].schedule[0].until == milliseconds::max());
    CHECK(p.recovery_least == milliseconds{0});
}

} // namespace vigil::infusion
