#include "adapters/cpquant/trade_gateway.hpp"

#include "adapters/cpquant/books_fetch.hpp"
#include "adapters/cpquant/wire_error.hpp"
#include "adapters/net/clock.hpp"
#include "adapters/net/url.hpp"

#include <charconv>
#include <utility>

namespace hft::cpquant {

namespace {

constexpr std::size_t broker_limit = 200; // requests a minute an account

std::string_view name_of(OrderRequest request) {
  switch (request) {
    case OrderRequest::Submit: return "the order";
    case OrderRequest::Replace: return "the replacement";
    case OrderRequest::Cancel: return "the cancel";
    case OrderRequest::CancelAll: return "the cancel of all orders";
  }
  return "the request";
}

net::OrderChannel::Options channel_options(const Credentials& credentials,
                                           const TradeOptions& options) {
  net::OrderChannel::Options made;
  made.url = options.endpoints.trading_url;
  made.headers = key_headers(credentials);
  made.warm = options.connections;
  made.most = std::max<std::size_t>(options.connections, 8);
  made.request_timeout = options.request_timeout;
  return made;
}

std::optional<std::size_t> limit_for(const TradeOptions& options) {
  if (options.requests_a_minute) return options.requests_a_minute;
  return options.endpoints.real() ? std::optional{broker_limit} : std::nullopt;
}

} // namespace

OrderAnswered answer_of(OrderRequest request, const ClientOrderId& id,
                        const net::Exchange& exchange) {
  OrderAnswered made;
  made.request = request;
  made.client_order_id = id;
  made.written = exchange.written;
  made.answered = exchange.answered;
  if (!exchange.response) {
    // Not a byte left: a definite no.
    made.kind = exchange.sent ? AnswerKind::Unclear : AnswerKind::Refused;
    made.sentence = exchange.response.error().sentence;
    return made;
  }
  const auto& response = *exchange.response;
  const bool taken = response.status >= 200 && response.status < 300;
  // A taken order's body is read once, as an order: the lane waits while this runs.
  const auto error = taken ? BrokerError{} : parse_error(response.status, response.body);
  made.http_status = response.status;
  made.kind = answer_kind(response.status, error);
  if (made.kind != AnswerKind::Taken) {
    made.sentence = sentence_of(name_of(request), response.status, error);
  } else if (request == OrderRequest::Submit || request == OrderRequest::Replace) {
    const auto order = parse_order(response.body);
    if (order) {
      made.order = *order;
    } else {
      made.kind = AnswerKind::Unclear;
      made.sentence = order.error().sentence;
    }
  }
  return made;
}

TradeGateway::TradeGateway(net::IoLoop& loop, const Credentials& credentials,
                           const TradeOptions& options, std::shared_ptr<Rest> rest)
  : loop_(loop),
    options_(options),
    rest_(std::move(rest)),
    budget_(limit_for(options), options.reserved_requests),
    channel_(loop, channel_options(credentials, options)),
    stream_(loop, credentials,
            {options.endpoints.order_stream_url, options.answer_timeout, options.ping_interval,
             options.backoff},
            {[this](const OrderStreamChanged& changed) {
               if (listener_.on_stream) listener_.on_stream(changed);
             },
             [this](const OrderEvent& event) {
               if (listener_.on_event) listener_.on_event(event);
             }}),
    safe_(check_endpoints(options.endpoints)) {}

void TradeGateway::start(OrderGateway::Listener listener) {
  listener_ = std::move(listener);
  if (!safe_) {
    way_back()([](TradeGateway& self) {
      self.listener_.on_stream({false, true, self.safe_.error().sentence});
    });
    return;
  }
  channel_.open();
  stream_.start();
}

void TradeGateway::stop() {
  if (std::exchange(stopped_, true)) return;
  stream_.stop();
  listener_ = {};
  channel_.close();
}

bool TradeGateway::submit(const Order& order) {
  if (stopped_ || !safe_ || !budget_.take(options_.request_clock())) return false;
  channel_.send(net::Method::Post, "/v2/orders", order_body(order),
                answer_to(OrderRequest::Submit, order.client_order_id));
  return true;
}

bool TradeGateway::replace(const BrokerOrderId& id, const Order& order) {
  if (stopped_ || !safe_ || !budget_.take(options_.request_clock())) return false;
  channel_.send(net::Method::Patch, "/v2/orders/" + net::percent_encoded(id.view()),
                replace_body(order), answer_to(OrderRequest::Replace, order.client_order_id));
  return true;
}

void TradeGateway::cancel(const BrokerOrderId& id, const ClientOrderId& client_order_id) {
  if (stopped_ || !safe_) return;
  budget_.count(options_.request_clock());
  channel_.send(net::Method::Delete, "/v2/orders/" + net::percent_encoded(id.view()), {},
                answer_to(OrderRequest::Cancel, client_order_id));
}

void TradeGateway::cancel_all() {
  if (stopped_ || !safe_) return;
  budget_.count(options_.request_clock());
  channel_.send(net::Method::Delete, "/v2/orders", {}, answer_to(OrderRequest::CancelAll, {}));
}

net::OrderChannel::Answer TradeGateway::answer_to(OrderRequest request, const ClientOrderId& id) {
  return [weak = weak_from_this(), request, id](const net::Exchange& exchange) {
    if (const auto self = weak.lock()) self->on_answer(request, id, exchange);
  };
}

void TradeGateway::on_answer(OrderRequest request, const ClientOrderId& id,
                             const net::Exchange& exchange) {
  if (exchange.response) heard(*exchange.response);
  if (stopped_ || !listener_.on_answer) return;
  listener_.on_answer(answer_of(request, id, exchange));
}

/// What every answer says about the request limit.
void TradeGateway::heard(const net::HttpResponse& response) {
  if (response.status == 429) budget_.throttled(options_.request_clock());
  const auto limit = response.header("X-RateLimit-Limit");
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(limit.data(), limit.data() + limit.size(), number);
  if (error == std::errc{} && end == limit.data() + limit.size() && number > 0)
    budget_.limit_is(number);
}

std::function<void(std::function<void(TradeGateway&)>)> TradeGateway::way_back() {
  return [&loop = loop_, weak = weak_from_this()](std::function<void(TradeGateway&)> call) {
    loop.post([weak, call = std::move(call)] {
      if (const auto self = weak.lock(); self && !self->stopped_) call(*self);
    });
  };
}

void TradeGateway::fetch_books(Timestamp since, std::uint64_t number) {
  if (stopped_ || !safe_) return;
  const auto post = way_back();
  if (!budget_.take_reserved(options_.request_clock())) {
    post([number](TradeGateway& self) {
      self.listener_.on_books(
        {number, fail(Fault::RateLimited,
                      "the books were not fetched: the requests of this minute are used up")});
    });
    return;
  }
  // The first request is counted; each further page tells when it was made.
  const auto counted = [post] {
    post([](TradeGateway& self) { self.budget_.count(self.options_.request_clock()); });
  };
  cpquant::fetch_books(*rest_, since, counted, [post, number](Result<BrokerBooks> books) {
    post([number, books = std::move(books)](TradeGateway& self) {
      if (!books && books.error().fault == Fault::RateLimited)
        self.budget_.throttled(self.options_.request_clock());
      self.listener_.on_books({number, books});
    });
  });
}

void TradeGateway::look_up(const ClientOrderId& id) {
  if (stopped_ || !safe_) return;
  budget_.count(options_.request_clock());
  rest_->request(net::Method::Get, "/v2/orders:by_client_order_id", {{"client_order_id", id.str()}},
                 {}, [post = way_back(), id](Result<net::HttpResponse> response) {
                   post([id, response = std::move(response)](TradeGateway& self) {
                     self.on_looked_up(id, response);
                   });
                 });
}

// For the sake of orders that may come: asked only while half of the minute's requests are left.
void TradeGateway::look_up_asset(const Symbol& symbol) {
  if (stopped_ || !safe_) return;
  const auto post = way_back();
  const auto spent = budget_.report(options_.request_clock());
  if (spent.limit && spent.used >= *spent.limit / 2) {
    post([symbol](TradeGateway& self) {
      self.on_asset(symbol, fail(Fault::RateLimited, "the requests of this minute are used up"));
    });
    return;
  }
  budget_.count(options_.request_clock());
  rest_->request(net::Method::Get, "/v2/assets/" + net::percent_encoded(symbol.view()), {}, {},
                 [post, symbol](Result<net::HttpResponse> response) {
                   post([symbol, response = std::move(response)](TradeGateway& self) {
                     self.on_asset(symbol, response);
                   });
                 });
}

void TradeGateway::on_asset(const Symbol& symbol, Result<net::HttpResponse> response) {
  if (!listener_.on_asset) return;
  if (response) heard(*response);
  response = only_success("the question for asset " + symbol.str(), std::move(response));
  AssetLookedUp found{symbol, std::optional<AssetTraits>{}};
  if (!response) {
    if (response.error().fault != Fault::NotFound)
      found.asset = tl::unexpected<Failure>{response.error()};
  } else if (const auto asset = parse_asset(response->body)) {
    found.asset = AssetTraits{symbol, asset->tradable && asset->status != "inactive",
                              asset->shortable, asset->easy_to_borrow, asset->fractionable};
  } else {
    found.asset = tl::unexpected<Failure>{asset.error()};
  }
  listener_.on_asset(found);
}

void TradeGateway::on_looked_up(const ClientOrderId& id, Result<net::HttpResponse> response) {
  if (response) heard(*response);
  response = only_success("the question for order " + id.str(), std::move(response));
  OrderLookedUp found{id, std::optional<BrokerOrder>{}};
  if (!response) {
    if (response.error().fault != Fault::NotFound)
      found.order = tl::unexpected<Failure>{response.error()};
  } else if (const auto order = parse_order(response->body)) {
    found.order = std::optional<BrokerOrder>{*order};
  } else {
    found.order = tl::unexpected<Failure>{order.error()};
  }
  listener_.on_lookup(found);
}

} // namespace hft::cpquant
