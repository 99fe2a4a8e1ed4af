// What stands against an order, before anybody's override is looked at. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "server/infusion/session.hpp"

namespace vigil::infusion {

/// Everything that stands against an order, whoever is willing to answer for it.
std::vector<objection> standing_against(const session& s, const order& o, const act& a, const surroundings& around);

/// Without those that whoever gave the order answers for: with a reason, and a second prescriber where one is needed.
std::vector<objection> not_answered_for(std::vector<objection> all, const order& o, const act& a);

/// Who did it and when: for every order.
std::vector<objection> act_objections(const act& a);

/// The same person as far as names tell: whatever the case of letters A to Z, and spaces around.
bool same_person(std::string_view a, std::string_view b);
bool blank(std::string_view text);

/// The rate that is ordered, by the session's weight where the order has none.
std::expected<micrograms_per_hour, std::string> ordered_rate(const session& s, const set_rate& o);

/// No more than runs: a reduction, or the same once more. What goes on after a pause gives more.
bool gives_less(const session& s, micrograms_per_hour rate);

void dose_objections(const session& s, const set_rate& o, const act& a, const surroundings& around,
                     std::vector<objection>& out);
void dose_objections(const session& s, const give_bolus& o, const act& a, const surroundings& around,
                     std::vector<objection>& out);
void dose_objections(const session& s, const resume_infusion& o, const act& a, const surroundings& around,
                     std::vector<objection>& out);

/// What a rise asks of the patient's state, and of the checks.
void state_objections(const session& s, const surroundings& around, std::vector<objection>& out);

/// Names of the questions that are not answered, or not so that it may go on.
std::vector<std::string_view> open_questions(const session& s);

/// Names of what must be known before it may start and is not, or not since `baseline_age` before `at`.
std::vector<std::string_view> unknown_baseline(const session& s, instant at, const surroundings& around);

} // namespace vigil::infusion
