#include "server/config/entries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ranges>
#include <span>

#include "proto/vitals/suggestion.hpp"
#include "server/config/endpoint.hpp"

namespace vigil {
namespace {

constexpr std::size_t name_letters_max = 64;
constexpr std::size_t secret_letters_min = 16; // a shorter key is guessed sooner than it is noticed
constexpr std::int64_t give_up_after_max_s = 7 * 24 * 3600;

bool is_printable(std::string_view text) {
    return !text.empty() && std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < ' '; });
}

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= name_letters_max &&
           std::ranges::all_of(text, [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_' || c == '.'; });
}

/// "+01:00", or what may be a name of the time zone database; whether there is such a zone shows when it is opened.
bool is_zone(std::string_view text) {
    if (text.starts_with('+') || text.starts_with('-')) {
        const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
        return text.size() == 6 && text[3] == ':' && digit(1) && digit(2) && digit(4) && digit(5) &&
               text.substr(1, 2) <= "14" && text.substr(4, 2) <= "59";
    }
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return is_letter_or_digit(c) || c == '/' || c == '_' || c == '-' || c == '+';
    });
}

bool is_bed(std::string_view text) {
    const auto slash = text.find('/');
    return is_printable(text) && slash != 0 && slash != text.npos && slash + 1 != text.size();
}

bool is_endpoint(std::string_view text) {
    return endpoint_from_text(text).has_value();
}
bool is_web_address(std::string_view text) {
    return web_address_from_text(text).has_value();
}
bool is_secret(std::string_view text) {
    return text.size() >= secret_letters_min && is_printable(text);
}
bool is_priority(std::string_view text) {
    return text == "low" || text == "medium" || text == "high";
}

/// A key of one table of a list, whose value is text.
template <class Entry>
struct text_key {
    std::string_view name;
    std::string Entry::* at;
    bool (*acceptable)(std::string_view);
    std::string_view must_be;
    bool confidential = false; ///< never repeated in a problem
};

using sender = config::sender_entry;
constexpr std::array sender_keys{
    text_key<sender>{"match", &sender::match, is_printable, "the sender's name as it writes it"},
    text_key<sender>{"address", &sender::address, is_ip_address, "an IPv4 or IPv6 address such as 10.0.0.7"},
    text_key<sender>{"dialect", &sender::dialect, is_name, "the name of a dialect (vigil dialects lists them)"},
    text_key<sender>{"zone", &sender::zone, is_zone, R"(a time zone such as "Europe/Berlin" or "+01:00")"},
    text_key<sender>{"charset", &sender::charset, is_printable, R"(a character set as in MSH-18, such as "8859/1")"},
    text_key<sender>{"bed", &sender::bed, is_bed, "'ward/bed'"},
    text_key<sender>{"dial", &sender::dial, is_endpoint, R"("host:port" such as "10.0.0.7:4601")"},
};

