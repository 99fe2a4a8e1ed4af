#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/simulate/load_connection.hpp"
#include "server/simulate/load_message.hpp"
#include "server/simulate/outstanding.hpp"
#include "server/simulate/process_usage.hpp"
#include "server/simulate/simulate.hpp"

namespace vigil::simulate {
namespace {

/// The server's end, held by the test: nothing happens but what the test does.
class far_end {
public:
    far_end() {
        listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* plain = reinterpret_cast<sockaddr*>(&address);
        REQUIRE(bind(listener_, plain, size) == 0);
        REQUIRE(listen(listener_, 8) == 0);
        REQUIRE(getsockname(listener_, plain, &size) == 0);
        port_ = ntohs(address.sin_port);
    }
    ~far_end() {
        hang_up();
        close(listener_);
    }
    far_end(const far_end&) = delete;
    far_end& operator=(const far_end&) = delete;

    endpoint where() const { return {"127.0.0.1", std::to_string(port_)}; }
    void answer_the_call() { fd_ = accept(listener_, nullptr, nullptr); }
    void hang_up() {
        if (fd_ >= 0) close(fd_);
        fd_ = -1;
    }
    std::string hear(std::size_t bytes) {
        std::string heard(bytes, '\0');
        REQUIRE(recv(fd_, heard.data(), bytes, MSG_WAITALL) == static_cast<ssize_t>(bytes));
        return heard;
    }
    void say(std::string_view text) {
        REQUIRE(send(fd_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
    }

private:
    int listener_ = -1;
    int fd_ = -1;
    std::uint16_t port_ = 0;
};

constexpr std::uint32_t run = 0xabcd1234;

std::string id_of(std::uint64_t number) {
    const auto id = control_id(run, 5, number);
    return {id.data(), id.size()};
}

std::string ack(std::string_view code, std::string_view id) {
    return "\x0bMSH|^~\\&|V|H|G|I|20261122101530||ACK^R01^ACK|1|P|2.6\rMSA|" + std::string(code) + "|" +
           std::string(id) + "\r\x1c\r";
}

struct called_server {
    called_server() : shared("LOAD"), connection(shared, 5, 8) {
        shared.run = run;
        shared.beds = 100;
        shared.connections = 16;
        shared.recording = true;
        shared.answered = [this](std::uint64_t due_ns) { due.push_back(due_ns); };
        REQUIRE(connection.open(server.where()) == 0);
        server.answer_the_call();
    }

    /// Messages 0 to `count` - 1, as the server heard them.
    std::string send(unsigned count) {
        for (unsigned i = 0; i < count; ++i) connection.queue(1000 + i, 1'763'777'730'123 + i);
        REQUIRE(connection.write());
        return server.hear(count * frame_bytes());
    }
    unsigned read() {
        const auto answered = connection.read(scratch);
        REQUIRE(answered);
        return *answered;
    }
    static std::size_t frame_bytes() {
        std::string one;
        load_message("LOAD").append(one, id_of(0), 1, 0, from_epoch_ms(0));
        return one.size();
    }

    far_end server;
    load_shared shared;
    load_connection connection;
    std::vector<std::uint64_t> due;
    std::string scratch = std::string(4096, '\0');
};

} // namespace

TEST_CASE("a control id holds run, connection and number, and is taken for no other") {
    CHECK(id_of(255) == "abcd12340005000000ff");
    CHECK(number_of(id_of(255), run, 5) == 255);
    CHECK(number_of(id_of(0xffffffff), run, 5) == 0xffffffff);
    CHECK(number_of(id_of(255), run, 6) == -1);
    CHECK(number_of(id_of(255), run + 1, 5) == -1);
    for (const char* wrong :
         {"", "abcd12340005000000f", "abcd12340005000000fff", "abcd12340005000000fg", "abcd1234000500000 ff"})
        CHECK(number_of(wrong, run, 5) == -1);
}

TEST_CASE("a load message is 8 OBX in about 1.1 KB, and only id, bed, time and values change") {
    load_message m("LOAD");
    std::string first;
    std::string second;
    m.append(first, id_of(1), 7, 1, *parse_rfc3339("2026-11-22T02:00:00.250Z"));
    m.append(second, id_of(2), 99999, 2, *parse_rfc3339("2026-11-22T02:00:01.000Z"));
    CHECK(first.size() == second.size());
    CHECK(first.size() > 1000);
    CHECK(first.size() < 1250);
    CHECK(first.find("|ORU^R01^ORU_R01|abcd1234000500000001|P|2.6|||AL|NE|") != std::string::npos);
    CHECK(first.find("|20261122020000.250+0000||ORU^R01") != std::string::npos);
    CHECK(first.find("|||20261122020000.250+0000\rOBX|1|") != std::string::npos);
    CHECK(first.find("PV1||I|LOAD^^00007\r") != std::string::npos);
    CHECK(second.find("PV1||I|LOAD^^99999\r") != std::string::npos);
    CHECK(first.find("|1.1.1.147842|71|264864^") != std::string::npos);
    CHECK(second.find("|1.1.1.147842|72|264864^") != std::string::npos);
    std::size_t rows = 0;
    for (auto at = first.find("\rOBX|"); at != std::string::npos; at = first.find("\rOBX|", at + 1)) ++rows;
    CHECK(rows == 8);
    for (const char placeholder : {'#', 'T', 'B', 'I'})
        CHECK(first.find(std::string(3, placeholder)) == std::string::npos);
    CHECK(first.find('#') == std::string::npos);
}

TEST_CASE("acknowledgements are told apart: in order, out of order, repeated, never sent") {
    outstanding o(4);
    for (int i = 0; i < 4; ++i) o.add(0, 0);
    CHECK(o.full());
    CHECK(o.settle(4) == settlement::unknown);
    CHECK(o.settle(0) == settlement::in_order);
    CHECK(o.settle(0) == settlement::repeated);
    CHECK(o.settle(2) == settlement::out_of_order);
    CHECK(o.settle(2) == settlement::repeated);
    CHECK(o.unanswered() == 2);
    CHECK(o.settle(1) == settlement::in_order);
    CHECK(o.first() == 3);
    for (int round = 0; round < 20; ++round) {
        while (!o.full()) o.add(0, 0);
        const std::uint64_t oldest = o.first();
        CHECK(o.settle(oldest) == settlement::in_order);
        CHECK(o.settle(oldest) == settlement::repeated);
    }
    CHECK(o.unanswered() == 3);
}

TEST_CASE("acknowledgements are counted one by one, however the bytes arrive") {
    const std::string answers = ack("CA", id_of(0)) + ack("AA", id_of(1)) + ack("CA", id_of(2));
    for (std::size_t split = 1; split < answers.size(); ++split) {
        CAPTURE(split);
        called_server s;
        s.send(3);
        s.server.say(std::string_view(answers).substr(0, split));
        unsigned answered = s.read();
        s.server.say(std::string_view(answers).substr(split));
        answered += s.read();
        CHECK(answered == 3);
        CHECK(s.shared.acknowledged == 3);
        CHECK(s.shared.unknown + s.shared.out_of_order + s.shared.repeated + s.shared.negative == 0);
        CHECK(s.due == std::vector<std::uint64_t>{1000, 1001, 1002});
        CHECK(s.shared.record == id_of(0) + "\n" + id_of(1) + "\n" + id_of(2) + "\n");
    }
}

TEST_CASE("what a server does wrong is seen: negative, out of order, repeated, unknown, never") {
    called_server s;
    s.send(4);
    s.server.say(ack("CA", id_of(1)) + ack("CA", id_of(1)) + ack("AE", id_of(0)) + ack("CA", id_of(7)) + ack("CA", "") +
                 "\x0bnothing\x1c\r" + ack("CA", id_of(2)));
    CHECK(s.read() == 3);
    CHECK(s.shared.out_of_order == 1);
    CHECK(s.shared.repeated == 1);
    CHECK(s.shared.negative == 1);
    CHECK(s.shared.unknown == 3);
    CHECK(s.shared.acknowledged == 2);
    CHECK(s.connection.unanswered() == 1);
    CHECK(s.shared.record == id_of(1) + "\n" + id_of(2) + "\n"); // what was refused is not in the record
}

TEST_CASE("after a lost connection the unanswered messages are sent again, the same to the byte, and no others") {
    called_server s;
    const std::string heard = s.send(3);
    const std::size_t one = called_server::frame_bytes();
    s.server.say(ack("CA", id_of(0)) + ack("CA", id_of(1)).substr(0, 20));
    CHECK(s.read() == 1);
    s.server.hang_up();
    CHECK_FALSE(s.connection.read(s.scratch));
    CHECK_FALSE(s.connection.is_open());
    CHECK(s.shared.disconnects == 1);

    REQUIRE(s.connection.open(s.server.where()) == 0);
    s.server.answer_the_call();
    REQUIRE(s.connection.write());
    CHECK(s.server.hear(2 * one) == heard.substr(one));
    CHECK_FALSE(s.connection.has_unwritten());
    s.server.say(ack("CA", id_of(1)) + ack("CA", id_of(2)));
    CHECK(s.read() == 2);
    CHECK(s.connection.unanswered() == 0);
    CHECK(s.shared.sent == 3);
    CHECK(s.shared.resent == 2);
    CHECK(s.shared.unknown == 0);
}

TEST_CASE("a server that is not there is an error, not a wait") {
    endpoint nobody;
    {
        far_end gone;
        nobody = gone.where();
    }
    load_shared shared("LOAD");
    load_connection c(shared, 0, 8);
    CHECK(c.open(nobody) != 0);
    CHECK_FALSE(c.is_open());
}

TEST_CASE("the use of a process is read, and of no process is not") {
    const auto own = usage_of(getpid());
    REQUIRE(own);
    CHECK(own->resident_mib > 1);
    CHECK(own->resident_max_mib >= own->resident_mib);
    CHECK_FALSE(usage_of(-1));
}

TEST_CASE("options that make no sense are refused before anything is sent") {
    CHECK(run_ward({.beds = 0}) == 2);
    CHECK(run_ward({.ward = "W|1"}) == 2);
    CHECK(run_ward({.rate = 0}) == 2);
    CHECK(run_ward({.speed = -1}) == 2);
    CHECK(run_ward({.mllp = "nowhere"}) == 2);
    CHECK(run_ward({.scenario = "storm"}) == 2);
    CHECK(run_load({.connections = 0}) == 2);
    CHECK(run_load({.seconds = 0}) == 2);
    CHECK(run_load({.mllp = "127.0.0.1"}) == 2);
    CHECK(run_load({.beds = 0}) == 2);
    CHECK(run_load({.record = "/nonexistent/file"}) == 2);
}

} // namespace vigil::simulate
