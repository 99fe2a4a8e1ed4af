// Events that the journal holds, and those that its inputs cause now. Pure.
#pragma once

#include <openssl/evp.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/app/replay_text.hpp"
#include "server/journal/journal.hpp"

namespace vigil::app {

/// Over the events of many rows: equal if and only if every row has the same bytes.
class event_hash {
public:
    event_hash(); ///< throws std::runtime_error where there is no SHA-256
    void add(journal::sequence row, std::string_view events);
    std::string hex(); ///< 64 digits; nothing may be added afterwards

private:
    struct closer {
        void operator()(EVP_MD_CTX* c) const { EVP_MD_CTX_free(c); }
    };
    std::unique_ptr<EVP_MD_CTX, closer> context_;
};

/// Whether they are the same, byte for byte.
class proof {
public:
    void add(const journal::row& row, std::string_view computed);
    std::uint64_t rows() const { return rows_; }
    bool equal() const { return different_ == 0; }
    std::string to_text(); ///< counts, hashes and the first row that differs

private:
    std::uint64_t rows_ = 0, different_ = 0;
    std::size_t stored_events_ = 0, computed_events_ = 0;
    event_hash stored_, computed_;
    std::string first_; ///< of the rows that differ, in words
};

/// What other rules change. Events are the same if they say the same: ids and versions follow from the rules.
class difference {
public:
    /// The lines that this row has lost ('-') and gained ('+').
    std::vector<std::pair<char, log_line>> add(std::string_view stored, std::string_view computed);
    std::string to_text() const; ///< how often each rule raised its alarm

private:
    struct onsets {
        std::uint64_t stored = 0, computed = 0;
    };
    std::map<std::string, onsets> by_rule_;
};

} // namespace vigil::app
