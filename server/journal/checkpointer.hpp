// Moves the write-ahead log into the journal's main file, on a thread of its own, so that commits are not held up by
// it.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <mutex>
#include <thread>

#include "server/journal/sqlite.hpp"

namespace vigil::journal {

class checkpointer {
public:
    explicit checkpointer(const std::filesystem::path& file); ///< throws sqlite_error
    ~checkpointer();
    checkpointer(const checkpointer&) = delete;
    checkpointer& operator=(const checkpointer&) = delete;

    /// The log's size after a commit; from the committing thread.
    void log_grew_to(std::size_t bytes);

    /// Held by the committing thread during a transaction, and by this one for the short end of a checkpoint: only a
    /// log that was copied completely starts again at its beginning, and under load no moment without a writer comes.
    std::mutex& turn() { return turn_; }

private:
    void run();
    void checkpoint();

    database db_;
    std::mutex turn_;
    std::mutex lock_;
    std::condition_variable wake_;
    bool wanted_ = false, stop_ = false;
    std::size_t size_ = 0, next_; // of the committing thread
    std::thread thread_;
};

} // namespace vigil::journal
