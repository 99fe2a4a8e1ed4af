#include "server/metrics/server_metrics.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <thread>
#include <vector>

namespace {

using namespace vigil;

/// The page taken apart: what # HELP and # TYPE say, and the samples.
struct page {
    std::map<std::string, std::string> help;
    std::map<std::string, std::string> type;
    std::map<std::string, double> samples; ///< by name with labels, as printed

    explicit page(const server_metrics& m) {
        std::istringstream lines{m.text()};
        for (std::string line; std::getline(lines, line);) {
            std::istringstream words{line};
            std::string hash, keyword, family, rest;
            if (line.starts_with('#')) {
                words >> hash >> keyword >> family;
                std::getline(words >> std::ws, rest);
                const bool first = (keyword == "HELP" ? help : type).emplace(family, rest).second;
                CHECK_MESSAGE(first, "family printed twice: ", family);
            } else {
                const auto space = line.rfind(' ');
                REQUIRE(space != std::string::npos);
                const bool first = samples.emplace(line.substr(0, space), std::stod(line.substr(space + 1))).second;
                CHECK_MESSAGE(first, "series printed twice: ", line);
            }
        }
    }

    double at(const std::string& series) const {
        CAPTURE(series);
        REQUIRE(samples.contains(series));
        return samples.at(series);
    }

    std::size_t series_of(const std::string& family) const {
        return static_cast<std::size_t>(std::ranges::count_if(
            samples, [&](const auto& s) { return s.first == family || s.first.starts_with(family + "{"); }));
    }
};

} // namespace

TEST_CASE("every family has a type, a one-line help without escapes, and at least one series from the start") {
    const server_metrics m{"0.1.0"};
    const page p{m};
    CHECK(p.help.size() > 35);
    CHECK(p.help.size() == p.type.size());
    for (const auto& [family, help] : p.help) {
        CAPTURE(family);
        CHECK(help.size() > 5);
        CHECK(help.find('\\') == std::string::npos);
        CHECK(p.type.contains(family));
        CHECK((p.series_of(family) > 0 || p.series_of(family + "_bucket") > 0));
    }
}

TEST_CASE("names keep the conventions: prefix, snake_case, base units, _total on counters only") {
    const server_metrics m{"0.1.0"};
    for (const auto& [family, type] : page{m}.type) {
        CAPTURE(family);
        CHECK((family.starts_with("vigil_") || family.starts_with("process_")));
        CHECK(family.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos);
        CHECK(family.find("__") == std::string::npos);
        CHECK(family.ends_with("_total") == (type == "counter"));
        for (const auto* foreign : {"_ms", "_us", "milli", "micro", "minutes", "kb", "_count", "_sum", "_bucket"})
            CHECK(family.find(foreign) == std::string::npos);
        if (type == "histogram") CHECK(family.ends_with("_seconds"));
    }
}

TEST_CASE("labels are closed sets that identify nobody") {
    const server_metrics m{"0.1.0"};
    const std::set<std::string> allowed{"transport", "result", "reason",  "validity",
                                        "priority",  "kind",   "version", "le"};
    std::size_t labels = 0;
    for (const auto& [series, value] : page{m}.samples)
        for (auto end = series.find("=\""); end != std::string::npos; end = series.find("=\"", end + 1)) {
            const auto begin = series.find_last_of("{,", end) + 1;
            CAPTURE(series);
            CHECK(allowed.contains(series.substr(begin, end - begin)));
            ++labels;
        }
    CHECK(labels > 100);
}

TEST_CASE("every combination of labels has a series of its own") {
    server_metrics m{"0.1.0"};
    double n = 0;
    for (const auto t : {transport::mllp, transport::http, transport::websocket})
        for (const auto r :
             {message_result::accepted, message_result::duplicate, message_result::rejected, message_result::error})
            m.messages(t, r).Increment(++n);
    for (const auto p : {alarm::priority::low, alarm::priority::medium, alarm::priority::high})
        for (const auto k : {alarm::kind::physiological, alarm::kind::technical}) m.active_alarms(p, k).Set(++n);
    const page p{m};
    CHECK(p.series_of("vigil_messages_total") == 12);
    CHECK(p.at(R"(vigil_messages_total{result="accepted",transport="mllp"})") == 1);
    CHECK(p.at(R"(vigil_messages_total{result="error",transport="mllp"})") == 4);
    CHECK(p.at(R"(vigil_messages_total{result="duplicate",transport="http"})") == 6);
    CHECK(p.at(R"(vigil_messages_total{result="error",transport="websocket"})") == 12);
    CHECK(p.series_of("vigil_active_alarms") == 6);
    CHECK(p.at(R"(vigil_active_alarms{kind="physiological",priority="low"})") == 13);
    CHECK(p.at(R"(vigil_active_alarms{kind="technical",priority="high"})") == 18);
    CHECK(p.series_of("vigil_readings_total") == 18);
    CHECK(p.series_of("vigil_observations_rejected_total") == 4);
    CHECK(p.series_of("vigil_resyncs_total") == 4);
    CHECK(p.series_of("vigil_dashboards_closed_total") == 5);
    CHECK(p.series_of("vigil_connections") == 3);
}

