#include "server/ingest/recognise.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace vigil::ingest {
namespace {

/// The segments that marks stand in: the first ones, split only as far as somebody looks.
class first_segments {
public:
    explicit first_segments(const hl7::message& m) : message_(m), rest_(m.rest) {}

    std::string_view find(const dialects::path& where) {
        const std::string_view name{where.segment};
        if (name == "MSH") return read(message_.msh, where);
        for (std::size_t i = 0; i < segments_.size(); ++i) {
            if (i == count_ && !rest_.next(segments_[count_])) return {};
            count_ = std::max(count_, i + 1);
            if (!segments_[i].is(name)) continue;
            if (const std::string_view text = read(segments_[i], where); !text.empty()) return text;
        }
        return {};
    }

private:
    std::string_view read(const hl7::segment& s, const dialects::path& where) const {
        const hl7::delimiters& marks = message_.head.marks;
        const std::string_view field = hl7::trimmed(s.field(where.field));
        if (where.component == 0) return field;
        if (where.subcomponent <= 1) return hl7::component(field, marks, where.component);
        const std::string_view first = hl7::part(field, marks.repetition, 1);
        return hl7::trimmed(
            hl7::part(hl7::part(first, marks.component, where.component), marks.subcomponent, where.subcomponent));
    }

    const hl7::message& message_;
    hl7::segment_reader rest_;
    std::array<hl7::segment, 24> segments_;
    std::size_t count_ = 0;
};

} // namespace

const dialects::dialect* recognise(const hl7::message& m) {
    first_segments segments{m};
    return dialects::recognise(dialects::shipped(), [&](const dialects::path& where) { return segments.find(where); });
}

} // namespace vigil::ingest
