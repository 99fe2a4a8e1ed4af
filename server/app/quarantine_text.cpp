#include "server/app/quarantine_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <ranges>

#include "proto/json/write.hpp"
#include "server/app/terminal_text.hpp"

namespace vigil::app {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    for (const auto part : text | std::views::split('\n'))
        if (!part.empty()) lines.emplace_back(part);
    return lines;
}

std::string time_text(instant t) {
    std::string out;
    append_rfc3339(out, t);
    return out;
}

/// The first line, and how many more there are.
std::string summary(std::string_view text) {
    const auto lines = lines_of(text);
    if (lines.empty()) return {};
    std::string first{lines.front()};
    std::ranges::replace(first, '\t', ' ');
    return on_one_line(first) + (lines.size() > 1 ? fmt::format(" (+{})", lines.size() - 1) : "");
}

std::string state(const record::quarantined& q) {
    return !q.rerun_at ? "not read again" : summary(q.rerun_result);
}

void append_member(std::string& out, std::string_view key, std::string_view text) {
    fmt::format_to(std::back_inserter(out), ",\"{}\":", key);
    json::append_string(out, text);
}

void append_object(std::string& out, const record::quarantined& q) {
    fmt::format_to(std::back_inserter(out), "{{\"id\":{},\"received_at\":", q.id);
    json::append_time(out, q.from.received_at);
    append_member(out, "transport", q.transport);
    append_member(out, "sender", q.sender);
    append_member(out, "address", q.address);
    append_member(out, "control_id", q.control_id);
    append_member(out, "dialect", q.dialect);
    fmt::format_to(std::back_inserter(out), ",\"size\":{},\"partly\":{},\"reasons\":[", q.size, q.partly);
    for (const std::string_view reason : lines_of(q.reasons)) {
        if (out.back() != '[') out += ',';
        json::append_string(out, reason);
    }
    out += "],\"rerun_at\":";
    q.rerun_at ? json::append_time(out, *q.rerun_at) : void(out += "null");
    out += ",\"rerun_result\":";
    q.rerun_at ? json::append_string(out, q.rerun_result) : void(out += "null");
    out += '}';
}

} // namespace

std::string quarantine_table(std::span<const record::quarantined> messages) {
    if (messages.empty()) return "nothing is in quarantine\n";
    std::string out =
        fmt::format("{:>8}  {:<24}  {}  {}  {:>8}  {:<7}  {}  {}\n", "N", "received", fitted("sender", 24),
                    fitted("dialect", 16), "bytes", "taken", fitted("why", 56), "read again");
    for (const record::quarantined& q : messages)
        fmt::format_to(std::back_inserter(out), "{:>8}  {:<24}  {}  {}  {:>8}  {:<7}  {}  {}\n", q.id,
                       time_text(q.from.received_at), fitted(on_one_line(q.sender), 24),
                       fitted(on_one_line(q.dialect), 16), q.size, q.partly ? "partly" : "nothing",
                       fitted(summary(q.reasons), 56), state(q));
    return out;
}

std::string quarantine_json(std::span<const record::quarantined> messages) {
    std::string out = "[";
    for (const record::quarantined& q : messages) {
        out += out.size() == 1 ? "\n" : ",\n";
        append_object(out, q);
    }
    return out += "\n]\n";
}

std::string quarantine_page(const record::quarantined& q, bool as_hexdump) {
    std::string out = fmt::format(
        "message     {}\nreceived    {}\ntransport   {}\nsender      {}\naddress     {}\ncontrol id  {}\n"
        "dialect     {}\ntaken       {}\nread again  {}\n",
        q.id, time_text(q.from.received_at), on_one_line(q.transport), on_one_line(q.sender), on_one_line(q.address),
        on_one_line(q.control_id), on_one_line(q.dialect), q.partly ? "its other observations" : "nothing",
        q.rerun_at ? time_text(*q.rerun_at) : "never");
    for (const std::string_view line : lines_of(q.rerun_result)) out += "            " + on_one_line(line) + '\n';
    out += "\nnot understood:\n";
    for (const std::string_view line : lines_of(q.reasons)) {
        const auto tab = line.find('\t');
        fmt::format_to(std::back_inserter(out), "  {:<14} {}\n", on_one_line(line.substr(0, tab)),
                       tab == line.npos ? "" : on_one_line(line.substr(tab + 1)));
    }
    fmt::format_to(std::back_inserter(out), "\n{} bytes", q.size);
    if (q.raw.size() < q.size)
        fmt::format_to(std::back_inserter(out), ", of which the first {} were kept", q.raw.size());
    out += ":\n";
    return out += as_hexdump ? hexdump(q.raw) : as_segments(q.raw);
}

std::string quarantine_result(std::string_view result) {
    std::string out;
    for (const std::string_view line : lines_of(result)) {
        std::string spaced{line};
        std::ranges::replace(spaced, '\t', ' ');
        out += (out.empty() ? "" : "\n    ") + on_one_line(spaced);
    }
    return out;
}

} // namespace vigil::app
