#include "server/config/config.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <charconv>
#include <tuple>

#include "server/config/entries.hpp"
#include "server/config/options.hpp"

namespace vigil {
namespace {

using problems = std::vector<config::problem>;
using names = std::vector<std::string_view>;

constexpr std::string_view sender_section = "sender";
constexpr std::string_view receiver_section = "receiver";
constexpr std::string_view variable_prefix = "VIGIL__";

names sections() {
    names all;
    for (const auto& o : all_options())
        if (std::ranges::find(all, o.section) == all.end()) all.push_back(o.section);
    return all;
}

names keys_of(std::string_view section) {
    names all;
    for (const auto& o : all_options())
        if (o.section == section) all.push_back(o.key);
    return all;
}

const option* find_option(std::string_view section, std::string_view key) {
    const auto found =
        std::ranges::find_if(all_options(), [&](const option& o) { return o.section == section && o.key == key; });
    return found == all_options().end() ? nullptr : &*found;
}

/// Walks the parsed file; collects what is wrong and stores what is right.
class file_reader {
public:
    file_reader(std::string_view file, config& to, problems& found) : file_{file}, to_{to}, found_{found} {}

    void read(const toml::table& root) {
        for (const auto& [key, node] : root) {
            if (key.str() == sender_section)
                read_senders(node, file_, to_, found_);
            else if (key.str() == receiver_section)
                read_receivers(node, file_, to_, found_);
            else
                read_section(key, node);
        }
    }

private:
    void report(const toml::source_region& at, std::string message) {
        found_.push_back({std::string{file_}, static_cast<int>(at.begin.line), static_cast<int>(at.begin.column),
                          std::move(message)});
    }

    void read_section(const toml::key& section, const toml::node& node) {
        auto known = sections();
        if (std::ranges::find(known, section.str()) == known.end()) {
            known.insert(known.end(), {sender_section, receiver_section});
            return report(section.source(),
                          fmt::format("unknown section '{}'{}", section.str(), suggestion(section.str(), known)));
        }
        const auto* table = node.as_table();
        if (!table)
            return report(section.source(),
                          fmt::format("'{0}' must be a table, [{0}], not {1}", section.str(), type_name(node)));
        for (const auto& [key, value] : *table) read_option(section.str(), key, value);
    }

    void read_option(std::string_view section, const toml::key& key, const toml::node& node) {
        const auto* o = find_option(section, key.str());
        if (!o)
            return report(key.source(), fmt::format("unknown key '{}' in [{}]{}", key.str(), section,
                                                    suggestion(key.str(), keys_of(section))));
        std::optional<std::string> wrong;
        if (const bool text = std::holds_alternative<text_option>(o->value); text && node.is_string())
            wrong = assign(*o, to_, std::string_view{node.as_string()->get()});
        else if (!text && node.is_integer())
            wrong = assign(*o, to_, node.as_integer()->get());
        else
            wrong = fmt::format("{}.{} must be {}, not {}", section, key.str(), wanted_type(*o), type_name(node));
        if (wrong) report(node.source(), std::move(*wrong));
    }

    std::string_view file_;
    config& to_;
    problems& found_;
};

std::string variable_of(const option& o) {
    auto name = fmt::format("{}{}__{}", variable_prefix, o.section, o.key);
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return name;
}

std::optional<std::string> assign_variable(const option& o, config& to, std::string_view value) {
    if (std::holds_alternative<text_option>(o.value)) return assign(o, to, value);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc{} || end != value.data() + value.size())
        return fmt::format("{}.{} must be {}, not '{}'", o.section, o.key, o.help, value);
    return assign(o, to, number);
}

void read_environment(const config::environment& variables, config& to, problems& found) {
    std::vector<std::string> known;
    for (const auto& o : all_options()) known.push_back(variable_of(o));
    for (auto i = variables.lower_bound(variable_prefix); i != variables.end(); ++i) {
        const auto& [name, value] = *i;
        if (!name.starts_with(variable_prefix)) break;
        const auto place = std::ranges::find(known, name);
        if (place == known.end()) {
            found.push_back({name, 0, 0, "unknown variable" + suggestion(name, {known.begin(), known.end()})});
            continue;
        }
        const auto& o = all_options()[static_cast<std::size_t>(place - known.begin())];
        if (auto wrong = assign_variable(o, to, value)) found.push_back({name, 0, 0, std::move(*wrong)});
    }
}

/// What only shows when everything is known: two listeners on one port would fail at start, after others had begun.
void check_whole(const config& c, std::string_view file, problems& found) {
    struct listener {
        std::string_view section;
        const std::string& address;
        std::uint16_t port;
    };
    const listener all[] = {{"http", c.http.address, c.http.port},
                            {"mllp", c.mllp.address, c.mllp.port},
                            {"metrics", c.metrics.address, c.metrics.port}};
    for (const auto* later = std::begin(all) + 1; later != std::end(all); ++later)
        for (const auto* earlier = std::begin(all); earlier != later; ++earlier)
            if (later->port != 0 && later->port == earlier->port && later->address == earlier->address)
                found.push_back(
                    {std::string{file}, 0, 0,
                     fmt::format("{}.port and {}.port are both {}", earlier->section, later->section, later->port)});
}

} // namespace

config::reading config::read(std::string_view text, std::string_view file, const environment& variables) {
    reading result;
    auto& [read, found] = result;
    try {
        file_reader{file, read, found}.read(toml::parse(text, file));
    } catch (const toml::parse_error& e) {
        const auto at = e.source().begin;
        found.push_back(
            {std::string{file}, static_cast<int>(at.line), static_cast<int>(at.column), std::string{e.description()}});
    }
    // The table is sorted by key; people read a file from top to bottom.
    std::ranges::sort(found, {}, [](const problem& p) { return std::tie(p.line, p.column, p.message); });
    read_environment(variables, read, found);
    check_whole(read, file, found);
    return result;
}

std::expected<config, std::vector<config::problem>> config::load(std::string_view text, std::string_view file,
                                                                 const environment& variables) {
    reading result = read(text, file, variables);
    if (!result.problems.empty()) return std::unexpected{std::move(result.problems)};
    return std::move(result.values);
}

std::string to_text(const config::problem& p) {
    if (p.line == 0) return fmt::format("{}: {}", p.where, p.message);
    return fmt::format("{}:{}:{}: {}", p.where, p.line, p.column, p.message);
}

} // namespace vigil
