// What a nurse charts: whether it can be, whether it is likely, and the readings it gives the alarm core. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "proto/vitals/reading.hpp"
#include "server/infusion/session.hpp"

namespace vigil::infusion {

/// The metric under which a charted value is kept: of a family the one that people measure by hand (the cuff's
/// pressure, the pulse), never the one of a line or an ECG. Nothing for an item of a protocol and for "sedation", which
/// is charted as a level of a scale only.
std::optional<metric> charted_metric(std::string_view item);

/// Everything that is wrong with a set, each with its place ("values[2] 'poss': ..."); `unlikely` where only
/// confirmation is missing.
std::vector<objection> chart_objections(const session& s, const chart& c);

/// True if a value as it is kept is one of `item`: also of a family, or, for "sedation", of any scale whose level says
/// how deep it is.
bool answers(const charted_value& v, std::string_view item);

/// Where values that are answers() to an item are: wherever there is none of it, no value answers.
mentions mentions_of(std::string_view item);

/// The newest value of an item observed after `after` and before `before`, of sets that were not corrected.
const charted_value* newest_before(const session& s, std::string_view item, instant after, instant before,
                                   instant* when = nullptr);

/// True if the set is there.
bool charted(const session& s, std::string_view id);

/// As it is kept: a level that was charted as text has its number too.
chart with_numbers(chart c);

/// What a set tells the alarm core: charted metrics and scales. What the monitor itself had shown is not sent back.
/// Precondition: chart_objections() has none.
std::vector<reading> readings_of(const chart& c, const act& a);

} // namespace vigil::infusion
