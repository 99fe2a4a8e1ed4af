#include "server/record/queries.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <pqxx/pqxx>
#include <thread>
#include <utility>

#include "server/record/connect.hpp"

namespace vigil::record {
namespace {

constexpr int background_nice = 5; // the event loop goes first where both want one core

/// Few rows are looked up by their key in many days' partitions: plans that read those as a whole are never wanted.
constexpr const char* settings =
    "SET default_transaction_read_only = on; SET statement_timeout = '{}s'; SET TimeZone = 'UTC'; "
    "SET application_name = 'vigil queries'; SET jit = off; SET enable_hashjoin = off; SET enable_mergejoin = off";

constexpr const char* query_cancelled = "57014"; // SQLSTATE

} // namespace

struct queries::impl {
    explicit impl(std::string where) : database{with_time_limits(where)}, thread{[this] { run(); }} {}
    ~impl();

    struct waiting {
        question what;
        answered done;
    };

    void run();
    std::optional<query_failure> put(const question& what);
    void connect();
    void disconnect();
    void fail_all(query_failure why);

    const std::string database;
    std::unique_ptr<pqxx::connection> connection; // of the thread

    std::mutex lock; // guards the rest
    std::condition_variable wake;
    std::deque<waiting> queue;
    int socket = -1;
    bool stop = false;
    std::thread thread;
};

queries::impl::~impl() {
    {
        const std::lock_guard guard{lock};
        stop = true;
        if (socket >= 0) ::shutdown(socket, SHUT_RDWR); // whoever waits for the server gets an error
        wake.notify_all();
    }
    thread.join();
}

void queries::impl::run() {
    ::setpriority(PRIO_PROCESS, 0, background_nice); // on Linux: of this thread only
    for (;;) {
        waiting next;
        {
            std::unique_lock guard{lock};
            wake.wait(guard, [this] { return stop || !queue.empty(); });
            if (stop) break;
            next = std::move(queue.front());
            queue.pop_front();
        }
        const auto failure = put(next.what);
        next.done(failure);
        if (failure == query_failure::away) fail_all(*failure); // each would wait as long for nothing
    }
    fail_all(query_failure::stopping);
    disconnect();
}

void queries::impl::fail_all(query_failure why) {
    std::deque<waiting> all;
    {
        const std::lock_guard guard{lock};
        all.swap(queue);
    }
    for (const waiting& each : all) each.done(why);
}

/// A connection is not used again after an error. One that broke while nobody asked is no reason to fail.
std::optional<query_failure> queries::impl::put(const question& what) {
    for (;;) {
        const bool fresh = !connection;
        try {
            if (fresh) connect();
            pqxx::nontransaction t{*connection};
            what(t);
            return {};
        } catch (const pqxx::sql_error& e) {
            disconnect();
            if (e.sqlstate() == query_cancelled) return query_failure::too_costly;
            const bool shut_down = e.sqlstate().starts_with("57P") || e.sqlstate().starts_with("08");
            if (!shut_down) return query_failure::refused;
            if (fresh) return query_failure::away;
        } catch (const pqxx::broken_connection&) {
            disconnect();
            if (fresh) return query_failure::away;
        } catch (const std::exception&) {
            disconnect();
            return query_failure::refused;
        }
    }
}

void queries::impl::connect() {
    auto made = std::make_unique<pqxx::connection>(database);
    pqxx::nontransaction{*made}.exec(fmt::format(fmt::runtime(settings), query_seconds_max));
    connection = std::move(made);
    const std::lock_guard guard{lock};
    socket = connection->sock();
    if (stop) ::shutdown(socket, SHUT_RDWR);
}

void queries::impl::disconnect() {
    {
        const std::lock_guard guard{lock};
        socket = -1; // before it is closed, whose number may then be another file's
    }
    connection.reset();
}

queries::queries(std::string database) : impl_{std::make_unique<impl>(std::move(database))} {}
queries::~queries() = default;

bool queries::ask(question what, answered done) {
    const std::lock_guard guard{impl_->lock};
    if (impl_->stop || impl_->queue.size() >= queries_waiting_max) return false;
    impl_->queue.push_back({std::move(what), std::move(done)});
    impl_->wake.notify_one();
    return true;
}

} // namespace vigil::record
