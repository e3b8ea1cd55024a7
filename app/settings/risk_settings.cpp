#include "app/settings/risk_settings.hpp"

#include "app/settings/print_settings.hpp"

#include <limits>

namespace hft {

namespace {

Result<std::int64_t> amount(const std::string& text, const std::string& value) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max() / units_per_whole;
  const auto units = parse_units(value);
  if (!units || *units < 0)
    return fail(ErrorKind::BadArgument,
                "--limit=" + text + ": the value is no amount from 0 to " + std::to_string(most));
  return *units;
}

/// A limit that counts things takes a whole number of them.
bool is_count(const std::string& name) {
  return name == "orders_a_second" || name == "orders_a_minute" || name == "open_orders" ||
         name == "errors_a_minute";
}

Result<void> check_count(const std::string& text, const std::string& name, std::int64_t units) {
  constexpr auto most = std::int64_t{1'000'000} * units_per_whole;
  if (!is_count(name) || (units % units_per_whole == 0 && units <= most)) return {};
  return fail(ErrorKind::BadArgument,
              "--limit=" + text + ": " + name + " is a whole number up to 1000000");
}

/// Sets one limit of one scope; false when the scope has none of that name.
bool set_limit(RiskLimits& limits, const std::string& name, std::int64_t units) {
  const auto count = static_cast<std::uint32_t>(units / units_per_whole);
  if (name == "price_collar")
    limits.price_collar = BasisPoints{units / (units_per_whole / 100)};
  else if (name == "signal_age")
    limits.signal_age = Duration{units};
  else if (name == "price_age")
    limits.price_age = Duration{units};
  else if (name == "order_size")
    limits.order_size = Quantity{units};
  else if (name == "order_notional")
    limits.order_notional = Money{units};
  else if (name == "position")
    limits.position = Quantity{units};
  else if (name == "gross_exposure")
    limits.gross_exposure = Money{units};
  else if (name == "daily_loss")
    limits.daily_loss = Money{units};
  else if (name == "orders_a_second")
    limits.orders_a_second = count;
  else if (name == "orders_a_minute")
    limits.orders_a_minute = count;
  else if (name == "open_orders")
    limits.open_orders = count;
  else
    return false;
  return true;
}

Result<void> set_wash(RiskConfig& risk, const std::string& text, const std::string& value) {
  if (value == "off")
    risk.wash = WashRule::Off;
  else if (value == "resting")
    risk.wash = WashRule::Resting;
  else if (value == "broker")
    risk.wash = WashRule::Broker;
  else
    return fail(ErrorKind::BadArgument, "--limit=" + text + ": wash is off, resting or broker");
  return {};
}

Result<void> set_on_trip(RiskConfig& risk, const std::string& text, const std::string& value) {
  if (value != "halt" && value != "flatten")
    return fail(ErrorKind::BadArgument, "--limit=" + text + ": on_trip is halt or flatten");
  risk.on_trip = value == "halt" ? OnTrip::Halt : OnTrip::Flatten;
  return {};
}

Result<void> set_off_tick(RiskConfig& risk, const std::string& text, const std::string& value) {
  if (value != "round" && value != "refuse")
    return fail(ErrorKind::BadArgument, "--limit=" + text + ": off_tick is round or refuse");
  risk.off_tick = value == "round" ? OffTick::Round : OffTick::Refuse;
  return {};
}

/// Limits there is one of; false when none has that name.
bool set_only_limit(RiskConfig& risk, const std::string& name, std::int64_t units) {
  if (name == "price_collar")
    risk.price_collar = BasisPoints{units / (units_per_whole / 100)};
  else if (name == "price_age")
    risk.mark_age = Duration{units};
  else if (name == "unpriced_order")
    risk.unpriced_order = Quantity{units};
  else if (name == "errors_a_minute")
    risk.errors_a_minute = static_cast<std::uint32_t>(units / units_per_whole);
  else
    return false;
  return true;
}

Result<void> read_limit(RiskConfig& risk, const std::string& text) {
  if (is_print_limit(text)) return {}; // read by `read_print_limits`
  const auto equals = text.find('=');
  if (equals == std::string::npos)
    return fail(ErrorKind::BadArgument, "--limit=" + text + " has no value: give NAME=VALUE");
  auto name = text.substr(0, equals);
  const auto value = text.substr(equals + 1);
  if (name == "wash") return set_wash(risk, text, value);
  if (name == "on_trip") return set_on_trip(risk, text, value);
  if (name == "off_tick") return set_off_tick(risk, text, value);
  const auto units = amount(text, value);
  if (!units) return tl::unexpected{units.error()};
  if (name == "signal_age")
    return fail(ErrorKind::BadArgument,
                "--limit=" + text + ": the account's signal age is --max-signal-age");
  const auto dot = name.rfind('.'); // an id may have dots, a limit's name has none
  const auto bare = dot == std::string::npos ? name : name.substr(dot + 1);
  if (const auto whole = check_count(text, bare, *units); !whole)
    return tl::unexpected{whole.error()};
  if (set_only_limit(risk, name, *units)) return {};
  auto* scope = &risk.account;
  if (dot != std::string::npos) {
    const auto model = name.substr(0, dot);
    name = bare;
    const auto id = ModelId::from(model);
    if (model.empty() || !id)
      return fail(ErrorKind::BadArgument,
                  "--limit=" + text + ": before the dot stands the id of a model, or *");
    scope = model == "*" ? &risk.model : &risk.models.try_emplace(*id, risk.model).first->second;
  }
  if (!set_limit(*scope, name, *units))
    return fail(
      ErrorKind::BadArgument,
      "--limit=" + text + ": no limit is named " + name +
        " (order_size, order_notional, position, gross_exposure, orders_a_second, "
        "orders_a_minute, open_orders, daily_loss, price_collar, signal_age, price_age; for the "
        "account alone: unpriced_order, errors_a_minute, wash, on_trip, off_tick; for market data: "
        "print_ahead, print_age)");
  return {};
}

} // namespace

Result<RiskConfig> read_risk(const std::vector<std::string>& limits, Money exposure) {
  RiskConfig risk;
  risk.account.gross_exposure = exposure;
  for (const auto& text : limits)
    if (const auto read = read_limit(risk, text); !read) return tl::unexpected{read.error()};
  return risk;
}

Result<RiskConfig> with_limit(RiskConfig risk, const std::string& text) {
  if (const auto read = read_limit(risk, text); !read) return tl::unexpected{read.error()};
  return risk;
}

std::string model_of_limit(const std::string& text) {
  const auto name = text.substr(0, text.find('='));
  const auto dot = name.rfind('.');
  if (dot == std::string::npos || name.substr(0, dot) == "*") return {};
  return name.substr(0, dot);
}

} // namespace hft
