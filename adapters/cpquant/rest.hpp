#pragma once

/// For files in `adapters/cpquant` only: the trading REST below its methods.

#include "adapters/cpquant/credentials.hpp"
#include "adapters/cpquant/request_gate.hpp"
#include "adapters/net/http_client.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hft::cpquant {

/// A query's parameters; those with an empty value are left out.
using Query = std::vector<std::pair<std::string, std::string>>;
std::string target_of(std::string_view path, const Query& query);

/// The key pair as headers.
net::Headers key_headers(const Credentials& credentials);

/// The requests a minute that are known before the broker says its limit.
std::optional<std::size_t> known_limit(bool real_broker);

/// Requests to one base address with one key pair, as many as its gate lets pass. Any thread.
class Rest {
public:
  Rest(std::string base, const Credentials& credentials, Duration timeout,
       std::shared_ptr<RequestGate> gate);
  RequestGate& gate() { return *gate_; }

  /// From now on every request fails so, unsent.
  void refuse_all(Failure failure) { refusal_ = std::move(failure); }

  using Answer = std::function<void(Result<net::HttpResponse>)>;
  /// Whatever the status; on the client's thread, or at once on this one when it is not sent:
  /// RateLimited when the gate is closed.
  void request(net::Method method, std::string_view path, const Query& query, std::string body,
               Answer answer);
  /// Blocks. A status that is not 2xx is a failure with the broker's words; `asked` names the
  /// request.
  Result<net::HttpResponse> perform(net::Method method, std::string_view path,
                                    const Query& query = {}, std::string body = {});
  /// The same, to a full address.
  Result<net::HttpResponse> perform_url(net::Method method, const std::string& url,
                                        std::string body = {});

private:
  /// Why it may not be sent now.
  std::optional<Failure> obstacle(net::Method method, const std::string& asked);
  std::string name_of(net::Method method, const std::string& url) const;
  net::HttpRequest make(net::Method method, std::string url, std::string body) const;
  std::string base_;
  net::Headers headers_;
  Duration timeout_;
  std::optional<Failure> refusal_;
  std::shared_ptr<RequestGate> gate_;
  net::HttpClient http_;
};

/// A 2xx answer, or the failure it is.
Result<net::HttpResponse> only_success(std::string_view asked, Result<net::HttpResponse> response);

} // namespace hft::cpquant
