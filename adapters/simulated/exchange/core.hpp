#pragma once

#include "adapters/simulated/exchange/account_book.hpp"
#include "adapters/simulated/exchange/exchange.hpp"
#include "adapters/simulated/exchange/ids.hpp"
#include "adapters/simulated/exchange/order_rules.hpp"

#include <deque>
#include <set>
#include <unordered_map>

namespace hft::simulated {

/// An order's place in the exchange: by submission, over all accounts.
using OrderIndex = std::uint32_t;
inline constexpr OrderIndex no_order = 0xffffffff;

/// An order and what the exchange alone knows of it.
struct OrderRecord {
  VenueOrder order; ///< its `legs` stay empty here
  std::uint32_t account = 0;
  OrderIndex parent = no_order;
  std::vector<OrderIndex> legs;
  OrderIndex successor = no_order;     ///< while a replace is under way, and after it
  OrderState before = OrderState::New; ///< a pending cancel or replace: what it was
  ExactMoney cost = 0;                 ///< of what is filled
  Price reserve_price;                 ///< buying power a share of `opening`
  Quantity opening;                    ///< what of the rest would open or add to a position
  std::optional<Price> collar;         ///< what a triggered buy stop may pay
  bool triggered = false;              ///< a stop that has become a market or limit order
  bool arrived = false;                ///< has met the market once
  bool takes = false; ///< was marketable when it arrived: pays the quote, not its limit
  bool drawn = false; ///< the partial-fill draw has been made
  bool cancel_wanted = false;
  Quantity inherited; ///< of a successor: what its predecessor had filled when it was asked for
};

/// One symbol's market and the live orders in it, oldest first.
struct SymbolBook {
  Price last;
  std::int64_t last_id = 0; ///< the trade `last` is of
  Price before_last;        ///< for when that trade is canceled
  Price bid;
  Price ask;
  Price previous_close; ///< zero: none known
  Price day_last;       ///< the last trade of this regular session; zero: none yet
  bool halted = false;
  bool opened = false; ///< the opening auction of this session is done
  std::vector<OrderIndex> live;
};

/// What was held of a symbol until `at`.
struct HoldingChange {
  Timestamp at;
  Symbol symbol;
  Holding before;
};

/// One API key's account.
struct Account {
  std::string key;
  Uuid id;
  std::string number;
  Timestamp created;
  AccountBook book;
  Money last_equity;
  ExactMoney reserved = 0;
  std::vector<OrderIndex> orders;
  std::set<OrderIndex> open;
  std::unordered_map<ClientOrderId, OrderIndex> by_client_id;
  std::vector<std::size_t> fills; ///< in `Core::fills`
  std::vector<EquityPoint> curve;
  std::vector<AccountActivity> activities; ///< that are no fills, oldest first
  std::deque<HoldingChange> changes;       ///< of the last hour, for positions that lag
  AccountSettings settings;
};

enum class DueKind { Acknowledge, Cancel, Replace };
struct Due {
  DueKind kind;
  OrderIndex order;
};

/// The exchange's whole state; its functions stand in the exchange_*.cpp files by idea.
struct Exchange::Core {
  explicit Core(ExchangeConfig settings);

  ExchangeConfig config;
  SeededNumbers numbers;
  Timestamp now;
  SessionPlan plan;
  bool has_plan = false;
  int stage = 0; ///< boundaries of `plan` that are behind us: 0 to 4
  std::deque<OrderRecord> records;
  std::unordered_map<Uuid, OrderIndex> by_id;
  std::unordered_map<Symbol, SymbolBook> symbols;
  std::deque<Account> accounts;
  std::map<std::string, std::uint32_t, std::less<>> by_key;
  std::vector<FillRecord> fills;
  std::map<Symbol, Asset> listed;
  std::unordered_map<Uuid, Symbol> asset_symbols;
  std::multimap<Timestamp, Due> dues;
  std::vector<OrderUpdate> updates;
  std::deque<OrderUpdate> kept;
  std::vector<CorporateAction> actions; ///< by announcement
  std::uint64_t event_id = 0;
  std::uint64_t revision = 0;
  std::int64_t sampled_minute = 0;
  bool holds_cancels = false;

  // exchange_time.cpp: the clock and what falls due.
  void advance(Timestamp to);
  void set_session(const SessionPlan& next);
  SessionPlan session_from(Date date) const;
  Timestamp boundary(int number) const;
  void pass_boundary(Timestamp at);
  void release_queued();
  void cancel_unfilled_auctions(TimeInForce kind, Timestamp until);
  void close_session_day();
  void expire_due(Timestamp until);
  void perform(const Due& due);
  void sample_equity();
  Timestamp expiry_of(const VenueOrder& order) const;

  // exchange_accounts.cpp: accounts, power, holdings.
  Account& account_of(std::string_view key);
  ExactMoney equity_of(const Account& account) const;
  ExactMoney exposure_of(const Account& account) const;
  ExactMoney power_of(const Account& account) const;
  int multiplier_of(const Account& account) const;
  Quantity held_by_orders(const Account& account, const Symbol& symbol, Side side,
                          OrderIndex besides) const;
  Quantity closable(const Account& account, const Symbol& symbol, Side side,
                    OrderIndex besides) const;
  void reserve(OrderRecord& record);
  void release(OrderRecord& record);
  AccountSnapshot snapshot(const Account& account) const;
  PositionSnapshot position_of(const Account& account, const Symbol& symbol,
                               const Holding& holding) const;

