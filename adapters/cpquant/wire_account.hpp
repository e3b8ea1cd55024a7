#pragma once

#include "adapters/cpquant/listed.hpp"
#include "messages/broker_clock.hpp"
#include "messages/order.hpp"
#include "messages/result.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hft::cpquant {

/// The trading account. Money exact; `multiplier` as the broker spells it.
struct Account {
  std::string id;
  std::string account_number;
  std::string status;
  std::string currency;
  std::string multiplier;
  Money cash;
  Money equity;
  Money last_equity;
  Money portfolio_value;
  Money buying_power;
  Money long_market_value;
  Money short_market_value;
  Money initial_margin;
  Money maintenance_margin;
  bool trading_blocked = false;
  bool account_blocked = false;
  bool suspended = false; ///< by its owner, `trade_suspended_by_user`
  bool shorting_enabled = false;
};

struct Asset {
  std::string id;
  Symbol symbol;
  std::string name;
  std::string exchange;
  std::string asset_class;
  std::string status;
  bool tradable = false;
  bool marginable = false;
  bool shortable = false;
  bool easy_to_borrow = false;
  bool fractionable = false;
};

/// A position with its money, for people; `BrokerPosition` is what the desk needs.
struct Position {
  BrokerPosition position;
  std::string asset_id;
  Quantity available;
  Money market_value;
  Money cost_basis;
  Money unrealized;
};

/// An entry of the account's history: a fill or a movement of money. Fields that a kind lacks are
/// empty.
struct Activity {
  std::string id;
  std::string type; ///< FILL, DIV, FEE, ...
  Timestamp time;   ///< of non-trade activities: midnight UTC of their date
  Symbol symbol;
  std::string side;
  Quantity quantity;
  Price price;
  Money net_amount;
  BrokerOrderId order_id;
  std::string status;
  Symbol new_symbol;   ///< where one entry tells both names
  Quantity old_shares; ///< `new_shares` for so many; zero where the broker does not say
  Quantity new_shares;
  std::string description;
};

/// As the desk books it; empty for fills and for what was taken back.
std::optional<AccountActivity> booked(const Activity& activity);

/// Parallel points; a value the broker does not know is empty.
struct PortfolioHistory {
  struct Point {
    Timestamp time;
    std::optional<Money> equity;
    std::optional<Money> profit_loss;
    std::optional<double> profit_loss_ratio;
  };
  Money base_value;
  std::string timeframe;
  std::vector<Point> points;
};

/// One entry of a 207 answer to "cancel all" or "close all".
struct BatchEntry {
  std::string id; ///< order id or symbol
  int status = 0;
  std::optional<BrokerOrder> order;
  std::string message;
};

Result<Account> parse_account(std::string_view body);
Result<Asset> parse_asset(std::string_view body);
Result<Listed<Asset>> parse_assets(std::string_view body);
Result<Position> parse_position(std::string_view body);
Result<Listed<Position>> parse_positions(std::string_view body);
Result<Listed<Activity>> parse_activities(std::string_view body);
/// Announced exchanges of shares, as if they were activities; all others are left out.
Result<Listed<AccountActivity>> parse_announcements(std::string_view body);
Result<PortfolioHistory> parse_portfolio_history(std::string_view body);
Result<Listed<BatchEntry>> parse_batch(std::string_view body);

} // namespace hft::cpquant
