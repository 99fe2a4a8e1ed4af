// test_scenario --story=FILE.txt -ts=story     plays one story
// test_scenario -ts=runner                     tests the runner itself
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <span>
#include <sstream>

#include "tests/scenario/runner/play.hpp"

namespace vigil::scenario {
namespace {

std::filesystem::path story_file;

std::optional<std::string> read(const std::filesystem::path& file) {
    std::ifstream in{file};
    if (!in) return {};
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

std::optional<std::string> rules_called(const std::string& name) {
    if (auto shipped = read(std::filesystem::path{VIGIL_SOURCE_DIR} / "deploy/rules" / (name + ".toml")))
        return shipped;
    return read(story_file.parent_path() / "rules" / (name + ".toml"));
}

} // namespace

TEST_SUITE("story") {
    TEST_CASE("a story goes as it is written, in every way of playing it") {
        const auto text = read(story_file);
        REQUIRE_MESSAGE(text, story_file.string(), " cannot be read");
        const auto told = parse(*text);
        if (!told) {
            ADD_FAIL_CHECK_AT(story_file.c_str(), told.error().line, told.error().text);
            return;
        }
        for (const failure& f : play_all(*told, rules_called)) ADD_FAIL_CHECK_AT(story_file.c_str(), f.line, f.text);
    }
}

} // namespace vigil::scenario

int main(int argc, char** argv) {
    constexpr std::string_view option = "--story=";
    for (const std::string_view argument : std::span{argv, static_cast<std::size_t>(argc)})
        if (argument.starts_with(option)) vigil::scenario::story_file = argument.substr(option.size());
    doctest::Context context{argc, argv};
    return context.run();
}
