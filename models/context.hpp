#pragma once

#include "messages/account_state.hpp"
#include "messages/asset.hpp"
#include "messages/market.hpp"
#include "messages/order.hpp"
#include "messages/session.hpp"
#include "models/bars/bar_history.hpp"
#include "models/bars/trade_history.hpp"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace hft {

/// An order of the model's own that has not ended, as far as it was told.
struct OpenOrder {
  std::uint32_t reference = 0; ///< zero when the model kept none
  Symbol symbol;
  Side side = Side::Buy;
  Quantity leaves; ///< what it still waits for
  OrderType type = OrderType::Market;
  Price limit_price;   ///< zero where it has none
  Price stop_price{};  ///< zero where it has none
  Leg leg = Leg::None; ///< which exit of a group it is
  SharedTerms terms{}; ///< of an entry: what follows once it is filled
  bool operator==(const OpenOrder&) const = default;
};

/// What a model may know beside the event in its hand: the time of the day and of the session, its
/// own book, the account, the last prices of what it watches, its bars. Read-only, kept up to date
/// by whoever shows the model its events, and the same at any speed: nothing here asks the world.
///
/// References and pointers it answers are good until the handler returns. Within a handler the
/// event in hand is part of it already. One thread.
class Context {
public:
  /// Knows nothing: what a model has until it is hosted.
  static const Context& none();

  /// The time stamped on the event in hand: of a bar its end, of a timer the time it was due.
  Timestamp now() const { return now_; }
  /// Since midnight on the New York wall, and the date there.
  Duration time_of_day() const;
  Date date() const;

  /// The hours of the trading date in hand; before any is known all zero.
  const SessionPlan& session() const { return plan_; }
  /// `now` lies within the regular session.
  bool is_open() const { return plan_.is_regular(now_); }
  /// Negative before the open.
  Duration since_open() const { return now_ - plan_.open; }
  /// Negative after the close; an early close is one.
  Duration until_close() const { return plan_.close - now_; }
  double minutes_since_open() const { return minutes(since_open()); }
  double minutes_to_close() const { return minutes(until_close()); }

  /// What the model holds by its own fills; negative when short, zero when it holds none.
  Quantity position(const Symbol& symbol) const;
  /// What it paid or got a share, on average; zero when it holds none.
  Price average_price(const Symbol& symbol) const;
  /// Symbols it holds.
  const std::map<Symbol, Quantity>& positions() const { return positions_; }
  /// What the position is worth more than it cost, at the last price; zero when either is unknown.
  Money unrealized(const Symbol& symbol) const;
  /// Its orders that have not ended, oldest first.
  const std::vector<OpenOrder>& open_orders() const { return orders_; }
  bool has_open_orders(const Symbol& symbol) const;
  const OpenOrder* find_order(std::uint32_t reference) const;
  /// Of this trading date, oldest first; the newest `most_fills`.
  const std::vector<Fill>& fills_today() const { return fills_; }
  static constexpr std::size_t most_fills = 10'000;

  /// As the broker last told it; none: it has not yet.
  const std::optional<AccountState>& account() const { return account_; }
  /// Null: the broker has not told of it.
  const AssetTraits* asset(const Symbol& symbol) const;

  /// The newest the model was shown of a symbol it watches; null: none yet.
  const Trade* last_trade(const Symbol& symbol) const;
  const Quote* last_quote(const Symbol& symbol) const;
  /// Of the last print, else the middle of the last quote, else of the last bar; zero: none yet.
  Price last_price(const Symbol& symbol) const;

  /// Null: the model did not ask for such bars. A size may be left out by who asks for one only.
  virtual std::shared_ptr<const BarHistory> bars(const Symbol& symbol, BarSize size) const;
  virtual std::shared_ptr<const BarHistory> bars(const Symbol& symbol) const;
  /// Null: the model keeps no trades, or does not watch the symbol.
  virtual std::shared_ptr<const TradeHistory> trades(const Symbol& symbol) const;

  virtual ~Context() = default;

protected:
  struct Watched {
    Symbol symbol;
    Trade trade; ///< its symbol empty: none yet
    Quote quote;
    Price bar_close;
  };
  static double minutes(Duration duration) {
    return std::chrono::duration<double, std::ratio<60>>(duration).count();
  }
  const Watched* watched(const Symbol& symbol) const;

  Timestamp now_;
  SessionPlan plan_;
  std::map<Symbol, Quantity> positions_;
  std::map<Symbol, Price> average_prices_;
  std::vector<OpenOrder> orders_;
  std::vector<Fill> fills_;
  std::optional<AccountState> account_;
  std::map<Symbol, AssetTraits> assets_;
  std::vector<Watched> watched_; ///< by symbol
};

} // namespace hft
