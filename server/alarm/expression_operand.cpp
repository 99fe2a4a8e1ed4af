// The operands of an expression: numbers, metrics, functions and the words with a meaning of their own.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "proto/vitals/scale.hpp"
#include "server/alarm/expression_parser.hpp"
#include "server/alarm/news2.hpp"
#include "server/alarm/suggestion.hpp"

namespace vigil::alarm {
namespace {

using enum expression::opcode;
using kind = dimension::kind;
using argument = function::argument;

std::uint64_t bits(const source& s) {
    return std::uint64_t{1} << index(s.first) | std::uint64_t{1} << index(s.second);
}

std::vector<std::string_view> phase_names() {
    std::vector<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(infusion_phase::discharged); ++i)
        names.push_back(name(static_cast<infusion_phase>(i)));
    return names;
}

} // namespace

std::optional<expression_parser::operand> expression_parser::parse_literal() {
    const operand start = begin();
    const bool is_duration = here_.what == token::kind::duration;
    const literal l = is_duration ? literal{here_.number, {kind::duration}} : literal_of(here_.number, here_.in);
    emit({.op = number, .number = l.value});
    if (!advance()) return {};
    return done(start, l.is);
}

std::optional<expression_parser::operand> expression_parser::parse_word() {
    if (const function* f = find_function(here_.text)) return parse_function(*f);
    if (at_word("limit")) return parse_limit();
    if (at_word("phase")) return parse_phase();
    if (at_word("minutes_since_step")) {
        const operand start = begin();
        emit({.op = elapsed_at_least, .timed = clock::since_step});
        out_.timed_ = true;
        if (!advance()) return {};
        return done(start, kind::minutes);
    }
    if (const auto from = source_from_name(here_.text)) return parse_value(*from);
    return fail_unknown_word();
}

std::nullopt_t expression_parser::fail_unknown_word() {
    const token word = here_;
    if (!advance()) return std::nullopt;
    if (at_sign("("))
        return fail(word.at,
                    fmt::format("unknown function '{}'{}", word.text, did_you_mean(word.text, function_names())));
    if (infusion_phase_from_name(word.text))
        return fail(word.at, fmt::format("'{0}' is a phase; write 'phase == {0}'", word.text));
    std::string meant = did_you_mean_metric(word.text);
    if (meant.empty()) meant = did_you_mean(word.text, function_names());
    return fail(word.at, fmt::format("unknown metric '{}'{}", word.text, meant));
}

std::optional<expression_parser::operand> expression_parser::parse_value(const source& from) {
    const operand start = begin();
    emit({.op = from.is_family() ? load_fresher : load, .first = from.first, .second = from.second});
    out_.metrics_ |= bits(from);
    if (from.is_family()) out_.fading_ |= bits(from);
    if (!advance()) return {};
    return done(start, dimension_of(from.first));
}

std::optional<expression_parser::operand> expression_parser::parse_limit() {
    const operand start = begin();
    emit({.op = limit_value});
    out_.uses_limit_ = true;
    if (!advance()) return {};
    return done(start, kind::plain);
}

std::optional<expression_parser::operand> expression_parser::parse_phase() {
    const operand start = begin();
    if (!advance()) return {};
    const bool differs = at_sign("!=");
    if (!differs && !at_sign("=="))
        return fail(here_.at, fmt::format("expected '==' or '!=' after 'phase', found {}", quoted(here_)));
    if (!advance()) return {};
    const auto wanted = infusion_phase_from_name(here_.text);
    if (!wanted)
        return fail(here_.at, fmt::format("expected a phase ({}), found {}{}", fmt::join(phase_names(), ", "),
                                          quoted(here_), did_you_mean(here_.text, phase_names())));
    emit({.op = phase_is, .index = static_cast<std::uint8_t>(*wanted)});
    if (differs) emit({.op = logical_not});
    if (!advance()) return {};
    return done(start, kind::condition);
}

std::optional<expression_parser::operand> expression_parser::parse_level(metric scale) {
    const level* found = level_from_text(scale, here_.text);
    if (!found && levels(scale).empty()) return fail_unknown_word();
    if (!found)
        return fail(here_.at,
                    fmt::format("{} has no level '{}'; expected {}", name(scale), here_.text, levels_text(scale)));
    const operand start = begin();
    emit({.op = number, .number = found->value});
    if (!advance()) return {};
    return done(start, dimension_of(scale));
}

