#include <fmt/format.h>

#include <deque>
#include <fstream>

#include "server/outbound/outbound.hpp"
#include "server/ward/wire.hpp"
#include "tests/unit/server/journal/on_disk.hpp"
#include "tests/unit/server/outbound/alarms.hpp"
#include "tests/unit/server/outbound/far_end.hpp"

namespace {

using namespace vigil;
using namespace vigil::outbound;
using alarm::change;

/// A receiver over MLLP that acknowledges whatever it gets, on any number of connections one after the other.
class nurse_call {
public:
    nurse_call()
        : thread_{[this] {
              boost::system::error_code error;
              while (!error) {
                  tcp::socket socket{loop_};
                  acceptor_.accept(socket, error);
                  if (!error) serve(socket);
              }
          }} {}
    ~nurse_call() {
        {
            const std::lock_guard guard{lock_};
            ending_ = true;
        }
        boost::system::error_code ignored;
        tcp::socket last{loop_};
        last.connect({boost::asio::ip::address_v4::loopback(), port_}, ignored); // accept() hears of it
        last.close(ignored);
        thread_.join();
    }

    config::receiver_entry entry() const { return {.name = "nurse-call", .mllp = fmt::format("127.0.0.1:{}", port_)}; }

    /// The next message that came, at most a minute from now.
    std::string next() {
        std::unique_lock guard{lock_};
        REQUIRE(heard_.wait_for(guard, std::chrono::seconds{60}, [&] { return !messages_.empty(); }));
        std::string first = std::move(messages_.front());
        messages_.pop_front();
        return first;
    }

private:
    void serve(tcp::socket& socket) {
        for (;;) {
            const std::string frame = read_until(socket, "\x1c\r");
            const std::lock_guard guard{lock_};
            if (ending_) acceptor_.close();
            if (!frame.ends_with("\x1c\r")) return;
            std::size_t at = 0;
            for (int field = 1; field < 10; ++field) at = frame.find('|', at + 1); // MSH-10
            const std::string id = frame.substr(at, frame.find('|', at + 1) - at);
            say(socket, "\x0bMSH|^~\\&|NC||VIGIL||20270115||ACK|1|P|2.6\rMSA|CA" + id + "\r\x1c\r");
            messages_.push_back(frame);
            heard_.notify_all();
        }
    }

    boost::asio::io_context loop_;
    tcp::acceptor acceptor_{loop_, {boost::asio::ip::address_v4::loopback(), 0}};
    std::uint16_t port_ = acceptor_.local_endpoint().port();
    std::mutex lock_;
    std::condition_variable heard_;
    std::deque<std::string> messages_;
    bool ending_ = false;
    std::thread thread_;
};

/// A journal that is written, and what follows it.
struct followed {
    followed() { log = journal::opened({.file = folder.file()}, seen); }

    void write(const journal::Events& events) {
        std::string bytes;
        events.SerializeToString(&bytes);
        const auto row = log->append(noon, 0, "", bytes);
        REQUIRE(seen.wait_committed(row));
        if (running) running->notify();
    }
    void write(const news& n) {
        journal::Events events;
        journal::Event& e = *events.add_events();
        e.set_at_ms(to_epoch_ms(now()));
        e.set_change(static_cast<std::uint32_t>(n.how));
        ward::write_alarm(n.now, *e.mutable_alarm());
        write(events);
    }
    void occupy(std::string_view stay, std::string_view patient) {
        journal::Events events;
        journal::Event& e = *events.add_events();
        e.set_at_ms(to_epoch_ms(now()));
        auto& bed = *e.mutable_bed_changed();
        bed.set_ward("W1");
        bed.set_bed("3");
        bed.set_stay(std::string{stay});
        bed.set_patient(std::string{patient});
        write(events);
    }
    /// `begun`: rows that the server has written and that are not on disk yet.
    void start(std::vector<alarm::alarm> active = {}, const std::string& priority = "low",
               journal::sequence begun = 0) {
        config::receiver_entry to = receiver.entry();
        to.priority = priority;
        auto made = follower::start({.receivers = {to}, .journal = folder.file(), .state = folder.path() / "outbound"},
                                    {.upto = log->last() + begun, .active = std::move(active)}, counters,
                                    [](const std::string&) {});
        if (!made) FAIL(made.error());
        running = std::move(*made);
    }
    static instant now() {
        return instant{std::chrono::floor<milliseconds>(std::chrono::system_clock::now().time_since_epoch())};
    }

    journal::temporary_directory folder;
    journal::witness seen;
    std::unique_ptr<journal::writer> log;
    nurse_call receiver;
    server_metrics counters{"0"};
    std::unique_ptr<follower> running;
};

bool says(const std::string& message, std::string_view text) {
    return message.find(text) != std::string::npos;
}

} // namespace

