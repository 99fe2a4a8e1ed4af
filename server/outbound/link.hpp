// How one receiver is reached: PCD-04 over MLLP, or a webhook over HTTP(S). One delivery at a time; a connection is
// kept for the next one. Lives on the thread of its executor.
#pragma once

#include <boost/asio.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "server/config/endpoint.hpp"
#include "server/outbound/answer.hpp"
#include "server/outbound/delivery.hpp"

namespace vigil::outbound {

namespace asio = boost::asio;

/// For one delivery, from the search for the receiver's address to the last byte of its answer. (The search itself
/// cannot be cut short; the system's resolver gives up by itself.)
inline constexpr milliseconds delivery_deadline{10'000};

class link {
public:
    virtual ~link() = default;
    virtual asio::awaitable<outcome> deliver(const delivery& d) = 0;
    virtual delivery prepare(const entry& e, instant now) const = 0;
};

/// Answered by MSA with our control id: AA, CA delivered; AE, AR, CE, CR refused. Any other answer closes the
/// connection, so that a late one is never taken for the answer to the next message.
std::unique_ptr<link> mllp_link(const asio::any_io_executor& on, endpoint to,
                                milliseconds deadline = delivery_deadline);

/// POST, signed with `secret`: 2xx delivered; 4xx but 408 and 429 refused; all else failed. Redirects are not followed.
/// https: the certificate is verified against the system's store, and must name the host.
std::unique_ptr<link> web_link(const asio::any_io_executor& on, web_address to, std::string secret,
                               milliseconds deadline = delivery_deadline);

} // namespace vigil::outbound
