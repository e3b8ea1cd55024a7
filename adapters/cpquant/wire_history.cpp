#include "adapters/cpquant/wire_history.hpp"

#include "adapters/cpquant/json_guard.hpp"
#include "adapters/cpquant/market_items.hpp"
#include "adapters/door/shown_text.hpp"

#include <algorithm>

namespace hft::cpquant {

namespace {

/// Calls `read(symbol, item)` for each item under `key`, in the form of many symbols or of one.
/// Answers how many items could not be read and were left out; throws when that is all of them.
template <class Read>
std::size_t for_each_item(const Json& json, const char* key, Read read) {
  const auto* data = field(json, key);
  if (!data) return 0;
  std::size_t good = 0;
  std::size_t bad = 0;
  std::string reason;
  const auto all = [&](const std::string& name, const Json& list) {
    const auto symbol = symbol_from(name);
    for (const auto& item : list_in(list)) {
      try {
        read(symbol, item);
        ++good;
      } catch (const Malformed& e) {
        if (bad++ == 0) reason = e.what();
      }
    }
  };
  if (data->is_object())
    for (const auto& [name, list] : data->items()) all(name, list);
  else
    all(text_in(json, "symbol"), *data);
  if (good == 0 && bad > 0) throw Malformed{reason};
  return bad;
}

BarPage read_bar_page(const Json& json) {
  BarPage page;
  page.left_out = for_each_item(json, "bars", [&](const Symbol& symbol, const Json& item) {
    const auto bar = read_bar(symbol, BarKind::Minute, item);
    page.bars[symbol.str()].push_back(bar);
  });
  for (const auto& [symbol, bars] : page.bars) page.acquired.push_back(symbol);
  page.next_page_token = token_in(json, "next_page_token");
  return page;
}

BarTable read_latest(const Json& json) {
  BarTable table;
  const auto* bars = field(json, "bars");
  if (!bars) return table;
  if (!bars->is_object()) throw Malformed{"its bars are no map"};
  for (const auto& [name, item] : bars->items()) {
    const auto symbol = symbol_from(name);
    if (!item.is_null()) table[name] = {read_bar(symbol, BarKind::Minute, item)};
  }
  return table;
}

TradePage read_trade_page(const Json& json) {
  TradePage page;
  page.left_out = for_each_item(json, "trades", [&](const Symbol& symbol, const Json& item) {
    const auto trade = read_trade(symbol, item);
    page.trades[symbol.str()].push_back(trade);
  });
  for (const auto& [symbol, trades] : page.trades) page.acquired.push_back(symbol);
  page.next_page_token = token_in(json, "next_page_token");
  return page;
}

std::optional<double> number_in(const Json* object, const char* key) {
  if (!object || !field(*object, key)) return std::nullopt;
  return number_or(*object, key, 0);
}

OptionSnapshot read_option(const std::string& name, const Json& item) {
  const auto parts = parse_option_symbol(name);
  const auto symbol = Symbol::from(name);
  if (!parts || !symbol || !door::is_symbol_text(name))
    throw Malformed{"\"" + door::shown(name, 40) + "\" is no option symbol"};
  OptionSnapshot made;
  made.symbol = name;
  made.underlying_symbol = parts->underlying;
  made.expiration_date = parts->expiration;
  made.option_type = parts->call ? "call" : "put";
  made.strike_price = parts->strike;
  if (const auto* quote = field(item, "latestQuote")) made.quote = read_quote(*symbol, *quote);
  if (const auto* trade = field(item, "latestTrade")) made.trade = read_trade(*symbol, *trade);
  made.implied_volatility = number_in(&item, "impliedVolatility");
  const auto* greeks = field(item, "greeks");
  made.delta = number_in(greeks, "delta");
  made.gamma = number_in(greeks, "gamma");
  made.theta = number_in(greeks, "theta");
  made.vega = number_in(greeks, "vega");
  made.rho = number_in(greeks, "rho");
  return made;
}

OptionChainPage read_chain(const Json& json) {
  OptionChainPage page;
  page.next_page_token = token_in(json, "next_page_token");
  const auto* snapshots = field(json, "snapshots");
  if (!snapshots) return page;
  if (!snapshots->is_object()) throw Malformed{"its snapshots are no map"};
  for (const auto& [name, item] : snapshots->items()) try {
      page.options.push_back(read_option(name, item));
    } catch (const Malformed&) {
      ++page.left_out;
    }
  return page;
}

} // namespace

std::optional<OptionSymbol> parse_option_symbol(std::string_view text) {
  constexpr std::size_t tail = 15; // YYMMDD, C or P, eight digits
  if (text.size() <= tail || text.size() > Symbol::max_length) return std::nullopt;
  const auto rest = text.substr(text.size() - tail);
  const auto digits = [&](std::size_t from, std::size_t count) -> std::optional<int> {
    int value = 0;
    for (const char c : rest.substr(from, count)) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    return value;
  };
  const auto date = digits(0, 6);
  const auto strike = digits(7, 8);
  if (!date || !strike || (rest[6] != 'C' && rest[6] != 'P')) return std::nullopt;
  const auto two = [&](std::size_t at) { return std::string{rest.substr(at, 2)}; };
  const auto day = parse_date("20" + two(0) + '-' + two(2) + '-' + two(4));
  if (!day) return std::nullopt;
  return OptionSymbol{std::string{text.substr(0, text.size() - tail)}, *day, rest[6] == 'C',
                      Price{*strike * (units_per_whole / 1000)}};
}

Result<BarPage> parse_bar_page(std::string_view body) {
  return guarded<BarPage>("a page of bars", body, read_bar_page);
}
Result<BarTable> parse_latest_bars(std::string_view body) {
  return guarded<BarTable>("the latest bars", body, read_latest);
}
Result<TradePage> parse_trade_page(std::string_view body) {
  return guarded<TradePage>("a page of trades", body, read_trade_page);
}
Result<OptionChainPage> parse_option_chain(std::string_view body) {
  return guarded<OptionChainPage>("an option chain", body, read_chain);
}

Result<std::map<std::string, std::string>> parse_names(std::string_view body) {
  return guarded<std::map<std::string, std::string>>("a list of codes", body, [](const Json& json) {
    std::map<std::string, std::string> names;
    if (!json.is_object()) throw Malformed{"it is no map"};
    for (const auto& [code, name] : json.items())
      names[door::shown(code)] =
        door::shown(name.is_string() ? name.get_ref<const std::string&>() : name.dump());
    return names;
  });
}

std::optional<std::string> timeframe_of(Duration interval) {
  using namespace std::chrono;
  if (interval <= Duration{0} || interval % minutes{1} != Duration{0}) return std::nullopt;
  const auto count = interval / minutes{1};
  if (count < 60) return std::to_string(count) + "Min";
  if (count % 60 == 0 && count / 60 < 24) return std::to_string(count / 60) + "Hour";
  if (count == 24 * 60) return "1Day";
  if (count == 7 * 24 * 60) return "1Week";
  return std::nullopt;
}

} // namespace hft::cpquant
