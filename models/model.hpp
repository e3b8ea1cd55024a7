#pragma once

#include "messages/corporate_action.hpp"
#include "messages/market.hpp"
#include "messages/order.hpp"
#include "messages/price_grid.hpp"
#include "messages/result.hpp"
#include "messages/session.hpp"
#include "models/bars/bar_set.hpp"
#include "models/context.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hft {

/// What a model wants, before its actor stamps who and when on it.
struct Decision {
  SignalAction action = SignalAction::Place;
  Symbol symbol;
  Side side = Side::Buy;
  Quantity quantity;
  OrderType type = OrderType::Market;
  TimeInForce time_in_force = TimeInForce::Day;
  Price limit_price;
  bool extended_hours = false;
  std::uint32_t reference = 0; ///< the model's own number, to replace or cancel the order later
  SharedTerms terms{};         ///< what few orders have: stop price, trail, dollars, exits
  bool operator==(const Decision&) const = default;
};

/// How a trailing stop follows the best price since it was placed: exactly one of the two.
struct Trail {
  Price dollars{};
  Percent percent{};
};

/// The exits of a group. One that is zero is not wanted.
struct Exits {
  Price take_profit{};                     ///< limit price
  Price stop_loss{};                       ///< stop price
  Price stop_loss_limit{};                 ///< limit of the stop-loss; zero: at the market
  std::uint32_t take_profit_reference = 0; ///< numbers of their own, to replace one alone
  std::uint32_t stop_loss_reference = 0;
};

/// Where a model puts what it wants; handed to every event, empty, and kept by the caller. Orders
/// are day orders of the regular session unless said otherwise on what is returned, at once:
/// `out.limit(spy, Side::Buy, ten, price).time_in_force = TimeInForce::Gtc;`
class Decisions {
public:
  Decision& buy(const Symbol& symbol, Quantity quantity, std::uint32_t reference = 0) {
    return market(symbol, Side::Buy, quantity, reference);
  }
  Decision& sell(const Symbol& symbol, Quantity quantity, std::uint32_t reference = 0) {
    return market(symbol, Side::Sell, quantity, reference);
  }
  Decision& market(const Symbol& symbol, Side side, Quantity quantity, std::uint32_t reference = 0);
  /// Worth so many dollars at the last price (or the limit set on it): the number of shares, in
  /// parts of a share where the broker trades them, is reckoned by the desk.
  Decision& market(const Symbol& symbol, Side side, Money notional, std::uint32_t reference = 0);
  Decision& limit(const Symbol& symbol, Side side, Quantity quantity, Price price,
                  std::uint32_t reference = 0);
  /// A market order once the price trades at `stop_price`: above the market for a buy, below it for
  /// a sale.
  Decision& stop(const Symbol& symbol, Side side, Quantity quantity, Price stop_price,
                 std::uint32_t reference = 0);
  Decision& stop_limit(const Symbol& symbol, Side side, Quantity quantity, Price stop_price,
                       Price limit_price, std::uint32_t reference = 0);
  Decision& trailing_stop(const Symbol& symbol, Side side, Quantity quantity, Trail trail,
                          std::uint32_t reference = 0);
  /// An entry at the market with its exits, which work once it is filled; one that fills cancels
  /// the other. With one exit alone it is an OTO.
  Decision& bracket(const Symbol& symbol, Side side, Quantity quantity, const Exits& exits,
                    std::uint32_t reference = 0);
  /// The same with an entry at a limit.
  Decision& bracket(const Symbol& symbol, Side side, Quantity quantity, Price limit_price,
                    const Exits& exits, std::uint32_t reference = 0);
  /// Both exits of what is held, the one that fills cancels the other; `side` is the exits' own.
  Decision& oco(const Symbol& symbol, Side side, Quantity quantity, const Exits& exits,
                std::uint32_t reference = 0);

  /// New quantity and price for the order placed under `reference`: its limit, or the stop price of
  /// an order that has only that.
  Decision& replace(std::uint32_t reference, const Symbol& symbol, Side side, Quantity quantity,
                    Price price);
  /// The same for a stop-limit.
  Decision& replace(std::uint32_t reference, const Symbol& symbol, Side side, Quantity quantity,
                    Price stop_price, Price limit_price);
  /// Takes the order back, and with it the other orders of its group.
  void cancel(std::uint32_t reference, const Symbol& symbol);
  void cancel_all();
  void cancel_all(const Symbol& symbol);
  /// Takes back what works in the symbol, then closes what this model holds of it at the market.
  void close(const Symbol& symbol, std::uint32_t reference = 0);
  Decision& add(const Decision& decision) { return decisions_.emplace_back(decision); }

