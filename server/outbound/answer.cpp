#include "server/outbound/answer.hpp"

#include <fmt/format.h>

#include "proto/hl7/message.hpp"

namespace vigil::outbound {

std::optional<outcome> read_acknowledgement(std::string_view frame, std::string_view control_id) {
    auto segments = hl7::segment_reader::open(frame);
    if (!segments) return {};
    for (hl7::segment s; segments->next(s);) {
        if (!s.is("MSA")) continue;
        std::string id;
        hl7::append_unescaped(id, hl7::trimmed(s.field(2)), segments->marks());
        if (id != control_id) return {};
        const std::string_view code = hl7::trimmed(s.field(1));
        if (code == "AA" || code == "CA") return outcome{verdict::delivered, {}};
        if (code == "AE" || code == "AR" || code == "CE" || code == "CR")
            return outcome{verdict::refused, fmt::format("answered {}", code)};
        return {};
    }
    return {};
}

outcome read_status(unsigned http_status) {
    if (http_status / 100 == 2) return {verdict::delivered, {}};
    const bool may_pass = http_status == 408 || http_status == 429; // timeout, too many requests
    const bool refused = http_status / 100 == 4 && !may_pass;
    return {refused ? verdict::refused : verdict::failed, fmt::format("answered {}", http_status)};
}

} // namespace vigil::outbound
