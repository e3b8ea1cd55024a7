#pragma once

#include "messages/market.hpp"
#include "messages/result.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hft::cpquant {

/// By symbol; symbols without data are absent.
using BarTable = std::map<std::string, std::vector<Bar>>;
using TradeTable = std::map<std::string, std::vector<Trade>>;

struct BarPage {
  BarTable bars;
  std::string next_page_token;       ///< empty: the last page
  std::vector<std::string> acquired; ///< symbols with data
  std::size_t left_out = 0;          ///< items that could not be read or cannot be
  std::vector<std::string> rejected; ///< asked for and without
};

struct TradePage {
  TradeTable trades;
  std::string next_page_token;
  std::vector<std::string> acquired;
  std::size_t left_out = 0;
};

/// One contract of a chain, with its last quote, trade and sensitivities where known.
struct OptionSnapshot {
  std::string symbol;
  std::string underlying_symbol;
  Date expiration_date;
  std::string option_type; ///< call or put
  Price strike_price;
  std::optional<Quote> quote;
  std::optional<Trade> trade;
  std::optional<double> implied_volatility;
  std::optional<double> delta;
  std::optional<double> gamma;
  std::optional<double> theta;
  std::optional<double> vega;
  std::optional<double> rho;
  /// cpquant's spelling.
  Date expirtion_date() const { return expiration_date; }
};

struct OptionChainPage {
  std::string next_page_token;
  std::vector<OptionSnapshot> options;
  std::size_t left_out = 0; ///< contracts that made no sense
};

/// Underlying + `YYMMDD` + `C` or `P` + strike in thousandths of a dollar, eight digits.
struct OptionSymbol {
  std::string underlying;
  Date expiration;
  bool call = true;
  Price strike;
  bool operator==(const OptionSymbol&) const = default;
};
std::optional<OptionSymbol> parse_option_symbol(std::string_view text);

Result<BarPage> parse_bar_page(std::string_view body);
Result<BarTable> parse_latest_bars(std::string_view body);
Result<TradePage> parse_trade_page(std::string_view body);
Result<std::map<std::string, std::string>> parse_names(std::string_view body);
Result<OptionChainPage> parse_option_chain(std::string_view body);

/// The venue's name of an interval, e.g. `5Min`; empty when it has none.
std::optional<std::string> timeframe_of(Duration interval);

} // namespace hft::cpquant
