#pragma once

#include "messages/corporate_action.hpp"
#include "models/bars/bar_board.hpp"
#include "models/context.hpp"
#include "models/model.hpp"

namespace hft {

/// Keeps a model's context up to date, for whoever shows the model its events: each call before the
/// model's own handler. Pure.
class ContextKeeper final : public Context {
public:
  /// `symbols` sorted.
  ContextKeeper(const Needs& needs, const SessionPlan& plan);

  void set_now(Timestamp now) { now_ = now; }
  void on_trade(const Trade& trade, std::size_t place) {
    watched_[place].trade = trade;
    if (!trades_.empty()) trades_[place]->add(trade);
  }
  void on_quote(const Quote& quote, std::size_t place) { watched_[place].quote = quote; }
  void on_bar(const Bar& bar, std::size_t place) { watched_[place].bar_close = bar.close; }
  void on_session(const SessionChanged& changed);
  void on_fill(const Fill& fill);
  void on_order_closed(const OrderClosed& closed);
  void on_refused(const OrderRefused& refused);
  void on_takeover(const InstanceBook& book);
  void on_corporate_action(const CorporateAction& action);
  void on_account(const AccountState& account) { account_ = account; }
  void on_asset(const AssetTraits& asset) { assets_[asset.symbol] = asset; }
  /// The model's wish is on its way.
  void on_decision(const Decision& decision);
  /// What was decided was never sent.
  void set_orders(std::vector<OpenOrder> orders) { orders_ = std::move(orders); }

  /// Another model of the same instance stood here: what the instance was told holds on.
  void follow(const ContextKeeper& other) {
    account_ = other.account_;
    assets_ = other.assets_;
    fills_ = other.fills_;
  }

  BarBoard& board() { return board_; }
  using Context::bars;
  std::shared_ptr<const BarHistory> bars(const Symbol& symbol, BarSize size) const override {
    return board_.history(symbol, size);
  }
  std::shared_ptr<const BarHistory> bars(const Symbol& symbol) const override;
  std::shared_ptr<const TradeHistory> trades(const Symbol& symbol) const override;

private:
  std::vector<OpenOrder>::iterator order_of(std::uint32_t reference, const Symbol& symbol,
                                            Side side, Leg leg = Leg::None);
  void open_exits(const OpenOrder& entry, Side side, Quantity quantity);
  void set_position(const Symbol& symbol, Quantity position, Price average);

  BarBoard board_;
  std::vector<BarSize> sizes_;
  std::vector<std::shared_ptr<TradeHistory>> trades_; ///< as `watched_`; empty: none are kept
};

} // namespace hft
