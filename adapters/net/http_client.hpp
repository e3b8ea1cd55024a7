#pragma once

#include "adapters/net/http.hpp"
#include "messages/result.hpp"

#include <functional>
#include <memory>

namespace hft::net {

/// HTTP through libcurl on a thread of its own: keep-alive, no redirects, certificates verified,
/// plain http to this machine only. A failure names host and path, never a header or a query.
/// Any thread may call. Destroying it answers what is open with a failure, on its thread, and joins
/// it.
class HttpClient {
public:
  using Answer = std::function<void(Result<HttpResponse>)>;

  /// Method, host and path of a request, its status (0: there was no answer) and how long it took.
  using Witness = std::function<void(const std::string& where, int status, Duration took)>;

  HttpClient();
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Exactly one answer, on the client's thread. Any status is an answer, also 500.
  void request(HttpRequest request, Answer answer);
  /// Tells of every exchange that ends, on the client's thread. Set before the first client is
  /// made.
  static void watch(Witness witness);
  /// Blocks for the answer; not from inside an answer.
  Result<HttpResponse> perform(HttpRequest request);

private:
  class Worker;
  std::unique_ptr<Worker> worker_;
};

} // namespace hft::net
