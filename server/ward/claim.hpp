// Whom the senders of a bed name as its patient, and whether they agree. Pure.
// A claim is what one sender said last. Only a claim that is new or has changed can move a bed to another patient; said
// again it changes nothing, so two senders that keep naming different patients do not take turns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proto/vitals/instant.hpp"
#include "proto/vitals/movement.hpp"
#include "server/alarm/patient.hpp"

namespace vigil::ward {

struct claim {
    std::string sender;
    bool registered = false; ///< said by the hospital's registration: it holds until that says otherwise
    identity who;
    instant named_at{}; ///< last time
};

inline constexpr std::size_t claims_max = 4;     ///< of a bed
inline constexpr std::size_t former_ids_max = 4; ///< of a patient whose records were merged
/// A monitor that has not named its patient for so long disagrees with nobody. Proposal, needs clinical sign-off.
inline constexpr milliseconds claim_holds{300'000};

/// Ids decide; only where one of the two has none do the names. `unknown`: they have nothing in common to compare.
enum class likeness : std::uint8_t { same, different, unknown };
likeness compare(const identity& a, const identity& b);

inline bool is_nobody(const identity& who) {
    return who.id.empty() && who.name.empty();
}

/// What this sender said last; nullptr if it is not remembered. Registration's claim is its own, whoever sent it.
claim* find_claim(std::span<claim> claims, std::string_view sender);

/// A claim that is not there yet. Where there is no room the one that was said longest ago is forgotten, registration's
/// last of all.
void remember(std::vector<claim>& claims, claim next);

/// There is no room, and everybody was heard just now. Then a further sender that agrees is not worth forgetting one
/// that does not: else five senders would take turns.
bool crowded(std::span<const claim> claims, instant now);

/// For alarm::patient: the bed's own patient, then those whom the claims name besides. `former`: ids under which the
/// bed's patient was known before.
std::vector<alarm::naming> named_patients(const identity& own, std::span<const std::string> former,
                                          std::span<const claim> claims);

/// A former id as the one that holds now.
identity meant(identity said, const identity& own, std::span<const std::string> former);

} // namespace vigil::ward
