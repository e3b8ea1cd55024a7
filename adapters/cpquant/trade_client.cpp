#include "adapters/cpquant/trade_client.hpp"

#include "adapters/cpquant/order_stream.hpp"
#include "adapters/cpquant/rest.hpp"
#include "adapters/cpquant/trade_gateway.hpp"
#include "adapters/cpquant/wire_clock.hpp"
#include "adapters/cpquant/wire_order_body.hpp"
#include "adapters/net/clock.hpp"
#include "adapters/net/url.hpp"

#include <algorithm>
#include <utility>

namespace hft::cpquant {

namespace {

std::string time_text(const std::optional<Timestamp>& time) {
  return time ? format_timestamp(*time) : std::string{};
}

std::string joined(const std::vector<Symbol>& symbols) {
  std::string text;
  for (const auto& symbol : symbols) text += (text.empty() ? "" : ",") + symbol.str();
  return text;
}

MonotonicTime half_way(MonotonicTime asked) {
  return asked + (net::monotonic_now() - asked) / 2;
}

/// What `parse` makes of a good answer's body.
template <class Parse>
auto read(const Result<net::HttpResponse>& response, Parse parse)
  -> decltype(parse(std::string_view{})) {
  if (!response) return tl::unexpected<Failure>{response.error()};
  return parse(response->body);
}

TradeOptions with_gate(TradeOptions options) {
  if (!options.gate) options.gate = make_gate(options);
  return options;
}

} // namespace

std::shared_ptr<RequestGate> make_gate(const TradeOptions& options,
                                       std::function<void(const std::string&)> tell) {
  const auto limit =
    options.requests_a_minute ? options.requests_a_minute : known_limit(options.endpoints.real());
  auto gate =
    std::make_shared<RequestGate>(limit, options.reserved_requests, options.request_clock);
  gate->on_pause(std::move(tell));
  return gate;
}

/// The loop and stream of `listen_updates`.
class AlpacaTradeClient::Updates {
public:
  Updates(Credentials credentials, TradeOptions options)
    : credentials_(std::move(credentials)),
      options_(std::move(options)) {}

