#pragma once

#include "messages/control.hpp"
#include "messages/market.hpp"
#include "messages/order.hpp"

#include <map>
#include <span>
#include <variant>
#include <vector>

namespace hft {

/// Trades on paper for a model in shadow. A market order fills in the next frame with its symbol,
/// at the other side's quote or, where none was seen, the last trade; a limit order at its limit,
/// rounded to the broker's grid as that of a real order, once a trade or quote reaches it; a stop
/// once a trade has reached its price; exits once their entry is filled, one in place of both.
/// Whole orders at once, no costs. More than 500 open orders are rejected, as by the real desk's
/// usual limit. The profit is what was received less what was paid, plus what is held at the last
/// price.
class PaperBroker {
public:
  using Fact = std::variant<Fill, OrderClosed>;

  void take(std::span<const Signal> signals);
  /// What the frame's prices made of the resting orders, and what was canceled since.
  std::vector<Fact> on_frame(const MarketFrame& frame);

  /// Ticks, name and state are the caller's to add.
  PaperReport report() const;

private:
  struct Prices {
    Price bid;
    Price ask;
    Price last;
  };
  struct Resting {
    Signal signal;
    std::uint64_t number = 0;
    std::uint64_t group = 0; ///< of exits: the number of their entry
    Leg leg = Leg::None;
    Price stop{}; ///< of a stop that no trade has reached; zero: none
  };
  struct Holding {
    Quantity quantity;
    int128 paid = 0; ///< net, in 1e-18 dollars
  };
  void place(const Signal& signal);
  void cancel(const Signal& signal);
  void cancel_all(const Signal& signal);
  void close_out(const Signal& signal);
  void close(const Resting& order, OrderState state, Timestamp time);
  void replace(const Signal& signal);
  /// What a trade does to a stop: it is reached, or it follows.
  static void watch(Resting& order, Price last);
  /// The price the order fills at now; zero: it does not.
  Price price_for(const Signal& signal) const;
  void add_exits(const Resting& entry, std::vector<Resting>& exits) const;
  void cancel_others(std::uint64_t group, Timestamp time);
  Fill fill(const Resting& order, Price price, Timestamp time);

  std::map<Symbol, Prices> prices_;
  std::map<Symbol, Holding> holdings_;
  std::vector<Resting> resting_;
  std::vector<OrderClosed> closed_;
  std::uint64_t decisions_ = 0;
  std::uint64_t fills_ = 0;
};

} // namespace hft
