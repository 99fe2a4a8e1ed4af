#include "server/app/quarantine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <memory>

#include "server/app/quarantine_text.hpp"
#include "server/app/terminal_text.hpp"

namespace vigil::app {
namespace {

constexpr int done = 0, failed = 1;

void print(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
}

/// On one line: the database's errors have several.
std::string what_of(const std::exception& e) {
    std::string text = e.what();
    while (text.ends_with('\n')) text.pop_back();
    std::ranges::replace(text, '\n', ' ');
    return on_one_line(text);
}

int complain(const std::exception& e) {
    fmt::print(stderr, "{}\n", what_of(e));
    return failed;
}

/// False if it could not be read, for a reason that may concern this message alone.
bool rerun_one(const std::string& database, std::int64_t id, const record::decode_again& decode,
               std::unique_ptr<record::quarantine>& messages) {
    if (!messages) messages = std::make_unique<record::quarantine>(database);
    try {
        const auto result = messages->rerun(id, decode);
        if (!result) {
            fmt::print(stderr, "{}: there is no such message; see vigil quarantine list\n", id);
            return false;
        }
        print(fmt::format("{}: {}\n", id, quarantine_result(*result)));
        return true;
    } catch (const std::exception& e) {
        fmt::print(stderr, "{}: {}\n", id, what_of(e));
        messages.reset(); // what the connection is worth is not known any more
        return false;
    }
}

} // namespace

int list_quarantine(const std::string& database, const quarantine_options& o) {
    try {
        const auto messages = record::quarantine{database}.list(o.sender, o.limit);
        print(o.json ? quarantine_json(messages) : quarantine_table(messages));
        return done;
    } catch (const std::exception& e) {
        return complain(e);
    }
}

int show_quarantine(const std::string& database, const quarantine_options& o) {
    try {
        const auto found = record::quarantine{database}.find(o.numbers.at(0));
        if (found) {
            print(quarantine_page(*found, o.hexdump));
            return done;
        }
        fmt::print(stderr, "{}: there is no such message; see vigil quarantine list\n", o.numbers[0]);
        return failed;
    } catch (const std::exception& e) {
        return complain(e);
    }
}

int rerun_quarantine(const std::string& database, const quarantine_options& o, const record::decode_again& decode) {
    try {
        auto messages = std::make_unique<record::quarantine>(database);
        const auto ids = o.numbers.empty() ? messages->ids(o.sender) : o.numbers;
        std::size_t read = 0;
        for (const std::int64_t id : ids) read += rerun_one(database, id, decode, messages);
        fmt::print("{} of {} messages read again\n", read, ids.size());
        return read == ids.size() ? done : failed;
    } catch (const std::exception& e) {
        return complain(e);
    }
}

} // namespace vigil::app
