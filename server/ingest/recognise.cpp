#include "server/ingest/recognise.hpp"

#include <array>
#include <string_view>

namespace vigil::ingest {
namespace {

/// The first segment of each kind that marks stand in, looked for only as far as needed.
class first_segments {
public:
    explicit first_segments(const hl7::message& m) : message_(m), rest_(m.rest) {}

    const hl7::segment* find(std::string_view name) {
        if (name == "MSH") return &message_.msh;
        for (std::size_t i = 0; i < count_; ++i)
            if (found_[i].is(name)) return &found_[i];
        while (count_ < found_.size() && rest_.next(found_[count_])) {
            const bool known = already(found_[count_]);
            if (!known && found_[count_++].is(name)) return &found_[count_ - 1];
        }
        return nullptr;
    }

private:
    bool already(const hl7::segment& s) const {
        for (std::size_t i = 0; i < count_; ++i)
            if (found_[i].is(s.name())) return true;
        return false;
    }

    const hl7::message& message_;
    hl7::segment_reader rest_;
    std::array<hl7::segment, 8> found_; ///< a message has fewer kinds before its first OBX
    std::size_t count_ = 0;
};

} // namespace
} // namespace vigil::ingest
