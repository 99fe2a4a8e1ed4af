// The little of HL7 acknowledgements that a sender of ours needs: MSA-1 and MSA-2. Pure.
#pragma once

#include <optional>
#include <string_view>

namespace vigil::simulate {

struct acknowledgement {
    bool positive = false; ///< MSA-1 is AA or CA
    std::string_view control_id;
};

/// Of the content of one frame (start and end block may be part of it). Nothing if it has no MSA.
inline std::optional<acknowledgement> read_acknowledgement(std::string_view frame) {
    const auto at = frame.find("\rMSA|");
    if (at == std::string_view::npos) return {};
    const std::string_view code = frame.substr(at + 5, 2);
    const auto id_at = frame.find('|', at + 5);
    if (id_at == std::string_view::npos) return {};
    std::string_view id = frame.substr(id_at + 1);
    id = id.substr(0, id.find_first_of("|\r\x1c"));
    return acknowledgement{code == "AA" || code == "CA", id};
}

} // namespace vigil::simulate
