#include "server/scenario/results.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vigil::scenario {
namespace {

/// "low_spo2" of "stories/low_spo2.txt"
std::string_view stem(std::string_view file) {
    file.remove_prefix(file.rfind('/') + 1); // npos + 1 == 0
    return file.substr(0, file.rfind('.'));
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/// In double quotes, on one line.
std::string yaml(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out.append(1, '\\').append(1, c);
        else if (c == '\n')
            out += "\\n";
        else if (is_control(c))
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        else
            out += c;
    }
    return out + '"';
}

/// XML 1.0 has no control characters but tab and line end, not even escaped.
std::string xml(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\n': out += "&#10;"; break;
            default: out += is_control(c) && c != '\t' ? '?' : c;
        }
    }
    return out;
}

/// '#' begins a directive of TAP and '\' escapes it.
std::string tap_description(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '#' || c == '\\') out += '\\';
        out += is_control(c) ? ' ' : c;
    }
    return out;
}

std::string diagnosis(const verdict& v, const failure& f) {
    std::string out = fmt::format("  ---\n  at: {}\n", yaml(place_of(v, f)));
    if (!f.way.empty()) out += fmt::format("  way: {}\n", yaml(f.way));
    if (!f.text.empty()) out += fmt::format("  message: {}\n", yaml(f.text));
    if (!f.expected.empty()) out += fmt::format("  expected: {}\n  got: {}\n", yaml(f.expected), yaml(f.got));
    return out + "  ...\n";
}

std::size_t count_verdicts(std::span<const verdict> verdicts, bool unusable) {
    return static_cast<std::size_t>(std::ranges::count_if(
        verdicts, [&](const verdict& v) { return !v.failures.empty() && v.failures.front().unusable == unusable; }));
}

std::string testcase(const verdict& v) {
    std::string out =
        fmt::format("  <testcase classname=\"story\" name=\"{}\" file=\"{}\"", xml(display_name(v)), xml(v.file));
    if (v.failures.empty()) return out + "/>\n";
    const failure& f = v.failures.front();
    const std::string_view kind = f.unusable ? "error" : "failure";
    return out + fmt::format(">\n    <{} message=\"{}\">{}</{}>\n  </testcase>\n", kind, xml(to_text(f)),
                             xml(place_of(v, f)), kind);
}

} // namespace

std::string display_name(const verdict& v) {
    const std::string_view name = stem(v.file);
    return v.title.empty() ? std::string(name) : fmt::format("{}: {}", name, v.title);
}

std::string place_of(const verdict& v, const failure& f) {
    return f.line == 0 ? v.file : fmt::format("{}:{}", v.file, f.line);
}

std::string to_tap(std::span<const verdict> verdicts) {
    std::string out = fmt::format("TAP version 14\n1..{}\n", verdicts.size());
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
        const verdict& v = verdicts[i];
        out +=
            fmt::format("{} {} - {}\n", v.failures.empty() ? "ok" : "not ok", i + 1, tap_description(display_name(v)));
        if (!v.failures.empty()) out += diagnosis(v, v.failures.front()); // what follows comes of the first one
    }
    return out;
}

std::string to_junit(std::span<const verdict> verdicts) {
    std::string out = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"vigil rules test\" tests=\"{}\" failures=\"{}\" "
        "errors=\"{}\">\n",
        verdicts.size(), count_verdicts(verdicts, false), count_verdicts(verdicts, true));
    for (const verdict& v : verdicts) out += testcase(v);
    return out + "</testsuite>\n";
}

} // namespace vigil::scenario
