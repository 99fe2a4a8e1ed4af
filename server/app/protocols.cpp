#include "server/app/protocols.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "proto/vitals/suggestion.hpp"
#include "server/app/settings.hpp"
#include "server/infusion/demonstration.hpp"
#include "server/infusion/explain.hpp"
#include "server/scenario/files.hpp"

namespace vigil::app {
namespace {

namespace fs = std::filesystem;
using infusion::protocol;
using infusion::protocol_ptr;
using problems = std::vector<std::string>;

constexpr int went_well = 0, unusable = 2;

std::expected<std::vector<fs::path>, std::string> files_in(const std::string& directory) {
    std::error_code error;
    std::vector<fs::path> files;
    for (fs::directory_iterator entry{directory, error}; !error && entry != fs::directory_iterator{};
         entry.increment(error))
        if (entry->path().extension() == ".toml") files.push_back(entry->path());
    if (error)
        return std::unexpected(fmt::format("{}: cannot be read: {} (protocols.directory)", directory, error.message()));
    std::ranges::sort(files);
    return files;
}

/// Adds what is wrong to `found`.
protocol_ptr read_one(const fs::path& file, const alarm::rule_set* rules, problems& found) {
    const auto text = scenario::read_file(file);
    if (!text) return found.push_back(fmt::format("{}: {}", file.string(), text.error())), nullptr;
    auto parsed = infusion::parse_protocol(*text, file.string(), rules);
    if (!parsed) {
        for (const alarm::problem& p : parsed.error()) found.push_back(to_text(p));
        return nullptr;
    }
    if (parsed->name != file.stem().string()) { // so that no two files have one name
        found.push_back(fmt::format("{}: the protocol is called '{}': so must the file be, {}.toml", file.string(),
                                    parsed->name, parsed->name));
        return nullptr;
    }
    return std::make_shared<const protocol>(*std::move(parsed));
}

std::expected<std::vector<protocol_ptr>, problems> load(const protocols_options& o) {
    if (!o.directory.empty()) return load_protocols(o.directory, nullptr);
    auto with = load_settings(o.config);
    if (!with) return std::unexpected(std::move(with.error()));
    return std::move(with->protocols);
}

/// The one of this name, or all of them.
std::expected<std::vector<protocol_ptr>, problems> load_named(const protocols_options& o) {
    auto all = load(o);
    if (!all || o.name == "all") return all;
    const auto found = std::ranges::find(*all, o.name, [](const auto& p) { return std::string_view{p->name}; });
    if (found != all->end()) return std::vector{*found};
    std::vector<std::string_view> names;
    for (const protocol_ptr& p : *all) names.push_back(p->name);
    return std::unexpected(problems{fmt::format("there is no protocol '{}'{}", o.name, did_you_mean(o.name, names))});
}

int complain(const problems& all) {
    for (const std::string& problem : all) std::fprintf(stderr, "%s\n", problem.c_str());
    return unusable;
}

} // namespace

std::string protocols_directory(const config& options) {
    if (!options.protocols.directory.empty()) return options.protocols.directory;
    const fs::path beside = fs::path{options.rules.file}.parent_path() / "protocols";
    std::error_code error;
    return fs::is_directory(beside, error) ? beside.string() : std::string{};
}

std::expected<std::vector<protocol_ptr>, problems> load_protocols(const std::string& directory,
                                                                  const alarm::rule_set* rules) {
    if (directory.empty()) return {};
    const auto files = files_in(directory);
    if (!files) return std::unexpected(problems{files.error()});
    problems found;
    if (files->size() > protocol::protocols_max)
        found.push_back(fmt::format("{}: there are at most {} protocols, found {}", directory, protocol::protocols_max,
                                    files->size()));
    std::vector<protocol_ptr> out;
    for (const fs::path& file : *files) out.push_back(read_one(file, rules, found));
    if (!found.empty()) return std::unexpected(std::move(found));
    return out;
}

int list_protocols(const protocols_options& o) {
    const auto all = load(o);
    if (!all) return complain(all.error());
    for (const protocol_ptr& p : *all)
        std::printf("%-24s %016llx  %s\n", p->name.c_str(), static_cast<unsigned long long>(p->version),
                    p->title.c_str());
    return went_well;
}

int explain_protocol(const protocols_options& o) {
    const auto all = load_named(o);
    if (!all) return complain(all.error());
    for (const protocol_ptr& p : *all) std::fputs(((p == all->front() ? "" : "\n") + explain(*p)).c_str(), stdout);
    return went_well;
}

int demonstrate_protocol(const protocols_options& o) {
    const auto all = load_named(o);
    if (!all) return complain(all.error());
    for (const protocol_ptr& p : *all) {
        const auto text = scenario::read_file(p->file);
        if (!text) return complain({fmt::format("{}: {}", p->file, text.error())});
        const auto made = infusion::demonstration_of(*text, o.times_faster);
        if (!made) return complain({fmt::format("{}: {}", p->file, made.error())});
        const fs::path file = fs::path{o.to} / (infusion::demonstration_name(p->name, o.times_faster) + ".toml");
        std::ofstream out{file};
        if (!(out << *made << std::flush)) return complain({fmt::format("{}: cannot be written", file.string())});
        std::printf("%s\n", file.c_str());
    }
    return went_well;
}

} // namespace vigil::app
