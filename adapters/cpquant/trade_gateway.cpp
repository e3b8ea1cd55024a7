#include "adapters/cpquant/trade_gateway.hpp"

#include "adapters/cpquant/books_fetch.hpp"
#include "adapters/cpquant/wire_error.hpp"
#include "adapters/cpquant/wire_order_body.hpp"
#include "adapters/net/clock.hpp"
#include "adapters/net/url.hpp"

#include <algorithm>
#include <utility>

namespace hft::cpquant {

namespace {

constexpr unsigned most_tries = 5;        // of a cancel that is answered "too many requests"
constexpr std::size_t most_in_step = 128; // connections
constexpr Duration longest_step = std::chrono::minutes{5};

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
  if (options
        .steps) { // the venue's clock may stand, and all that one step causes must be on its way
    made.most = most_in_step;
    made.request_timeout = longest_step;
  }
  return made;
}

std::shared_ptr<AuthenticationJudge> or_new(const std::shared_ptr<AuthenticationJudge>& judge) {
  return judge ? judge : std::make_shared<AuthenticationJudge>();
}

net::Backoff::Settings pauses_after_bad_books() {
  net::Backoff::Settings settings;
  settings.quick = settings.base = std::chrono::milliseconds{250};
  return settings;
}

} // namespace

OrderAnswered answer_of(OrderRequest request, const ClientOrderId& id,
                        const net::RequestOutcome& exchange) {
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
    gate_(options.gate),
    rest_authentication_(or_new(options.rest_authentication)),
    bad_books_(pauses_after_bad_books()),
    channel_(loop, channel_options(credentials, options)),
    stream_(loop, credentials,
            {options.endpoints.order_stream_url, options.answer_timeout, options.ping_interval,
             options.backoff, options.stream_authentication, options.steps},
            {[this](const OrderStreamChanged& changed) {
               if (listener_.on_stream) listener_.on_stream(changed);
             },
             [this](const OrderEvent& event) {
               if (listener_.on_event) listener_.on_event(event);
             },
             [this](const UnreadItem& item) {
               if (listener_.on_unread) listener_.on_unread(item);
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
  held_timer_.cancel();
  if (options_.steps) options_.steps->forget_updates();
  listener_ = {};
  channel_.close();
}

bool TradeGateway::submit(const Order& order) {
  if (stopped_ || !safe_ || !gate_->may_order()) return false;
  send(net::Method::Post, "/v2/orders", order_body(order),
       answer_to(OrderRequest::Submit, order.client_order_id));
  return true;
}

bool TradeGateway::replace(const BrokerOrderId& id, const Order& order) {
  if (stopped_ || !safe_ || !gate_->may_order()) return false;
  send(net::Method::Patch, "/v2/orders/" + net::percent_encoded(id.view()), replace_body(order),
       answer_to(OrderRequest::Replace, order.client_order_id));
  return true;
}

void TradeGateway::cancel(const BrokerOrderId& id, const ClientOrderId& client_order_id) {
  send_cancel({OrderRequest::Cancel, id, client_order_id});
}

void TradeGateway::cancel_all() {
  send_cancel({OrderRequest::CancelAll, {}, {}});
}

void TradeGateway::send_cancel(const CancelRequest& cancel) {
  if (stopped_ || !safe_) return;
  if (!gate_->may_cancel()) return hold(cancel);
  auto target = std::string{"/v2/orders"};
  if (cancel.request == OrderRequest::Cancel)
    target += '/' + net::percent_encoded(cancel.id.view());
  send(net::Method::Delete, target, {},
       [weak = weak_from_this(), cancel = cancel](const net::RequestOutcome& exchange) mutable {
         const auto self = weak.lock();
         if (!self) return;
         const bool limited =
           exchange.response && RequestGate::wait_in(*exchange.response, net::wall_now());
         if (limited && !self->stopped_ && ++cancel.tries < most_tries) {
           self->gate_->heard(name_of(cancel.request), *exchange.response);
           return self->hold(cancel);
         }
         self->on_answer(cancel.request, cancel.client_order_id, exchange);
       });
}

/// Until the broker takes requests again.
void TradeGateway::hold(const CancelRequest& cancel) {
  held_.push_back(cancel);
  if (held_.size() > 1) return;
  const auto wait = gate_->paused_until() - net::monotonic_now();
  held_timer_ = loop_.schedule(std::max<Duration>(wait, std::chrono::milliseconds{1}),
                               [weak = weak_from_this()] {
                                 if (const auto self = weak.lock())
                                   for (const auto& held : std::exchange(self->held_, {}))
                                     self->send_cancel(held);
                               });
}

TradeGateway::HandOn TradeGateway::answer_to(OrderRequest request, const ClientOrderId& id) {
  return [weak = weak_from_this(), request, id](const net::RequestOutcome& exchange) {
    if (const auto self = weak.lock()) self->on_answer(request, id, exchange);
  };
}

void TradeGateway::send(net::Method method, std::string_view target, std::string_view body,
                        HandOn hand_on) {
  const auto& steps = options_.steps;
  if (!steps) {
    channel_.send(method, target, body, std::move(hand_on));
    return;
  }
  const auto number = steps->begin_request();
  channel_.send(
    method, target, body,
    [steps, number, hand_on = std::move(hand_on)](net::RequestOutcome exchange) {
      steps->on_answer(number, [hand_on, exchange = std::move(exchange)] { hand_on(exchange); });
    },
    steps->headers_of(number));
}

void TradeGateway::on_answer(OrderRequest request, const ClientOrderId& id,
                             const net::RequestOutcome& exchange) {
  if (exchange.response) {
    gate_->heard(name_of(request), *exchange.response);
    judge_keys(*exchange.response);
  }
  if (stopped_ || !listener_.on_answer) return;
  listener_.on_answer(answer_of(request, id, exchange));
}

/// Refused keys are tried again by whoever asks next; when they have been refused for too long
/// there is an end.
void TradeGateway::judge_keys(const net::HttpResponse& response) {
  if (response.status >= 200 && response.status < 300) return rest_authentication_->accepted();
  if (response.status != 401 && response.status != 403) return;
  const auto failure = failure_of("our keys", response.status, response.body);
  if (failure.fault != ErrorKind::BadCredentials) return; // an order refused for its own sake
  if (rest_authentication_->refused(net::monotonic_now()) && !stopped_ && listener_.on_stream)
    listener_.on_stream({false, true, failure.sentence});
}

std::function<void(std::function<void(TradeGateway&)>)> TradeGateway::way_back() {
  return [&loop = loop_, weak = weak_from_this()](std::function<void(TradeGateway&)> call) {
    loop.post([weak, call = std::move(call)] {
      if (const auto self = weak.lock(); self && !self->stopped_) call(*self);
    });
  };
}

void TradeGateway::fetch_books(Timestamp since, std::uint64_t number,
                               const std::vector<Symbol>& unexplained) {
  if (stopped_ || !safe_) return;
  const auto post = way_back();
  if (const auto left = books_after_ - net::monotonic_now(); left > Duration{0}) {
    post([number, bad = bad_books_sentence_](TradeGateway& self) {
      self.listener_.on_books({number, fail(ErrorKind::BadPayload, bad)});
    });
    return;
  }
  cpquant::fetch_books(*rest_, {since, unexplained}, [post, number](Result<BrokerBooks> books) {
    post([number, books = std::move(books)](TradeGateway& self) { self.on_books(number, books); });
  });
}

/// What cannot be read is not asked for again at once: it may be large.
void TradeGateway::on_books(std::uint64_t number, const Result<BrokerBooks>& books) {
  if (books) {
    bad_books_.reset();
    rest_authentication_->accepted();
  } else if (books.error().fault == ErrorKind::BadPayload) {
    books_after_ = net::monotonic_now() + bad_books_.next(Duration{0});
    bad_books_sentence_ = books.error().sentence;
  } else if (books.error().fault == ErrorKind::BadCredentials) {
    if (rest_authentication_->refused(net::monotonic_now()))
      return listener_.on_stream({false, true, books.error().sentence});
  }
  listener_.on_books({number, books});
}

void TradeGateway::look_up(const ClientOrderId& id) {
  if (stopped_ || !safe_) return;
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
  const auto spent = gate_->report();
  if (spent.limit && spent.used >= *spent.limit / 2) {
    post([symbol](TradeGateway& self) {
      self.on_asset(symbol,
                    fail(ErrorKind::RateLimited, "the requests of this minute are used up"));
    });
    return;
  }
  rest_->request(net::Method::Get, "/v2/assets/" + net::percent_encoded(symbol.view()), {}, {},
                 [post, symbol](Result<net::HttpResponse> response) {
                   post([symbol, response = std::move(response)](TradeGateway& self) {
                     self.on_asset(symbol, response);
                   });
                 });
}

void TradeGateway::on_asset(const Symbol& symbol, Result<net::HttpResponse> response) {
  if (stopped_ || !listener_.on_asset) return;
  response = only_success("the question for asset " + symbol.str(), std::move(response));
  AssetLookedUp found{symbol, std::optional<AssetTraits>{}};
  if (!response) {
    if (response.error().fault != ErrorKind::NotFound)
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
  if (response) judge_keys(*response);
  if (stopped_ || !listener_.on_lookup) return;
  response = only_success("the question for order " + id.str(), std::move(response));
  OrderLookedUp found{id, std::optional<BrokerOrder>{}};
  if (!response) {
    if (response.error().fault != ErrorKind::NotFound)
      found.order = tl::unexpected<Failure>{response.error()};
  } else if (const auto order = parse_order(response->body)) {
    if (order->contingency != Contingency::None && order->legs.empty() &&
        id == order->client_order_id && !order->id.empty())
      return look_up_with_exits(*order);
    found.order = std::optional<BrokerOrder>{*order};
  } else {
    found.order = tl::unexpected<Failure>{order.error()};
  }
  listener_.on_lookup(found);
}

/// The answer by our id may leave out the exits; by the broker's id they come when asked for.
void TradeGateway::look_up_with_exits(const BrokerOrder& order) {
  rest_->request(net::Method::Get, "/v2/orders/" + net::percent_encoded(order.id.view()),
                 {{"nested", "true"}}, {},
                 [post = way_back(), order](Result<net::HttpResponse> response) {
                   post([order, response = std::move(response)](TradeGateway& self) {
                     if (self.stopped_ || !self.listener_.on_lookup) return;
                     const auto whole = response && response->status == 200
                                          ? parse_order(response->body)
                                          : Result<BrokerOrder>{order};
                     self.listener_.on_lookup(
                       {order.client_order_id, std::optional<BrokerOrder>{whole ? *whole : order}});
                   });
                 });
}

} // namespace hft::cpquant
