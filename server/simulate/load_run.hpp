// The loop behind run_load(): one thread, epoll. Linux.
#pragma once

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/simulate/histogram.hpp"
#include "server/simulate/load_connection.hpp"
#include "server/simulate/process_usage.hpp"
#include "server/simulate/simulate.hpp"

namespace vigil::simulate {

/// Closes its descriptor.
class descriptor {
public:
    explicit descriptor(int fd) : fd_(fd) {}
    ~descriptor();
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    int get() const { return fd_; }

private:
    int fd_;
};

class load_run {
public:
    /// Throws std::system_error where the system refuses a descriptor or the record file.
    load_run(const load_options& options, endpoint server);
    ~load_run();
    load_run(const load_run&) = delete;
    load_run& operator=(const load_run&) = delete;

    /// Connects all. False, with a line on stderr: the server is away and disconnects are not allowed.
    bool connect_all();
    /// Warm-up, measured time, drain. SIGINT and SIGTERM cut it short.
    void run();
    /// One line of JSON on stdout; the exit code.
    int report() const;

private:
    struct link {
        std::unique_ptr<load_connection> connection;
        std::uint64_t reopen_at_ns = 0;
        std::uint64_t pause_ns = 0;
        bool awaits_space = false; ///< EPOLLOUT is asked for
        bool to_write = false;
    };

    bool reopen(std::uint32_t index);
    void reopen_due();
    void lost(std::uint32_t index);
    void watch(std::uint32_t index, int operation);
    void flush(std::uint32_t index);
    void top_up(std::uint32_t index);
    void queue_due();
    void turn();
    void handle(std::uint32_t index, std::uint32_t events);
    void write_record();
    timespec timeout() const;
    bool goes_on() const;
    bool all_answered() const;
    void begin_measuring();
    void end_measuring();

    load_options options_;
    endpoint server_;
    load_shared shared_;
    descriptor poll_;
    descriptor signals_;
    descriptor record_file_;
    std::vector<link> links_;
    std::vector<std::uint32_t> to_write_;
    std::string scratch_ = std::string(256 * 1024, '\0');
    bool producing_ = true;
    bool interrupted_ = false;
    std::size_t closed_ = 0; ///< connections that wait to be opened again
    std::uint64_t due_ = 0;  ///< open loop: messages queued so far

    bool measuring_ = false;
    std::uint64_t started_ns_ = 0;
    std::uint64_t measured_from_ns_ = 0;
    std::uint64_t measured_ns_ = 0;
    histogram latency_;
    std::optional<process_usage> usage_before_;
    std::optional<process_usage> usage_after_;
};

} // namespace vigil::simulate
