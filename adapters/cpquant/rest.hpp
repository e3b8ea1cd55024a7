#pragma once

/// For files in `adapters/cpquant` only: the trading REST below its methods.

#include "adapters/cpquant/credentials.hpp"
#include "adapters/net/http_client.hpp"

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

/// Requests to one base address with one key pair. Any thread.
class Rest {
public:
  Rest(std::string base, const Credentials& credentials, Duration timeout);

  /// From now on every request fails so, unsent.
  void refuse_all(Failure failure) { refusal_ = std::move(failure); }

  using Answer = std::function<void(Result<net::HttpResponse>)>;
  /// Whatever the status; on the client's thread.
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
  net::HttpRequest make(net::Method method, std::string url, std::string body) const;
  std::string base_;
  net::Headers headers_;
  Duration timeout_;
  std::optional<Failure> refusal_;
  net::HttpClient http_;
};

/// A 2xx answer, or the failure it is.
Result<net::HttpResponse> only_success(std::string_view asked, Result<net::HttpResponse> response);

} // namespace hft::cpquant
