#pragma once

#include "messages/result.hpp"
#include "messages/timestamp.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hft::net {

/// Bounds on what a client may make the server hold.
struct HttpServerLimits {
  std::size_t connections = 64; ///< one more is closed at once
  std::size_t header_bytes = 8 * 1024;
  std::size_t body_bytes = 16 * 1024;
  std::size_t stream_bytes = 1024 * 1024; ///< that wait for a reader; one more and it is dropped
  Duration request_time =
    std::chrono::seconds{15}; ///< for a whole request, silence before it included
  Duration answer_time = std::chrono::seconds{15}; ///< for whoever answers
  Duration write_time = std::chrono::seconds{20};  ///< for an answer or a stream's piece to leave
};

struct ServerRequest {
  std::string method;
  std::string path;                                         ///< without the query
  std::string query;                                        ///< without `?`, as it came
  std::vector<std::pair<std::string, std::string>> headers; ///< names in lower case
  std::string body;

  /// The header's value; empty when there is none. `name` in lower case.
  std::string_view header(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  /// A value of the query, percent-decoded; empty when there is none.
  std::string parameter(std::string_view name) const;
};

struct ServerAnswer {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body{};
  std::vector<std::pair<std::string, std::string>> headers{};
};

/// An answer that goes on: pieces are sent as they come. Any thread; after the client's end or the
/// server's, what is sent goes nowhere.
class ServerStream {
public:
  virtual ~ServerStream() = default;
  virtual void send(std::string piece) = 0;
  /// The client is there and reads.
  virtual bool is_open() const = 0;
};

/// One request's answer, given once from any thread, also after the server's end.
class ServerReply {
public:
  virtual ~ServerReply() = default;
  virtual void answer(ServerAnswer answer) = 0;
  /// On the server's thread only, in place of `answer`.
  virtual std::shared_ptr<ServerStream> stream(ServerAnswer head) = 0;
};

/// An HTTP/1.1 server on 127.0.0.1 with a thread of its own.
class HttpServer {
public:
  /// Called on the server's thread; must not block. What it throws is answered with 500.
  using Handler = std::function<void(const ServerRequest&, const std::shared_ptr<ServerReply>&)>;

  /// Listens on `port`, or where that is taken on the first free one of the `tries` after it; port
  /// 0: any. Fails with one sentence.
  static Result<std::unique_ptr<HttpServer>> open(std::uint16_t port, unsigned tries,
                                                  HttpServerLimits limits = {});
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  /// Closes everything and joins the thread.
  ~HttpServer();

  std::uint16_t port() const;
  /// Begins to serve; once.
  void start(Handler handler);
  /// Runs `work` on the server's thread, soon; any thread, until the server's end.
  void post(std::function<void()> work);
  /// Runs `work` on the server's thread again and again; before `start`.
  void every(Duration pause, std::function<void()> work);
  /// Connections open now; for tests and metrics. Any thread.
  std::size_t connections() const;

private:
  class Core;
  explicit HttpServer(std::shared_ptr<Core> core);
  std::shared_ptr<Core> core_;
};

} // namespace hft::net
