#include <fmt/format.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "server/journal/caretaker.hpp"
#include "server/journal/checkpointer.hpp"
#include "server/journal/committer.hpp"
#include "server/journal/private_file.hpp"

namespace vigil::journal {
namespace {

constexpr std::size_t rows_gathered_max = 128; // then the disk begins, while the owner goes on

const std::filesystem::path& created(const std::filesystem::path& file) {
    create_private(file);
    return file;
}

} // namespace

struct writer::impl {
    impl(const options& o, callbacks c)
        : lock_file{created(o.file)},
          disk{o.file, o.rows_kept_min},
          log{o.file},
          care{o.file},
          queue_bytes_max{o.queue_bytes_max},
          tell{std::move(c)},
          last{disk.disk().last()},
          thread{[this] { run(); }} {}

    ~impl() {
        hand_over();
        {
            const std::lock_guard guard{lock};
            stop = true;
        }
        wake.notify_one();
        thread.join();
    }

    void run();
    bool take(batch& b);
    bool commit(const batch& b);
    void fail();
    void gather(std::size_t bytes_more);
    void hand_over();

    const file_lock lock_file;
    committer disk; // of the committing thread from here on
    checkpointer log;
    const caretaker care;
    const std::size_t queue_bytes_max;
    const callbacks tell;

    std::mutex lock; // guards the next five
    std::condition_variable wake;
    batch queued;
    bool stop = false;
    bool asleep = false;
    bool look_for_trimming = false;

    std::atomic<std::size_t> bytes = 0; // queued, and being committed
    std::atomic<bool> failed = false;
    std::atomic<sequence> recorded = 0;
    batch gathered; // this and the next two are of the owner's thread
    bool announced = false;
    sequence last;
    std::thread thread;
};

/// Waits for work. False: there will be none any more.
bool writer::impl::take(batch& b) {
    std::unique_lock guard{lock};
    asleep = true;
    wake.wait(guard, [this] { return stop || look_for_trimming || !queued.empty(); });
    asleep = false;
    if (stop && queued.empty()) return false;
    look_for_trimming = false;
    std::swap(b, queued);
    return true;
}

void writer::impl::run() {
    batch b; // swapped with the queue, so that both vectors keep their memory
    while (take(b)) {
        if (!commit(b)) return fail();
        bytes -= b.bytes;
        if (!b.rows.empty()) tell.committed(disk.disk().last());
        b.clear();
    }
}

bool writer::impl::commit(const batch& b) {
    {
        const std::lock_guard turn{log.turn()};
        if (!disk.commit(b, recorded)) return false;
    }
    log.log_grew_to(disk.disk().log_bytes());
    if (!disk.more_to_trim()) return true;
    const std::lock_guard guard{lock};
    look_for_trimming = true;
    return true;
}

void writer::impl::fail() {
    {
        const std::lock_guard guard{lock};
        failed = true;
        queued = {};
        bytes = 0;
    }
    tell.failed(disk.failure());
}

void writer::impl::gather(std::size_t bytes_more) {
    bytes += bytes_more;
    if (!tell.gathered || gathered.rows.size() >= rows_gathered_max) return hand_over();
    if (!std::exchange(announced, true)) tell.gathered();
}

void writer::impl::hand_over() {
    announced = false;
    if (gathered.empty()) return; // the posted call comes after rows_gathered_max was reached
    bool sleeping = false;
    {
        const std::lock_guard guard{lock};
        if (failed)
            bytes = 0;
        else
            queued.take(gathered);
        sleeping = std::exchange(asleep, false);
    }
    gathered.clear();
    if (sleeping) wake.notify_one();
}

std::expected<std::unique_ptr<writer>, std::string> writer::open(const options& o, callbacks c) {
    try {
        return std::unique_ptr<writer>{new writer{std::make_unique<impl>(o, std::move(c))}};
    } catch (const sqlite_error& e) {
        return std::unexpected{fmt::format("journal {}: {}", o.file.string(), e.what())};
    }
}

writer::writer(std::unique_ptr<impl> i) : impl_{std::move(i)} {}
writer::~writer() = default;

sequence writer::append(instant at, std::uint64_t key, std::string input, std::string events) {
    impl& i = *impl_;
    row r{++i.last, at, key, std::move(input), std::move(events)};
    if (!i.failed) i.gather(i.gathered.add(std::move(r)));
    return i.last;
}

void writer::put_snapshot(sequence upto, std::string state) {
    impl& i = *impl_;
    if (!i.failed) i.gather(i.gathered.replace_snapshot({upto, std::move(state)}));
}

void writer::hand_over() {
    impl_->hand_over();
}

void writer::recorded(sequence upto) {
    impl& i = *impl_;
    i.recorded = upto;
    {
        const std::lock_guard guard{i.lock};
        if (i.failed) return;
        i.look_for_trimming = true;
    }
    i.wake.notify_one();
}

bool writer::full() const {
    return impl_->bytes >= impl_->queue_bytes_max;
}
bool writer::failed() const {
    return impl_->failed;
}
std::size_t writer::queued_bytes() const {
    return impl_->bytes;
}
sequence writer::last() const {
    return impl_->last;
}
std::uint64_t writer::epoch() const {
    return impl_->disk.disk().epoch();
}
condition writer::now() const {
    return impl_->care.now();
}
const std::string& writer::identity() const {
    return impl_->disk.disk().identity();
}

} // namespace vigil::journal
