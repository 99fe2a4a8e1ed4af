// The two halves of a story's line, for story.cpp: what happens, and what is expected of it.
#pragma once

#include "server/scenario/story.hpp"
#include "server/scenario/words.hpp"

namespace vigil::scenario {

std::optional<double> number_from_text(std::string_view text);
std::optional<place> place_from_text(std::string_view text); ///< "W1/3"

/// The rule that an action is about, if it is about one: what comes of it is mostly about the same.
std::string rule_of(const action& what);

/// True for ward_unwatched and the like, which are of no bed.
bool is_of_ward(std::string_view rule);

/// What a person, a station or the server does. Nothing, and nothing is taken, if the line begins otherwise.
std::expected<std::optional<action>, std::string> read_command(words& w, milliseconds at);

/// After the word `infusion`: up to who does it.
std::expected<infusion::order, std::string> read_infusion(words& w);
/// After the word `chart`; nothing if it is not as its form says.
std::optional<infusion::order> read_chart(words& w);

/// `P-17 "Doe, John"`, `P-17` or `"Doe, John"`.
std::optional<identity> read_identity(words& w);

/// What the hospital's registration or a device says; as read_command().
std::expected<std::optional<action>, std::string> read_intake(words& w);

std::optional<device_alarm::priority> device_priority_from_name(std::string_view name);

/// Readings, up to the arrow.
std::expected<report_sent, std::string> read_report(words& w, milliseconds at);

/// One expectation of `m`, whose action has been read; its line is left open.
std::expected<expectation, std::string> read_expectation(words& w, const moment& m);

} // namespace vigil::scenario