std::optional<expression_parser::operand> expression_parser::parse_function(const function& f) {
    const operand start = begin();
    expression::instruction i{.op = f.op, .timed = f.timed};
    if (!advance() || !accept_sign("(", fmt::format("expected '(' after '{}'", f.name))) return {};
    dimension is{f.gives};
    const std::size_t argument_at = here_.at;
    if (f.takes_source()) {
        const auto from = parse_source(f);
        if (!from) return {};
        i.first = from->first, i.second = from->second;
        if (f.op == baseline && from->is_family()) i.op = baseline_fresher;
        if (f.gives == kind::plain) is = dimension_of(from->first);
        note_what_is_read(f, *from);
    }
    if (f.takes_time()) {
        if (!accept_sign(",", fmt::format("expected ',' and a duration, as in {}", f.example))) return {};
        const auto time = parse_duration(f);
        if (!time) return {};
        i.number = static_cast<double>(time->count());
        if (f.takes == argument::metric_and_time) {
            const auto window = window_of({i.first, *time}, argument_at);
            if (!window) return {};
            i.index = *window;
        }
    }
    if (!accept_sign(")", fmt::format("expected ')' after the {} of {}()",
                                      f.takes_time()     ? "duration"
                                      : f.takes_source() ? "metric"
                                                         : "'('",
                                      f.name)))
        return {};
    if (!f.takes_source()) note_what_is_read(f, {});
    if (f.op == change && is.what == kind::temperature) is.what = kind::difference;
    emit(i);
    return done(start, is);
}

std::optional<source> expression_parser::parse_source(const function& f) {
    if (here_.what != token::kind::word)
        return fail(here_.at, fmt::format("{}() takes the name of a metric, as in {}; found {}", f.name, f.example,
                                          quoted(here_)));
    const auto from = source_from_name(here_.text);
    if (!from) return fail(here_.at, fmt::format("unknown metric '{}'{}", here_.text, did_you_mean_metric(here_.text)));
    if (from->is_family() && !f.takes_family())
        return fail(here_.at, fmt::format("{}() takes one metric, '{}' or '{}'; '{}' is either of them", f.name,
                                          name(from->first), name(from->second), here_.text));
    const sampling how = info(from->first).how;
    if (f.takes == argument::metric_and_time && how == sampling::charted)
        return fail(here_.at, fmt::format("{}() takes what a monitor measures; '{}' is charted", f.name, here_.text));
    if (f.takes == argument::continuous_and_time && how != sampling::continuous)
        return fail(here_.at,
                    fmt::format("{}() takes what a monitor sends all the time; '{}' is {}", f.name, here_.text,
                                how == sampling::charted  ? "charted"
                                : how == sampling::device ? "told by a pump"
                                                          : "measured now and then"));
    if (!advance()) return {};
    return from;
}

std::optional<milliseconds> expression_parser::parse_duration(const function& f) {
    if (here_.what != token::kind::duration)
        return fail(here_.at, fmt::format("expected a duration, as in {}; found {}", f.example, quoted(here_)));
    const milliseconds time{static_cast<std::int64_t>(here_.number)};
    if (time < f.time_min || time > f.time_max)
        return fail(here_.at, fmt::format("the duration of {}() is {}s to {}h, found {}", f.name,
                                          f.time_min.count() / 1000, f.time_max.count() / 3'600'000, quoted(here_)));
    if (!advance()) return {};
    return time;
}

std::optional<std::uint8_t> expression_parser::window_of(const window_spec& wanted, std::size_t at) {
    const auto found = std::ranges::find(windows_, wanted);
    const auto place = static_cast<std::size_t>(found - windows_.begin());
    if (place == expression::windows_max)
        return fail(at, fmt::format("all rules together have at most {} different windows of change() and mean()",
                                    expression::windows_max));
    if (found == windows_.end()) windows_.push_back(wanted);
    return static_cast<std::uint8_t>(place);
}

/// What a function reads, and whether time alone can change what it says.
void expression_parser::note_what_is_read(const function& f, const source& from) {
    const bool is_elapsed = f.op == elapsed_at_least;
    if (f.takes_source()) out_.metrics_ |= bits(from);
    if (f.op == present || f.op == lost || (f.op == baseline && from.is_family())) out_.fading_ |= bits(from);
    if (f.gives == kind::early_warning) out_.metrics_ |= news2_metrics();
    if (f.op == confusion_open) out_.metrics_ |= bits({metric::acvpu, metric::dissociation});
    const bool is_identity = f.op == identity_conflict;
    if (f.op == lost || is_identity || f.op == skew_at_least || (is_elapsed && f.timed == clock::silence))
        out_.metrics_ |= expression::heard_bit;
    if (is_elapsed || is_identity || f.gives == kind::early_warning) out_.timed_ = true;
}

} // namespace vigil::alarm
