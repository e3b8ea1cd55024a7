#include "adapters/cpquant/rest.hpp"

#include "adapters/cpquant/wire_error.hpp"
#include "adapters/net/url.hpp"

namespace hft::cpquant {

std::string target_of(std::string_view path, const Query& query) {
  std::string target{path};
  char separator = '?';
  for (const auto& [name, value] : query) {
    if (value.empty()) continue;
    target += separator;
    target += name + '=' + net::percent_encoded(value);
    separator = '&';
  }
  return target;
}

net::Headers key_headers(const Credentials& credentials) {
  return {{"APCA-API-KEY-ID", credentials.key()}, {"APCA-API-SECRET-KEY", credentials.secret()}};
}

Result<net::HttpResponse> only_success(std::string_view asked, Result<net::HttpResponse> response) {
  if (!response || (response->status >= 200 && response->status < 300)) return response;
  return tl::unexpected<Failure>{failure_of(asked, response->status, response->body)};
}

Rest::Rest(std::string base, const Credentials& credentials, Duration timeout)
  : base_(std::move(base)),
    headers_(key_headers(credentials)),
    timeout_(timeout) {
  headers_.emplace_back("Accept", "application/json");
}

net::HttpRequest Rest::make(net::Method method, std::string url, std::string body) const {
  net::HttpRequest request;
  request.method = method;
  request.url = std::move(url);
  request.headers = headers_;
  request.body = std::move(body);
  request.timeout = timeout_;
  return request;
}

void Rest::request(net::Method method, std::string_view path, const Query& query, std::string body,
                   Answer answer) {
  if (refusal_) return answer(tl::unexpected<Failure>{*refusal_});
  http_.request(make(method, base_ + target_of(path, query), std::move(body)), std::move(answer));
}

Result<net::HttpResponse> Rest::perform(net::Method method, std::string_view path,
                                        const Query& query, std::string body) {
  return perform_url(method, base_ + target_of(path, query), std::move(body));
}

Result<net::HttpResponse> Rest::perform_url(net::Method method, const std::string& url,
                                            std::string body) {
  if (refusal_) return tl::unexpected<Failure>{*refusal_};
  const auto path = url.substr(0, url.find('?'));
  const auto asked = std::string{net::to_string(method)} + ' ' +
                     (path.starts_with(base_) ? path.substr(base_.size()) : path);
  return only_success(asked, http_.perform(make(method, url, std::move(body))));
}

} // namespace hft::cpquant
