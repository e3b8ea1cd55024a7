#include "adapters/simulated/exchange/order_rules.hpp"

namespace hft::simulated {

namespace {

/// Reads fields until the first mistake; later ones are not looked at.
class FieldReader {
public:
  std::optional<VenueError> error;

  void refuse(VenueError mistake) {
    if (!error) error = std::move(mistake);
  }
  void require(bool condition, VenueError mistake) {
    if (!condition) refuse(std::move(mistake));
  }

  std::optional<std::int64_t> number(const std::string& text, const char* name) {
    if (text.empty() || error) return std::nullopt;
    const auto units = parse_units(text);
    if (!units) {
      refuse(malformed(std::string{"invalid "} + name + " " + text));
      return std::nullopt;
    }
    if (*units <= 0) refuse(unprocessable(std::string{name} + " must be > 0"));
    return units;
  }

  std::optional<Price> price(const std::string& text, const char* name) {
    const auto units = number(text, name);
    if (!units) return std::nullopt;
    const Price price{*units};
    if (price > dearest_price) refuse(unprocessable(std::string{"invalid "} + name + " " + text));
    const auto tick = price >= dollars(1) ? cents(1).units : cents(1).units / 100;
    if (price.units % tick != 0)
      refuse(unprocessable(std::string{"invalid "} + name + " " + text +
                           ". sub-penny increment does not fulfill minimum pricing criteria"));
    return price;
  }