  /// A remark for people, kept beside what is decided of the same event; it costs nothing where
  /// nobody looks. Longer than 500 bytes it is cut.
  void note(std::string_view text) {
    remarks_.push_back({{}, 0, std::string{text.substr(0, 500)}});
  }
  /// One point of the line `name`, at the event's time. What is no finite number is left out.
  void plot(std::string_view name, double value);
  struct Remark {
    std::string plot; ///< empty for a note
    double value = 0;
    std::string text;
    bool operator==(const Remark&) const = default;
  };
  const std::vector<Remark>& remarks() const { return remarks_; }
  std::vector<Remark> take_remarks() { return std::exchange(remarks_, {}); }

  const std::vector<Decision>& decisions() const { return decisions_; }
  bool empty() const { return decisions_.empty(); }
  void clear() {
    decisions_.clear();
    remarks_.clear();
  }

private:
  std::vector<Decision> decisions_;
  std::vector<Remark> remarks_;
};

/// A model's memory between two lives. `version` is the model's own; `values` are text so that
/// state files can be read and compared by people.
struct ModelCheckpoint {
  std::string model; ///< the catalog name of the model that saved it
  int version = 1;
  std::map<std::string, std::string> values;
  bool operator==(const ModelCheckpoint&) const = default;
};

/// What a model needs from the feed.
struct Needs {
  std::vector<Symbol> symbols;
  bool trades = true;
  bool quotes = false;
  bool bars = false; ///< the minute bars the broker sends
  /// Bars built of the trades, of any size: told to `on_bar` and, those of time, to `on_bars`; the
  /// newest `keep_bars` of each are in `context().bars()`, and as many are shown at the start where
  /// history has them.
  std::vector<BarSize> bar_sizes{};
  std::size_t keep_bars = 1;
  /// The newest trades of each symbol that are in `context().trades()`; as many are shown at the
  /// start where history has them, so that a model may begin with "the last thousand trades".
  std::size_t keep_trades = 0;
  bool extended_hours = false; ///< also events outside the regular session
  Duration timer{0};           ///< `on_timer` that often, in event time; zero: never
  /// Session time of history wanted before the first signal counts: of trades where it asks for
  /// trades, of minute bars where it asks for bars.
  Duration warm_up{0};
  int warm_up_days = 0;            ///< the same in whole sessions before today's
  bool warm_up_since_open = false; ///< all of today's session so far
  bool own_thread = false;         ///< slow or foreign code: never on the hot path
};

/// A trading idea. Pure: same events in, same decisions out, so that the same object runs live, in
/// a backtest and in a unit test. It asks the world nothing: time comes with the event, randomness
/// as a seed among its parameters. One thread at a time calls it. A throw is a model fault: the
/// actor is restarted from its last saved memory, the others never notice.
class Model {
public:
  virtual ~Model() = default;

  /// Fixed for the life of the object.
  virtual Needs needs() const = 0;

  /// What it may know beside the event: time of day, session, own book, account, last prices, bars.
  const Context& context() const { return *context_; }
  /// For whoever shows it its events; `context` outlives it.
  void attach(const Context& context) { context_ = &context; }

  virtual void on_trade(const Trade&, Decisions&) {}
  virtual void on_quote(const Quote&, Decisions&) {}
  /// A bar of those asked for; `end_of(bar)` is the time of what is decided from it.
  virtual void on_bar(const Bar&, Decisions&) {}
  /// The bars of one interval of all symbols watched, once all have ended: after `on_bar` of each.
  virtual void on_bars(const BarSet&, Decisions&) {}
  /// One of this model's own orders was filled.
  virtual void on_fill(const Fill&, Decisions&) {}
  /// One of this model's orders ended without a (further) fill.
  virtual void on_order_closed(const OrderClosed&, Decisions&) {}
  /// A decision became no order.
  virtual void on_refused(const OrderRefused&) {}
  /// Event time reached the next multiple of `needs().timer`.
  virtual void on_timer(Timestamp, Decisions&) {}
  /// Events between these times are missing: forget what must not bridge a hole.
  virtual void on_gap(const FeedGap&) {}
  virtual void on_status(const TradingStatus&, Decisions&) {}
  virtual void on_session(const SessionChanged&, Decisions&) {}
  /// History has been shown, and nothing decided from it was sent: what seems to be in flight is
  /// not.
  virtual void on_warm() {}
  /// The model takes over an instance, after a restart or from another model: this is what the desk
  /// knows of it, and nothing the model decided itself so far was sent.
  virtual void on_takeover(const InstanceBook&, Decisions&) {}
  /// What the model holds changed without an order: a split, a dividend, another symbol. It holds
  /// `after` of `new_symbol` from here on; averages of earlier prices are the model's to convert.
  virtual void on_corporate_action(const CorporateAction&, Decisions&) {}

  /// What must survive a restart; a model without memory keeps the default.
  virtual ModelCheckpoint save() const { return {}; }
  /// Takes over saved memory, of this or an earlier version; refuses with a reason and stays as it
  /// was when it cannot.
  virtual Result<void> restore(const ModelCheckpoint&) { return {}; }

private:
  const Context* context_ = &Context::none();
};

} // namespace hft
