#pragma once

#include "adapters/cpquant/authentication_judge.hpp"
#include "adapters/cpquant/credentials.hpp"
#include "adapters/cpquant/endpoints.hpp"
#include "adapters/cpquant/step_keeper.hpp"
#include "adapters/cpquant/wire_account.hpp"
#include "adapters/cpquant/wire_order.hpp"
#include "adapters/market_clock.hpp"
#include "adapters/net/backoff.hpp"
#include "adapters/net/clock.hpp"
#include "adapters/net/io_loop.hpp"
#include "adapters/order_gateway.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hft::cpquant {

struct TradeOptions {
  Endpoints endpoints = paper_endpoints();
  Duration request_timeout{std::chrono::seconds{5}}; ///< of order entry
  Duration rest_timeout{std::chrono::seconds{10}};   ///< of everything else
  Duration answer_timeout{std::chrono::seconds{10}}; ///< of the order stream's handshake
  Duration ping_interval{std::chrono::seconds{10}};
  std::size_t connections = 4;                    ///< kept warm for order entry
  std::optional<std::size_t> requests_a_minute{}; ///< empty: 200 at the broker, elsewhere unlimited
  std::size_t reserved_requests = 20;             ///< for cancels and reconciliation
  /// The clock by which the broker counts its minutes: a simulated one's may run faster than ours.
  std::function<MonotonicTime()> request_clock = net::monotonic_now;
  net::Backoff::Settings backoff{};
  /// Of the account: what several clients of one account share. Empty: one of its own.
  std::shared_ptr<class RequestGate> gate{};
  /// Of the order stream, and of REST; empty: one that knows nothing.
  std::shared_ptr<AuthenticationJudge> stream_authentication{};
  std::shared_ptr<AuthenticationJudge> rest_authentication{};
  /// Of a simulated venue that keeps step with us; empty elsewhere. Shared with the data stream.
  std::shared_ptr<StepKeeper> steps{};
};

/// The gate of an account at these endpoints, for `TradeOptions::gate`. `tell` hears, on any
/// thread, in one sentence when the broker asks us to wait.
std::shared_ptr<RequestGate> make_gate(const TradeOptions& options,
                                       std::function<void(const std::string&)> tell = {});

/// What to list; times are exclusive.
struct OrderQuery {
  std::string status = "open"; ///< open, closed, all
  int limit = 50;              ///< at most 500
  std::optional<Timestamp> after{};
  std::optional<Timestamp> until{};
  std::string direction = "desc";
  std::vector<Symbol> symbols{};
  std::optional<Side> side{};
};

struct ActivityQuery {
  std::string type{}; ///< FILL, DIV, ...; empty: all
  std::optional<Timestamp> after{};
  std::optional<Timestamp> until{};
  std::string direction = "desc";
  int page_size = 100;
  std::string page_token{};
};

struct HistoryQuery {
  std::string period = "1M";
  std::string timeframe = "1D";
  std::optional<Timestamp> start{};
  std::optional<Timestamp> end{};
  bool extended_hours = false;
};

/// The paper account. Three ways of use, together if wanted: blocking methods (any thread but the
/// loop's), the port `OrderGateway` on a loop of the caller's, and the port `MarketClock`, whose
/// answers come on the client's own HTTP thread. Endpoints that trade real money are refused by
/// every request. Lists are read item by item: what could not be read is in their `left_out`.
class AlpacaTradeClient : public OrderGateway, public MarketClock {
public:
  /// For all three; the loop outlives it.
  AlpacaTradeClient(net::IoLoop& loop, Credentials credentials, TradeOptions options = {});
  /// For blocking methods and the clock alone.
  explicit AlpacaTradeClient(Credentials credentials, TradeOptions options = {});
  /// With the keys of the environment, see `load_credentials`.
  static Result<std::unique_ptr<AlpacaTradeClient>> from_environment(TradeOptions options = {});
  ~AlpacaTradeClient() override;

  Result<Account> account();
  Result<BrokerClock> clock();
  Result<BrokerCalendar> calendar(Date from, Date to);
  Result<Listed<Asset>> assets(const std::string& status = "active",
                               const std::string& asset_class = "us_equity");
  Result<Asset> asset(const std::string& symbol_or_id);
  /// A price that is off the broker's grid is refused here; what floats add to a tick is taken off.
  Result<BrokerOrder> submit_order(const NewOrder& order);
  /// The successor, under its own id.
  Result<BrokerOrder> replace_order(const BrokerOrderId& id, const OrderChange& change);
  /// The broker took the request; whether the order is canceled the order stream says.
  Result<void> cancel_order(const BrokerOrderId& id);
  Result<Listed<BatchEntry>> cancel_all_orders();
  Result<BrokerOrder> order(const BrokerOrderId& id);
  Result<BrokerOrder> order_by_client_id(const ClientOrderId& id);
  Result<Listed<BrokerOrder>> orders(const OrderQuery& query = {});
  Result<Listed<Position>> positions();
  Result<Position> position(const std::string& symbol_or_id);
  /// The closing order; all of the position unless a quantity is given.
  Result<BrokerOrder> close_position(const std::string& symbol_or_id,
                                     std::optional<Quantity> quantity = std::nullopt);
  Result<Listed<BatchEntry>> close_all_positions(bool cancel_orders = true);
  Result<Listed<Activity>> activities(const ActivityQuery& query = {});
  Result<PortfolioHistory> portfolio_history(const HistoryQuery& query = {});

  /// Order updates on this thread until `stop_updates` or until the keys are refused. Not together
  /// with the port.
  Result<void> listen_updates(const std::function<void(const OrderEvent&)>& handler);
  void stop_updates(); ///< any thread

  // The port OrderGateway.
  void start(Listener listener) override;
  void stop() override;
  bool submit(const ApprovedOrder& order) override;
  bool replace(const BrokerOrderId& id, const ApprovedOrder& order) override;
  void cancel(const BrokerOrderId& id, const ClientOrderId& client_order_id) override;
  void cancel_all() override;
  void fetch_books(Timestamp since, std::uint64_t number,
                   const std::vector<Symbol>& unexplained) override;
  void look_up(const ClientOrderId& id) override;
  void look_up_asset(const Symbol& symbol) override;
  RequestsReport requests() override;

  // The port MarketClock.
  void fetch_clock(std::function<void(Result<BrokerClock>)> answer) override;
  void fetch_calendar(Date from, Date to,
                      std::function<void(Result<BrokerCalendar>)> answer) override;

private:
  class Updates;
  std::shared_ptr<class Rest> rest_;
  std::shared_ptr<class TradeGateway> gateway_; ///< empty without a loop
  std::unique_ptr<Updates> updates_;
};

} // namespace hft::cpquant
