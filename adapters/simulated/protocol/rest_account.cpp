#include "adapters/simulated/protocol/rest_account.hpp"

#include "adapters/simulated/protocol/json_calendar.hpp"
#include "messages/new_york.hpp"

#include <algorithm>

namespace hft::simulated {

namespace {

Json configuration_of(const AccountSettings& settings) {
  return {{"disable_overnight_trading", settings.no_overnight},
          {"fractional_trading", settings.fractional},
          {"max_margin_multiplier", std::to_string(settings.most_multiplier)},
          {"max_options_trading_level", settings.most_options_level},
          {"no_shorting", settings.no_shorting},
          {"ptp_no_exception_entry", settings.ptp_no_exception_entry},
          {"suspend_trade", settings.suspended},
          {"trade_confirm_email", settings.confirms_trades ? "all" : "none"}};
}

/// Whether a value may stand in a configuration's field.
bool fits(const std::string& field, const Json& before, const Json& value) {
  if (field == "max_margin_multiplier") return value == "1" || value == "2" || value == "4";
  if (field == "trade_confirm_email") return value == "all" || value == "none";
  if (field == "max_options_trading_level")
    return value.is_number_integer() && value >= 0 && value <= 3;
  return value.type() == before.type();
}

AccountSettings settings_of(const Json& configuration) {
  AccountSettings settings;
  settings.no_shorting = configuration.at("no_shorting").get<bool>();
  settings.suspended = configuration.at("suspend_trade").get<bool>();
  settings.fractional = configuration.at("fractional_trading").get<bool>();
  settings.most_multiplier =
    std::stoi(configuration.at("max_margin_multiplier").get<std::string>());
  settings.no_overnight = configuration.at("disable_overnight_trading").get<bool>();
  settings.ptp_no_exception_entry = configuration.at("ptp_no_exception_entry").get<bool>();
  settings.confirms_trades = configuration.at("trade_confirm_email") == "all";
  settings.most_options_level = configuration.at("max_options_trading_level").get<int>();
  return settings;
}

HttpResponse change_configuration(const RestCall& call) {
  const auto change = decode(call.request.body, Encoding::Json);
  if (change.is_discarded() || !change.is_object())
    return error_response({422, 40010001, "request body format is invalid", {}});
  auto changed = configuration_of(call.engine.exchange().settings(call.key));
  for (const auto& field : change.items()) {
    if (!changed.contains(field.key()) || field.value().is_null()) continue;
    // Clients send the multiplier as a text or as a number.
    const auto value = field.key() == "max_margin_multiplier" && field.value().is_number()
                         ? Json(field.value().dump())
                         : field.value();
    if (!fits(field.key(), changed[field.key()], value))
      return error_response({422, 40010001, "invalid " + field.key(), {}});
    changed[field.key()] = value;
  }
  call.engine.exchange().set_settings(call.key, settings_of(changed));
  return json_response(changed);
}

HttpResponse activities(const RestCall& call, const std::string& types,
                        const ForeignBooks& foreign) {
  const auto& request = call.request;
  ActivityQuery query;
  if (const auto date = request.parameter("date"); !date.empty())
    query.date = parse_date(date.substr(0, 10));
  if (const auto after = request.parameter("after"); !after.empty())
    query.after = time_parameter(after);
  if (const auto until = request.parameter("until"); !until.empty())
    query.until = time_parameter(until);
  query.ascending = request.parameter("direction") == "asc";
  query.page_token = request.parameter("page_token");
  if (const auto size = request.parameter("page_size"); !size.empty()) {
    const auto count = count_parameter(size);
    if (!count || *count == 0 || *count > 100)
      return error_response({422, 40010001, "page_size must be between 1 and 100", {}});
    query.page_size = *count;
  }
  query.types = listed(types);
  if (const auto category = request.parameter("category"); category == "trade_activity")
    query.category = ActivityQuery::Category::Trades;
  else if (category == "non_trade_activity")
    query.category = ActivityQuery::Category::NotTrades;
  else if (!category.empty())
    return error_response({422, 40010001, "invalid category", {}});
  if (query.category != ActivityQuery::Category::Any && !query.types.empty())
    return error_response(
      {422, 40010001, "only one of activity_types or category is accepted", {}});
  auto body = foreign.activities(call.key, query);
  for (const auto& activity : call.engine.exchange().account_activities(call.key, query))
    body.push_back(std::visit([](const auto& one) { return to_json(one); }, activity));
  return json_response(body);
}

/// The days a period such as `1M` reaches back; a month when it is not understood.
int days_of(std::string_view period) {
  const auto count =
    period.empty() ? std::nullopt : count_parameter(period.substr(0, period.size() - 1));
  const auto number = static_cast<int>(std::min<std::size_t>(count.value_or(1), 100));
  switch (period.empty() ? 'M' : period.back()) {
    case 'D': return number - 1;
    case 'W': return number * 7;
    case 'A': return number * 366;
    default: return number * 31;
  }
}

Duration bucket_of(std::string_view timeframe) {
  if (timeframe == "1Min") return std::chrono::minutes{1};
  if (timeframe == "5Min") return std::chrono::minutes{5};
  if (timeframe == "15Min") return std::chrono::minutes{15};
  if (timeframe == "1H") return std::chrono::hours{1};
  return std::chrono::hours{24};
}

HttpResponse portfolio_history(const RestCall& call) {
  const auto& request = call.request;
  const auto either = [&](const char* name, const char* older) {
    const auto text = request.parameter(name);
    return text.empty() ? request.parameter(older) : text;
  };
  const auto now = call.engine.now();
  const std::string period{request.parameter("period")};
  auto timeframe = std::string{request.parameter("timeframe")};
  if (timeframe.empty()) timeframe = period == "1D" ? "1Min" : "1D";
  const auto start_of_period = from_new_york(new_york_date(now) - days_of(period), Duration{0});
  const auto start = time_parameter(either("start", "date_start")).value_or(start_of_period);
  const auto end = time_parameter(either("end", "date_end"), true).value_or(now);
  call.engine.exchange().account(call.key);

  const auto bucket = bucket_of(timeframe);
  std::map<std::int64_t, Money> last_of; // by epoch second of the bucket
  std::optional<EquityPoint> base;
  for (const auto& point : call.engine.exchange().equity_history(call.key)) {
    if (!base || point.time < start) base = point;
    if (point.time < start || end < point.time) continue;
    const auto floor = bucket == std::chrono::hours{24}
                         ? from_new_york(new_york_date(point.time), Duration{0})
                         : point.time - Duration{point.time.nanoseconds % bucket.count()};
    last_of[floor.nanoseconds / units_per_whole] = point.equity;
  }
  Json body{{"timestamp", Json::array()},
            {"equity", Json::array()},
            {"profit_loss", Json::array()},
            {"profit_loss_pct", Json::array()}};
  const auto base_value = base ? base->equity : call.engine.exchange().account(call.key).equity;
  for (const auto& [second, equity] : last_of) {
    const auto profit = equity - base_value;
    body["timestamp"].push_back(second);
    body["equity"].push_back(to_double(equity));
    body["profit_loss"].push_back(to_double(profit));
    body["profit_loss_pct"].push_back(base_value.units ? to_double(profit) / to_double(base_value)
                                                       : 0.0);
  }
  body["base_value"] = to_double(base_value);
  body["base_value_asof"] = format_date(new_york_date(base ? base->time : now));
  body["timeframe"] = timeframe;
  body["cashflow"] = Json::object();
  return json_response(body);
}

Date settlement_after(const VenueEngine& engine, Date date) {
  // One day since May 28, 2024, two before.
  const auto one_day = make_date(2024, 5, 28);
  auto settled = engine.session_after(date);
  if (settled && date < one_day)
    if (const auto second = engine.session_after(settled->date)) settled = second;
  return settled ? settled->date : date + 1;
}

/// Rows of [start, end]; `make` turns a session and its settlement date into one.
template <class Make>
Json calendar_rows(const VenueEngine& engine, Date start, Date end, bool by_settlement, Make make) {
  auto rows = Json::array();
  for (auto date = by_settlement ? start - 7 : start; date <= end; date = date + 1) {
    const auto plan = engine.session_on(date);
    if (!plan) continue;
    const auto settlement = settlement_after(engine, date);
    const auto compared = by_settlement ? settlement : date;
    if (start <= compared && compared <= end) rows.push_back(make(*plan, settlement));
  }
  return rows;
}

/// A date, or the date a time begins with: clients send midnights of no particular zone.
std::optional<Date> date_parameter(std::string_view text, Date otherwise) {
  return text.empty() ? otherwise : parse_date(text.substr(0, 10));
}

HttpResponse calendar(const RestCall& call, bool newer) {
  const auto today = new_york_date(call.engine.now());
  const auto first = newer ? today : make_date(1970, 1, 1);
  const auto last = newer ? today + 6 : make_date(2029, 12, 31);
  const auto start = date_parameter(call.request.parameter("start"), first);
  const auto end = date_parameter(call.request.parameter("end"), last);
  if (!start || !end) return error_response({422, 40010001, "invalid start or end", {}});
  const auto from = std::max(*start, make_date(1970, 1, 1));
  const auto to = std::min(*end, make_date(2029, 12, 31));
  if (newer)
    return json_response(
      {{"calendar", calendar_rows(call.engine, from, to, false, calendar_v3_row)}});
  const auto settlement = call.request.parameter("date_type") == "SETTLEMENT";
  return json_response(calendar_rows(call.engine, from, to, settlement, calendar_row));
}

HttpResponse clock_v3(const RestCall& call) {
  const auto now = time_parameter(call.request.parameter("time")).value_or(call.engine.now());
  const auto plan =
    session_at_or_after([&](Date date) { return call.engine.session_on(date); }, now);
  const auto following = plan ? call.engine.session_after(plan->date) : std::nullopt;
  const auto basics = clock_json(now, plan, following);
  const auto phase = !plan || now < plan->pre_open ? "closed"
                     : now < plan->open            ? "pre"
                     : now < plan->close           ? "core"
                                                   : "post";
  const auto until = !plan                  ? now
                     : now < plan->pre_open ? plan->pre_open
                     : now < plan->open     ? plan->open
                     : now < plan->close    ? plan->close
                                            : plan->post_end;
  auto markets = listed(call.request.parameter("markets"));
  if (markets.empty()) markets = {"XNYS"};
  auto clocks = Json::array();
  for (const auto& market : markets)
    clocks.push_back({{"market", {{"mic", market}, {"acronym", market}, {"name", market}}},
                      {"timestamp", format_new_york(now)},
                      {"is_market_day", call.engine.session_on(new_york_date(now)).has_value()},
                      {"next_market_open", basics.at("next_open")},
                      {"next_market_close", basics.at("next_close")},
                      {"phase", phase},
                      {"phase_until", format_new_york(until)}});
  return json_response({{"clocks", std::move(clocks)}});
}

} // namespace

RestAnswer account_answer(const RestCall& call, const ForeignBooks& foreign) {
  if (call.is("GET", {"v2", "account"}))
    return json_response(to_json(call.engine.exchange().account(call.key)));
  if (call.is("GET", {"v2", "account", "configurations"}))
    return json_response(configuration_of(call.engine.exchange().settings(call.key)));
  if (call.is("PATCH", {"v2", "account", "configurations"})) return change_configuration(call);
  if (call.is("GET", {"v2", "account", "activities"})) {
    const auto types = call.request.parameter("activity_types");
    return activities(
      call, std::string{types.empty() ? call.request.parameter("activity_type") : types}, foreign);
  }
  if (call.is("GET", {"v2", "account", "activities", any_part}))
    return activities(call, call.path[3], foreign);
  if (call.is("GET", {"v2", "account", "portfolio", "history"})) return portfolio_history(call);
  return std::nullopt;
}

RestAnswer calendar_answer(const RestCall& call) {
  if (call.is("GET", {"v2", "clock"})) {
    const auto& plan = call.engine.session();
    return json_response(
      clock_json(call.engine.told(), plan, call.engine.session_after(plan.date)));
  }
  if (call.is("GET", {"v2", "calendar"})) return calendar(call, false);
  if (call.is("GET", {"v3", "clock"})) return clock_v3(call);
  if (call.is("GET", {"v3", "calendar", any_part})) return calendar(call, true);
  return std::nullopt;
}

RestAnswer assets_answer(const RestCall& call) {
  auto& exchange = call.engine.exchange();
  if (call.is("GET", {"v2", "assets"})) {
    auto body = Json::array();
    const auto asset_class = call.request.parameter("asset_class");
    const auto status = call.request.parameter("status");
    const auto market = call.request.parameter("exchange");
    for (const auto& asset : exchange.assets()) {
      if (!asset_class.empty() && asset_class != "us_equity") continue;
      if (!status.empty() && asset.active != (status == "active")) continue;
      if (!market.empty() && asset.exchange != market) continue;
      body.push_back(to_json(asset));
    }
    return json_response(body);
  }
  if (call.is("GET", {"v2", "assets", any_part})) {
    const auto asset = exchange.asset(call.path[2]);
    return asset ? json_response(to_json(*asset)) : error_response(asset.error());
  }
  return std::nullopt;
}

} // namespace hft::simulated
