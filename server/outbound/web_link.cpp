#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast.hpp>
#include <boost/beast/ssl.hpp>
#include <optional>
#include <variant>

#include "server/outbound/connect.hpp"
#include "server/outbound/link.hpp"
#include "server/outbound/signature.hpp"

namespace vigil::outbound {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;

constexpr std::size_t header_bytes_max = 16'384;
constexpr std::size_t body_bytes_max = 65'536; // of an answer, and nobody reads it

using request = http::request<http::string_body>;
using secure_stream = beast::ssl_stream<beast::tcp_stream>;

ssl::context verifying_context() {
    ssl::context c{ssl::context::tls_client};
    c.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
    c.set_default_verify_paths();
    c.set_verify_mode(ssl::verify_peer);
    return c;
}

std::int64_t now_s() {
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

class web final : public link {
public:
    web(const asio::any_io_executor& on, web_address to, std::string secret, milliseconds deadline)
        : on_{on}, to_{std::move(to)}, secret_{std::move(secret)}, deadline_{deadline}, trust_{verifying_context()} {}

    delivery prepare(const entry& e, instant) const override { return as_json(e); }

    asio::awaitable<outcome> deliver(const delivery& d) override {
        const bool kept = stream_.has_value();
        outcome out;
        bool keep = false;
        try {
            if (!kept) make_stream();
            plain().expires_after(deadline_);
            if (!kept) co_await open();
            request r = make_request(d);
            if (auto* secure = std::get_if<secure_stream>(&*stream_))
                out = co_await exchange(*secure, r, keep);
            else
                out = co_await exchange(plain(), r, keep);
        } catch (const link_error& e) {
            out = {verdict::failed, e.what(), kept};
        }
        if (keep)
            plain().expires_never();
        else
            stream_.reset();
        co_return out;
    }

private:
    beast::tcp_stream& plain() {
        if (auto* secure = std::get_if<secure_stream>(&*stream_)) return secure->next_layer();
        return std::get<beast::tcp_stream>(*stream_);
    }

    void make_stream() {
        if (to_.encrypted)
            stream_.emplace(std::in_place_type<secure_stream>, on_, trust_);
        else
            stream_.emplace(std::in_place_type<beast::tcp_stream>, on_);
    }

    asio::awaitable<void> open() {
        co_await connect(plain(), to_.at);
        auto* secure = std::get_if<secure_stream>(&*stream_);
        if (!secure) co_return;
        if (!is_ip_address(to_.at.host)) SSL_set_tlsext_host_name(secure->native_handle(), to_.at.host.c_str());
        secure->set_verify_callback(ssl::host_name_verification{to_.at.host});
        boost::system::error_code error;
        auto token = asio::redirect_error(asio::use_awaitable, error);
        co_await secure->async_handshake(ssl::stream_base::client, token);
        if (error) throw failure("encrypting", error);
    }

    request make_request(const delivery& d) const {
        request r{http::verb::post, to_.target, 11};
        r.set(http::field::host, to_.authority);
        r.set(http::field::user_agent, "vigil");
        r.set(http::field::content_type, "application/json");
        r.set("Vigil-Delivery", d.id);
        r.set("Vigil-Signature", signature(secret_, now_s(), d.body));
        r.body() = d.body;
        r.prepare_payload();
        return r;
    }

    /// `keep`: the connection can be used again.
    template <class Stream>
    static asio::awaitable<outcome> exchange(Stream& stream, request& r, bool& keep) {
        boost::system::error_code error;
        auto token = asio::redirect_error(asio::use_awaitable, error);
        co_await http::async_write(stream, r, token);
        if (error) throw failure("sending", error);
        http::response_parser<http::buffer_body> answer;
        answer.header_limit(header_bytes_max);
        answer.body_limit(boost::none); // a longer one than `rest` ends the connection, and its status counts
        beast::flat_buffer buffer;
        co_await http::async_read_header(stream, buffer, answer, token);
        if (error) throw failure("waiting for its answer", error);
        const outcome out = read_status(answer.get().result_int());
        std::vector<char> rest(body_bytes_max);
        answer.get().body().data = rest.data();
        answer.get().body().size = rest.size();
        co_await http::async_read(stream, buffer, answer, token);
        keep = !error && answer.get().keep_alive() && buffer.size() == 0;
        co_return out;
    }

    asio::any_io_executor on_;
    web_address to_;
    std::string secret_;
    milliseconds deadline_;
    ssl::context trust_;
    std::optional<std::variant<beast::tcp_stream, secure_stream>> stream_;
};

} // namespace

std::unique_ptr<link> web_link(const asio::any_io_executor& on, web_address to, std::string secret,
                               milliseconds deadline) {
    return std::make_unique<web>(on, std::move(to), std::move(secret), deadline);
}

} // namespace vigil::outbound
