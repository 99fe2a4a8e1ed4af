#include "server/ingest/duplicates.hpp"

#include <doctest/doctest.h>

#include <set>

namespace vigil::ingest {
namespace {

const instant noon = from_epoch_ms(1'800'000'000'000);

report sample() {
    report r;
    r.sender = "monitor-17";
    r.control_id = "8c1f";
    r.ward = "W1";
    r.bed = "3";
    r.patient = "MRN-1";
    r.reported_at = noon;
    r.readings = {{.what = metric::heart_rate, .value = 80, .measured_at = noon}};
    return r;
}

} // namespace

TEST_CASE("a message is recognised by the row in which it stands") {
    duplicates seen{10};
    CHECK_FALSE(seen.find(5));
    seen.remember(5, 100);
    CHECK(seen.find(5) == 100u);
    seen.remember(5, 200);
    CHECK(seen.find(5) == 100u);
    CHECK(seen.size() == 1);
}

TEST_CASE("the oldest message is forgotten first, and no more than the bound are kept") {
    duplicates seen{10};
    for (std::uint64_t key = 1; key <= 1'000; ++key) {
        seen.remember(key, key * 2);
        CHECK(seen.size() == std::min<std::uint64_t>(key, 10));
        for (std::uint64_t known = key < 10 ? 1 : key - 9; known <= key; ++known) CHECK(seen.find(known) == known * 2);
        if (key > 10) CHECK_FALSE(seen.find(key - 10));
    }
}

TEST_CASE("a repetition neither lengthens nor shortens what is remembered") {
    duplicates seen{3};
    for (const std::uint64_t key : {1u, 2u, 2u, 2u, 3u}) seen.remember(key, key);
    CHECK(seen.find(1));
    seen.remember(4, 4);
    CHECK_FALSE(seen.find(1));
    CHECK(seen.find(2));
}

TEST_CASE("every part of a report that a repetition shares is part of its key") {
    std::set<std::uint64_t> keys{key_of(sample())};
    CHECK(key_of(sample()) == *keys.begin());
    const auto differs = [&](auto change) {
        report r = sample();
        change(r);
        CHECK(keys.insert(key_of(r)).second);
    };
    differs([](report& r) { r.sender = "monitor-18"; });
    differs([](report& r) { r.control_id = "8c20"; });
    differs([](report& r) { r.ward = "W2"; });
    differs([](report& r) { r.bed = "4"; });
    differs([](report& r) { r.patient = "MRN-2"; });
    differs([](report& r) { r.readings[0].value = 81; });
    differs([](report& r) { r.readings[0].what = metric::pulse_rate; });
    differs([](report& r) { r.readings[0].status = validity::questionable; });
    differs([](report& r) { r.readings[0].measured_at += milliseconds{1}; });
    differs([](report& r) { r.readings.push_back(r.readings[0]); });
    differs([](report& r) { r.ward = "W13", r.bed = ""; });
}

TEST_CASE("a report without a time of its own is the same when it is received later") {
    report r = sample();
    r.reported_at.reset();
    report later = r;
    later.readings[0].measured_at += milliseconds{500};
    CHECK(key_of(r) == key_of(later));
}

TEST_CASE("a key is never 0, and follows from the bytes") {
    CHECK(key_of(std::string_view{}) != 0);
    CHECK(key_of(report{}) != 0);
    CHECK(key_of(std::string_view{"MSH|1"}) == key_of(std::string_view{"MSH|1"}));
    CHECK(key_of(std::string_view{"MSH|1"}) != key_of(std::string_view{"MSH|2"}));
}

} // namespace vigil::ingest
