// Looks after the journal's file on a thread of its own: how long its disk will last, and whether what was written can
// still be read. Nobody waits for it.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "server/journal/disk_forecast.hpp"
#include "server/journal/journal.hpp"

namespace vigil::journal {

class caretaker {
public:
    /// Reads everything that is in the file now, then again every day.
    explicit caretaker(const std::filesystem::path& file);
    ~caretaker();
    caretaker(const caretaker&) = delete;
    caretaker& operator=(const caretaker&) = delete;

    condition now() const;  ///< any thread
    void wait_until_read(); ///< until all was read that was in the file at first

private:
    using clock = std::chrono::steady_clock;

    void run();
    void look_at_disk();
    void begin_reading();
    bool read_on(); ///< a slice; false: everything was read
    void reading_ended();
    void damaged(const std::string& what);

    const std::filesystem::path file_;
    std::unique_ptr<reader> reading_; ///< of the thread, as the next five
    sequence read_upto_ = 0, read_until_ = 0;
    clock::time_point read_again_{};
    std::uint64_t damaged_ = 0; ///< found by this reading
    disk_forecast forecast_;

    mutable std::mutex lock_; ///< guards the rest
    std::condition_variable wake_, read_;
    condition found_;
    bool stop_ = false, all_read_ = false;
    std::thread thread_;
};

} // namespace vigil::journal
