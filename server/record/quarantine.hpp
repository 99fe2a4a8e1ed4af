// Messages of the record that were not understood when they came: listed, looked at, and read again. What is understood
// now goes to vigil.reading at the time at which the message came, as history: no alarm is decided on the past.
// Blocks; one thread. Everything throws what libpqxx throws; the connection must then be thrown away.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "server/record/reading_row.hpp"

namespace vigil::record {

struct quarantined {
    std::int64_t id = 0;
    origin from;
    std::string transport, sender, control_id, dialect;
    std::string address; ///< of its peer, as ward::message_quarantined; empty: not known
    std::string raw;     ///< as received; shorter than `size` if it was cut; empty in a list
    std::uint64_t size = 0;
    std::string reasons; ///< one a line: where, a tab, why
    bool partly = false; ///< its other observations were taken at once
    std::optional<instant> rerun_at;
    std::string rerun_result;
};

/// What a message says by today's dialects and configuration.
struct decoded_again {
    report content;                              ///< ward and bed resolved
    std::vector<std::uint32_t> rows_of_readings; ///< which OBX each of content.readings stood in, from 1
    std::string reasons;                         ///< what is not understood now: one a line
};

/// Why nothing of it can be read, or what it says.
using decode_again = std::function<std::expected<decoded_again, std::string>(const quarantined&)>;

/// The OBX, counted from 1, that reasons name: "OBX[3]-6\t..." is 3. Each once, rising.
std::vector<std::uint32_t> refused_rows(std::string_view reasons);

class quarantine {
public:
    explicit quarantine(const std::string& database);

    /// Newest first, without their bytes; of every sender if `sender` is empty.
    std::vector<quarantined> list(const std::string& sender, std::size_t limit);
    std::vector<std::int64_t> ids(const std::string& sender); ///< oldest first
    std::optional<quarantined> find(std::int64_t id);

    /// One transaction: what is understood now replaces what an earlier run put there, and the row says what became of
    /// it. Of a message whose other observations were taken at once only those that were refused. Returns the result,
    /// its first line a summary; nothing if there is no such message.
    std::optional<std::string> rerun(std::int64_t id, const decode_again& decode);

private:
    std::string settle(pqxx::work& transaction, const quarantined& q, const decode_again& decode);
    void put(pqxx::work& transaction, const quarantined& q, const report& content);

    pqxx::connection connection_;
    usual_codes usual_{};
};

} // namespace vigil::record
