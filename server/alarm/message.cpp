#include <fmt/format.h>

#include <cmath>

#include "server/alarm/condition.hpp"
#include "server/alarm/suggestion.hpp"
#include "server/alarm/vocabulary.hpp"

namespace vigil::alarm {
namespace {

void append_number(std::string& out, double value) {
    if (std::isnan(value)) {
        out += "--";
        return;
    }
    std::string text = fmt::format("{:.1f}", value);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    out += text == "-0" ? "0" : text;
}

} // namespace

std::string message(const rule& r, const limit_term& because, const chart& values, instant now) {
    std::string out;
    std::string_view rest = r.message;
    for (std::size_t open = rest.find('{'); open != rest.npos; open = rest.find('{')) {
        const std::size_t close = rest.find('}', open);
        if (close == rest.npos) break;
        out += rest.substr(0, open);
        const std::string_view name = rest.substr(open + 1, close - open - 1);
        if (name == "limit") {
            append_number(out, because.limit);
        } else if (const auto from =
                       name == "value" ? source{because.what, because.alternative} : source_from_name(name)) {
            append_number(out, known(values, fresher(values, from->first, from->second, now), now));
        }
        rest.remove_prefix(close + 1);
    }
    return out += rest;
}

std::optional<message_fault> check_message(std::string_view text) {
    std::size_t at = text.find_first_of("{}");
    while (at != text.npos) {
        if (text[at] == '}') return message_fault{at, "this '}' has no '{'"};
        const std::size_t close = text.find_first_of("{}", at + 1);
        if (close == text.npos || text[close] == '{') return message_fault{at, "this '{' has no '}'"};
        const std::string_view name = text.substr(at + 1, close - at - 1);
        if (name != "value" && name != "limit" && !source_from_name(name)) {
            auto candidates = source_names();
            candidates.insert(candidates.end(), {"value", "limit"});
            return message_fault{at + 1,
                                 fmt::format("unknown placeholder '{}'{}", name, did_you_mean(name, candidates))};
        }
        at = text.find_first_of("{}", close + 1);
    }
    return {};
}

} // namespace vigil::alarm
