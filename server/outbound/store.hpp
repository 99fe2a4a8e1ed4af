// What every receiver knows, on disk, so that a restart neither forgets an alarm nor takes an old one for news. A file
// of its own beside the journal: it can be lost, and then receivers are told of what is active once more.
// Synchronised less often than the journal (synchronous=NORMAL): after a loss of power the last moments are forgotten
// together with the position in the journal, and told again.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "server/journal/journal.hpp"
#include "server/journal/sqlite.hpp"
#include "server/outbound/queue.hpp"

namespace vigil::outbound {

/// Belongs to one thread. Every function throws journal::sqlite_error.
class store {
public:
    explicit store(const std::filesystem::path& file);

    /// Row of the journal up to which events were taken; 0 if that journal is not the one followed before.
    journal::sequence position(const std::string& journal_identity);

    /// Those that were there when the program ended, and which alarms each wanted.
    std::map<std::string, std::string> receivers();
    std::vector<entry> entries(std::string_view receiver); ///< what cannot be read is left out
    void add(std::string_view receiver, std::string_view wants);
    void remove(std::string_view receiver);

    // Within begin() and commit(); rollback() takes all of it back.
    void begin() { db_.run("BEGIN IMMEDIATE"); }
    void put(std::string_view receiver, const entry& e);
    void erase(std::string_view receiver, alarm::alarm_id id);
    void move_to(journal::sequence row);
    void commit() { db_.run("COMMIT"); }
    void rollback() noexcept;

private:
    journal::database db_;
    journal::statement put_, erase_, move_;
    std::string scratch_;
};

} // namespace vigil::outbound