TEST_CASE("an alarm that the journal tells of is told to the receiver, with the patient of its own stay") {
    followed f;
    f.start();
    f.occupy("s1", "P-17");
    const news a = onset(0xa1);
    f.write(a);
    const std::string start = f.receiver.next();
    CHECK(says(start, "|00000000000000a1-1|"));
    CHECK(says(start, "|start|"));
    CHECK(says(start, "PID|||P-17^"));
    f.occupy("s2", "P-18");
    f.write(then(a, change::cleared));
    const std::string end = f.receiver.next();
    CHECK(says(end, "|00000000000000a1-2|"));
    CHECK(says(end, "|end|"));
    CHECK_FALSE(says(end, "P-18"));
}

TEST_CASE("a restart repeats nothing that was acknowledged and forgets nothing that happened meanwhile") {
    followed f;
    f.start();
    const news a = onset(0xa1), b = onset(0xb2);
    f.write(a);
    CHECK(says(f.receiver.next(), "|00000000000000a1-1|"));
    f.write(b); // when it has come, what a's acknowledgement changed is kept
    CHECK(says(f.receiver.next(), "|00000000000000b2-1|"));
    f.running.reset();
    const news seen = then(a, change::acknowledged);
    f.write(seen);
    f.write(then(seen, change::cleared));
    f.start({b.now});
    std::string next = f.receiver.next();
    if (says(next, "|00000000000000b2-1|")) next = f.receiver.next(); // its acknowledgement may have been cut off
    CHECK(says(next, "|00000000000000a1-3|")); // as the journal tells it, not as who only knows what is active
    CHECK(says(next, "|end|"));
}

TEST_CASE("a new receiver is told of the alarms that are active, and then of what comes") {
    followed f;
    const news a = onset(0xa1);
    f.write(a);
    f.start({a.now});
    CHECK(says(f.receiver.next(), "|00000000000000a1-1|"));
    f.write(then(a, change::acknowledged));
    const std::string second = f.receiver.next();
    CHECK(says(second, "|00000000000000a1-2|"));
    CHECK(says(second, "|update|"));
}

TEST_CASE("a receiver that is to be told of more than before hears of what is active already") {
    followed f;
    f.start({}, "high");
    const news low = onset(0xa1), high = with_urgency(onset(0xb2), alarm::priority::high);
    f.write(low);
    f.write(high);
    CHECK(says(f.receiver.next(), "|00000000000000b2-1|"));
    f.running.reset();
    f.start({low.now, high.now}, "low");
    std::string next = f.receiver.next();
    if (says(next, "|00000000000000b2-1|")) next = f.receiver.next(); // its acknowledgement may have been cut off
    CHECK(says(next, "|00000000000000a1-1|"));
    CHECK(says(next, "|start|"));
}

TEST_CASE("a row that was lost on its way to the disk hides nothing of the one that takes its number") {
    followed f;
    f.write(onset(0xa1));
    f.start({onset(0xa1).now}, "low", 1);
    CHECK(says(f.receiver.next(), "|00000000000000a1-1|"));
    f.running.reset();
    f.write(onset(0xb2));
    f.start({onset(0xa1).now, onset(0xb2).now});
    std::string next = f.receiver.next();
    if (says(next, "|00000000000000a1-1|")) next = f.receiver.next();
    CHECK(says(next, "|00000000000000b2-1|"));
}

TEST_CASE("a damaged memory is set aside, and active alarms are told once more") {
    followed f;
    std::ofstream{f.folder.path() / "outbound"} << "this is no database at all, however long one reads in it\n";
    f.start({onset(0xa1).now});
    CHECK(says(f.receiver.next(), "|start|"));
    CHECK(std::filesystem::exists(f.folder.path() / "outbound.damaged"));
}

TEST_CASE("rows whose events do not decode are passed over") {
    followed f;
    f.start();
    const auto row = f.log->append(noon, 0, "", "\xff\xff");
    REQUIRE(f.seen.wait_committed(row));
    f.write(onset(0xa1));
    CHECK(says(f.receiver.next(), "|00000000000000a1-1|"));
}

TEST_CASE("what people say about an alarm is no news for receivers") {
    followed f;
    f.start();
    news a = onset(0xa1);
    f.write(a);
    CHECK(says(f.receiver.next(), "|00000000000000a1-1|"));
    a = then(a, change::noted);
    a.now.notes = {{"nurse-1", noon, "awake"}};
    f.write(a);
    a = then(a, change::assigned);
    a.now.assigned = alarm::assignment{"nurse-2", "nurse-1", noon};
    f.write(a);
    f.write(then(a, change::acknowledged));
    CHECK(says(f.receiver.next(), "|00000000000000a1-4|"));
}
