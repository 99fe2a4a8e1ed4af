#include "server/journal/checkpointer.hpp"

namespace vigil::journal {
namespace {

constexpr std::size_t log_bytes_wanted = 16u << 20;

} // namespace

checkpointer::checkpointer(const std::filesystem::path& file)
    : db_{file, database::mode::create}, next_{log_bytes_wanted} {
    db_.run("PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0");
    thread_ = std::thread{[this] { run(); }};
}

checkpointer::~checkpointer() {
    {
        const std::lock_guard guard{lock_};
        stop_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void checkpointer::log_grew_to(std::size_t bytes) {
    if (bytes < size_) next_ = log_bytes_wanted; // it began again
    size_ = bytes;
    if (bytes < next_) return;
    next_ = bytes + log_bytes_wanted; // a reader may be holding it back: not again for every commit
    {
        const std::lock_guard guard{lock_};
        wanted_ = true;
    }
    wake_.notify_one();
}

void checkpointer::run() {
    std::unique_lock guard{lock_};
    while (true) {
        wake_.wait(guard, [this] { return wanted_ || stop_; });
        if (stop_) return; // the last connection to close the file checkpoints it
        wanted_ = false;
        guard.unlock();
        checkpoint();
        guard.lock();
    }
}

// An error here loses nothing: the rows are in the log, and the next round tries again. If the disk is at fault, the
// next commit will say so.
void checkpointer::checkpoint() {
    if (!db_.checkpoint_passively()) return; // nearly everything, beside the commits
    const std::lock_guard guard{turn_};
    db_.checkpoint_passively(); // what was committed meanwhile: 5 ms, measured, mostly the disk's
}

} // namespace vigil::journal
