#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// Small blocking clients for tests over real loopback sockets. They throw when the other side does
/// what a test does not expect; reads give up after 20 seconds.
namespace hft::tests {

using Headers = std::map<std::string, std::string>;

struct HttpAnswer {
  int status = 0;
  Headers headers; ///< names in lower case
  std::string body;
};

class HttpClient {
public:
  explicit HttpClient(std::uint16_t port, Headers headers = {{"APCA-API-KEY-ID", "key"},
                                                             {"APCA-API-SECRET-KEY", "secret"}});
  ~HttpClient();
  HttpAnswer request(const std::string& method, const std::string& target,
                     const std::string& body = {});
  HttpAnswer get(const std::string& target) { return request("GET", target); }
  HttpAnswer post(const std::string& target, const std::string& body) {
    return request("POST", target, body);
  }
  /// Bytes as they are, and what comes back until `until` was seen or the other side closed.
  std::string raw(const std::string& bytes, const std::string& until);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct StreamMessage {
  std::string payload;
  bool binary = false;
};

class StreamClient {
public:
  /// Throws `std::runtime_error` with the HTTP status in its text when the upgrade is refused.
  StreamClient(std::uint16_t port, const std::string& path, const Headers& headers = {});
  ~StreamClient();
  void send(const std::string& payload, bool binary = false);
  /// In two frames, the second one empty.
  void send_fragmented(const std::string& payload);
  /// The next message; empty when the connection was closed.
  std::optional<StreamMessage> read();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace hft::tests
