#pragma once

#include "adapters/simulated/exchange/account_activity.hpp"
#include "adapters/simulated/exchange/corporate_action.hpp"
#include "messages/market.hpp"
#include "messages/result.hpp"
#include "messages/session.hpp"

#include <functional>
#include <map>
#include <memory>
#include <variant>

namespace hft::simulated {

struct ExchangeConfig {
  std::uint64_t seed = 1;
  Money cash{1'000'000 * units_per_whole}; ///< a new account's
  int multiplier = 4;                      ///< of equity: 1, 2 or 4; 1 below $2,000 of equity
  double partial_fill_probability = 0.1;   ///< that an order's first fill is only a part of it
  Duration acknowledgment{0}; ///< between taking an order, cancel or replace and doing it
  bool allow_flip = false; ///< one order may cross from long to short and back; the broker says no
  bool shorting = true;
  /// The rest of a market order after a first part follows at once, as a second execution;
  /// otherwise it waits for the next quote or trade, working, and may meet an opposite order.
  bool rest_at_once = false;
  std::uint64_t first_account = 1;  ///< the number of the first account made
  std::size_t kept_events = 20'000; ///< for `events_after`
  /// The trading calendar; when empty every weekday is a session of 09:30 to 16:00 New York time.
  std::function<std::optional<SessionPlan>(Date)> session;
};

/// What an account's owner has set (PATCH /v2/account/configurations).
struct AccountSettings {
  bool no_shorting = false;
  bool suspended = false; ///< no new orders
  bool fractional = true;
  int most_multiplier = 4; ///< 1, 2 or 4
};

/// GET /v2/account. Dollars; short market value is negative.
struct AccountSnapshot {
  Uuid id;
  std::string account_number;
  Timestamp created_at;
  Date balance_as_of;
  Money cash;
  Money buying_power; ///< after what open orders reserve
  Money regt_buying_power;
  Money non_marginable_buying_power;
  Money equity;      ///< cash + position market value; also portfolio_value
  Money last_equity; ///< at the last close
  Money long_market_value;
  Money short_market_value;
  Money position_market_value; ///< long + |short|
  Money initial_margin;
  Money maintenance_margin;
  Money last_maintenance_margin;
  Money sma;
  int multiplier = 4;
  bool shorting_enabled = true;
  bool suspended = false;
};

/// GET /v2/positions. Ratios are text ready to send (`0.05` is 5 %).
struct PositionSnapshot {
  Uuid asset_id;
  Symbol symbol;
  Quantity quantity;  ///< negative when short
  Quantity available; ///< not held by open closing orders; same sign as `quantity`
  Price average_entry;
  Money market_value; ///< negative when short
  Money cost_basis;   ///< negative when short
  Money unrealized;
  Money unrealized_intraday;
  Money realized; ///< since the account was opened; not on the wire
  Price current;
  Price last_day;
  std::string unrealized_ratio;
  std::string unrealized_intraday_ratio;
  std::string change_today;
};

/// GET /v2/assets.
struct Asset {
  Uuid id;
  Symbol symbol;
  std::string exchange = "NASDAQ";
  std::string name;
  bool active = true;
  bool tradable = true;
  bool marginable = true;
  bool shortable = true;
  bool easy_to_borrow = true;
  bool fractionable = true;
};

/// One execution: GET /v2/account/activities/FILL and the ledger.
struct FillRecord {
  std::string activity_id; ///< `20260302100000123::<uuid>`, increasing in time
  Uuid execution_id;
  Uuid order_id;
  ClientOrderId client_order_id;
  std::string account_key;
  Symbol symbol;
  Side side = Side::Buy;
  Price price;
  Quantity quantity;
  Quantity cumulative;
  Quantity leaves;
  OrderState order_state = OrderState::Filled;
  bool partial = false; ///< `partial_fill`, otherwise `fill`
  Timestamp time;
};

struct ActivityQuery {
  std::optional<Date> date{};       ///< New York date
  std::optional<Timestamp> after{}; ///< exclusive, as is until
  std::optional<Timestamp> until{};
  bool ascending = false;
  std::size_t page_size = 100;      ///< at most 100
  std::string page_token{};         ///< the id of the last item of the page before
  std::vector<std::string> types{}; ///< `FILL`, `DIV`; empty: all
};

/// An entry of GET /v2/account/activities.
using Activity = std::variant<FillRecord, AccountActivity>;

struct EquityPoint {
  Timestamp time;
  Money equity;
};

/// The venue's truth over all accounts.
struct Ledger {
  std::vector<VenueOrder> orders; ///< by submission, flat, legs included as orders of their own
  std::vector<FillRecord> fills;  ///< by time
  std::map<Symbol, Quantity> positions; ///< summed over accounts, without zeros
};

/// One row of saved state: a kind and named texts. Empty values are left out.
struct StateRow {
  std::string kind;
  std::map<std::string, std::string> fields;
};
using ExchangeState = std::vector<StateRow>;

struct ClosedPosition { ///< one entry of DELETE /v2/positions
  Symbol symbol;
  Answer<VenueOrder> order;
};
struct CanceledOrder { ///< one entry of DELETE /v2/orders
  Uuid id;
  Answer<void> done;
};

/// The simulated broker's matching and bookkeeping. Pure: time, market and requests come in by
/// calls, what happened is collected by `take_updates`. The same calls give the same answers, ids
/// included. One thread. Accounts are named by their API key and opened at first use.
///
/// Time only moves on: `advance`, `on_trade`, `on_quote` and `on_status` first do everything that
/// was due by then (open, close, acknowledgments), in order of time. An event that is older than
/// the clock happens now.
///
/// Prices: on arrival an order fills against the current quote (buy at the ask, sell at the bid;
/// its size is not looked at), without a quote against the last trade; a resting limit order fills
/// at its limit when the quote or a trade goes through it. A replaced order's successor has what is
/// left (the new quantity less what is filled) as its quantity, and starts with nothing filled.
class Exchange {
public:
  struct Core; ///< for the exchange's own files

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
  void on_status(const TradingStatus& status);

  /// Opens the account if need be.
  AccountSnapshot account(std::string_view key);
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
  std::unique_ptr<Core> core_;
};

/// The id of a symbol's asset: always the same, shaped like a UUID.
Uuid asset_id_of(const Symbol& symbol);

} // namespace hft::simulated
