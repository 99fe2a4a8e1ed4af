// The wards as they were, from the journal: the newest snapshot and every input after it.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "server/ingest/duplicates.hpp"
#include "server/journal/journal.hpp"
#include "server/ward/fold.hpp"

namespace vigil::app {

struct recovered {
    ward::fold wards;
    ingest::duplicates seen;
    std::uint64_t replayed = 0;  ///< rows applied after the snapshot
    std::uint64_t damaged = 0;   ///< rows after the snapshot that cannot be read back: what they did is not known
    std::uint64_t different = 0; ///< of these, rows whose events are not those stored: the rules of this version differ
};

std::expected<recovered, std::string> recover(journal::reader& log);

} // namespace vigil::app
