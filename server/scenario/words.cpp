#include "server/scenario/words.hpp"

namespace vigil::scenario {
namespace {

bool blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

} // namespace

std::expected<std::vector<word>, std::string> split(std::string_view line) {
    std::vector<word> out;
    std::size_t at = 0;
    while (at < line.size()) {
        if (blank(line[at])) {
            ++at;
        } else if (line[at] == '#') {
            break;
        } else if (line[at] == ',') {
            out.push_back({","});
            ++at;
        } else if (line[at] == '"') {
            const std::size_t end = line.find('"', at + 1);
            if (end == line.npos) return std::unexpected("this line's quotation mark is not closed");
            out.push_back({std::string(line.substr(at + 1, end - at - 1)), true});
            at = end + 1;
        } else {
            const std::size_t end = std::min(line.find_first_of(" \t\r,\"", at), line.size());
            out.push_back({std::string(line.substr(at, end - at))});
            at = end;
        }
    }
    return out;
}

} // namespace vigil::scenario
