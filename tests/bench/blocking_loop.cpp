/// The yardstick: what one would write without any of our machinery. One thread, blocking calls,
/// one websocket, one warm HTTP connection, `modulo`'s rule. No risk limits, journal or books.
/// Usage: blocking_loop HOST PORT

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <exception>
#include <string>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using nlohmann::json;

namespace {

tcp::socket connected(asio::io_context& context, const std::string& host, const std::string& port) {
  tcp::resolver resolver{context};
  tcp::socket socket{context};
  asio::connect(socket, resolver.resolve(host, port));
  socket.set_option(tcp::no_delay{true});
  return socket;
}

/// Sends an order and waits for its answer.
void place(tcp::socket& socket, beast::flat_buffer& buffer, const std::string& host,
           const char* side) {
  const json body{
    {"symbol", "SPY"}, {"qty", "5"}, {"side", side}, {"type", "market"}, {"time_in_force", "day"}};
  http::request<http::string_body> request{http::verb::post, "/v2/orders", 11};
  request.set(http::field::host, host);
  request.set("APCA-API-KEY-ID", "bench");
  request.set("APCA-API-SECRET-KEY", "bench");
  request.set(http::field::content_type, "application/json");
  request.body() = body.dump();
  request.prepare_payload();
  http::write(socket, request);
  http::response<http::string_body> response;
  http::read(socket, buffer, response);
}

} // namespace

int main(int argc, char** argv) try {
  if (argc != 3) {
    std::fprintf(stderr, "usage: blocking_loop HOST PORT\n");
    return 2;
  }
  const std::string host = argv[1];
  const std::string port = argv[2];
  asio::io_context context;
  beast::websocket::stream<tcp::socket> feed{connected(context, host, port)};
  feed.handshake(host + ":" + port, "/v2/iex");
  auto orders = connected(context, host, port);
  beast::flat_buffer frame;
  beast::flat_buffer answers;
  feed.write(asio::buffer(std::string{R"({"action":"auth","key":"bench","secret":"bench"})"}));
  feed.write(asio::buffer(std::string{R"({"action":"subscribe","trades":["SPY"]})"}));
  for (;;) {
    frame.clear();
    beast::error_code error;
    feed.read(frame, error);
    if (error) return 0; // the server ends the measurement by going away
    for (const auto& item : json::parse(beast::buffers_to_string(frame.data()))) {
      if (item.at("T") != "t") continue;
      const auto size = item.at("s").get<int>();
      if (size % 17 == 0)
        place(orders, answers, host, "sell");
      else if (size % 31 == 0)
        place(orders, answers, host, "buy");
    }
  }
} catch (const std::exception& e) {
  std::fprintf(stderr, "the blocking loop ended: %s\n", e.what());
  return 1;
}
