#include "tests/adapters/simulated/server/venue_clients.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>

namespace hft::tests {

namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using Tcp = net::ip::tcp;
using TcpSocket = net::basic_stream_socket<Tcp, net::io_context::executor_type>;

void connect(TcpSocket& socket, std::uint16_t port) {
  socket.connect({net::ip::address_v4::loopback(), port});
  socket.set_option(Tcp::no_delay(true));
  const timeval patience{20, 0};
  setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

} // namespace

struct HttpClient::Impl {
  std::uint16_t port = 0;
  net::io_context io;
  TcpSocket socket{io};
  beast::flat_buffer buffer;
  Headers headers;
};

HttpClient::HttpClient(std::uint16_t port, Headers headers) : impl_(std::make_unique<Impl>()) {
  impl_->headers = std::move(headers);
  impl_->port = port;
  connect(impl_->socket, port);
}

HttpClient::~HttpClient() = default;

HttpAnswer HttpClient::request(const std::string& method, const std::string& target,
                               const std::string& body) {
  http::request<http::string_body> request;
  request.method_string(method);
  request.target(target);
  request.version(11);
  request.set(http::field::host, "127.0.0.1:" + std::to_string(impl_->port));
  for (const auto& [name, value] : impl_->headers) request.set(name, value);
  request.body() = body;
  request.prepare_payload();
  http::write(impl_->socket, request);
  http::response<http::string_body> response;
  http::read(impl_->socket, impl_->buffer, response);
  HttpAnswer answer{static_cast<int>(response.result_int()), {}, response.body()};
  for (const auto& field : response) {
    std::string name{field.name_string()};
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    answer.headers[name] = std::string{field.value()};
  }
  return answer;
}

std::string HttpClient::raw(const std::string& bytes, const std::string& until) {
  net::write(impl_->socket, net::buffer(bytes));
  std::string received;
  char block[4096];
  boost::system::error_code error;
  while (received.find(until) == std::string::npos) {
    const auto size = impl_->socket.read_some(net::buffer(block), error);
    if (error) break;
    received.append(block, size);
  }
  return received;
}

struct StreamClient::Impl {
  net::io_context io;
  beast::websocket::stream<TcpSocket> stream{io};
  beast::flat_buffer buffer;
};

StreamClient::StreamClient(std::uint16_t port, const std::string& path, const Headers& headers)
  : impl_(std::make_unique<Impl>()) {
  connect(impl_->stream.next_layer(), port);
  impl_->stream.set_option(
    beast::websocket::stream_base::decorator([headers](beast::websocket::request_type& request) {
      for (const auto& [name, value] : headers) request.set(name, value);
    }));
  beast::websocket::response_type response;
  boost::system::error_code error;
  impl_->stream.handshake(response, "127.0.0.1:" + std::to_string(port), path, error);
  if (error) throw std::runtime_error{"upgrade refused: " + std::to_string(response.result_int())};
}

StreamClient::~StreamClient() = default;

void StreamClient::send(const std::string& payload, bool binary) {
  impl_->stream.binary(binary);
  impl_->stream.write(net::buffer(payload));
}

void StreamClient::send_fragmented(const std::string& payload) {
  impl_->stream.binary(true);
  impl_->stream.write_some(false, net::buffer(payload));
  impl_->stream.write_some(true, net::const_buffer{});
}

std::optional<StreamMessage> StreamClient::read() {
  boost::system::error_code error;
  impl_->buffer.consume(impl_->buffer.size());
  impl_->stream.read(impl_->buffer, error);
  if (error) return std::nullopt;
  const auto data = impl_->buffer.cdata();
  return StreamMessage{{static_cast<const char*>(data.data()), data.size()},
                       impl_->stream.got_binary()};
}

} // namespace hft::tests
