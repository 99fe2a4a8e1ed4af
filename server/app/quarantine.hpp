// `vigil quarantine`: what was not understood, and reading it again once a dialect or the configuration has been put
// right. Blocks; prints to the terminal; exit codes 0 done, 1 the database, or one message, could not be used.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "server/record/quarantine.hpp"

namespace vigil::app {

struct quarantine_options {
    std::string sender;                ///< list, rerun: only its messages; empty: everybody's
    std::size_t limit = 50;            ///< list
    bool json = false;                 ///< list
    bool hexdump = false;              ///< show
    std::vector<std::int64_t> numbers; ///< show: one; rerun: any
    bool all = false;                  ///< rerun: every message
};

int list_quarantine(const std::string& database, const quarantine_options& o);
int show_quarantine(const std::string& database, const quarantine_options& o);

/// One line a message, and a sum. A message that fails keeps none of the others from being read.
int rerun_quarantine(const std::string& database, const quarantine_options& o, const record::decode_again& decode);

} // namespace vigil::app
