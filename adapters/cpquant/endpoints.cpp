#include "adapters/cpquant/endpoints.hpp"

#include "adapters/net/url.hpp"

namespace hft::cpquant {

namespace {

constexpr std::string_view live_hosts[] = {"api.alpaca.markets", "broker-api.alpaca.markets"};

Result<net::Url> checked(std::string_view text) {
  auto url = net::parse_safe_url(text);
  if (!url) return url;
  auto host = std::string_view{url->host};
  while (host.ends_with('.')) host.remove_suffix(1);
  for (const auto live : live_hosts)
    if (host == live)
      return fail(ErrorKind::Refused,
                  "the venue " + url->host +
                    " is refused: it trades real money, this program trades paper only");
  return url;
}

} // namespace

bool Endpoints::real() const {
  const auto url = net::parse_url(trading_url);
  return url && url->host.ends_with(".alpaca.markets");
}

Endpoints paper_endpoints(std::string_view feed) {
  return {"https://paper-api.alpaca.markets", "https://data.alpaca.markets",
          "wss://stream.data.alpaca.markets/v2/" + std::string{feed},
          "wss://paper-api.alpaca.markets/stream"};
}

Result<Endpoints> endpoints_for(std::string_view venue, std::string_view feed) {
  if (venue == "paper") return paper_endpoints(feed);
  if (venue.find("://") == std::string_view::npos)
    return fail(ErrorKind::BadArgument,
                "venue \"" + std::string{venue} +
                  "\" is unknown: it is simulated, paper or http://HOST:PORT");
  const auto url = checked(venue);
  if (!url) return tl::unexpected<Failure>{url.error()};
  if (url->scheme != "http" && url->scheme != "https")
    return fail(ErrorKind::BadArgument, "venue \"" + std::string{venue} +
                                          "\" is not usable: its scheme is not http or https");
  if (url->target != "/")
    return fail(ErrorKind::BadArgument,
                "venue \"" + std::string{venue} + "\" is not usable: it has a path");
  const auto base = url->scheme + "://" + url->authority();
  const auto stream = (url->tls() ? "wss://" : "ws://") + url->authority();
  return Endpoints{base, base, stream + "/v2/" + std::string{feed}, stream + "/stream"};
}

Result<void> check_endpoints(const Endpoints& endpoints) {
  for (const auto* address : {&endpoints.trading_url, &endpoints.data_url,
                              &endpoints.data_stream_url, &endpoints.order_stream_url})
    if (const auto url = checked(*address); !url) return tl::unexpected<Failure>{url.error()};
  return {};
}

} // namespace hft::cpquant
