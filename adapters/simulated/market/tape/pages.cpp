#include "adapters/simulated/market/tape/pages.hpp"

#include "adapters/door/bounds.hpp"
#include "adapters/simulated/market/day_path.hpp"
#include "adapters/simulated/market/tape/csv.hpp"
#include "messages/new_york.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>
#include <utility>

namespace hft::simulated {
namespace {

using nlohmann::json;

constexpr Timestamp first_time{86'400'000'000'000};       // 1970-01-02
constexpr Timestamp last_time{7'258'118'400'000'000'000}; // 2200-01-01

/// A number or numeric text as exact units; throws a sentence's end.
std::int64_t units_at(const json& item, const char* key) {
  const auto& value = item.at(key);
  std::optional<std::int64_t> units;
  if (value.is_number_integer()) {
    const auto whole = value.get<std::int64_t>();
    if (std::abs(whole) < std::numeric_limits<std::int64_t>::max() / units_per_whole)
      units = whole * units_per_whole;
  } else if (value.is_number()) {
    units = units_from_double(value.get<double>());
  } else if (value.is_string()) {
    units = parse_units(value.get_ref<const std::string&>());
  }
  if (!units || *units < 0)
    throw std::invalid_argument{std::string{key} + " is no number we can hold"};
  return *units;
}

Timestamp time_in(const json& item) {
  const auto time = parse_timestamp(item.at("t").get_ref<const std::string&>());
  if (!time) throw std::invalid_argument{"t is no time"};
  if (*time < first_time || *time >= last_time)
    throw std::invalid_argument{"t is no time of a tape"};
  return *time;
}

char letter_at(const json& item, const char* key, char otherwise) {
  const auto found = item.find(key);
  if (found == item.end() || !found->is_string()) return otherwise;
  const auto& text = found->get_ref<const std::string&>();
  return text.empty() ? otherwise : text.front();
}

Conditions conditions_in(const json& item) {
  std::string codes;
  if (const auto found = item.find("c"); found != item.end() && found->is_array())
    for (const auto& code : *found)
      if (code.is_string() && !code.get_ref<const std::string&>().empty())
        codes += code.get_ref<const std::string&>().front();
  return Conditions::truncated(codes);
}

Trade trade_in(const json& item, const Symbol& symbol) {
  Trade trade;
  trade.symbol = symbol;
  trade.time = time_in(item);
  trade.price = {units_at(item, "p")};
  trade.size = {units_at(item, "s")};
  if (trade.price.units == 0) throw std::invalid_argument{"p is zero"};
  if (trade.size.units == 0) throw std::invalid_argument{"s is zero"};
  if (const auto id = item.find("i"); id != item.end() && id->is_number_integer())
    trade.id = id->get<std::int64_t>();
  trade.exchange = letter_at(item, "x", ' ');
  trade.tape = letter_at(item, "z", tape_of(symbol));
  trade.conditions = conditions_in(item);
  return trade;
}

Quote quote_in(const json& item, const Symbol& symbol) {
  Quote quote;
  quote.symbol = symbol;
  quote.time = time_in(item);
  quote.bid = {units_at(item, "bp")};
  quote.ask = {units_at(item, "ap")};
  quote.bid_size = {units_at(item, "bs")};
  quote.ask_size = {units_at(item, "as")};
  quote.bid_exchange = letter_at(item, "bx", ' ');
  quote.ask_exchange = letter_at(item, "ax", ' ');
  quote.tape = letter_at(item, "z", tape_of(symbol));
  quote.conditions = conditions_in(item);
  return quote;
}

/// Walks through whatever nesting pages come in.
class PageWalker {
public:
  PageWalker(const std::string& name, std::optional<Symbol> symbol)
    : name_{name},
      symbol_{std::move(symbol)} {}

  void walk(const json& value, int depth = 0) {
    if (depth > 4)
      trouble("its lists are nested too deep");
    else if (value.is_array())
      for (const auto& element : value)
        is_item(element) ? read(element, symbol_) : walk(element, depth + 1);
    else if (value.is_object())
      walk_page(value);
    else
      trouble("a page is no object");
  }
  TapePages pages;

private:
  static bool is_item(const json& value) {
    return value.is_object() && value.contains("t") &&
           (value.contains("p") || value.contains("bp"));
  }

  void walk_page(const json& page) {
    auto symbol = symbol_;
    if (const auto found = page.find("symbol"); found != page.end() && found->is_string())
      symbol = Symbol::from(found->get_ref<const std::string&>());
    bool anything = false;
    for (const auto* key : {"trades", "quotes"}) {
      const auto found = page.find(key);
      if (found == page.end()) continue;
      anything = true;
      if (found->is_object())
        for (const auto& [ticker, list] : found->items()) read_list(list, Symbol::from(ticker));
      else
        read_list(*found, symbol);
    }
    if (!anything) trouble("a page has neither trades nor quotes");
  }