  Result<void> listen(const std::function<void(const OrderEvent&)>& handler) {
    Result<void> ending;
    OrderStream stream{loop_,
                       credentials_,
                       {options_.endpoints.order_stream_url, options_.answer_timeout,
                        options_.ping_interval, options_.backoff, options_.stream_authentication},
                       {[&](const OrderStreamChanged& changed) {
                          if (!changed.refused) return;
                          ending = fail(ErrorKind::BadCredentials, changed.detail);
                          loop_.stop();
                        },
                        handler}};
    stream.start();
    loop_.run();
    stream.stop();
    return ending;
  }
  void stop() {
    loop_.post([this] { loop_.stop(); });
  }

private:
  net::IoLoop loop_;
  Credentials credentials_;
  TradeOptions options_;
};

AlpacaTradeClient::AlpacaTradeClient(net::IoLoop& loop, Credentials credentials, TradeOptions given)
  : AlpacaTradeClient(credentials, given = with_gate(std::move(given))) {
  gateway_ = std::make_shared<TradeGateway>(loop, std::move(credentials), given, rest_);
}

AlpacaTradeClient::AlpacaTradeClient(Credentials credentials, TradeOptions given) {
  auto options = with_gate(std::move(given));
  rest_ = std::make_shared<Rest>(options.endpoints.trading_url, credentials, options.rest_timeout,
                                 options.gate);
  if (const auto safe = check_endpoints(options.endpoints); !safe) rest_->refuse_all(safe.error());
  updates_ = std::make_unique<Updates>(std::move(credentials), std::move(options));
}

Result<std::unique_ptr<AlpacaTradeClient>>
AlpacaTradeClient::from_environment(TradeOptions options) {
  auto credentials = load_credentials(KeyPair::Trade);
  if (!credentials) return tl::unexpected<Failure>{credentials.error()};
  return std::make_unique<AlpacaTradeClient>(std::move(*credentials), std::move(options));
}

AlpacaTradeClient::~AlpacaTradeClient() {
  if (gateway_) gateway_->stop();
}

Result<Account> AlpacaTradeClient::account() {
  return read(rest_->perform(net::Method::Get, "/v2/account"), parse_account);
}

Result<BrokerClock> AlpacaTradeClient::clock() {
  const auto asked = net::monotonic_now();
  const auto response = rest_->perform(net::Method::Get, "/v2/clock");
  if (!response) return tl::unexpected<Failure>{response.error()};
  return parse_clock(response->body, response->header("X-Venue-Speed"), half_way(asked));
}

Result<BrokerCalendar> AlpacaTradeClient::calendar(Date from, Date to) {
  const auto response = rest_->perform(net::Method::Get, "/v2/calendar",
                                       {{"start", format_date(from)}, {"end", format_date(to)}});
  return read(response, [&](std::string_view body) { return parse_calendar(body, from, to); });
}

Result<Listed<Asset>> AlpacaTradeClient::assets(const std::string& status,
                                                const std::string& asset_class) {
  return read(rest_->perform(net::Method::Get, "/v2/assets",
                             {{"status", status}, {"asset_class", asset_class}}),
              parse_assets);
}

Result<Asset> AlpacaTradeClient::asset(const std::string& symbol_or_id) {
  return read(rest_->perform(net::Method::Get, "/v2/assets/" + net::percent_encoded(symbol_or_id)),
              parse_asset);
}

Result<BrokerOrder> AlpacaTradeClient::submit_order(const NewOrder& order) {
  if (order.quantity.has_value() == order.notional.has_value())
    return fail(ErrorKind::BadArgument, "the order for " + order.symbol.str() +
                                          " is not sent: it needs either a quantity or a notional");
  auto fitted = order;
  if (const auto fits = fit_prices(fitted); !fits) return tl::unexpected<Failure>{fits.error()};
  return read(rest_->perform(net::Method::Post, "/v2/orders", {}, order_body(fitted)), parse_order);
}

Result<BrokerOrder> AlpacaTradeClient::replace_order(const BrokerOrderId& id,
                                                     const OrderChange& change) {
  auto fitted = change;
  if (const auto fits = fit_prices(fitted); !fits) return tl::unexpected<Failure>{fits.error()};
  return read(rest_->perform(net::Method::Patch, "/v2/orders/" + net::percent_encoded(id.view()),
                             {}, change_body(fitted)),
              parse_order);
}

Result<void> AlpacaTradeClient::cancel_order(const BrokerOrderId& id) {
  const auto response =
    rest_->perform(net::Method::Delete, "/v2/orders/" + net::percent_encoded(id.view()));
  if (!response) return tl::unexpected<Failure>{response.error()};
  return {};
}

Result<Listed<BatchEntry>> AlpacaTradeClient::cancel_all_orders() {
  return read(rest_->perform(net::Method::Delete, "/v2/orders"), parse_batch);
}

Result<BrokerOrder> AlpacaTradeClient::order(const BrokerOrderId& id) {
  return read(rest_->perform(net::Method::Get, "/v2/orders/" + net::percent_encoded(id.view())),
              parse_order);
}

Result<BrokerOrder> AlpacaTradeClient::order_by_client_id(const ClientOrderId& id) {
  return read(rest_->perform(net::Method::Get, "/v2/orders:by_client_order_id",
                             {{"client_order_id", id.str()}}),
              parse_order);
}

Result<Listed<BrokerOrder>> AlpacaTradeClient::orders(const OrderQuery& query) {
  const Query parameters{
    {"status", query.status},
    {"limit", std::to_string(query.limit)},
    {"after", time_text(query.after)},
    {"until", time_text(query.until)},
    {"direction", query.direction},
    {"symbols", joined(query.symbols)},
    {"side", query.side ? std::string{to_string(*query.side)} : std::string{}}};
  return read(rest_->perform(net::Method::Get, "/v2/orders", parameters), parse_orders);
}

Result<Listed<Position>> AlpacaTradeClient::positions() {
  return read(rest_->perform(net::Method::Get, "/v2/positions"), parse_positions);
}

Result<Position> AlpacaTradeClient::position(const std::string& symbol_or_id) {
  return read(
    rest_->perform(net::Method::Get, "/v2/positions/" + net::percent_encoded(symbol_or_id)),
    parse_position);
}

Result<BrokerOrder> AlpacaTradeClient::close_position(const std::string& symbol_or_id,
                                                      std::optional<Quantity> quantity) {
  const Query parameters{{"qty", quantity ? to_string(*quantity) : std::string{}}};
  return read(rest_->perform(net::Method::Delete,
                             "/v2/positions/" + net::percent_encoded(symbol_or_id), parameters),
              parse_order);
}

Result<Listed<BatchEntry>> AlpacaTradeClient::close_all_positions(bool cancel_orders) {
  return read(rest_->perform(net::Method::Delete, "/v2/positions",
                             {{"cancel_orders", cancel_orders ? "true" : "false"}}),
              parse_batch);
}

Result<Listed<Activity>> AlpacaTradeClient::activities(const ActivityQuery& query) {
  const Query parameters{{"after", time_text(query.after)},
                         {"until", time_text(query.until)},
                         {"direction", query.direction},
                         {"page_size", std::to_string(query.page_size)},
                         {"page_token", query.page_token}};
  const auto path = "/v2/account/activities" +
                    (query.type.empty() ? std::string{} : '/' + net::percent_encoded(query.type));
  return read(rest_->perform(net::Method::Get, path, parameters), parse_activities);
}

Result<PortfolioHistory> AlpacaTradeClient::portfolio_history(const HistoryQuery& query) {
  const Query parameters{{"period", query.start && query.end ? std::string{} : query.period},
                         {"timeframe", query.timeframe},
                         {"start", time_text(query.start)},
                         {"end", time_text(query.end)},
                         {"extended_hours", query.extended_hours ? "true" : ""}};
  return read(rest_->perform(net::Method::Get, "/v2/account/portfolio/history", parameters),
              parse_portfolio_history);
}

Result<void>
AlpacaTradeClient::listen_updates(const std::function<void(const OrderEvent&)>& handler) {
  return updates_->listen(handler);
}
void AlpacaTradeClient::stop_updates() {
  updates_->stop();
}

namespace {

TradeGateway& opened(const std::shared_ptr<TradeGateway>& gateway) {
  ensure(gateway != nullptr, "the order gateway was used on a client without a loop");
  return *gateway;
}

} // namespace

void AlpacaTradeClient::start(Listener listener) {
  opened(gateway_).start(std::move(listener));
}
void AlpacaTradeClient::stop() {
  opened(gateway_).stop();
}
bool AlpacaTradeClient::submit(const ApprovedOrder& order) {
  return opened(gateway_).submit(order.order());
}
bool AlpacaTradeClient::replace(const BrokerOrderId& id, const ApprovedOrder& order) {
  return opened(gateway_).replace(id, order.order());
}
void AlpacaTradeClient::cancel(const BrokerOrderId& id, const ClientOrderId& client_order_id) {
  opened(gateway_).cancel(id, client_order_id);
}
void AlpacaTradeClient::cancel_all() {
  opened(gateway_).cancel_all();
}
void AlpacaTradeClient::fetch_books(Timestamp since, std::uint64_t number,
                                    const std::vector<Symbol>& unexplained) {
  opened(gateway_).fetch_books(since, number, unexplained);
}
void AlpacaTradeClient::look_up(const ClientOrderId& id) {
  opened(gateway_).look_up(id);
}

void AlpacaTradeClient::look_up_asset(const Symbol& symbol) {
  opened(gateway_).look_up_asset(symbol);
}

RequestsReport AlpacaTradeClient::requests() {
  return gateway_ ? gateway_->requests() : RequestsReport{};
}

void AlpacaTradeClient::fetch_clock(std::function<void(Result<BrokerClock>)> answer) {
  const auto asked = net::monotonic_now();
  rest_->request(net::Method::Get, "/v2/clock", {}, {},
                 [asked, answer = std::move(answer)](Result<net::HttpResponse> response) {
                   const auto at = half_way(asked);
                   response = only_success("GET /v2/clock", std::move(response));
                   if (!response) return answer(tl::unexpected<Failure>{response.error()});
                   answer(parse_clock(response->body, response->header("X-Venue-Speed"), at));
                 });
}

void AlpacaTradeClient::fetch_calendar(Date from, Date to,
                                       std::function<void(Result<BrokerCalendar>)> answer) {
  rest_->request(
    net::Method::Get, "/v2/calendar", {{"start", format_date(from)}, {"end", format_date(to)}}, {},
    [from, to, answer = std::move(answer)](Result<net::HttpResponse> response) {
      answer(read(only_success("GET /v2/calendar", std::move(response)),
                  [&](std::string_view body) { return parse_calendar(body, from, to); }));
    });
}

} // namespace hft::cpquant
