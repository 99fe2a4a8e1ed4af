// ISO/IEEE 11073-10101 nomenclature (MDC) and its hexadecimal twin MDIL, as far as Vigil reads it: numbers to metrics
// and units, and reference identifiers to notice a sender whose number and name disagree.
// Numbers are context-free codes: partition * 65536 + term.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "proto/vitals/metric.hpp"
#include "proto/vitals/unit.hpp"

namespace vigil::codes {

struct observation {
    std::uint32_t number;
    metric what;
    std::string_view ref_id; ///< "MDC_ECG_HEART_RATE"; empty for a vendor's private term
    /// Of two sources of one sign the one with more is to be preferred: ECG, arterial line, oximeter, cuff for the
    /// pulse; airway, impedance, pleth for respiration; core and blood, rectal, tympanic and oral, axilla, skin for
    /// temperature. Where the number leaves the source open: behind what is known to be near the heart of the matter,
    /// before the worst. Proposal, needs clinical sign-off.
    std::uint8_t worth = 1;
};

/// What an observation's number stands for; null for numbers that are no vital sign known here.
/// A blood pressure whose site the sender left open (150017..150019) counts as non-invasive.
const observation* find_observation(std::uint32_t number);
/// The same of a number as it is written, without leading zeros: "147842".
const observation* find_observation(std::string_view digits);

/// True for a number that is in the nomenclature, or in a vendor's private part of it, whether watched or not.
bool is_known(std::uint32_t mdc);

/// The unit of a unit's number (partition 4).
std::optional<unit> unit_from_mdc(std::uint32_t number);
std::optional<unit> unit_from_mdc(std::string_view digits); ///< "264864"

/// 147842 for "MDC_ECG_HEART_RATE" and for its older names.
std::optional<std::uint32_t> mdc_from_ref_id(std::string_view ref_id);

/// True if `ref_id` names another number than the one sent with it. The number wins; the conflict is for counting: such
/// senders exist (150017 labelled MDC_PRESS_BLD_NONINV_SYS). An unknown name is no conflict.
bool names_another(std::uint32_t number, std::string_view ref_id);

/// Devices, their modules and channels, device profiles, and pressure groups: rows that structure a message.
bool is_container(std::uint32_t number);

/// MDIL "0002-4182" (partition and term in hexadecimal) as a context-free number.
std::optional<std::uint32_t> mdc_from_mdil(std::string_view code);

} // namespace vigil::codes