TEST_CASE("label values are the names used everywhere else") {
    server_metrics m{"0.1.0"};
    m.readings(transport::http, validity::sensor_off).Increment();
    m.readings(transport::http, validity::test).Increment(2);
    m.observations_rejected(rejection::unknown_unit).Increment(3);
    m.resyncs(resync::gap).Increment(4);
    m.dashboards_closed(dashboard_end::protocol_error).Increment(5);
    m.connections(transport::websocket).Set(6);
    const page p{m};
    CHECK(p.at(R"(vigil_readings_total{transport="http",validity="sensor_off"})") == 1);
    CHECK(p.at(R"(vigil_readings_total{transport="http",validity="test"})") == 2);
    CHECK(p.at(R"(vigil_observations_rejected_total{reason="unknown_unit"})") == 3);
    CHECK(p.at(R"(vigil_resyncs_total{reason="gap"})") == 4);
    CHECK(p.at(R"(vigil_dashboards_closed_total{reason="protocol_error"})") == 5);
    CHECK(p.at(R"(vigil_connections{transport="websocket"})") == 6);
    CHECK(p.at(R"(vigil_build_info{version="0.1.0"})") == 1);
}

TEST_CASE("latency is told apart from 50 microseconds to 10 seconds, a person's answer up to an hour") {
    server_metrics m{"0.1.0"};
    m.ingest_to_alarm_seconds.Observe(0.00007);
    m.ingest_to_alarm_seconds.Observe(11);
    m.alarm_acknowledge_seconds.Observe(900);
    const page p{m};
    CHECK(p.at(R"(vigil_ingest_to_alarm_seconds_bucket{le="5e-05"})") == 0);
    CHECK(p.at(R"(vigil_ingest_to_alarm_seconds_bucket{le="0.0001"})") == 1);
    CHECK(p.at(R"(vigil_ingest_to_alarm_seconds_bucket{le="10"})") == 1);
    CHECK(p.at(R"(vigil_ingest_to_alarm_seconds_bucket{le="+Inf"})") == 2);
    CHECK(p.at("vigil_ingest_to_alarm_seconds_count") == 2);
    CHECK(p.at(R"(vigil_alarm_acknowledge_seconds_bucket{le="600"})") == 0);
    CHECK(p.at(R"(vigil_alarm_acknowledge_seconds_bucket{le="3600"})") == 1);
}

TEST_CASE("increments from several threads while the page is read are all counted") {
    server_metrics m{"0.1.0"};
    constexpr int each = 20'000;
    std::vector<std::thread> writers;
    for (int i = 0; i < 2; ++i)
        writers.emplace_back([&] {
            for (int n = 0; n < each; ++n) {
                m.journal_rows.Increment();
                m.ingest_to_commit_seconds.Observe(0.001);
            }
        });
    for (int n = 0; n < 5; ++n) CHECK(m.text().size() > 1000);
    for (auto& w : writers) w.join();
    const page p{m};
    CHECK(p.at("vigil_journal_rows_total") == 2 * each);
    CHECK(p.at("vigil_ingest_to_commit_seconds_count") == 2 * each);
}

TEST_CASE("the process is described as it is now") {
    const server_metrics m{"0.1.0"};
    const page before{m};
    CHECK(before.at("process_resident_memory_bytes") > 1e6);
    CHECK(before.at("process_max_fds") > before.at("process_open_fds"));
    CHECK(before.at("process_start_time_seconds") > 1.6e9); // after 2020
    const int extra = dup(0);
    REQUIRE(extra >= 0);
    const page after{m};
    CHECK(close(extra) == 0);
    CHECK(after.at("process_open_fds") == before.at("process_open_fds") + 1);
    CHECK(after.at("process_cpu_seconds_total") >= before.at("process_cpu_seconds_total"));
}

TEST_CASE("a version cannot break the page") {
    const server_metrics m{"1\"\n\\"};
    CHECK(m.text().find("vigil_build_info{version=\"1\\\"\\n\\\\\"} 1") != std::string::npos);
}
