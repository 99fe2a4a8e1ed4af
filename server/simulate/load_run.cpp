#include "server/simulate/load_run.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <limits>
#include <system_error>
#include <utility>

namespace vigil::simulate {
namespace {

constexpr std::uint32_t signal_index = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t ns_per_ms = 1'000'000;
constexpr std::uint64_t pause_min_ns = 20 * ns_per_ms;
constexpr std::uint64_t pause_max_ns = 1000 * ns_per_ms;
constexpr std::size_t open_loop_outstanding_max = 65536; ///< over all connections: 75 MB of messages not yet taken

std::uint64_t now_ns() {
    const auto t = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(t).count());
}

std::int64_t now_ms() {
    const auto t = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(t).count();
}

std::uint64_t to_ns(double seconds) {
    return static_cast<std::uint64_t>(seconds * 1e9);
}

int checked(int result, const char* what) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), what);
    return result;
}

sigset_t stop_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

int make_signal_descriptor() {
    const sigset_t set = stop_signals();
    sigprocmask(SIG_BLOCK, &set, nullptr);
    return checked(signalfd(-1, &set, SFD_CLOEXEC), "signalfd");
}

int open_record(const std::string& file) {
    if (file.empty()) return -1;
    return checked(open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644), file.c_str());
}

std::size_t capacity_of(const load_options& o) {
    if (o.rate > 0) return std::bit_floor(std::max<std::size_t>(64, open_loop_outstanding_max / o.connections));
    return std::bit_ceil(std::size_t{o.window} * 2);
}

} // namespace

descriptor::~descriptor() {
    if (fd_ >= 0) close(fd_);
}

