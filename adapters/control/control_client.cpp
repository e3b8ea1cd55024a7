#include "adapters/control/control_client.hpp"

#include "adapters/control/control_socket.hpp"
#include "adapters/control/control_wire.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <utility>

namespace hft::control {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Local = asio::local::stream_protocol;

/// One request and its answer; the timeouts of a stream need asynchronous calls.
class Exchange {
public:
  Exchange(const std::string& path, std::string body) : path_(path), endpoint_(path) {
    request_.method(http::verb::post);
    request_.target("/control");
    request_.version(11);
    request_.set(http::field::host, "localhost");
    request_.set(http::field::content_type, "application/json");
    request_.keep_alive(false);
    request_.body() = std::move(body);
    request_.prepare_payload();
    parser_.body_limit(64 * 1024 * 1024);
  }

  Result<std::string> run(Duration patience) {
    stream_.expires_after(patience);
    stream_.async_connect(endpoint_, [this](beast::error_code error) {
      if (error) return stop(error, "nobody listens there");
      write();
    });
    io_.run();
    if (!failure_.empty()) return fail(ErrorKind::Unreachable, std::move(failure_));
    return std::move(parser_.get().body());
  }

private:
  void write() {
    http::async_write(stream_, request_, [this](beast::error_code error, std::size_t) {
      if (error) return stop(error, "the connection broke");
      read();
    });
  }

  void read() {
    http::async_read(stream_, buffer_, parser_, [this](beast::error_code error, std::size_t) {
      if (error) stop(error, "the connection broke");
    });
  }

  void stop(beast::error_code error, const char* meaning) {
    failure_ = "system at " + path_ + " cannot be reached: " +
               (error == beast::error::timeout ? "it does not answer" : meaning) + " (" +
               error.message() + ")";
  }

  std::string path_;
  Local::endpoint endpoint_;
  asio::io_context io_{1};
  beast::basic_stream<Local, asio::io_context::executor_type> stream_{io_};
  http::request<http::string_body> request_;
  beast::flat_buffer buffer_;
  http::response_parser<http::string_body> parser_;
  std::string failure_;
};

} // namespace

Result<ControlAnswer> ControlClient::call(const std::string& path, const ControlRequest& request,
                                          Duration patience) {
  if (auto checked = check_socket_path(path); !checked) return tl::unexpected{checked.error()};
  const auto body = Exchange{path, write_request(request)}.run(patience);
  if (!body) return tl::unexpected{body.error()};
  return read_answer(*body);
}

} // namespace hft::control
