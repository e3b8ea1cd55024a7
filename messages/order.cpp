#include "messages/order.hpp"

#include <array>
#include <utility>

namespace hft {

namespace {

template <class Enum>
using Names = std::pair<Enum, std::string_view>;

constexpr std::array<Names<OrderState>, 21> state_names{{
  {OrderState::Intended, "intended"},
  {OrderState::Unknown, "unknown"},
  {OrderState::PendingNew, "pending_new"},
  {OrderState::Accepted, "accepted"},
  {OrderState::New, "new"},
  {OrderState::Held, "held"},
  {OrderState::PartiallyFilled, "partially_filled"},
  {OrderState::Filled, "filled"},
  {OrderState::DoneForDay, "done_for_day"},
  {OrderState::Canceled, "canceled"},
  {OrderState::Expired, "expired"},
  {OrderState::Replaced, "replaced"},
  {OrderState::PendingCancel, "pending_cancel"},
  {OrderState::PendingReplace, "pending_replace"},
  {OrderState::Rejected, "rejected"},
  {OrderState::Suspended, "suspended"},
  {OrderState::Stopped, "stopped"},
  {OrderState::Calculated, "calculated"},
  {OrderState::AcceptedForBidding, "accepted_for_bidding"},
  {OrderState::PendingReview, "pending_review"},
  {OrderState::Other, "other"},
}};

constexpr std::array<Names<OrderEventKind>, 21> kind_names{{
  {OrderEventKind::Accepted, "accepted"},
  {OrderEventKind::PendingNew, "pending_new"},
  {OrderEventKind::New, "new"},
  {OrderEventKind::PartialFill, "partial_fill"},
  {OrderEventKind::Fill, "fill"},
  {OrderEventKind::DoneForDay, "done_for_day"},
  {OrderEventKind::Canceled, "canceled"},
  {OrderEventKind::Expired, "expired"},
  {OrderEventKind::Replaced, "replaced"},
  {OrderEventKind::Rejected, "rejected"},
  {OrderEventKind::Stopped, "stopped"},
  {OrderEventKind::Suspended, "suspended"},
  {OrderEventKind::Calculated, "calculated"},
  {OrderEventKind::PendingCancel, "pending_cancel"},
  {OrderEventKind::PendingReplace, "pending_replace"},
  {OrderEventKind::ReplaceRejected, "order_replace_rejected"},
  {OrderEventKind::CancelRejected, "order_cancel_rejected"},
  {OrderEventKind::Held, "held"},
  {OrderEventKind::Restated, "restated"},
  {OrderEventKind::Snapshot, "snapshot"},
  {OrderEventKind::Other, "other"},
}};

constexpr std::array<Names<Side>, 2> side_names{{{Side::Buy, "buy"}, {Side::Sell, "sell"}}};

constexpr std::array<Names<OrderType>, 5> type_names{{
  {OrderType::Market, "market"},
  {OrderType::Limit, "limit"},
  {OrderType::Stop, "stop"},
  {OrderType::StopLimit, "stop_limit"},
  {OrderType::TrailingStop, "trailing_stop"},
}};

constexpr std::array<Names<TimeInForce>, 6> time_in_force_names{{
  {TimeInForce::Day, "day"},
  {TimeInForce::Gtc, "gtc"},
  {TimeInForce::Opg, "opg"},
  {TimeInForce::Cls, "cls"},
  {TimeInForce::Ioc, "ioc"},
  {TimeInForce::Fok, "fok"},
}};

constexpr std::array<Names<Refusal>, 23> refusal_names{{
  {Refusal::NotReady, "not ready"},
  {Refusal::Halted, "halted"},
  {Refusal::SessionPhase, "session phase"},
  {Refusal::StaleSignal, "stale signal"},
  {Refusal::StaleData, "stale data"},
  {Refusal::SymbolHalted, "symbol halted"},
  {Refusal::OrderSize, "order size"},
  {Refusal::OrderNotional, "order notional"},
  {Refusal::PositionLimit, "position limit"},
  {Refusal::GrossExposure, "gross exposure"},
  {Refusal::PriceCollar, "price collar"},
  {Refusal::OrderRate, "order rate"},
  {Refusal::OpenOrders, "open orders"},
  {Refusal::DailyLoss, "daily loss"},
  {Refusal::WashTrade, "wash trade"},
  {Refusal::RequestBudget, "request budget"},
  {Refusal::BadOrder, "bad order"},
  {Refusal::Venue, "venue"},
  {Refusal::PriceIncrement, "price increment"},
  {Refusal::Asset, "asset"},
  {Refusal::ShortSale, "short sale"},
  {Refusal::PositionCrossing, "position crossing"},
  {Refusal::HeldBack, "held back"},
}};

template <class Table, class Enum>
std::string_view name_in(const Table& table, Enum value) {
  for (const auto& [entry, name] : table)
    if (entry == value) return name;
  return "?";
}

template <class Enum, std::size_t N>
std::optional<Enum> value_in(const std::array<Names<Enum>, N>& table, std::string_view text) {
  for (const auto& [entry, name] : table)
    if (name == text) return entry;
  return std::nullopt;
}

} // namespace

std::string_view to_string(OrderState state) {
  return name_in(state_names, state);
}
std::string_view to_string(OrderEventKind kind) {
  return name_in(kind_names, kind);
}
std::string_view to_string(Side side) {
  return name_in(side_names, side);
}
std::string_view to_string(OrderType type) {
  return name_in(type_names, type);
}
std::string_view to_string(TimeInForce time_in_force) {
  return name_in(time_in_force_names, time_in_force);
}
std::string_view to_string(Refusal refusal) {
  return name_in(refusal_names, refusal);
}

OrderState order_state_from(std::string_view text) {
  const auto state = value_in(state_names, text).value_or(OrderState::Other);
  // Our own two words are not the broker's to say.
  return state == OrderState::Intended || state == OrderState::Unknown ? OrderState::Other : state;
}

OrderEventKind order_event_kind_from(std::string_view text) {
  const auto kind = value_in(kind_names, text).value_or(OrderEventKind::Other);
  return kind == OrderEventKind::Snapshot ? OrderEventKind::Other : kind;
}

std::optional<Side> side_from(std::string_view text) {
  return value_in(side_names, text);
}
std::optional<OrderType> order_type_from(std::string_view text) {
  return value_in(type_names, text);
}
std::optional<TimeInForce> time_in_force_from(std::string_view text) {
  return value_in(time_in_force_names, text);
}

bool is_terminal(OrderState state) {
  switch (state) {
    case OrderState::Filled:
    case OrderState::Canceled:
    case OrderState::Expired:
    case OrderState::Replaced:
    case OrderState::Rejected: return true;
    default: return false;
  }
}

} // namespace hft