using receiver = config::receiver_entry;
constexpr std::array receiver_keys{
    text_key<receiver>{"name", &receiver::name, is_name, "1 to 64 letters, digits, '-', '_' or '.'"},
    text_key<receiver>{"mllp", &receiver::mllp, is_endpoint, R"("host:port" such as "10.0.0.9:2575")"},
    text_key<receiver>{"url", &receiver::url, is_web_address, R"(an address such as "https://pager.local/alarms")"},
    text_key<receiver>{"secret", &receiver::secret, is_secret, "at least 16 characters", true},
    text_key<receiver>{"priority", &receiver::priority, is_priority, R"("low", "medium" or "high")"},
};

/// Reads the tables of one list.
class list_reader {
public:
    list_reader(std::string_view section, std::string_view file, std::vector<config::problem>& found)
        : section_{section}, file_{file}, found_{found} {}

    void report(const toml::source_region& at, std::string message) {
        found_.push_back({std::string{file_}, static_cast<int>(at.begin.line), static_cast<int>(at.begin.column),
                          std::move(message)});
    }

    /// Null, and reported, if it is no list of tables.
    const toml::array* tables(const toml::node& node) {
        const auto* list = node.as_array();
        if (list && list->is_homogeneous<toml::table>()) return list;
        report(node.source(), fmt::format("'{0}' must be an array of tables: [[{0}]]", section_));
        return nullptr;
    }

    template <class Entry>
    void read_text(const text_key<Entry>& key, const toml::node& node, Entry& to) {
        const auto* text = node.as_string();
        if (!text)
            return report(node.source(),
                          fmt::format("{}.{} must be a string, not {}", section_, key.name, type_name(node)));
        to.*key.at = text->get();
        if (key.acceptable(text->get())) return;
        report(node.source(), key.confidential ? fmt::format("{}.{} must be {}", section_, key.name, key.must_be)
                                               : fmt::format("{}.{} must be {}, not '{}'", section_, key.name,
                                                             key.must_be, text->get()));
    }

    void unknown(const toml::key& key, const std::vector<std::string_view>& known) {
        report(key.source(),
               fmt::format("unknown key '{}' in [[{}]]{}", key.str(), section_, suggestion(key.str(), known)));
    }

private:
    std::string_view section_;
    std::string_view file_;
    std::vector<config::problem>& found_;
};

template <class Entry>
const text_key<Entry>* find_key(std::span<const text_key<Entry>> keys, std::string_view name) {
    const auto found = std::ranges::find(keys, name, &text_key<Entry>::name);
    return found == keys.end() ? nullptr : &*found;
}

template <class Entry>
std::vector<std::string_view> names_of(std::span<const text_key<Entry>> keys) {
    std::vector<std::string_view> names;
    for (const auto& key : keys) names.push_back(key.name);
    return names;
}

/// Every message that fits the later one fits the earlier one, which therefore takes it.
bool hides(const sender& earlier, const sender& later) {
    const auto covers = [](const std::string& general, const std::string& particular) {
        return general.empty() || general == particular;
    };
    return covers(earlier.match, later.match) && covers(earlier.address, later.address) && earlier.dial == later.dial;
}

void check_sender(list_reader& lists, const toml::table& entry, const sender& read, std::span<const sender> earlier) {
    const auto wrong = [&](std::string message) { lists.report(entry.source(), std::move(message)); };
    if (read.match.empty() && read.address.empty() && read.dial.empty())
        return wrong("a sender needs match, address or dial: without them it would be everybody");
    if (read.bed.empty() && read.dialect.empty() && read.zone.empty() && read.charset.empty() && read.dial.empty())
        return wrong("a sender needs something to be known of it: bed, dialect, zone, charset or dial");
    if (!read.dial.empty() && read.dialect.empty() && read.match.empty())
        return wrong("a sender that is dialled needs a dialect, or a match for its name");
    for (const sender& other : earlier)
        if (hides(other, read))
            return wrong(fmt::format(
                "this sender ({}) is never reached: an earlier [[sender]] takes all of its messages; put the more "
                "particular one first",
                fmt::join(std::array{read.match, read.address, read.dial} |
                              std::views::filter([](const auto& text) { return !text.empty(); }),
                          ", ")));
}

void read_wards(list_reader& lists, const toml::node& node, receiver& to) {
    const auto* list = node.as_array();
    if (!list) return lists.report(node.source(), "receiver.wards must be an array of names of wards");
    for (const toml::node& each : *list) {
        const auto* name = each.as_string();
        if (!name || !is_printable(name->get()))
            lists.report(each.source(), "receiver.wards must hold names of wards");
        else if (std::ranges::find(to.wards, name->get()) != to.wards.end())
            lists.report(each.source(), fmt::format("receiver.wards has '{}' twice", name->get()));
        else
            to.wards.push_back(name->get());
    }
    if (list->empty()) lists.report(node.source(), "receiver.wards is empty; leave it out for all wards");
}

void read_patience(list_reader& lists, const toml::node& node, receiver& to) {
    const auto* seconds = node.as_integer();
    if (!seconds || seconds->get() < 1 || seconds->get() > give_up_after_max_s)
        return lists.report(node.source(), fmt::format("receiver.give_up_after_s must be a number of seconds, 1 to {}",
                                                       give_up_after_max_s));
    to.give_up_after_s = static_cast<std::uint32_t>(seconds->get());
}

void check_receiver(list_reader& lists, const toml::table& entry, const receiver& read,
                    std::span<const receiver> earlier) {
    const auto wrong = [&](std::string message) { lists.report(entry.source(), std::move(message)); };
    if (read.name.empty()) wrong("receiver.name is missing; logs and the list of what it was told call it so");
    if (read.mllp.empty() == read.url.empty()) wrong("a receiver needs either mllp or url, and not both");
    if (!read.url.empty() && read.secret.empty())
        wrong("a receiver with url needs a secret, the key of its signatures");
    if (read.url.empty() && !read.secret.empty())
        wrong("receiver.secret is for url; messages over mllp are not signed");
    if (!read.name.empty() && std::ranges::find(earlier, read.name, &receiver::name) != earlier.end())
        wrong(fmt::format("receiver.name '{}' is there already", read.name));
    if (earlier.size() == receivers_max) wrong(fmt::format("there may be {} receivers at most", receivers_max));
}

} // namespace

std::string_view type_name(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::table: return "a table";
        case toml::node_type::array: return "an array";
        case toml::node_type::string: return "a string";
        case toml::node_type::integer: return "an integer";
        case toml::node_type::floating_point: return "a floating-point number";
        case toml::node_type::boolean: return "a boolean";
        default: return "a date or time";
    }
}

std::string suggestion(std::string_view written, const std::vector<std::string_view>& known) {
    const std::string meant = did_you_mean(written, known);
    if (!meant.empty()) return meant;
    return fmt::format("; known are {}", fmt::join(known, ", "));
}

void read_senders(const toml::node& node, std::string_view file, config& to, std::vector<config::problem>& found) {
    list_reader lists{"sender", file, found};
    const auto* list = lists.tables(node);
    if (!list) return;
    for (const toml::node& element : *list) {
        const toml::table& entry = *element.as_table();
        sender read;
        const std::size_t before = found.size();
        for (const auto& [key, value] : entry) {
            if (const auto* known = find_key<sender>(sender_keys, key.str()))
                lists.read_text(*known, value, read);
            else
                lists.unknown(key, names_of<sender>(sender_keys));
        }
        if (found.size() == before) check_sender(lists, entry, read, to.senders);
        to.senders.push_back(std::move(read));
    }
}

void read_receivers(const toml::node& node, std::string_view file, config& to, std::vector<config::problem>& found) {
    list_reader lists{"receiver", file, found};
    const auto* list = lists.tables(node);
    if (!list) return;
    auto known_names = names_of<receiver>(receiver_keys);
    known_names.insert(known_names.end(), {"wards", "give_up_after_s"});
    for (const toml::node& element : *list) {
        const toml::table& entry = *element.as_table();
        receiver read;
        const std::size_t before = found.size();
        for (const auto& [key, value] : entry) {
            if (const auto* known = find_key<receiver>(receiver_keys, key.str()))
                lists.read_text(*known, value, read);
            else if (key.str() == "wards")
                read_wards(lists, value, read);
            else if (key.str() == "give_up_after_s")
                read_patience(lists, value, read);
            else
                lists.unknown(key, known_names);
        }
        if (found.size() == before) check_receiver(lists, entry, read, to.receivers);
        to.receivers.push_back(std::move(read));
    }
}

} // namespace vigil