  void read_list(const json& list, const std::optional<Symbol>& symbol) {
    if (list.is_null()) return; // How the broker says "none".
    if (!list.is_array()) return trouble("trades or quotes are no list");
    for (const auto& item : list) read(item, symbol);
  }

  void read(const json& item, std::optional<Symbol> symbol) try {
    ++items_;
    if (const auto found = item.find("S"); found != item.end())
      symbol = Symbol::from(found->get_ref<const std::string&>());
    if (!symbol || symbol->empty()) throw std::invalid_argument{"nothing says its symbol"};
    if (item.contains("bp"))
      pages.quotes.push_back(quote_in(item, *symbol));
    else
      pages.trades.push_back(trade_in(item, *symbol));
  } catch (const json::exception& e) {
    trouble("item " + std::to_string(items_) + ": " + e.what());
  } catch (const std::invalid_argument& e) {
    trouble("item " + std::to_string(items_) + ": " + e.what());
  }

  void trouble(const std::string& reason) {
    complain(pages.troubles, "tape skips a part of " + name_ + ": " + reason);
  }

  std::string name_;
  std::optional<Symbol> symbol_;
  std::uint64_t items_ = 0;
};

/// Drops what is of other dates and sorts the rest by time, keeping the order of equal times.
template <class T>
std::size_t keep_date(std::vector<T>& events, Date date) {
  const auto midnight = from_new_york(date, Duration{0});
  const auto next_midnight = from_new_york(date + 1, Duration{0});
  const auto dropped = std::erase_if(
    events, [&](const T& event) { return event.time < midnight || event.time >= next_midnight; });
  std::stable_sort(events.begin(), events.end(),
                   [](const T& a, const T& b) { return a.time < b.time; });
  return dropped;
}

} // namespace

Result<TapePages> read_tape_pages(std::string_view text, const std::string& name,
                                  const std::optional<Symbol>& symbol) try {
  if (!door::is_shallow(text))
    return fail(ErrorKind::BadPayload, "tape cannot read " + name + ": it is nested too deep");
  PageWalker walker{name, symbol};
  std::istringstream stream{std::string{text}};
  const auto more = [&] {
    while (std::isspace(stream.peek()) != 0 || stream.peek() == ',') stream.get();
    return stream.peek() != std::istringstream::traits_type::eof();
  };
  while (more()) {
    json page;
    stream >> page; // Reads one value and leaves the next.
    walker.walk(page);
  }
  return std::move(walker.pages);
} catch (const json::exception& e) {
  return fail(ErrorKind::BadPayload, "tape cannot read " + name + ": " + e.what());
}

PagesSource::PagesSource(TapePages pages, Date date, const std::string& name)
  : pages_{std::move(pages)},
    date_{date} {
  const auto dropped = keep_date(pages_.trades, date) + keep_date(pages_.quotes, date);
  if (dropped > 0) {
    complain(pages_.troubles, "tape skips " + std::to_string(dropped) + " items of " + name +
                                ": they are not of " + format_date(date));
    pages_.troubles.malformed += dropped - 1;
  }
  for (const auto& trade : pages_.trades) symbols_.push_back(trade.symbol);
  for (const auto& quote : pages_.quotes) symbols_.push_back(quote.symbol);
  std::sort(symbols_.begin(), symbols_.end());
  symbols_.erase(std::unique(symbols_.begin(), symbols_.end()), symbols_.end());
}

std::optional<Timestamp> PagesSource::next_time() const {
  if (next_trade_ == pages_.trades.size() && next_quote_ == pages_.quotes.size())
    return std::nullopt;
  return quote_is_next() ? pages_.quotes[next_quote_].time : pages_.trades[next_trade_].time;
}

MarketEvent PagesSource::take() {
  ensure(next_time().has_value(), "pages that have ended were asked for an event");
  if (quote_is_next()) return pages_.quotes[next_quote_++];
  return pages_.trades[next_trade_++];
}

/// Of equal times the quote goes first: it is what the trade met.
bool PagesSource::quote_is_next() const {
  if (next_quote_ == pages_.quotes.size()) return false;
  return next_trade_ == pages_.trades.size() ||
         pages_.quotes[next_quote_].time <= pages_.trades[next_trade_].time;
}

std::optional<Price> PagesSource::reference_price(const Symbol& symbol) const {
  const auto found = std::find_if(pages_.trades.begin(), pages_.trades.end(),
                                  [&](const Trade& trade) { return trade.symbol == symbol; });
  return found == pages_.trades.end() ? std::nullopt : std::optional{found->price};
}

} // namespace hft::simulated
