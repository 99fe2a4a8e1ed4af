// The body of POST /fhir/Observation (one Observation) and of POST /fhir (a Bundle: transaction, batch or collection).
#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "proto/fhir/outcome.hpp"
#include "proto/vitals/reading.hpp"

namespace vigil::fhir {

inline constexpr std::size_t entries_max = 10'000; ///< of a Bundle
inline constexpr std::size_t depth_max = 32;       ///< of nesting

enum class message_kind {
    observation,
    transaction, ///< all of it or nothing
    batch,       ///< each entry by itself
    collection,  ///< the same; the sender asks for no answer to each
};

/// One Observation, or an entry of a Bundle whatever it is. Reuse one: its strings and vectors keep their memory.
struct message_item {
    std::size_t index = 0;
    std::string path;    ///< FHIRPath of the resource: "Observation", "Bundle.entry[3].resource"
    unsigned status = 0; ///< of HTTP, if it stood alone and could be stored: 201, 200 (nothing of it to be stored), 4xx
    report content;      ///< without readings nothing is to be applied; ward and bed are for others to say
    std::vector<issue> issues;
};

/// Why a body is refused as a whole.
struct refusal {
    unsigned status = 0;
    issue why;
};

/// Use: open_*(body), then next() until false; again from the start after rewind(). Not for several threads.
class message_reader {
public:
    message_reader();
    ~message_reader();

    /// `body` must live until the last next().
    std::expected<message_kind, refusal> open_observation(std::string_view body);
    std::expected<message_kind, refusal> open_bundle(std::string_view body);

    /// `received_at` is the time of what gives none of its own.
    bool next(instant received_at, message_item& out);
    void rewind();

    /// The resource of the last item, without white space; empty if it had none.
    std::string raw() const;

private:
    struct document;
    std::unique_ptr<document> document_;
};

} // namespace vigil::fhir
