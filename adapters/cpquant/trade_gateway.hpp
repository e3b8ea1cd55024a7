#pragma once

/// For files in `adapters/cpquant` only: the port OrderGateway's work. On the loop's thread.

#include "adapters/cpquant/order_stream.hpp"
#include "adapters/cpquant/request_gate.hpp"
#include "adapters/cpquant/rest.hpp"
#include "adapters/cpquant/trade_client.hpp"
#include "adapters/net/order_channel.hpp"

namespace hft::cpquant {

/// Orders through warm connections, questions through the HTTP client with answers posted back.
class TradeGateway : public std::enable_shared_from_this<TradeGateway> {
public:
  TradeGateway(net::IoLoop& loop, const Credentials& credentials, const TradeOptions& options,
               std::shared_ptr<Rest> rest);

  void start(OrderGateway::Listener listener);
  void stop();
  bool submit(const Order& order);
  bool replace(const BrokerOrderId& id, const Order& order);
  void cancel(const BrokerOrderId& id, const ClientOrderId& client_order_id);
  void cancel_all();
  void fetch_books(Timestamp since, std::uint64_t number, const std::vector<Symbol>& unexplained);
  void look_up(const ClientOrderId& id);
  void look_up_asset(const Symbol& symbol);
  RequestsReport requests() { return gate_->report(); }

private:
  struct CancelRequest {
    OrderRequest request = OrderRequest::Cancel;
    BrokerOrderId id;
    ClientOrderId client_order_id;
    unsigned tries = 0;
  };
  void send_cancel(const CancelRequest& cancel);
  void hold(const CancelRequest& cancel);
  void judge_keys(const net::HttpResponse& response);
  void on_books(std::uint64_t number, const Result<BrokerBooks>& books);
  using HandOn = std::function<void(const net::RequestOutcome&)>;
  /// `hand_on` takes the exchange on, at a venue that keeps step in the order of the requests.
  void send(net::Method method, std::string_view target, std::string_view body, HandOn hand_on);
  HandOn answer_to(OrderRequest request, const ClientOrderId& id);
  void on_answer(OrderRequest request, const ClientOrderId& id,
                 const net::RequestOutcome& exchange);
  void on_asset(const Symbol& symbol, Result<net::HttpResponse> response);
  void look_up_with_exits(const BrokerOrder& order);
  void on_looked_up(const ClientOrderId& id, Result<net::HttpResponse> response);
  /// A way for other threads to reach us on the loop, if we still are there then. They must not
  /// hold us themselves: the last to let go would be the wrong thread.
  std::function<void(std::function<void(TradeGateway&)>)> way_back();

  net::IoLoop& loop_;
  TradeOptions options_;
  std::shared_ptr<Rest> rest_;
  OrderGateway::Listener listener_;
  std::shared_ptr<RequestGate> gate_;
  std::shared_ptr<AuthenticationJudge> rest_authentication_;
  net::Backoff bad_books_;
  MonotonicTime books_after_{};
  std::string bad_books_sentence_;
  std::vector<CancelRequest> held_;
  net::IoLoop::Timer held_timer_;
  net::OrderChannel channel_;
  OrderStream stream_;
  Result<void> safe_;
  bool stopped_ = false;
};

/// How an order request ended, in our words. Pure.
OrderAnswered answer_of(OrderRequest request, const ClientOrderId& id,
                        const net::RequestOutcome& exchange);

} // namespace hft::cpquant
