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

std::optional<std::size_t> known_limit(bool real_broker) {
  constexpr std::size_t broker_limit = 200; // requests a minute an account
  return real_broker ? std::optional{broker_limit} : std::nullopt;
}

Rest::Rest(std::string base, const Credentials& credentials, Duration timeout,
           std::shared_ptr<RequestGate> gate)
  : base_(std::move(base)),
    headers_(key_headers(credentials)),
    timeout_(timeout),
    gate_(std::move(gate)) {
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

std::string Rest::name_of(net::Method method, const std::string& url) const {
  const auto path = url.substr(0, url.find('?'));
  return std::string{net::to_string(method)} + ' ' +
         (path.starts_with(base_) ? path.substr(base_.size()) : path);
}

std::optional<Failure> Rest::obstacle(net::Method method, const std::string& asked) {
  if (refusal_) return refusal_;
  const bool may = method == net::Method::Get      ? gate_->may_ask()
                   : method == net::Method::Delete ? gate_->may_cancel()
                                                   : gate_->may_order();
  if (may) return std::nullopt;
  return Failure{ErrorKind::RateLimited,
                 asked + " was not sent: the requests of this minute are used up, or the broker "
                         "asked us to wait"};
}

void Rest::request(net::Method method, std::string_view path, const Query& query, std::string body,
                   Answer answer) {
  auto url = base_ + target_of(path, query);
  auto asked = name_of(method, url);
  if (auto why = obstacle(method, asked)) return answer(tl::unexpected<Failure>{std::move(*why)});
  http_.request(make(method, std::move(url), std::move(body)),
                [gate = gate_, asked = std::move(asked),
                 answer = std::move(answer)](Result<net::HttpResponse> response) {
                  if (response) gate->heard(asked, *response);
                  answer(std::move(response));
                });
}

Result<net::HttpResponse> Rest::perform(net::Method method, std::string_view path,
                                        const Query& query, std::string body) {
  return perform_url(method, base_ + target_of(path, query), std::move(body));
}

Result<net::HttpResponse> Rest::perform_url(net::Method method, const std::string& url,
                                            std::string body) {
  const auto asked = name_of(method, url);
  if (auto why = obstacle(method, asked)) return tl::unexpected<Failure>{std::move(*why)};
  auto response = http_.perform(make(method, url, std::move(body)));
  if (response) gate_->heard(asked, *response);
  return only_success(asked, std::move(response));
}

} // namespace hft::cpquant
