// Times that rows pass on to those below them in OBX-4's hierarchy (system.module.channel.metric).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "proto/vitals/instant.hpp"

namespace vigil::hl7 {

/// The dated rows of one OBR group; the last 32, which bounds the work of a hostile message.
class ancestry {
public:
    void clear() { count_ = 0; }

    void remember(std::string_view sub_id, instant at) {
        while (sub_id.ends_with(".0")) sub_id.remove_suffix(2); // "1.1.0.0" is written for module 1.1
        if (sub_id.empty()) return;
        rows_[count_++ % rows_.size()] = {sub_id, at};
    }

    /// The time of the ancestor with the longest id.
    std::optional<instant> find(std::string_view sub_id) const {
        const dated* nearest = nullptr;
        for (std::size_t i = 0; i < std::min(count_, rows_.size()); ++i) {
            const std::string_view above = rows_[i].sub_id;
            const bool is_above =
                sub_id.size() > above.size() && sub_id[above.size()] == '.' && sub_id.starts_with(above);
            if (is_above && (!nearest || above.size() >= nearest->sub_id.size())) nearest = &rows_[i];
        }
        return nearest ? std::optional{nearest->at} : std::nullopt;
    }

private:
    struct dated {
        std::string_view sub_id;
        instant at{};
    };
    std::array<dated, 32> rows_;
    std::size_t count_ = 0;
};

} // namespace vigil::hl7
