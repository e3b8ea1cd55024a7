#pragma once

#include "adapters/simulated/exchange/parts.hpp"

namespace hft::simulated {

/// What becomes of an order once it is entered: acknowledged, triggered, filled, canceled, replaced
/// or expired, and what that does to the orders it belongs with. Invariants: an order ends once; of
/// an exit pair one fills; what is reserved is what open orders may still open. Works on the parts,
/// which must outlive it.
class MatchingEngine {
public:
  explicit MatchingEngine(ExchangeParts& parts) : parts_(parts) {}

  /// Takes an order in: a place in the book, an id, what it reserves.
  OrderIndex enter(OrderRecord record);
  /// A new order reaches its venue, now or when the exchange's acknowledgments are due.
  void route(OrderIndex index);
  Answer<void> cancel(OrderIndex index);
  /// `index` is replaced by its successor, now or when that is due.
  void replace(OrderIndex index);

  void on_trade(const Trade& trade, bool sets_last);
  void on_quote(const Quote& quote);
  /// A bar begins: its open trades. Of the rest of it nothing is known yet.
  void on_bar_open(const Bar& bar);
  /// A bar has ended: its prices were traded in the order open, the extreme nearer to the open, the
  /// other one, close. Until the next open nothing trades.
  void on_bar(const Bar& bar);

  /// When something of an order falls due next.
  std::optional<Timestamp> next_due() const;
  bool has_dues() const { return !dues_.empty(); }
  void do_next_due();
  /// Of a restored exchange: what was under way goes on now.
  void resume(OrderIndex index);

  /// Orders that waited for their hours are acknowledged.
  void release_queued();
  void close_auctions();
  void cancel_unfilled_auctions(TimeInForce kind, Timestamp until);
  void expire_due(Timestamp until);
  void cancel_all_in(const Symbol& symbol);
  void hold_cancels(bool hold);

private:
  enum class DueKind { Acknowledge, Cancel, Replace };
  struct Due {
    DueKind kind;
    OrderIndex order;
  };

  OrderRecord& record(OrderIndex index) { return parts_.orders.at(index); }
  void perform(const Due& due);
  void acknowledge(OrderIndex index);
  void finish_cancel(OrderIndex index);
  void finish_replace(OrderIndex index);
  void reject_replace(OrderIndex index);
  bool is_tradable_now(const OrderRecord& record) const;

  void trigger(OrderIndex index, const SymbolBook& book, Price price);
  void open_auction(const Symbol& symbol, std::optional<Price> print);
  void meet_market(OrderIndex index);
  /// How an execution comes about.
  enum class Meets : std::uint8_t {
    Auction, ///< at the one price of all
    Takes,   ///< what is displayed, or was printed
    Waits,   ///< others come to its price
  };
  /// `trade`: none when a quote has come.
  void on_tick(OrderIndex index, const SymbolBook& book, const Trade* trade);
  void on_trade_at(OrderIndex index, const Trade& trade, Price limit);
  void follow_queue(OrderRecord& resting, const SymbolBook& book) const;
  void pass_price(const Symbol& symbol, Price price);
  /// `whole`: all of it or nothing, and no draw for a partial fill. `most`: no more than that.
  void fill(OrderIndex index, Price price, bool whole, Meets meets,
            std::optional<Quantity> most = std::nullopt);
  Quantity fillable(OrderRecord& record, Price price, bool whole);
  Price with_slippage(const OrderRecord& record, const SymbolBook& book, Price price) const;

  void end(OrderIndex index, OrderState state, OrderEventKind event);
  void cancel_now(OrderIndex index) { end(index, OrderState::Canceled, OrderEventKind::Canceled); }
  void leave_book(OrderIndex index);
  void activate_legs(OrderIndex parent);
  void wake_leg(OrderIndex index); ///< its entry was filled while it was being replaced
  void settle_group(OrderIndex index);
  void resize_group(OrderIndex index, Quantity filled);

  ExchangeParts& parts_;
  std::multimap<Timestamp, Due> dues_;
  bool holds_cancels_ = false;
};

} // namespace hft::simulated