load_run::load_run(const load_options& options, endpoint server)
    : options_(options),
      server_(std::move(server)),
      shared_(options.ward),
      poll_(checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      signals_(make_signal_descriptor()),
      record_file_(open_record(options.record)) {
    shared_.run = static_cast<std::uint32_t>(now_ms());
    shared_.beds = options.beds;
    shared_.connections = options.connections;
    shared_.recording = record_file_.get() >= 0;
    shared_.answered = [this](std::uint64_t due_ns) {
        if (measuring_) latency_.add(now_ns() - due_ns);
    };
    for (std::uint32_t i = 0; i < options.connections; ++i)
        links_.push_back({.connection = std::make_unique<load_connection>(shared_, i, capacity_of(options)),
                          .pause_ns = pause_min_ns});
    epoll_event event{.events = EPOLLIN, .data = {.u32 = signal_index}};
    checked(epoll_ctl(poll_.get(), EPOLL_CTL_ADD, signals_.get(), &event), "epoll_ctl");
}

load_run::~load_run() {
    const sigset_t set = stop_signals();
    sigprocmask(SIG_UNBLOCK, &set, nullptr);
}

bool load_run::connect_all() {
    for (std::uint32_t i = 0; i < links_.size(); ++i)
        if (!reopen(i) && !options_.allow_disconnects) return false;
    return true;
}

bool load_run::reopen(std::uint32_t index) {
    link& l = links_[index];
    const int error = l.connection->open(server_);
    if (error != 0) {
        if (!options_.allow_disconnects)
            fmt::print(stderr, "{}: {}\n", server_.text(), std::generic_category().message(error));
        if (l.reopen_at_ns == 0) ++closed_;
        l.reopen_at_ns = now_ns() + l.pause_ns;
        l.pause_ns = std::min(2 * l.pause_ns, pause_max_ns);
        return false;
    }
    if (l.reopen_at_ns != 0) --closed_;
    l.reopen_at_ns = 0;
    l.pause_ns = pause_min_ns;
    l.awaits_space = false;
    watch(index, EPOLL_CTL_ADD);
    flush(index);
    return true;
}

void load_run::reopen_due() {
    if (closed_ == 0) return;
    const std::uint64_t now = now_ns();
    for (std::uint32_t i = 0; i < links_.size(); ++i) {
        if (links_[i].reopen_at_ns == 0 || links_[i].reopen_at_ns > now) continue;
        if (reopen(i)) top_up(i);
    }
}

/// The descriptor is closed already, which takes it out of the poll set.
void load_run::lost(std::uint32_t index) {
    link& l = links_[index];
    if (l.reopen_at_ns != 0) return;
    ++closed_;
    l.reopen_at_ns = options_.allow_disconnects ? now_ns() + l.pause_ns : std::numeric_limits<std::uint64_t>::max();
}

void load_run::watch(std::uint32_t index, int operation) {
    const link& l = links_[index];
    epoll_event event{.events = EPOLLIN, .data = {.u32 = index}};
    if (l.awaits_space) event.events |= EPOLLOUT;
    checked(epoll_ctl(poll_.get(), operation, l.connection->descriptor(), &event), "epoll_ctl");
}

void load_run::flush(std::uint32_t index) {
    link& l = links_[index];
    if (!l.connection->is_open()) return;
    if (!l.connection->write()) return lost(index);
    if (l.connection->has_unwritten() == l.awaits_space) return;
    l.awaits_space = !l.awaits_space;
    watch(index, EPOLL_CTL_MOD);
}

/// Closed loop: as many unanswered as the window says.
void load_run::top_up(std::uint32_t index) {
    load_connection& c = *links_[index].connection;
    if (!producing_ || options_.rate > 0 || !c.is_open()) return;
    const std::uint64_t due_ns = now_ns();
    const std::int64_t written_at_ms = now_ms();
    while (c.unanswered() < options_.window && !c.is_full()) c.queue(due_ns, written_at_ms);
    flush(index);
}

/// Open loop: everything that is due by now. A connection that can hold no more delays those after it; their latency
/// counts from when they were due all the same.
void load_run::queue_due() {
    if (!producing_ || options_.rate <= 0) return;
    const std::int64_t written_at_ms = now_ms();
    const auto due_by_now =
        static_cast<std::uint64_t>(static_cast<double>(now_ns() - started_ns_) * 1e-9 * options_.rate) + 1;
    for (; due_ < due_by_now; ++due_) {
        const auto index = static_cast<std::uint32_t>(due_ % links_.size());
        link& l = links_[index];
        if (l.connection->is_full()) break;
        l.connection->queue(started_ns_ + to_ns(static_cast<double>(due_) / options_.rate), written_at_ms);
        if (!std::exchange(l.to_write, true)) to_write_.push_back(index);
    }
    for (const std::uint32_t index : to_write_) {
        links_[index].to_write = false;
        flush(index);
    }
    to_write_.clear();
}

/// To the microsecond: a processor that waits by spinning is one that the server does not get.
timespec load_run::timeout() const {
    if (producing_ && options_.rate > 0) {
        const double until_next_ns =
            static_cast<double>(due_) / options_.rate * 1e9 - static_cast<double>(now_ns() - started_ns_);
        return {0, static_cast<long>(std::clamp(until_next_ns, 0.0, 10.0 * ns_per_ms))};
    }
    return {0, (closed_ != 0 ? 5 : 20) * long{ns_per_ms}};
}

void load_run::turn() {
    reopen_due();
    queue_due();
    std::array<epoll_event, 512> events;
    const timespec wait = timeout();
    const int n = ::epoll_pwait2(poll_.get(), events.data(), static_cast<int>(events.size()), &wait, nullptr);
    for (int i = 0; i < n; ++i)
        handle(events[static_cast<std::size_t>(i)].data.u32, events[static_cast<std::size_t>(i)].events);
}

void load_run::handle(std::uint32_t index, std::uint32_t events) {
    if (index == signal_index) {
        interrupted_ = true;
        return;
    }
    load_connection& c = *links_[index].connection;
    if ((events & EPOLLOUT) != 0) flush(index);
    if (!c.is_open()) return;
    const auto answered = c.read(scratch_);
    write_record();
    if (!answered) return lost(index);
    if (*answered != 0) top_up(index);
}

/// With one write() per read: what has been written survives the end of this process.
void load_run::write_record() {
    std::string& text = shared_.record;
    for (std::size_t at = 0; at < text.size();) {
        const ssize_t n = write(record_file_.get(), text.data() + at, text.size() - at);
        if (n < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), options_.record);
        at += n < 0 ? 0 : static_cast<std::size_t>(n);
    }
    text.clear();
}

/// Without leave to connect again there is nothing left to do once every connection is gone.
bool load_run::goes_on() const {
    return !interrupted_ && (options_.allow_disconnects || closed_ < links_.size());
}

bool load_run::all_answered() const {
    return std::ranges::all_of(links_, [](const link& l) { return l.connection->unanswered() == 0; });
}

void load_run::run() {
    ::prctl(PR_SET_TIMERSLACK, 1); // else the kernel may wake us 50 us later than asked
    started_ns_ = now_ns();
    for (std::uint32_t i = 0; i < links_.size(); ++i) top_up(i);
    const std::uint64_t measure_from = started_ns_ + to_ns(options_.warmup);
    const std::uint64_t measure_until = measure_from + to_ns(options_.seconds);
    while (goes_on() && now_ns() < measure_from) turn();
    begin_measuring();
    while (goes_on() && now_ns() < measure_until) turn();
    end_measuring();
    producing_ = false;
    const std::uint64_t drain_until = now_ns() + to_ns(options_.drain);
    while (!all_answered() && now_ns() < drain_until) turn();
}

void load_run::begin_measuring() {
    measuring_ = true;
    measured_from_ns_ = now_ns();
    if (options_.pid > 0) usage_before_ = usage_of(options_.pid);
}

void load_run::end_measuring() {
    measuring_ = false;
    measured_ns_ = now_ns() - measured_from_ns_;
    if (options_.pid > 0) usage_after_ = usage_of(options_.pid);
}

} // namespace vigil::simulate
