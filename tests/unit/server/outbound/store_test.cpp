#include "server/outbound/store.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "tests/unit/server/journal/on_disk.hpp"
#include "tests/unit/server/outbound/alarms.hpp"

using namespace vigil;
using namespace vigil::outbound;

namespace {

entry some_entry() {
    entry e{.newest = then(onset(0xffff'0000'0000'0001), alarm::change::latched, after(7)),
            .told = 1,
            .told_urgency = alarm::priority::high,
            .waiting = true,
            .tried = true,
            .since = after(3)};
    e.newest.now.beds = {"3", "4"};
    return e;
}

} // namespace

TEST_CASE("what a receiver knows and has to be told is there after a restart") {
    const journal::temporary_directory folder;
    const auto file = folder.path() / "outbound";
    {
        store s{file};
        CHECK(s.position("journal-1") == 0);
        s.add("nurse-call", "high");
        s.add("nurse-call", "low");
        s.begin();
        s.put("nurse-call", some_entry());
        s.put("pager", {.newest = onset(2)});
        s.move_to(17);
        s.commit();
    }
    store s{file};
    CHECK(s.position("journal-1") == 17);
    CHECK(s.receivers() == std::map<std::string, std::string>{{"nurse-call", "low"}});
    const auto all = s.entries("nurse-call");
    REQUIRE(all.size() == 1);
    const entry& e = all[0];
    CHECK(e.told == 1);
    CHECK(e.told_urgency == alarm::priority::high);
    CHECK(e.waiting);
    CHECK(e.tried);
    CHECK(e.since == after(3));
    CHECK(e.newest.at == after(7));
    CHECK(e.newest.how == alarm::change::latched);
    CHECK(e.newest.patient == "P-17");
    CHECK(e.newest.patient_name == "Doe, John");
    CHECK(e.newest.now.id == alarm::alarm_id{0xffff'0000'0000'0001});
    CHECK(e.newest.now.revision == 2);
    CHECK(e.newest.now.state == alarm::phase::latched);
    CHECK(e.newest.now.beds == std::vector<std::string>{"3", "4"});
    CHECK(e.newest.now.because->limit == 90);
    s.erase("nurse-call", e.newest.now.id);
    CHECK(s.entries("nurse-call").empty());
    CHECK(s.entries("pager").size() == 1);
    s.remove("pager");
    CHECK(s.entries("pager").empty());
}

TEST_CASE("changes that are taken back never were") {
    const journal::temporary_directory folder;
    store s{folder.path() / "outbound"};
    CHECK(s.position("journal-1") == 0);
    s.begin();
    s.put("pager", some_entry());
    s.move_to(5);
    s.rollback();
    s.rollback();
    CHECK(s.entries("pager").empty());
    CHECK(s.position("journal-1") == 0);
}

TEST_CASE("another journal is followed from its beginning") {
    const journal::temporary_directory folder;
    store s{folder.path() / "outbound"};
    s.position("journal-1");
    s.move_to(5);
    CHECK(s.position("journal-2") == 0);
    CHECK(s.position("journal-1") == 0);
}

TEST_CASE("the file is for its owner only, and one that is no database is refused") {
    const journal::temporary_directory folder;
    const auto file = folder.path() / "outbound";
    {
        const store made{file};
    }
    CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms{077}) == std::filesystem::perms::none);
    const auto other = folder.path() / "other";
    std::ofstream{other} << "this is no database at all, however long one reads in it\n";
    CHECK_THROWS_AS(store{other}, journal::sqlite_error);
}
