#include "server/record/minutes.hpp"

#include <cmath>
#include <random>

#include "server/record/quarantine.hpp"
#include "tests/unit/server/record/followed.hpp"

namespace vigil::record {
namespace {

using namespace std::chrono_literals;

/// What vigil.minute says together with the readings that it does not have yet, beside the same from all readings: rows
/// that are in one of them only. Values are multiples of 1/4, so that sums are exact.
constexpr const char* differences = R"(
    WITH kept AS (
        SELECT ward, bed, metric, minute, lowest, highest, total, count FROM vigil.minute
        UNION ALL
        SELECT v.ward, v.bed, v.metric, date_trunc('minute', v.at, 'UTC'), v.value, v.value, v.value, 1
        FROM vigil.journal j JOIN vigil.trend_value v
             ON v.journal = j.id AND v.seq > j.rolled AND v.received_at BETWEEN j.tail_from AND j.tail_to
        WHERE NOT v.read_again),
    summed AS (SELECT ward, bed, metric, minute, min(lowest), max(highest), sum(total), sum(count)
               FROM kept GROUP BY 1, 2, 3, 4),
    again AS (SELECT ward, bed, metric, date_trunc('minute', at, 'UTC'), min(value), max(value), sum(value), count(*)
              FROM vigil.trend_value GROUP BY 1, 2, 3, 4)
    SELECT count(*) FROM ((TABLE summed EXCEPT TABLE again) UNION ALL (TABLE again EXCEPT TABLE summed)) AS d)";

class any_reports {
public:
    explicit any_reports(std::uint32_t seed) : random_{seed} {}

    report next(std::uint64_t n, instant at) {
        report r = ordinary_report(n, at);
        r.history = one_of(15);
        if (!one_of(3)) r.reported_at = at - (one_of(4) ? 2h : milliseconds{below(900)});
        for (std::uint32_t i = below(6); i > 0; --i) r.readings.push_back(reading_of(at));
        return r;
    }
    std::uint32_t below(std::uint32_t n) { return random_() % n; }

private:
    bool one_of(std::uint32_t n) { return below(n) == 0; }

    reading reading_of(instant at) {
        const auto what = static_cast<metric>(below(metric_count));
        const std::array<milliseconds, 6> ages{0ms, 300ms, 40min, -7s, 72h, 24h * 800};
        const std::array<double, 3> odd{no_value, INFINITY, -INFINITY};
        return {.what = what,
                .status = static_cast<validity>(below(6)),
                .declared = info(what).canonical,
                .code = 0,
                .value = one_of(6) ? odd[below(3)] : below(4000) / 4.0,
                .measured_at = one_of(40) ? never : at - ages[below(6)]};
    }

    std::mt19937 random_;
};

} // namespace

TEST_CASE("the minutes say what all readings say: late ones, odd ones, and after any end of a connection") {
    for (const std::uint32_t seed : {1u, 2u, 3u}) {
        CAPTURE(seed);
        followed f{cluster::shared().create_migrated_database()};
        any_reports reports{seed};
        instant at = noon;
        for (int round = 0; round < 4; ++round) {
            f.follow(1 + reports.below(60));
            for (int i = 0; i < 200; ++i) {
                at += milliseconds{reports.below(4'000)};
                f.append(reports.next(f.journal->last() + 1, at), at);
            }
            f.wait_recorded(f.journal->last() - reports.below(100));
            query(f.database,
                  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = "
                  "'vigil record' AND datname = current_database()");
            f.wait_recorded(f.journal->last());
            f.record.reset();
            CHECK(f.ask(differences) == "0");
        }
        CHECK(std::stoi(f.ask("SELECT count(*) FROM vigil.minute")) > 300);
        CHECK(f.ask("SELECT rolled > 0 AND rolled < cursor FROM vigil.journal") == "t");
    }
}

TEST_CASE("what is read again counts in its minute, once, however often it is read") {
    followed f{cluster::shared().create_migrated_database()};
    ward::message_quarantined unread;
    unread.raw = "abc";
    unread.size = 3;
    unread.reasons = "MSH\tno dialect";
    f.append(ward::input{noon, unread});
    f.append(ordinary_report(2, noon + 1s), noon + 1s);
    f.append(ordinary_report(3, noon + 2min), noon + 2min);
    f.follow(1);
    f.wait_recorded(3);
    decoded_again now;
    now.content = ordinary_report(2, noon - 500ms);
    now.content.control_id = "read again";
    now.content.reported_at = noon - 500ms;
    for (const double rate : {70.0, 71.0}) {
        now.content.readings[0].value = rate;
        const auto result = quarantine{f.database}.rerun(1, [&](const quarantined&) { return now; });
        CHECK(result.value_or("") == "2 readings recorded for W1/2");
        CHECK(f.ask(differences) == "0");
        CHECK(f.ask("SELECT highest FROM vigil.minute WHERE seq = 1 AND metric = 'heart_rate'") ==
              std::to_string(static_cast<int>(rate)));
    }
    f.record.reset(); // and a new connection does not sum it up with what it finds
    f.append(ordinary_report(4, noon + 4min), noon + 4min);
    f.follow();
    f.wait_recorded(4);
    CHECK(f.ask(differences) == "0");
}

TEST_CASE("a value is placed by the server's clock, and a wrong clock of the monitor moves nothing") {
    report r;
    reading value{.what = metric::nibp_systolic, .measured_at = noon - 40min};
    CHECK(trend_moment(r, value, noon) == noon - 40min); // the message gives no time of its own
    r.reported_at = noon - 1h;                           // a clock that is an hour behind
    value.measured_at = noon - 1h;
    CHECK(trend_moment(r, value, noon) == noon);
    value.measured_at = noon - 100min; // it measured 40 minutes before it sent
    CHECK(trend_moment(r, value, noon) == noon - 40min);
    value.measured_at = noon + 1h; // not after it was received
    CHECK(trend_moment(r, value, noon) == noon);
    r.history = true;
    CHECK(trend_moment(r, value, noon) == noon + 1h);
}

} // namespace vigil::record
