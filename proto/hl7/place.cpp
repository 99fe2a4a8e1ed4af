#include "proto/hl7/place.hpp"

#include <algorithm>
#include <array>

#include "proto/codes/utf8.hpp"

namespace vigil::hl7 {
namespace {

using segments_view = std::span<const segment* const>;
using paths_view = std::span<const dialects::path>;

std::string_view name_of(const dialects::path& where) {
    return {where.segment, 3};
}

std::string_view value_at(std::string_view repetition, const dialects::path& where, const delimiters& marks) {
    const bool whole = where.component == 0 && name_of(where) == "MSH";
    const std::size_t n = std::max<std::size_t>(where.component, 1);
    if (!whole && where.subcomponent <= 1) return component(repetition, marks, n);
    const std::string_view found = trimmed(
        whole ? repetition : part(part(repetition, marks.component, n), marks.subcomponent, where.subcomponent));
    return found == "\"\"" ? std::string_view{} : found;
}

bool same_field(const dialects::path& a, const dialects::path& b) {
    return a.field == b.field && name_of(a) == name_of(b);
}

/// Parts that stand in one field are of one repetition: the room of one place is never joined to the bed of another.
std::string_view value_of(const dialects::path& where, paths_view with, const segment& s, const delimiters& marks) {
    const std::string_view field = s.field(where.field);
    if (field.empty()) return {};
    if (!field.contains(marks.repetition)) return value_at(field, where, marks);
    for (std::size_t n = 1; n <= repetitions_max; ++n) {
        const std::string_view one = part(field, marks.repetition, n);
        const bool there = std::ranges::any_of(with, [&](const dialects::path& other) {
            return same_field(where, other) && !value_at(one, other, marks).empty();
        });
        if (there) return value_at(one, where, marks);
        if (one.data() == nullptr || one.data() + one.size() == field.data() + field.size()) break;
    }
    return {};
}

/// Text of a component as people read it, and as a key.
void append_text(std::string& out, std::string_view as_sent, const delimiters& marks) {
    const auto as_it_is = [&](char c) { return c >= ' ' && c < '\x7f' && c != marks.escape; };
    if (std::ranges::all_of(as_sent, as_it_is)) return out.append(as_sent), void();
    std::string unescaped;
    append_unescaped(unescaped, as_sent, marks);
    for (std::string_view rest = unescaped; !rest.empty();) {
        const std::size_t length = codes::utf8_length(rest); // \Xhh\ can write bytes that are no characters
        const bool control = length == 1 && (rest.front() < ' ' || rest.front() == '\x7f');
        if (control)
            out.push_back(' ');
        else
            out.append(length == 0 ? codes::replacement_character : rest.substr(0, length));
        rest.remove_prefix(std::max<std::size_t>(length, 1));
    }
}

std::string_view value_in(const dialects::path& where, paths_view with, segments_view segments,
                          const delimiters& marks) {
    for (const segment* s : segments) {
        if (!s->is_of(where)) continue;
        if (const std::string_view found = value_of(where, with, *s, marks); !found.empty()) return found;
    }
    return {};
}

/// Into `out`, whose memory is used again.
void join(const dialects::joined& paths, segments_view segments, const delimiters& marks, std::string& out) {
    out.clear();
    for (const dialects::path& where : paths) {
        const std::string_view found = value_in(where, paths, segments, marks);
        if (found.empty()) continue;
        if (!out.empty()) out.push_back('-');
        append_text(out, found, marks);
    }
}

const dialects::joined* first_found(const dialects::choice& from, segments_view segments, const delimiters& marks,
                                    std::string& out) {
    out.clear();
    for (const dialects::joined& paths : from)
        if (join(paths, segments, marks, out); !out.empty()) return &paths;
    return nullptr;
}

/// True where a unit stood alone: ward and bed were read from the same place.
bool read_ward_and_bed(const dialects::dialect& how, segments_view segments, const delimiters& marks, place& out) {
    const dialects::joined* const ward = first_found(how.ward, segments, marks, out.ward);
    const dialects::joined* const bed = first_found(how.bed, segments, marks, out.bed);
    return ward && bed && *ward == *bed;
}

dialects::choice moved(dialects::choice paths, std::size_t field) {
    for (dialects::joined& joined : paths)
        for (dialects::path& where : joined)
            if (name_of(where) == "PV1" && where.field == 3) where.field = static_cast<std::uint8_t>(field);
    return paths;
}

} // namespace

std::string plain_text(std::string_view as_sent, const delimiters& marks) {
    std::string out;
    append_text(out, as_sent, marks);
    return out;
}

void read_choice(const dialects::choice& from, segments_view segments, const delimiters& marks, std::string& out) {
    first_found(from, segments, marks, out);
}

void read_name(const dialects::choice& from, segments_view segments, const delimiters& marks, std::string& out) {
    out.clear();
    for (const dialects::joined& paths : from) {
        if (paths.size() != 1 || paths.front().component != 0) {
            join(paths, segments, marks, out);
        } else {
            dialects::path family = paths.front(), given = family;
            family.component = 1, given.component = 2;
            const std::array both{family, given};
            append_text(out, value_in(family, both, segments, marks), marks);
            const std::size_t family_size = out.size();
            if (family_size != 0) out.append(", ");
            const std::size_t before = out.size();
            append_text(out, value_in(given, both, segments, marks), marks);
            if (out.size() == before) out.resize(family_size);
        }
        if (!out.empty()) return;
    }
}

std::string read_choice(const dialects::choice& from, segments_view segments, const delimiters& marks) {
    std::string out;
    read_choice(from, segments, marks, out);
    return out;
}

std::string read_name(const dialects::choice& from, segments_view segments, const delimiters& marks) {
    std::string out;
    read_name(from, segments, marks, out);
    return out;
}

void read_place(const dialects::dialect& how, segments_view segments, const delimiters& marks, place& out) {
    if (read_ward_and_bed(how, segments, marks, out)) out.ward.clear();
}

void read_place(const dialects::dialect& how, const segment& pv1, const delimiters& marks, place& out) {
    const segment* const only[] = {&pv1};
    read_place(how, only, marks, out);
}

void read_assigned_place(const dialects::dialect& how, const segment& pv1, std::size_t field, const delimiters& marks,
                         place& out) {
    const segment* const only[] = {&pv1};
    dialects::dialect there;
    there.ward = moved(how.ward, field);
    there.bed = moved(how.bed, field);
    if (read_ward_and_bed(there, only, marks, out)) out.bed.clear();
}

} // namespace vigil::hl7
