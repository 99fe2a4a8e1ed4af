// test_scenario --story=FILE.txt     plays one story, with the rules that are shipped unless it names others
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <filesystem>
#include <span>

#include "server/scenario/files.hpp"

namespace vigil::scenario {
namespace {

std::filesystem::path story_file;

} // namespace

TEST_CASE("a story goes as it is written, in every way of playing it") {
    const auto shipped = std::filesystem::path{VIGIL_SOURCE_DIR} / "deploy/rules/ketamine.toml";
    for (const failure& f : judge(story_file, shipped).failures)
        ADD_FAIL_CHECK_AT(story_file.c_str(), f.line, to_text(f));
}

} // namespace vigil::scenario

int main(int argc, char** argv) {
    constexpr std::string_view option = "--story=";
    for (const std::string_view argument : std::span{argv, static_cast<std::size_t>(argc)})
        if (argument.starts_with(option)) vigil::scenario::story_file = argument.substr(option.size());
    doctest::Context context{argc, argv};
    return context.run();
}