  template <class Value, class From>
  Value word(const std::string& text, const char* name, Value otherwise, From from) {
    if (error) return otherwise;
    if (text.empty()) {
      refuse(malformed(std::string{name} + " is required"));
      return otherwise;
    }
    const auto value = from(text);
    if (!value) refuse(malformed(std::string{"invalid "} + name + " " + text));
    return value.value_or(otherwise);
  }
};

void read_quantity(FieldReader& reader, const PlaceRequest& request, VenueOrder& order) {
  reader.require(request.qty.empty() || request.notional.empty(),
                 {400, 40010000, "only one of qty or notional is accepted", {}});
  reader.require(!request.qty.empty() || !request.notional.empty(),
                 malformed("qty or notional is required"));
  if (const auto units = reader.number(request.qty, "qty")) order.quantity = Quantity{*units};
  if (const auto units = reader.number(request.notional, "notional"))
    order.notional = Money{*units};
  reader.require(order.quantity.value_or(Quantity{}) <= largest_quantity,
                 unprocessable("qty must be <= 1000000000"));
}

void read_prices(FieldReader& reader, const PlaceRequest& request, VenueOrder& order) {
  order.limit_price = reader.price(request.limit_price, "limit_price");
  order.stop_price = reader.price(request.stop_price, "stop_price");
  order.trail_price = reader.price(request.trail_price, "trail_price");
  if (const auto units = reader.number(request.trail_percent, "trail_percent"))
    order.trail_percent = Price{*units};
  reader.require(order.trail_percent.value_or(Price{}) < dollars(100),
                 unprocessable("trail_percent must be < 100"));
}

void check_prices_of_type(FieldReader& reader, const VenueOrder& order) {
  const bool limit = order.limit_price.has_value();
  const bool stop = order.stop_price.has_value();
  const bool trails = order.trail_price || order.trail_percent;
  switch (order.type) {
    case OrderType::Market:
      reader.require(!limit && !stop,
                     unprocessable("market orders require no stop or limit price"));
      break;
    case OrderType::Limit:
      reader.require(limit, unprocessable("limit orders require a limit price"));
      reader.require(!stop, unprocessable("limit orders require only limit price"));
      break;
    case OrderType::Stop:
      reader.require(stop, unprocessable("stop orders require a stop price"));
      reader.require(!limit, unprocessable("stop orders require only stop price"));
      break;
    case OrderType::StopLimit:
      reader.require(limit && stop,
                     unprocessable("stop limit orders require both stop and limit price"));
      break;
    case OrderType::TrailingStop:
      reader.require(order.trail_price.has_value() != order.trail_percent.has_value(),
                     unprocessable("trailing stop orders must specify one of trail_price or "
                                   "trail_percent"));
      reader.require(!limit && !stop,
                     unprocessable("trailing stop orders must not specify limit or stop price"));
      break;
  }
  reader.require(order.type == OrderType::TrailingStop || !trails,
                 unprocessable("trail_price and trail_percent are for trailing stop orders"));
}

void check_combination(FieldReader& reader, const VenueOrder& order) {
  const bool simple =
    order.order_class == OrderClass::None || order.order_class == OrderClass::Simple;
  const bool day = order.time_in_force == TimeInForce::Day;
  const bool day_or_gtc = day || order.time_in_force == TimeInForce::Gtc;
  if (order.extended_hours)
    reader.require(day && order.type == OrderType::Limit && simple,
                   unprocessable("extended hours order must be DAY limit orders"));
  if (order.type == OrderType::TrailingStop) {
    reader.require(day_or_gtc, unprocessable("trailing stop orders must be DAY or GTC orders"));
    reader.require(simple, unprocessable("trailing stop orders must be simple orders"));
  }
  const bool auction =
    order.time_in_force == TimeInForce::Opg || order.time_in_force == TimeInForce::Cls;
  if (auction)
    reader.require(order.type == OrderType::Market || order.type == OrderType::Limit,
                   unprocessable("opg and cls orders must be market or limit orders"));
  if (!simple)
    reader.require(day_or_gtc, unprocessable("complex orders must be DAY or GTC orders"));
  if (order.notional || !is_whole(*order.quantity)) {
    reader.require(day, unprocessable("fractional orders must be DAY orders"));
    reader.require(simple, unprocessable("fractional orders must be simple orders"));
    reader.require(order.type != OrderType::TrailingStop,
                   unprocessable("fractional orders must be market, limit, stop, or stop_limit "
                                 "orders"));
  }
}

VenueOrder leg_of(const VenueOrder& order, Side side, OrderType type) {
  VenueOrder leg;
  leg.symbol = order.symbol;
  leg.order_class = order.order_class;
  leg.type = type;
  leg.side = side;
  leg.time_in_force = order.time_in_force;
  leg.quantity = order.quantity;
  return leg;
}

void read_legs(FieldReader& reader, const PlaceRequest& request, OrderDraft& draft) {
  const auto& order = draft.order;
  const bool oco = order.order_class == OrderClass::Oco;
  const Side exit = oco ? order.side : opposite(order.side);
  if (request.take_profit) {
    auto leg = leg_of(order, exit, OrderType::Limit);
    leg.limit_price = reader.price(request.take_profit_limit_price, "take_profit.limit_price");
    reader.require(leg.limit_price.has_value(), malformed("take_profit.limit_price is required"));
    draft.take_profit = std::move(leg);
  }
  if (request.stop_loss) {
    auto leg = leg_of(order, exit, OrderType::Stop);
    leg.stop_price = reader.price(request.stop_loss_stop_price, "stop_loss.stop_price");
    leg.limit_price = reader.price(request.stop_loss_limit_price, "stop_loss.limit_price");
    reader.require(leg.stop_price.has_value(), malformed("stop_loss.stop_price is required"));
    if (leg.limit_price) leg.type = OrderType::StopLimit;
    draft.stop_loss = std::move(leg);
  }
}

void check_class(FieldReader& reader, const OrderDraft& draft) {
  const int legs = (draft.take_profit ? 1 : 0) + (draft.stop_loss ? 1 : 0);
  switch (draft.order.order_class) {
    case OrderClass::None:
    case OrderClass::Simple:
      reader.require(legs == 0, unprocessable("simple orders take no take_profit or stop_loss"));
      break;
    case OrderClass::Bracket:
      reader.require(legs == 2, unprocessable("bracket orders require take_profit and stop_loss"));
      reader.require(draft.order.type == OrderType::Market || draft.order.type == OrderType::Limit,
                     unprocessable("bracket orders must be entered with a market or limit order"));
      break;
    case OrderClass::Oco:
      reader.require(legs == 2, unprocessable("oco orders require take_profit and stop_loss"));
      break;
    case OrderClass::Oto:
      reader.require(legs == 1, unprocessable("oto orders require take_profit or stop_loss"));
      break;
  }
}

} // namespace

Answer<OrderDraft> draft_of(const PlaceRequest& request) {
  FieldReader reader;
  OrderDraft draft;
  auto& order = draft.order;
  reader.require(!request.symbol.empty(), malformed("symbol is required"));
  reader.require(is_plausible_symbol(request.symbol),
                 unprocessable("asset \"" + request.symbol + "\" not found"));
  order.symbol = Symbol::truncated(request.symbol);
  read_quantity(reader, request, order);
  order.side = reader.word(request.side, "side", Side::Buy, side_from);
  order.type = reader.word(request.type, "type", OrderType::Market, order_type_from);
  order.time_in_force =
    reader.word(request.time_in_force, "time_in_force", TimeInForce::Day, time_in_force_from);
  if (!request.order_class.empty())
    order.order_class =
      reader.word(request.order_class, "order_class", OrderClass::None, order_class_from);
  order.extended_hours = request.extended_hours;
  reader.require(request.client_order_id.size() <= 128,
                 malformed("client_order_id must be no more than 128 characters"));
  order.client_order_id = ClientOrderId::truncated(request.client_order_id);
  if (!request.position_intent.empty())
    reader.word(request.position_intent, "position_intent", PositionIntent::BuyToOpen,
                position_intent_from);
  read_prices(reader, request, order);
  read_legs(reader, request, draft);
  // An exit pair is one limit order, the profit side, with the stop as its leg.
  if (order.order_class == OrderClass::Oco && draft.take_profit && !order.limit_price)
    order.limit_price = draft.take_profit->limit_price;
  if (!reader.error) check_prices_of_type(reader, order);
  if (!reader.error) check_combination(reader, order);
  if (!reader.error) check_class(reader, draft);
  if (order.order_class == OrderClass::Oco)
    reader.require(order.type == OrderType::Limit,
                   unprocessable("oco orders must be limit orders"));
  if (reader.error) return tl::unexpected{*reader.error};
  return draft;
}

Answer<VenueOrder> successor_of(const VenueOrder& old, const ReplaceRequest& request) {
  FieldReader reader;
  auto next = old;
  next.filled = {};
  next.average_price.reset();
  next.client_order_id = ClientOrderId::truncated(request.client_order_id);
  reader.require(request.client_order_id.size() <= 128,
                 malformed("client_order_id must be no more than 128 characters"));
  reader.require(!old.notional, unprocessable("notional orders cannot be replaced"));
  auto total = old.quantity.value_or(Quantity{});
  if (const auto units = reader.number(request.qty, "qty")) total = Quantity{*units};
  const bool advanced =
    old.order_class != OrderClass::None && old.order_class != OrderClass::Simple;
  const bool quantity_changed = total != old.quantity.value_or(Quantity{});
  reader.require(!advanced || !quantity_changed,
                 unprocessable("qty cannot be changed for advanced orders"));
  reader.require(total > old.filled, unprocessable("qty must be > filled_qty"));
  reader.require(total <= largest_quantity, unprocessable("qty must be <= 1000000000"));
  if (!reader.error) next.quantity = total - old.filled;
  if (!request.time_in_force.empty())
    next.time_in_force =
      reader.word(request.time_in_force, "time_in_force", TimeInForce::Day, time_in_force_from);
  if (const auto price = reader.price(request.limit_price, "limit_price")) next.limit_price = price;
  if (const auto price = reader.price(request.stop_price, "stop_price")) next.stop_price = price;
  if (const auto units = reader.number(request.trail, "trail")) {
    if (old.trail_percent)
      next.trail_percent = Price{*units};
    else
      next.trail_price = Price{*units};
  }
  if (!reader.error)
    check_prices_of_type(reader, [&] {
      auto checked = next; // the stop of a trailing stop is where it stands, not what was asked
      if (checked.type == OrderType::TrailingStop && request.stop_price.empty())
        checked.stop_price.reset();
      return checked;
    }());
  if (!reader.error) check_combination(reader, next);
  const bool same = !quantity_changed && next.time_in_force == old.time_in_force &&
                    next.limit_price == old.limit_price && next.stop_price == old.stop_price &&
                    next.trail_price == old.trail_price && next.trail_percent == old.trail_percent;
  reader.require(!same || !request.client_order_id.empty(),
                 unprocessable("order parameters are not changed"));
  if (reader.error) return tl::unexpected{*reader.error};
  return next;
}

} // namespace hft::simulated
