// `vigil replay`: what a journal recorded, run through the wards again: to review an incident, to prove that the same
// inputs still cause the same events, and to see what other rules would have done.
#pragma once

#include <string>

namespace vigil::app {

struct replay_options {
    std::string journal;  ///< a file that a server may be writing, or a copy
    std::string from;     ///< RFC 3339; empty: from the first row that is kept
    std::string to;       ///< empty: up to the row that was the last one at the beginning
    std::string bed;      ///< "ward/bed": only what concerns it is printed; all beds are replayed
    std::string rules;    ///< a file; empty: the rules that were in force
    bool compare = false; ///< instead of the log: whether the events are those stored
};

/// Exit codes: 0 done, and with `compare` under the rules that were in force all events are equal; 1 the journal cannot
/// be read, or they differ, a row is damaged, or nothing could be compared; 2 wrong usage, or rules with a fault.
/// Memory is bounded: rows are read 1,000 at a time, and nothing is kept of them.
int replay(const replay_options& o);

} // namespace vigil::app
