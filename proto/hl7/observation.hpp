// One OBX row: what it measures, its value, and whether that may be used.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "proto/codes/mdc.hpp"
#include "proto/dialects/dialect.hpp"
#include "proto/hl7/message.hpp"
#include "proto/hl7/oru.hpp"
#include "proto/vitals/reading.hpp"

namespace vigil::hl7 {

/// What OBX-3 says. Number and name may disagree: the number wins.
struct identifier {
    enum class kind : std::uint8_t {
        unknown,
        vital_sign,
        container,
        unwatched, ///< known, and nothing that Vigil watches
    };
    kind is = kind::unknown;
    metric what{};
    unit where_none = unit::none; ///< the dialect's unit for it where OBX-6 names none or cannot be trusted
    std::uint32_t number = 0;     ///< MDC, also where the sender wrote MDIL; 0 for other systems
    bool names_another = false;   ///< the name or the other triplet says something else
};

/// The sender's own vocabulary in either triplet; else, in the first triplet that says something to us, MDC by number,
/// MDIL, LOINC, or a local code whose name is that of a scale ("RASS^..^L").
identifier read_identifier(std::string_view field, const dialects::dialect& how, const delimiters& marks);

/// "147842^MDC_ECG_HEART_RATE^MDC", a sign exactly as the standard writes it; nullptr for anything else.
const codes::observation* standard_identifier(std::string_view field, const delimiters& marks);

/// What became of a row.
enum class row : std::uint8_t {
    reading,
    container, ///< structures the message, holds no value
    other,     ///< text, coded, a time: nothing that Vigil watches
};

/// Why a row was refused.
struct refusal {
    int field = 0;
    int code = 0; ///< HL7 table 0357
    std::string reason;
};

/// Puts down what a sender should put right, up to findings_max of a message.
void note(std::vector<finding>& findings, finding::kind what, std::string_view text);

/// Reads rows of one message.
class row_reader {
public:
    row_reader(const dialects::dialect& how, const delimiters& marks, std::vector<finding>& findings)
        : how_(how), marks_(marks), findings_(findings) {}

    /// `out` is set for row::reading only, its measured_at is left to the caller. Decisions: OBX-11 X (unless the
    /// dialect sends good numbers with it), N, I, O: no usable number, even if one was sent. D, W: withdrawn, refused.
    /// OBX-8: as the dialect says; of several what is worst for the number counts, and test before all. A sentinel is
    /// no number.
    std::expected<row, refusal> read(const segment& obx, reading& out);

    /// True, and the same in half the time, for a number as nearly every row holds one: code and unit as the standard
    /// writes them, nothing said against it. False for anything else, and for what a dialect may mean differently.
    bool read_usual(const segment& obx, reading& out) const;

private:
    std::expected<row, refusal> read_sign(const segment& obx, const identifier& id, reading& out);
    std::expected<row, refusal> read_number(const segment& obx, const identifier& id, validity status, reading& out);
    std::expected<row, refusal> read_level(const segment& obx, const identifier& id, validity status, reading& out);
    std::expected<unit, refusal> unit_of(const segment& obx, const identifier& id);
    validity read_flags(std::string_view field) const;
    void read_limits(std::string_view field, unit declared, reading& out) const;

    const dialects::dialect& how_;
    const delimiters& marks_;
    std::vector<finding>& findings_;
};

} // namespace vigil::hl7
