#include "server/net/mllp_server.hpp"

namespace vigil::net {

namespace {
constexpr std::size_t read_bytes_max = 64u << 10; // 50 messages of a usual size in one system call
}

mllp_server::mllp_server(asio::io_context& loop, const std::string& address, std::uint16_t port, mllp_options options,
                         hl7_intake& intake, server_metrics& counters)
    : options_(options),
      intake_(intake),
      metrics_(counters),
      scratch_(read_bytes_max, '\0'),
      listener_(loop, address, port) {}

void mllp_server::start() {
    const auto may_accept = [this] {
        if (sessions_.size() >= options_.connections_max) forget_closed();
        return sessions_.size() < options_.connections_max;
    };
    listener_.start(may_accept, [this](tcp::socket socket) {
        boost::system::error_code gone;
        const auto peer = socket.remote_endpoint(gone);
        if (!gone) serve(std::move(socket), intake_.greet(peer.address().to_string()));
    });
}

std::shared_ptr<mllp_session> mllp_server::serve(tcp::socket socket, hl7_peer peer) {
    const auto session =
        std::make_shared<mllp_session>(std::move(socket), std::move(peer), intake_, scratch_, options_);
    session->on_identified = [this](mllp_session& newer) { supersede(newer); };
    sessions_.insert(session);
    metrics_.connections(transport::mllp).Set(static_cast<double>(sessions_.size()));
    session->start();
    return session;
}

std::shared_ptr<mllp_session> mllp_server::adopt(tcp::socket socket, const ingest::sender_rule& dialled) {
    boost::system::error_code gone;
    const auto peer = socket.remote_endpoint(gone);
    if (gone || sessions_.size() >= options_.connections_max) return nullptr;
    return serve(std::move(socket), intake_.greet(peer.address().to_string(), &dialled));
}

/// A monitor that lost its link connects anew before we can notice: what it says now is newer.
void mllp_server::supersede(mllp_session& newer) {
    for (const auto& s : sessions_)
        if (s.get() != &newer && s->identity() == newer.identity()) s->close();
}

void mllp_server::stop() {
    listener_.stop();
    for (const auto& s : sessions_) s->close();
    sessions_.clear();
}

void mllp_server::forget_closed() {
    std::erase_if(sessions_, [](const auto& s) { return !s->is_open(); });
    metrics_.connections(transport::mllp).Set(static_cast<double>(sessions_.size()));
}

void mllp_server::check_deadlines() {
    const auto now = std::chrono::steady_clock::now();
    for (const auto& s : sessions_) s->check_deadlines(now);
    forget_closed();
}

} // namespace vigil::net
