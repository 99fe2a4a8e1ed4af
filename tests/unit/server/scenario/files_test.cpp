// Where a story's rules are looked for.
#include <doctest/doctest.h>

#include <unistd.h>
#include <filesystem>
#include <fstream>

#include "server/scenario/files.hpp"

namespace vigil::scenario {
namespace {

namespace fs = std::filesystem;

/// A folder of its own for each test.
class folder {
public:
    folder() : at_(fs::temp_directory_path() / ("vigil-scenario-" + std::to_string(getpid()))) {
        fs::remove_all(at_);
        fs::create_directories(at_ / "rules");
    }
    ~folder() { fs::remove_all(at_); }
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;

    fs::path write(const fs::path& name, const std::string& text) const {
        fs::create_directories((at_ / name).parent_path());
        std::ofstream{at_ / name} << text;
        return at_ / name;
    }
    fs::path operator/(const fs::path& name) const { return at_ / name; }

private:
    fs::path at_;
};

} // namespace

TEST_CASE("rules are the given ones, else those beside the story, else those in its folder of rules") {
    const folder f;
    const auto given = f.write("given.toml", "# given");
    f.write("rules/given.toml", "# not meant");
    f.write("near.toml", "# near");
    f.write("rules/near.toml", "# far");
    f.write("rules/far.toml", "# far");
    const auto rules = sources_for(f / "story.txt", given).rules;
    CHECK(rules("")->text == "# given");
    CHECK(rules("given")->text == "# given");
    CHECK(rules("near")->text == "# near");
    CHECK(rules("far")->text == "# far");
    CHECK(rules("far")->file == (f / "rules/far.toml").string());
    CHECK(rules("none").error().starts_with("there are no rules called 'none': neither "));
}

TEST_CASE("a protocol is the one beside the story, else the one in its folder, else the shipped one") {
    const folder f;
    f.write("stories/near.toml", "# near");
    f.write("stories/protocols/near.toml", "# not meant");
    f.write("stories/protocols/far.toml", "# far");
    f.write("deploy/protocols/far.toml", "# not meant");
    f.write("deploy/protocols/shipped.toml", "# shipped");
    const auto given = f.write("deploy/rules/given.toml", "# given");
    const auto protocols = sources_for(f / "stories/story.txt", given).protocols;
    CHECK(protocols("near")->text == "# near");
    CHECK(protocols("far")->text == "# far");
    CHECK(protocols("shipped")->text == "# shipped");
    CHECK(protocols("none").error().starts_with("there is no protocol called 'none': neither "));
}

TEST_CASE("files and folders that cannot be read are named") {
    const folder f;
    CHECK(read_file(f / "none").error() == "cannot be read: No such file or directory");
    CHECK(read_file(f / "rules").error() == "cannot be read: Is a directory");
    CHECK(read_file(f.write("empty", "")) == "");
    CHECK(sources_for(f / "story.txt", f / "none.toml").rules("").error() ==
          (f / "none.toml").string() + ": cannot be read: No such file or directory");
}

TEST_CASE("a story is judged with its title, or with why it cannot be used") {
    const folder f;
    const auto rules = f.write(
        "rules.toml", "[[alarm]]\nname = \"fast\"\nwhen = \"pulse > 120\"\npriority = \"low\"\nmessage = \"Fast\"\n");
    const verdict well = judge(f.write("well.txt", "# All is well.\nbed W1/3\n0s heart_rate 80\n"), rules);
    CHECK(well.title == "All is well.");
    CHECK(well.failures.empty());
    const verdict wrong = judge(f.write("wrong.txt", "bed W1/3\n0s heart_rate 80 -> cleared fast\n"), rules);
    REQUIRE(wrong.failures.size() == 1);
    CHECK_FALSE(wrong.failures[0].unusable);
    for (const char* name : {"none.txt", "unclear.txt"}) {
        f.write("unclear.txt", "what?");
        const verdict unusable = judge(f / name, rules);
        REQUIRE(unusable.failures.size() == 1);
        CHECK(unusable.failures[0].unusable);
    }
}

} // namespace vigil::scenario
