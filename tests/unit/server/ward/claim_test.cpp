// Who is named for a bed, and whether that is the same person.
#include <doctest/doctest.h>

#include "server/ward/claim.hpp"

namespace vigil::ward {
namespace {

using namespace std::chrono_literals;
using enum likeness;

constexpr instant start = from_epoch_ms(1'800'000'000'000);

std::vector<claim> said(std::initializer_list<claim> all) {
    return all;
}

} // namespace

TEST_CASE("ids decide, and names only where an id is missing") {
    CHECK(compare({"P-1", "Doe"}, {"P-1", "Roe"}) == same);
    CHECK(compare({"P-1", "Doe"}, {"P-2", "Doe"}) == different);
    CHECK(compare({"P-1", "Doe"}, {"", "Doe"}) == same);
    CHECK(compare({"", "Doe"}, {"P-1", "Roe"}) == different);
    CHECK(compare({"P-1", ""}, {"", "Doe"}) == unknown);
    CHECK(compare({"P-1", "Doe"}, {}) == unknown);
    CHECK(compare({}, {}) == unknown);
}

TEST_CASE("the claim that is forgotten is the oldest, and registration's last of all") {
    std::vector<claim> all;
    remember(all, {"registration", true, {"P-1", ""}, start - 1h});
    remember(all, {"m-1", false, {"P-1", ""}, start + 2s});
    remember(all, {"m-2", false, {"P-1", ""}, start + 1s});
    remember(all, {"m-3", false, {"P-1", ""}, start + 3s});
    remember(all, {"m-4", false, {"P-2", ""}, start + 4s});
    CHECK(all.size() == claims_max);
    CHECK(find_claim(all, "m-2") == nullptr);
    CHECK(find_claim(all, "registration") == nullptr); // what a monitor of that name says is another claim
    REQUIRE(find_claim(all, "m-4"));
    CHECK(find_claim(all, "m-4")->who.id == "P-2");
    CHECK(all.front().registered);
}

TEST_CASE("there is no room while four senders were heard within five minutes") {
    std::vector<claim> all(claims_max, {"m", false, {"P-1", ""}, start});
    CHECK(crowded(all, start + claim_holds - 1ms));
    CHECK_FALSE(crowded(all, start + claim_holds));
    all.front().registered = true;
    all.pop_back();
    CHECK_FALSE(crowded(all, start));
}

TEST_CASE("every patient is named once, until whoever said it last is not believed any more") {
    using list = std::vector<alarm::naming>;
    const auto claims = said({{"m-1", false, {"P-1", ""}, start},
                              {"m-2", false, {"P-2", ""}, start + 1s},
                              {"m-3", false, {"P-2", ""}, start},
                              {"registration", true, {"P-3", ""}, start}});
    CHECK(named_patients({"P-1", ""}, {}, claims) ==
          list{{"P-1", never}, {"P-2", start + 1s + claim_holds}, {"P-3", never}});
    CHECK(named_patients({}, {}, said({{"m-1", false, {"", "Doe"}, start}})) == list{{"Doe", start + claim_holds}});
    const std::string former[]{"P-2"};
    CHECK(named_patients({"P-1", ""}, former, claims) == list{{"P-1", never}, {"P-3", never}});
    CHECK(named_patients({"P-1", ""}, {}, said({{"m-1", false, {"", "Doe"}, start}})) == list{{"P-1", never}});
    CHECK(named_patients({}, {}, {}).empty());
}

} // namespace vigil::ward
