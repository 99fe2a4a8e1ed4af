#include "server/journal/caretaker.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

namespace vigil::journal {
namespace {

using namespace std::chrono_literals;

constexpr auto look_interval = 1s;
constexpr auto reading_interval = 24h;
constexpr std::size_t slice_rows = 2'000; // a longer look would keep the write-ahead log from beginning again
constexpr int background_nice = 15;

std::uint64_t size_of(const std::filesystem::path& file) {
    std::error_code none;
    const std::uintmax_t bytes = std::filesystem::file_size(file, none);
    return none ? 0 : bytes;
}

} // namespace

caretaker::caretaker(const std::filesystem::path& file) : file_{file}, thread_{[this] { run(); }} {}

caretaker::~caretaker() {
    {
        const std::lock_guard guard{lock_};
        stop_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

condition caretaker::now() const {
    const std::lock_guard guard{lock_};
    return found_;
}

void caretaker::run() {
    ::setpriority(PRIO_PROCESS, 0, background_nice); // on Linux: of this thread only
    begin_reading();
    auto look_at = clock::now();
    for (std::unique_lock guard{lock_}; !stop_;) {
        guard.unlock();
        if (clock::now() >= look_at) {
            look_at_disk();
            look_at = clock::now() + look_interval;
        }
        const bool reading = reading_ && read_on();
        if (!reading_ && clock::now() >= read_again_) begin_reading();
        guard.lock();
        if (!reading) wake_.wait_until(guard, look_at, [this] { return stop_; });
    }
}

void caretaker::look_at_disk() {
    std::error_code error;
    const auto disk = std::filesystem::space(file_, error);
    if (error) return; // the next commit will say what is wrong
    const auto since_start = std::chrono::duration_cast<std::chrono::seconds>(clock::now().time_since_epoch());
    forecast_.note(since_start, disk.available);
    const std::uint64_t bytes = size_of(file_) + size_of(file_.string() + "-wal");
    const std::lock_guard guard{lock_};
    found_.bytes = bytes;
    found_.free_bytes = disk.available;
    found_.filling = forecast_.filling();
}

void caretaker::begin_reading() {
    read_again_ = clock::now() + reading_interval;
    read_upto_ = read_until_ = damaged_ = 0;
    auto opened = reader::open(file_);
    if (!opened) return damaged(opened.error()), reading_ended();
    reading_ = std::move(*opened);
    read_until_ = reading_->last();
}

bool caretaker::read_on() {
    try {
        const std::size_t rows = reading_->rows(read_upto_, slice_rows, [this](const row& r) {
            read_upto_ = r.number;
            if (r.damaged) damaged(fmt::format("row {}", r.number));
        });
        if (rows == slice_rows && read_upto_ < read_until_) return true;
    } catch (const std::exception& e) { // the pages themselves: what follows cannot be found any more
        damaged(fmt::format("what follows row {}: {}", read_upto_, e.what()));
    }
    reading_ended();
    return false;
}

void caretaker::reading_ended() {
    reading_.reset();
    {
        const std::lock_guard guard{lock_};
        found_.damaged = damaged_; // what was damaged a day ago may have been trimmed
        all_read_ = true;
    }
    read_.notify_all();
}

void caretaker::wait_until_read() {
    std::unique_lock guard{lock_};
    read_.wait(guard, [this] { return all_read_; });
}

void caretaker::damaged(const std::string& what) {
    const std::lock_guard guard{lock_};
    if (++damaged_ == 1) found_.damage = what;
    found_.damaged = std::max(found_.damaged, damaged_);
}

} // namespace vigil::journal
