#include "adapters/simulated/exchange/rules.hpp"

namespace hft::simulated {

namespace {

/// Whether `text` is `pattern`, in which each `*` stands for any text.
bool is_like(std::string_view pattern, std::string_view text) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == text;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  const auto rest = pattern.substr(star + 1);
  for (auto at = star; at <= text.size(); ++at)
    if (is_like(rest, text.substr(at))) return true;
  return false;
}

constexpr std::string_view orders_page = "broker: Placing Orders";
constexpr std::string_view reference = "broker: Orders reference, errors";
constexpr std::string_view fractions = "broker: Fractional Trading";
constexpr std::string_view margin = "broker: Margin and Short Selling";
constexpr std::string_view protection = "broker: User Protection";
constexpr std::string_view configurations = "broker: Account Configurations";
constexpr std::string_view ours = "ours: the broker's words are not known";

} // namespace

const std::vector<VenueRule>& venue_rules() {
  static const std::vector<VenueRule> rules{
    // What the account may.
    {"suspended", 403, 40310000, "new orders are rejected by user request", configurations},
    {"fractional_disabled", 403, 40310000, "fractional trading is not enabled for this account",
     ours},
    {"held_or_short_quantity", 403, 40310000,
     "insufficient qty available for order (requested: *, available: *)",
     "broker: Orders reference, errors; reports: Alpaca-API 90, 250, alpaca-trade-api-python 129"},
    {"short_while_buying", 403, 40310000, "cannot open a short sell while a long buy order is open",
     "reports: Alpaca-API 82, alpaca-trade-api-python 396"},
    {"buy_while_shorting", 403, 40310000, "cannot open a long buy while a short sell order is open",
     "report: Alpaca-API 82"},
    {"no_shorting", 403, 40310000, "account is not allowed to short", margin},
    {"hard_to_borrow", 403, 40310000, "asset \"*\" cannot be sold short", margin},
    {"fractional_short", 403, 40310000, "fractional orders are not allowed to short",
     "broker: Fractional Trading; report: alpaca-trade-api-python 405"},
    {"buying_power", 403, 40310000, "insufficient buying power", margin},
    {"wash_trade", 403, 40310000, "potential wash trade detected. use complex orders", protection},
    {"intent", 422, 42210000, "position intent mismatch. inferred *", "report: Alpaca-API 250"},
    // What the asset may.
    {"asset_unknown", 422, 42210000, "asset \"*\" not found", reference},
    {"asset_closed", 422, 42210000, "asset \"*\" is not tradable", reference},
    {"not_fractionable", 403, 40310000, "asset \"*\" is not fractionable", fractions},
    {"least_value", 403, 40310000, "cost basis must be >= minimal amount of order 1", fractions},
    // Fields and numbers.
    {"duplicate_id", 422, 40010001, "client_order_id must be unique", reference},
    {"long_id", 422, 40010001, "client_order_id must be no more than 128 characters", reference},
    {"two_sizes", 400, 40010000, "only one of qty or notional is accepted", fractions},
    {"no_size", 422, 40010001, "qty or notional is required", reference},
    {"missing_field", 422, 40010001, "* is required", reference},
    {"sub_penny", 422, 42210000,
     "invalid * *. sub-penny increment does not fulfill minimum pricing criteria", orders_page},
    {"too_dear", 422, 42210000, "invalid * *", ours},
    {"malformed_field", 422, 40010001, "invalid * *", reference},
    {"not_positive", 422, 42210000, "* must be > 0", reference},
    {"too_many", 422, 42210000, "qty must be <= 1000000000", ours},
    {"trail_too_wide", 422, 42210000, "trail_percent must be < 100", ours},
    // Prices by type.
    {"market_prices", 422, 42210000, "market orders require no stop or limit price", reference},
    {"limit_price_missing", 422, 42210000, "limit orders require a limit price", orders_page},
    {"limit_prices", 422, 42210000, "limit orders require only limit price", orders_page},
    {"stop_price_missing", 422, 42210000, "stop orders require a stop price", orders_page},
    {"stop_prices", 422, 42210000, "stop orders require only stop price", orders_page},
    {"stop_limit_prices", 422, 42210000, "stop limit orders require both stop and limit price",
     orders_page},
    {"trail_missing", 422, 42210000,
     "trailing stop orders must specify one of trail_price or trail_percent", orders_page},
    {"trailing_prices", 422, 42210000, "trailing stop orders must not specify limit or stop price",
     orders_page},
    {"trail_elsewhere", 422, 42210000, "trail_price and trail_percent are for trailing stop orders",
     orders_page},
    {"buy_stop_side", 422, 42210000, "stop price must be greater than current price", orders_page},
    {"sell_stop_side", 422, 42210000, "stop price must be less than current price", orders_page},
    // Time in force and hours.
    {"extended_hours", 422, 42210000, "extended hours order must be DAY limit orders", orders_page},
    {"trailing_time", 422, 42210000, "trailing stop orders must be DAY or GTC orders", orders_page},
    {"auction_types", 422, 42210000, "opg and cls orders must be market or limit orders",
     orders_page},
    {"opening_window", 422, 42210000,
     "opg orders are not accepted between two minutes before the open and 7:00pm "
     "America/New_York",
     orders_page},
    {"closing_window", 422, 42210000,
     "cls orders are not accepted between ten minutes before the close and 7:00pm "
     "America/New_York",
     orders_page},
    {"fractional_day", 422, 42210000, "fractional orders must be DAY orders", fractions},
    {"fractional_simple", 422, 42210000, "fractional orders must be simple orders", fractions},
    {"fractional_types", 422, 42210000,
     "fractional orders must be market, limit, stop, or stop_limit orders", fractions},
    // Groups of orders.
    {"complex_time", 422, 42210000, "complex orders must be DAY or GTC orders", orders_page},
    {"trailing_simple", 422, 42210000, "trailing stop orders must be simple orders", orders_page},
    {"simple_legs", 422, 42210000, "simple orders take no take_profit or stop_loss", orders_page},
    {"bracket_legs", 422, 42210000, "bracket orders require take_profit and stop_loss",
     orders_page},
    {"bracket_entry", 422, 42210000, "bracket orders must be entered with a market or limit order",
     orders_page},
    {"oco_legs", 422, 42210000, "oco orders require take_profit and stop_loss", orders_page},
    {"oco_type", 422, 42210000, "oco orders must be limit orders", orders_page},
    {"oto_legs", 422, 42210000, "oto orders require take_profit or stop_loss", orders_page},
    {"stop_loss_below", 422, 42210000, "stop_loss.stop_price must be <= base_price - 0.01",
     reference},
    {"stop_loss_above", 422, 42210000, "stop_loss.stop_price must be >= base_price + 0.01",
     reference},
    {"take_profit_above", 422, 42210000, "take_profit.limit_price must be >= base_price + 0.01",
     reference},
    {"take_profit_below", 422, 42210000, "take_profit.limit_price must be <= base_price - 0.01",
     reference},
    // Changes.
    {"order_unknown", 404, 40410000, "order not found for: *", reference},
    {"order_over", 422, 42210000, "order is already in \"*\" state", reference},
    {"order_replaced", 422, 42210000, "order already replaced", reference},
    {"not_replaceable", 422, 42210000, "cannot replace order in * status", reference},
    {"chain", 422, 42210000, "order chain not fully replaced", reference},
    {"unchanged", 422, 42210000, "order parameters are not changed", reference},
    {"below_filled", 422, 42210000, "qty must be > filled_qty", reference},
    {"leg_quantity", 422, 42210000, "qty cannot be changed for advanced orders", reference},
    {"notional_replaced", 422, 42210000, "notional orders cannot be replaced", ours},
    {"no_position", 404, 40410000, "position does not exist", reference},
    {"two_parts", 422, 42210000, "only one of qty or percentage is accepted", ours},
  };
  return rules;
}

const VenueRule* rule_of(const VenueError& error) {
  for (const auto& rule : venue_rules())
    if (rule.http == error.http && rule.code == error.code && is_like(rule.says, error.message))
      return &rule;
  return nullptr;
}

} // namespace hft::simulated
