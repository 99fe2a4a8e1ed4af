// The rules of a ward as a clinician writes them (deploy/rules/*.toml).
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/alarm/alarm.hpp"
#include "server/alarm/expression.hpp"

namespace vigil::alarm {

/// The values between which the limit of one stay may be set; both in the metric's canonical unit.
struct limit_range {
    double least = 0;
    double most = 0;
};

/// One priority of an alarm condition: when it is that urgent.
struct level {
    priority urgency = priority::medium;
    expression when;
    std::optional<expression> until;  ///< hysteresis; without it: not `when`
    std::optional<expression> bypass; ///< raises without the delay
    milliseconds condition_delay{0};  ///< `for`, at most 24 h
    std::optional<double> limit;      ///< what the word `limit` means, canonical unit
    std::optional<limit_range> adjustable;
    std::string message; ///< may hold {value}, {limit}, {age} and {heart_rate} or any other metric or family
};

/// One alarm condition, of one to three levels: low SpO2 is one alarm whose priority rises, not two alarms.
struct rule {
    static constexpr std::size_t levels_max = 3;

    std::string name; ///< unique; letters, digits, '_'; at most 64
    kind what = kind::physiological;
    std::vector<level> levels; ///< rising priority, each once
    bool latching = false;
    milliseconds again_after{0};               ///< least time between two onsets in one stay
    std::optional<milliseconds> realarm_after; ///< acknowledged so long and still there, it sounds again
    std::uint64_t metrics = 0;                 ///< bits of every metric in its expressions
    bool by_value = false;                     ///< what raises it is, see expression::by_value()
    std::uint32_t line = 0;                    ///< of its file; 0: it is not there
    std::string text;                          ///< as it stands there, with the comment above it
};

/// A technical alarm that the fold raises by itself; only these settings are the file's.
struct fixed_alarm {
    milliseconds after{};
    priority urgency{};
    std::string message;
    bool enabled = true;
};

/// Nobody acknowledges an alarm of at least this priority for so long: somebody is called.
struct call_rule {
    priority least{};
    milliseconds after{}; ///< since the alarm last began to sound
    std::string whom;     ///< at most 64 characters
};

/// Technical alarms of one rule at many beds of a ward, within a short time, have one cause and are shown as one.
struct together_rule {
    std::uint32_t beds = 5;
    milliseconds within{10'000};
};

struct rule_set {
    static constexpr std::size_t rules_max = 200, calls_max = 8;

    /// The last one is always monitor_silent (`[monitor_silent]`, 30 s unless the file says otherwise): a bed is live,
    /// or an alarm says that it is not.
    std::vector<rule> rules;
    std::vector<window_spec> windows; ///< that their expressions read, each once
    fixed_alarm ward_unwatched{milliseconds{60'000}, priority::medium, "Nobody watches this ward", false};
    fixed_alarm record_away{milliseconds{60'000}, priority::low, "The record (PostgreSQL) is away", true};
    fixed_alarm journal_failing{milliseconds{0}, priority::high, "The journal fails: nothing is stored", true};
    fixed_alarm journal_filling{milliseconds{0}, priority::medium, "The journal's disk will soon be full", true};
    fixed_alarm journal_damaged{milliseconds{0}, priority::medium, "Parts of the journal cannot be read", true};
    together_rule together;
    std::vector<call_rule> calls; ///< in the order of the file, `after` rising
    std::uint64_t version = 0;    ///< FNV-1a (64 bit) of the text

    /// Parses TOML text. Reports every problem at once, in the order of their positions in `file` (a fault of the TOML
    /// itself comes alone).
    static std::expected<rule_set, std::vector<problem>> parse(std::string_view text, std::string_view file);

    /// What is in force when no rules were given: monitor_silent and the fixed ones.
    rule_set();

    std::size_t silence() const { return rules.size() - 1; } ///< index of monitor_silent
    std::optional<std::size_t> find(std::string_view name) const;
};

inline constexpr std::string_view monitor_silent_name = "monitor_silent";
/// Alarms of a whole ward, with names that no [[alarm]] may have.
inline constexpr std::array<std::string_view, 5> fixed_names{"ward_unwatched", "record_away", "journal_failing",
                                                             "journal_filling", "journal_damaged"};
inline constexpr std::array<fixed_alarm rule_set::*, fixed_names.size()> fixed_alarms{
    &rule_set::ward_unwatched, &rule_set::record_away, &rule_set::journal_failing, &rule_set::journal_filling,
    &rule_set::journal_damaged};

} // namespace vigil::alarm
