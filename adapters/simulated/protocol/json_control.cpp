#include "adapters/simulated/protocol/json_control.hpp"

#include "adapters/simulated/exchange/order_checks.hpp"

#include <algorithm>

namespace hft::simulated {

namespace {

constexpr std::int64_t most = 1'000'000 * units_per_whole;
constexpr std::int64_t most_money = 1'000'000'000 * units_per_whole;

tl::unexpected<Failure> wrong_control(std::string sentence) {
  return fail(ErrorKind::BadPayload, std::move(sentence));
}

Result<void> check_fields(const Json& message, std::initializer_list<std::string_view> known,
                          std::string_view what) {
  if (!message.is_object()) return wrong_control(std::string{what} + " must be an object");
  for (const auto& field : message.items())
    if (std::find(known.begin(), known.end(), field.key()) == known.end())
      return wrong_control(std::string{what} + " has no field \"" + field.key() + "\"");
  return {};
}

/// A decimal number as text or number, between the bounds; empty when it is absent.
Result<std::optional<std::int64_t>> number(const Json& message, const char* field,
                                           std::int64_t least, std::int64_t greatest) {
  if (!message.contains(field)) return std::optional<std::int64_t>{};
  const auto units = parse_units(scalar_at(message, field));
  if (!units || *units < least || *units > greatest)
    return wrong_control(std::string{field} + " must be a decimal number from " +
                         format_units(least) + " to " + format_units(greatest));
  return std::optional{*units};
}

Result<std::optional<Date>> date(const Json& message, const char* field) {
  if (!message.contains(field)) return std::optional<Date>{};
  const auto parsed = parse_date(text_at(message, field));
  if (!parsed) return wrong_control(std::string{field} + " must be a date, YYYY-MM-DD");
  return std::optional{*parsed};
}

} // namespace

Result<CorporateAction> corporate_action_from(const Json& message, Date today) {
  if (const auto known = check_fields(
        message,
        {"type", "symbol", "new_symbol", "old_rate", "new_rate", "cash", "ex_date", "activities"},
        "a corporate action");
      !known)
    return tl::unexpected{known.error()};
  CorporateAction action;
  const auto kind = corporate_action_kind_from(text_at(message, "type"));
  if (!kind) return wrong_control("type must be split, dividend or rename");
  action.kind = *kind;
  const auto symbol = text_at(message, "symbol");
  if (!is_plausible_symbol(symbol))
    return wrong_control("symbol must be an asset's: 1 to 5 capital letters");
  action.symbol = Symbol::truncated(symbol);
  const auto old_rate = number(message, "old_rate", 1, most);
  const auto new_rate = number(message, "new_rate", 1, most);
  const auto cash = number(message, "cash", 1, most);
  const auto ex_date = date(message, "ex_date");
  if (!old_rate) return tl::unexpected{old_rate.error()};
  if (!new_rate) return tl::unexpected{new_rate.error()};
  if (!cash) return tl::unexpected{cash.error()};
  if (!ex_date) return tl::unexpected{ex_date.error()};
  action.old_rate = {old_rate->value_or(units_per_whole)};
  action.new_rate = {new_rate->value_or(units_per_whole)};
  action.cash = {cash->value_or(0)};
  action.ex_date = ex_date->value_or(today);
  if (message.contains("activities")) {
    if (!message.at("activities").is_boolean())
      return wrong_control("activities must be true or false");
    action.told = message.at("activities").get<bool>();
  }
  const auto renamed = text_at(message, "new_symbol");
  if (*kind == CorporateAction::Kind::Split && action.old_rate == action.new_rate)
    return wrong_control("a split needs an old_rate and a new_rate that differ");
  if (*kind == CorporateAction::Kind::Dividend && action.cash.units == 0)
    return wrong_control("a dividend needs its cash, dollars a share");
  if (*kind == CorporateAction::Kind::Rename) {
    if (!is_plausible_symbol(renamed) || renamed == symbol)
      return wrong_control(
        "a rename needs a new_symbol: 1 to 5 capital letters, another than symbol");
    action.new_symbol = Symbol::truncated(renamed);
  }
  return action;
}

Result<ActivityRequest> activity_request_from(const Json& message) {
  if (const auto known =
        check_fields(message,
                     {"key", "activity_type", "activity_sub_type", "date", "symbol", "qty", "price",
                      "net_amount", "per_share_amount", "description"},
                     "an activity");
      !known)
    return tl::unexpected{known.error()};
  ActivityRequest request;
  request.type = text_at(message, "activity_type");
  request.sub_type = text_at(message, "activity_sub_type");
  request.symbol = text_at(message, "symbol");
  request.description = text_at(message, "description");
  if (text_at(message, "key").empty()) return wrong_control("key must name an account's API key");
  if (request.type.empty() || request.type == "FILL")
    return wrong_control("activity_type must be one that is no FILL, such as FEE or OPTRD");
  const auto day = date(message, "date");
  const auto quantity = number(message, "qty", -most_money, most_money);
  const auto price = number(message, "price", 0, most);
  const auto net_amount = number(message, "net_amount", -most_money, most_money);
  const auto per_share = number(message, "per_share_amount", -most, most);
  if (!day) return tl::unexpected{day.error()};
  for (const auto* read : {&quantity, &price, &net_amount, &per_share})
    if (!*read) return tl::unexpected{read->error()};
  request.date = *day;
  if (*quantity) request.quantity = Quantity{**quantity};
  if (*price) request.price = Price{**price};
  if (*net_amount) request.net_amount = Money{**net_amount};
  if (*per_share) request.per_share = Price{**per_share};
  return request;
}

Result<Asset> changed_asset(const Asset& asset, const Json& message) {
  if (const auto known = check_fields(message,
                                      {"symbol", "active", "tradable", "marginable", "shortable",
                                       "easy_to_borrow", "fractionable"},
                                      "an asset");
      !known)
    return tl::unexpected{known.error()};
  auto changed = asset;
  for (const auto& [name, flag] :
       {std::pair{"active", &changed.active}, std::pair{"tradable", &changed.tradable},
        std::pair{"marginable", &changed.marginable}, std::pair{"shortable", &changed.shortable},
        std::pair{"easy_to_borrow", &changed.easy_to_borrow},
        std::pair{"fractionable", &changed.fractionable}}) {
    if (!message.contains(name)) continue;
    if (!message.at(name).is_boolean())
      return wrong_control(std::string{name} + " must be true or false");
    *flag = message.at(name).get<bool>();
  }
  return changed;
}

} // namespace hft::simulated
