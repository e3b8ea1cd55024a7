#pragma once

#include "adapters/simulated/exchange/asset.hpp"
#include "adapters/simulated/exchange/corporate_action.hpp"
#include "adapters/simulated/exchange/settings.hpp"
#include "adapters/simulated/exchange/snapshots.hpp"
#include "adapters/simulated/exchange/state_rows.hpp"
#include "messages/market.hpp"
#include "messages/result.hpp"
#include "messages/session.hpp"

#include <memory>

namespace hft::simulated {

/// The simulated broker's matching and bookkeeping. Pure: time, market and requests come in by
/// calls, what happened is collected by `take_updates`. The same calls give the same answers, ids
/// included. One thread. Accounts are named by their API key and opened at first use. Made of parts
/// with state of their own (`ExchangeParts`): here they are asked in the right order of time.
///
/// Time only moves on: `advance`, `on_trade`, `on_quote` and `on_status` first do everything that
/// was due by then (open, close, acknowledgments), in order of time. An event that is older than
/// the clock happens now.
///
/// Prices, by `FillRules` as the broker's paper account has them: on arrival an order fills against
/// the current quote (buy at the ask, sell at the bid; its size is not looked at), without a quote
/// against the last trade; a resting limit order fills at its limit when the quote or a trade goes
/// through it. A replaced order's successor has what is left (the new quantity less what is filled)
/// as its quantity, and starts with nothing filled.
class Exchange {
public:
  explicit Exchange(ExchangeConfig config);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  /// The session that is on, or the next one. What was left of an earlier session happens first.
  /// Without this call the exchange finds its sessions in `ExchangeConfig::session` by itself.
  void set_session(const SessionPlan& plan);
  const SessionPlan& session() const;
  void advance(Timestamp now);
  Timestamp now() const;

  /// `sets_last` says whether the print's sale conditions let it update the last price. One that
  /// does not moves nothing here, but that a symbol without any price takes it as its first.
  void on_trade(const Trade& trade, bool sets_last = true);
  /// The print `id` of the symbol is canceled, or corrected to a price: a last price that came from
  /// it is the one before again, or the corrected one.
  void on_break(const Symbol& symbol, std::int64_t id, std::optional<Price> corrected);
  void on_quote(const Quote& quote);
  /// Where nothing but bars is known: one begins at its open, and has ended; see `MatchingEngine`.
  void on_bar_open(const Bar& bar);
  void on_bar(const Bar& bar);
  void on_status(const TradingStatus& status);

  /// Opens the account if need be.
  AccountSnapshot account(std::string_view key);
  const AccountSettings& settings(std::string_view key);
  void set_settings(std::string_view key, const AccountSettings& settings);
  std::vector<std::string> account_keys() const;

  /// The answer is the order as it was taken (`pending_new` or `accepted`); what follows at once,
  /// such as `new` and fills, is in `take_updates` and in later questions.
  Answer<VenueOrder> submit(std::string_view key, const PlaceRequest& request);
  /// The answer is the successor.
  Answer<VenueOrder> replace(std::string_view key, std::string_view id,
                             const ReplaceRequest& request);
  Answer<void> cancel(std::string_view key, std::string_view id);
  std::vector<CanceledOrder> cancel_all(std::string_view key);
  /// `qty` and `percentage` as text, at most one of them; both empty closes all. The symbol may be
  /// an asset id.
  Answer<VenueOrder> close_position(std::string_view key, std::string_view symbol,
                                    std::string_view qty, std::string_view percentage);
  std::vector<ClosedPosition> close_all(std::string_view key, bool cancel_orders);

  Answer<VenueOrder> order(std::string_view key, std::string_view id);
  Answer<VenueOrder> order_by_client_id(std::string_view key, std::string_view client_order_id);
  Answer<std::vector<VenueOrder>> orders(std::string_view key, const OrderQuery& query);
  /// As they were `lag` ago (an hour at most): the broker's own books may trail its fills.
  std::vector<PositionSnapshot> positions(std::string_view key, Duration lag = Duration{0});
  Answer<PositionSnapshot> position(std::string_view key, std::string_view symbol,
                                    Duration lag = Duration{0});
  std::vector<FillRecord> activities(std::string_view key, const ActivityQuery& query);
  /// Fills and everything else, by when it was booked.
  std::vector<Activity> account_activities(std::string_view key, const ActivityQuery& query);

  /// Booked in every account when its ex-date begins (04:00 New York), or now when that is past.
  /// Open orders of the symbol are canceled by it, except by a dividend.
  void announce(CorporateAction action);
  const std::vector<CorporateAction>& corporate_actions() const;
  /// Books what somebody else did to an account: cash moves by `net_amount`, the shares of a stock
  /// by `quantity`. Other symbols (options, coins) are only listed.
  AccountActivity book_activity(std::string_view key, const ActivityRequest& request);
  /// One point a minute of the sessions the account has lived through, oldest first.
  std::vector<EquityPoint> equity_history(std::string_view key);

  /// Symbols for `assets`; any plausible symbol is an asset even when it is not listed.
  void list_asset(const Asset& asset);
  std::vector<Asset> assets() const;
  /// By symbol or id: 1 to 5 capital letters, one dot allowed inside.
  Answer<Asset> asset(std::string_view symbol_or_id);
  /// The close of the session before, for day changes.
  void set_previous_close(const Symbol& symbol, Price price);

  /// Everything since the last call, oldest first.
  std::vector<OrderUpdate> take_updates();
  /// What is still kept of one account's events after `event_id`, oldest first.
  std::vector<OrderUpdate> events_after(std::string_view key, std::uint64_t event_id) const;

  /// Cancels stay `pending_cancel` while this is on (a fault to practise on).
  void hold_cancels(bool hold);
  void set_partial_fill_probability(double probability);

  Ledger ledger() const;
  /// Grows with every change that `save` would show.
  std::uint64_t revision() const;
  ExchangeState save() const;
  /// Only on an exchange without accounts. A clock that was set before stays; otherwise `now` is
  /// the saved one until the first `advance`, which may also set it back.
  Result<void> restore(const ExchangeState& state);

private:
  struct Rooms;

  /// What is due at the next boundary of the session.
  void pass_boundary();
  void sample_equity();
  PositionSnapshot position_of(AccountIndex account, const Symbol& symbol,
                               const Holding& holding) const;

  std::unique_ptr<Rooms> rooms_; ///< the parts, and who works on them
};

} // namespace hft::simulated
