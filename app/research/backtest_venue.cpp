#include "app/research/backtest_venue.hpp"

#include "adapters/simulated/engine/causal_time.hpp"
#include "app/research/backtest_words.hpp"

#include <algorithm>
#include <utility>

namespace hft::research {

namespace {

constexpr const char* account_key = "backtest";
constexpr std::size_t order_page = 500;
constexpr std::size_t fill_page = 100;
constexpr std::size_t record_page = 10'000;
constexpr Duration shortest_latency = std::chrono::microseconds{1};

OrderAnswered answer_for(OrderRequest request, const ClientOrderId& id) {
  OrderAnswered made;
  made.request = request;
  made.client_order_id = id;
  return made;
}

void take(OrderAnswered& answer, std::string_view asked,
          const simulated::Answer<simulated::VenueOrder>& outcome) {
  if (!outcome) return refuse(answer, asked, outcome.error());
  answer.kind = AnswerKind::Taken;
  answer.http_status = 200;
  answer.order = broker_order_of(*outcome);
}

std::int64_t second_of(Timestamp time) {
  return time.nanoseconds / units_per_whole;
}

} // namespace

BacktestVenue::BacktestVenue(std::unique_ptr<simulated::VenueEngine> engine, Duration latency)
  : engine_(std::move(engine)),
    latency_(std::max(latency, shortest_latency)) {}

simulated::AccountSnapshot BacktestVenue::account() {
  return engine_->exchange().account(account_key);
}

StepReached BacktestVenue::first_step() {
  last_ = {last_.number + 1, engine_->now()};
  return last_;
}

bool BacktestVenue::play(Timestamp until, const TakeFrame& take_frame) {
  frame_.clear();
  const auto played = engine_->play(until, simulated::longest_step, frame_);
  if (!frame_.empty() && take_frame(frame_)) anything_sent_ = true;
  for (const auto& update : engine_->exchange().take_updates()) {
    events_.push_back(order_event_of(update));
    anything_sent_ = true;
  }
  return played;
}

std::optional<StepReached> BacktestVenue::play_step(const TakeFrame& take_frame) {
  anything_sent_ = false;
  for (;;) {
    schedule();
    const auto pace =
      simulated::pace_at(engine_->now(), engine_->session(), true, engine_->has_data());
    if (pace == simulated::Pace::Hold) return std::nullopt;
    if (pace == simulated::Pace::Leap) {
      if (engine_->now() >= engine_->session().pre_open) return std::nullopt;
      engine_->leap(engine_->session().pre_open);
      continue;
    }
    const auto end = simulated::step_end(*engine_, latency_);
    const auto boundary = engine_->next_boundary();
    const auto before = engine_->now();
    while (play(end, take_frame) && engine_->next_event() <= end) {}
    if (engine_->now() == before && end <= before) return std::nullopt; // the calendar ends here
    const bool passed = engine_->now() >= boundary;
    const bool long_ago = second_of(engine_->now()) != second_of(last_.time);
    if (!anything_sent_ && !passed && !long_ago) continue;
    last_ = {last_.number + 1, engine_->now()};
    return last_;
  }
}

void BacktestVenue::request(std::function<OrderAnswered()> effect) {
  const auto number = ++requests_;
  under_way_.push_back(
    {cause_ == Timestamp{} ? last_.time : cause_, [this, number, effect = std::move(effect)] {
       answers_[number] = effect();
       anything_sent_ = true;
     }});
}

void BacktestVenue::schedule() {
  for (auto& request : under_way_) {
    last_arrival_ = std::max(last_arrival_, simulated::arrival_time(request.cause, engine_->now(),
                                                                    latency_, engine_->session()));
    engine_->arrivals().add(last_arrival_, std::move(request.effect));
  }
  under_way_.clear();
}

void BacktestVenue::submit(const ApprovedOrder& approved) {
  request([this, order = approved.order()] {
    auto answer = answer_for(OrderRequest::Submit, order.client_order_id);
    take(answer, "the order", engine_->exchange().submit(account_key, place_request_of(order)));
    return answer;
  });
}

void BacktestVenue::replace(const BrokerOrderId& id, const ApprovedOrder& approved) {
  request([this, id, order = approved.order()] {
    auto answer = answer_for(OrderRequest::Replace, order.client_order_id);
    take(answer, "the replacement",
         engine_->exchange().replace(account_key, id.view(), replace_request_of(order)));
    return answer;
  });
}

void BacktestVenue::cancel(const BrokerOrderId& id, const ClientOrderId& client_order_id) {
  request([this, id, client_order_id] {
    auto answer = answer_for(OrderRequest::Cancel, client_order_id);
    if (const auto done = engine_->exchange().cancel(account_key, id.view())) {
      answer.kind = AnswerKind::Taken;
      answer.http_status = 204;
    } else {
      refuse(answer, "the cancel", done.error());
    }
    return answer;
  });
}

bool BacktestVenue::release(const Release& to) {
  auto answers = std::exchange(answers_, {});
  auto events = std::exchange(events_, {});
  for (auto& [number, answer] : answers) to.on_answer(std::move(answer));
  for (auto& event : events) to.on_event(std::move(event));
  return !answers.empty() || !events.empty();
}

BrokerBooks BacktestVenue::books(Timestamp since) {
  auto& exchange = engine_->exchange();
  BrokerBooks books;
  const auto orders = [&](simulated::OrderQuery::Status status, std::vector<BrokerOrder>& into) {
    simulated::OrderQuery query;
    query.status = status;
    query.limit = order_page;
    query.ascending = true;
    if (status == simulated::OrderQuery::Status::Closed && since != Timestamp{})
      query.after = since;
    std::set<BrokerOrderId> known;
    for (;;) { // orders of one moment may be cut by a page's end
      const auto page = exchange.orders(account_key, query);
      if (!page) return;
      const auto before = into.size();
      for (const auto& order : *page)
        if (known.insert(order.id).second) into.push_back(broker_order_of(order));
      if (page->size() < order_page || into.size() == before) return;
      query.after = page->back().submitted_at - Duration{1};
    }
  };
  orders(simulated::OrderQuery::Status::Open, books.open_orders);
  orders(simulated::OrderQuery::Status::Closed, books.closed_orders);
  simulated::ActivityQuery fills;
  fills.ascending = true;
  fills.page_size = fill_page;
  if (since != Timestamp{}) fills.after = since;
  for (;;) {
    const auto page = exchange.activities(account_key, fills);
    for (const auto& fill : page) books.fills.push_back(broker_fill_of(fill));
    if (page.size() < fill_page) break;
    fills.page_token = page.back().activity_id;
  }
  std::stable_sort(books.fills.begin(), books.fills.end(),
                   [](const auto& a, const auto& b) { return a.time < b.time; });
  for (const auto& position : exchange.positions(account_key))
    books.positions.push_back(broker_position_of(position));
  const auto account = exchange.account(account_key);
  books.cash = account.cash;
  books.equity = account.equity;
  books.buying_power = account.buying_power;
  books.shorting_enabled = account.shorting_enabled;
  books.blocked = account.suspended;
  return books;
}

std::optional<BrokerOrder> BacktestVenue::look_up(const ClientOrderId& id) {
  const auto order = engine_->exchange().order_by_client_id(account_key, id.view());
  return order ? std::optional{broker_order_of(*order)} : std::nullopt;
}

std::optional<AssetTraits> BacktestVenue::look_up_asset(const Symbol& symbol) {
  const auto asset = engine_->exchange().asset(symbol.view());
  if (!asset) return std::nullopt;
  return AssetTraits{symbol, asset->tradable && asset->active, asset->shortable,
                     asset->easy_to_borrow, asset->fractionable};
}

std::vector<MarketEvent> BacktestVenue::history(const Symbol& symbol, Channel channel,
                                                Timestamp from, Timestamp until) const {
  std::vector<MarketEvent> events;
  simulated::RecordQuery query;
  query.symbols = {symbol};
  query.start = from;
  query.end = std::min(until, engine_->now());
  query.limit = record_page;
  const auto gather = [&](const auto& ask) {
    for (;;) {
      const auto page = ask();
      if (!page) return;
      events.insert(events.end(), page->items.begin(), page->items.end());
      if (page->next.empty()) return;
      query.position = page->next;
    }
  };
  const auto& record = engine_->record();
  if (channel == Channel::Trades)
    gather([&] { return record.trades(query); });
  else
    gather([&] { return record.bars(query, simulated::Timeframe{}); });
  return events;
}

} // namespace hft::research
