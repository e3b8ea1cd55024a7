#pragma once

#include "messages/result.hpp"

#include <string>
#include <string_view>

namespace hft::cpquant {

/// Where the broker is. Base addresses without a final slash; streams in full.
struct Endpoints {
  std::string trading_url;
  std::string data_url;
  std::string data_stream_url;
  std::string order_stream_url;
  bool operator==(const Endpoints&) const = default;

  /// The broker's own hosts, whose request limit is known before they say it.
  bool real() const;
};

/// The paper account and the market data of `feed`: iex, sip, delayed_sip or test.
Endpoints paper_endpoints(std::string_view feed = "iex");
/// `paper`, or any server of the broker's protocol at `http://HOST:PORT` or `https://HOST[:PORT]`,
/// all on that base. Refuses the live-money hosts, plain http to another machine and whatever else.
Result<Endpoints> endpoints_for(std::string_view venue, std::string_view feed = "iex");
/// Refuses addresses that would trade real money; for endpoints made by hand.
Result<void> check_endpoints(const Endpoints& endpoints);

} // namespace hft::cpquant