  // exchange_market.cpp: prices and ticks.
  SymbolBook& book_of(const Symbol& symbol) { return symbols[symbol]; }
  Price touch(const SymbolBook& book, Side side) const;
  Price mark(const SymbolBook& book) const;
  const SymbolBook* known_book(const Symbol& symbol) const;
  Price reference(const Symbol& symbol, Side side) const;
  Quantity estimated_quantity(const VenueOrder& order) const;
  bool is_regular() const { return has_plan && plan.is_regular(now); }
  bool is_routable(const VenueOrder& order) const;
  bool is_working(const OrderRecord& record) const;
  bool is_tradable_now(const OrderRecord& record) const;
  void on_trade(const Trade& trade, bool sets_last);
  void on_break(const Symbol& symbol, std::int64_t id, std::optional<Price> corrected);
  void on_quote(const Quote& quote);
  void on_status(const TradingStatus& status);
  void trigger(OrderIndex index, SymbolBook& book, Price price);
  void open_auction(const Symbol& symbol, SymbolBook& book, std::optional<Price> print);
  void close_auctions();

  // exchange_match.cpp: fills.
  void meet_market(OrderIndex index);
  void on_tick(OrderIndex index, SymbolBook& book, std::optional<Price> trade);
  void fill(OrderIndex index, Price price, bool whole);
  Quantity fillable(OrderRecord& record, Price price, bool whole);
  std::optional<Price> limit_of(const OrderRecord& record) const;
  bool acts_as_market(const OrderRecord& record) const;

  // exchange_submit.cpp: new orders.
  Answer<VenueOrder> submit(std::string_view key, const PlaceRequest& request);
  Answer<VenueOrder> place(Account& account, OrderDraft draft, std::string_view intent);
  Answer<void> check_market(const OrderDraft& draft);
  Answer<void> check_account(const Account& account, OrderRecord& record, std::string_view intent,
                             OrderIndex besides);
  Answer<void> check_opening(const Account& account, const OrderRecord& record, Quantity wanted,
                             Quantity available);
  Answer<void> check_wash(const Account& account, const VenueOrder& order,
                          OrderIndex besides) const;
  Answer<void> check_power(const Account& account, const OrderRecord& record,
                           OrderIndex besides) const;
  OrderIndex enter(Account& account, OrderRecord record);
  void acknowledge(OrderIndex index);

  // exchange_change.cpp: cancels, replaces, groups, ends.
  Answer<void> cancel(Account& account, OrderIndex index);
  void finish_cancel(OrderIndex index);
  Answer<VenueOrder> replace(std::string_view key, std::string_view id,
                             const ReplaceRequest& request);
  void finish_replace(OrderIndex index);
  void end(OrderIndex index, OrderState state, OrderEventKind event);
  void forget_live(OrderIndex index);
  void activate_legs(OrderIndex parent);
  void wake_leg(OrderIndex index); ///< its entry was filled while it was being replaced
  void settle_group(OrderIndex index);
  void resize_group(OrderIndex index, Quantity filled);
  std::vector<OrderIndex> group_of(OrderIndex index) const;
  Answer<VenueOrder> close_position(Account& account, const Symbol& symbol, std::string_view qty,
                                    std::string_view percentage);

  // exchange_reports.cpp: answers.
  VenueOrder shown(OrderIndex index, bool with_legs) const;
  Answer<OrderIndex> find(Account& account, std::string_view id) const;
  Answer<std::vector<VenueOrder>> orders(Account& account, const OrderQuery& query) const;
  std::vector<FillRecord> activities(const Account& account, const ActivityQuery& query) const;
  std::vector<Activity> account_activities(const Account& account,
                                           const ActivityQuery& query) const;
  Answer<Asset> asset(std::string_view symbol_or_id);
  void emit(OrderIndex index, OrderEventKind event, const FillRecord* execution = nullptr,
            Quantity position = {});
  Uuid next_id();
  Uuid next_id_of(const ClientOrderId& order);

  // exchange_corporate.cpp: what changes accounts without orders.
  void announce(CorporateAction action);
  void book_due_actions();
  void book(CorporateAction& action);
  void book_split(const CorporateAction& action);
  void book_dividend(const CorporateAction& action);
  void book_rename(const CorporateAction& action);
  void cancel_orders_in(const Symbol& symbol);
  AccountActivity& add_activity(Account& account, const ActivityRequest& request,
                                const Uuid& group);
  AccountActivity book_activity(Account& account, const ActivityRequest& request);
  void remember_holding(Account& account, const Symbol& symbol);
  Holding holding_at(const Account& account, const Symbol& symbol, Duration lag) const;

  // exchange_state.cpp: what survives a restart.
  ExchangeState save() const;
  Result<void> restore(const ExchangeState& state);
};

} // namespace hft::simulated
