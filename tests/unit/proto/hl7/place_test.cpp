#include "proto/hl7/place.hpp"

#include "intake.hpp"

namespace vigil::hl7 {
namespace {

struct parsed {
    std::string text;
    std::vector<segment> segments;
    delimiters marks;

    explicit parsed(std::string_view rows) : text{"MSH|^~\\&|MON^1234^EUI-64|W\r"} {
        text += rows;
        message m = opened(text);
        marks = m.head.marks;
        segments.push_back(m.msh);
        for (segment s; m.rest.next(s);) segments.push_back(s);
    }
    std::vector<const segment*> all() const {
        std::vector<const segment*> out;
        for (const segment& s : segments) out.push_back(&s);
        return out;
    }
    std::string read(const dialects::choice& from) const { return read_choice(from, all(), marks); }
};

TEST_CASE("the first place that is not empty counts, and parts are joined") {
    const parsed p{"PV1||I|W1^7^B\rOBX|1||||||||||||||||||mon-9^X\r"};
    CHECK(p.read({{{"PV1", 3, 2}, {"PV1", 3, 3}}}) == "7-B");
    CHECK(p.read({{{"PV1", 3, 5}}, {{"PV1", 3, 1}}}) == "W1");
    CHECK(p.read({{{"PV1", 3, 5}, {"OBX", 18, 1}}}) == "");
    CHECK(p.read({{{"OBX", 19, 1}}}) == "mon-9");
    CHECK(p.read({}).empty());
}

TEST_CASE("of MSH a place without a component is the whole field, elsewhere its first part") {
    const parsed p{"PV1||I|W1&East^7\r"};
    CHECK(p.read({{{"MSH", 3}}}) == "MON^1234^EUI-64");
    CHECK(p.read({{{"MSH", 3, 1}}}) == "MON");
    CHECK(p.read({{{"PV1", 3}}}) == "W1");
    CHECK(p.read({{{"PV1", 3, 1, 2}}}) == "East");
}

TEST_CASE("of several segments of a name the first that has something there counts") {
    const parsed p{"OBX|1||a\rOBX|2||b|||7\rOBX|3||c|||8\r"};
    CHECK(p.read({{{"OBX", 6}}}) == "7");
}

TEST_CASE("parts of a place are never taken from two repetitions") {
    const parsed p{"PV1||I|W1~^7~^^B\r"};
    CHECK(p.read({{{"PV1", 3, 2}, {"PV1", 3, 3}}}) == "7");
    CHECK(p.read({{{"PV1", 3, 3}}}) == "B");
}

TEST_CASE("repetitions further back than any sender has are not looked at") {
    const parsed p{"PV1||I|" + std::string(repetitions_max, '~') + "W1\r"};
    CHECK(p.read({{{"PV1", 3, 1}}}).empty());
    const parsed last{"PV1||I|" + std::string(repetitions_max - 1, '~') + "W1\r"};
    CHECK(last.read({{{"PV1", 3, 1}}}) == "W1");
}

TEST_CASE("a name is family and given, or whichever is there") {
    const dialects::choice whole{{{"PID", 5}}};
    const auto name = [&](std::string_view field) {
        const parsed p{"PID|||||" + std::string{field} + "\r"};
        return read_name(whole, p.all(), p.marks);
    };
    CHECK(name("Doe^Jane^Q^^^^L") == "Doe, Jane");
    CHECK(name("Doe&von^Jane") == "Doe, Jane");
    CHECK(name("Doe") == "Doe");
    CHECK(name("^Jane") == "Jane");
    CHECK(name("Doe^\\H\\") == "Doe"); // an escape that stands for nothing
    CHECK(name("^^^^^^L") == "");
    CHECK(name("^^^^^^L~Doe^Jane") == "Doe, Jane");
    const parsed p{"PID|||||Doe^Jane\r"};
    CHECK(read_name({{{"PID", 9, 1}}, {{"PID", 5, 2}, {"PID", 5, 1}}}, p.all(), p.marks) == "Jane-Doe");
}

TEST_CASE("a monitor's lone unit is its bed, registration's is a ward") {
    const parsed lone{"PV1||I|W1|||W2\r"}, full{"PV1||I|W1^7^B\r"};
    place where;
    read_place(standard(), lone.segments[1], lone.marks, where);
    CHECK(where == place{"", "W1"});
    read_assigned_place(standard(), lone.segments[1], 3, lone.marks, where);
    CHECK(where == place{"W1", ""});
    read_assigned_place(standard(), lone.segments[1], 6, lone.marks, where);
    CHECK(where == place{"W2", ""});
    read_place(standard(), full.segments[1], full.marks, where);
    CHECK(where == place{"W1", "7-B"});
}

TEST_CASE("a bed that is called like its ward keeps both") {
    const parsed p{"PV1||I|5^^5\r"};
    place where;
    read_place(standard(), p.segments[1], p.marks, where);
    CHECK(where == place{"5", "5"});
}

} // namespace
} // namespace vigil::hl7
