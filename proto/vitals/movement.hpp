// What the hospital's registration says of where patients are (HL7 ADT).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "proto/vitals/instant.hpp"

namespace vigil {

struct place {
    std::string ward;
    std::string bed; ///< empty: no bed named, the patient lies in none that could be watched
    friend bool operator==(const place&, const place&) = default;
};

struct identity {
    std::string id;   ///< PID-3; empty if none was given
    std::string name; ///< PID-5, "Doe, John": the second identifier, shown and compared, never a key
    friend bool operator==(const identity&, const identity&) = default;
};

/// One ADT message. Which parts count depends on `what`.
struct movement {
    /// Values are part of the journal's format: append only.
    enum class kind : std::uint8_t {
        admitted,            ///< A01, A04: `who` now lies at `to`
        transferred,         ///< A02: from `from` (may be empty: from wherever known) to `to`
        discharged,          ///< A03: `who` has left `to`; also where `to` is empty and the patient is known somewhere
        updated,             ///< A08, A10, A31: names; and where the patient lies, if nobody said otherwise before
        admission_cancelled, ///< A11: like discharged
        transfer_cancelled,  ///< A12: `who` is back at `to`
        discharge_cancelled, ///< A13: like admitted
        swapped,             ///< A17: `who` lies at `to` now, `other` at `from`
        merged,              ///< A40 and its forebears: what was known as `other` is `who`
        on_leave,            ///< A21, A53: `who` is away from `to` for a while, which stays theirs; wherever if empty
        returned,            ///< A22, A52: `who` is back at `to`; wherever if empty
    };
    kind what{};
    std::string sender;
    std::string control_id;
    identity who;
    identity other;
    place to;
    place from;
    instant at{}; ///< EVN-2 or MSH-7, the sender's claim

    void clear() { *this = {}; }
};

std::string_view name(movement::kind k); ///< "admitted", ...

} // namespace vigil
