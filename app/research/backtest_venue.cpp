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

} // namespace

BacktestVenue::BacktestVenue(std::unique_ptr<simulated::VenueEngine> engine,
                             const simulated::LatencyLegs& latency, std::uint64_t seed, Past past)
  : engine_(std::move(engine)),
    latency_(latency),
    numbers_(simulated::mix(seed, 0x6c6174656e6379)),
    past_(std::move(past)),
    began_(engine_->now()) {
  const auto mean = (latency_.data + latency_.entry).count();
  const auto least = static_cast<double>(mean) * (1 - latency_.varying);
  least_latency_ = std::max(Duration{static_cast<std::int64_t>(least)}, shortest_latency);
}

Duration BacktestVenue::drawn(Duration mean) {
  if (latency_.varying == 0 || mean.count() == 0) return mean;
  const auto whole = static_cast<double>(mean.count());
  const auto varies = numbers_.exponential(whole * latency_.varying);
  return Duration{static_cast<std::int64_t>(whole * (1 - latency_.varying) + varies)};
}

template <class Job>
void BacktestVenue::on_way_back(Job job) {
  if (latency_.answer.count() == 0) {
    job();
    anything_sent_ = true;
    return;
  }
  last_return_ = std::max(last_return_, engine_->now() + drawn(latency_.answer));
  engine_->arrivals().add(last_return_, [this, job = std::move(job)]() mutable {
    job();
    anything_sent_ = true;
  });
}

simulated::AccountSnapshot BacktestVenue::account() {
  return engine_->exchange().account(account_key);
}

StepReached BacktestVenue::first_step() {
  last_ = {last_.number + 1, engine_->now()};
  return last_;
}

bool BacktestVenue::play(Timestamp until, FrameReceiver& to) {
  const auto played = engine_->play(until, simulated::longest_step, to);
  if (to.end_frame()) anything_sent_ = true;
  collect_updates();
  return played;
}

void BacktestVenue::collect_updates() {
  for (const auto& update : engine_->exchange().take_updates())
    on_way_back([this, event = order_event_of(update)] { events_.push_back(event); });
}

StepReached BacktestVenue::leap(Timestamp time) {
  engine_->leap(time);
  collect_updates();
  last_ = {last_.number + 1, engine_->now()};
  return last_;
}

std::optional<StepReached> BacktestVenue::play_step(FrameReceiver& to) {
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
    const auto end = simulated::step_end(*engine_, least_latency_, beat_);
    const auto boundary = engine_->next_boundary();
    const auto before = engine_->now();
    while (play(end, to) && engine_->next_event() <= end) {}
    if (engine_->now() == before && end <= before) return std::nullopt; // the calendar ends here
    const bool passed = engine_->now() >= boundary;
    const bool long_ago =
      engine_->now().nanoseconds / beat_.count() != last_.time.nanoseconds / beat_.count();
    if (!anything_sent_ && !passed && !long_ago) continue;
    last_ = {last_.number + 1, engine_->now()};
    return last_;
  }
}

void BacktestVenue::request(std::function<OrderAnswered()> effect) {
  const auto number = ++requests_;
  under_way_.push_back(
    {cause_ == Timestamp{} ? last_.time : cause_, [this, number, effect = std::move(effect)] {
       on_way_back([this, number, answer = effect()] { answers_[number] = answer; });
     }});
}

void BacktestVenue::schedule() {
  for (auto& request : under_way_) {
    const auto way = std::max(drawn(latency_.data) + drawn(latency_.entry), shortest_latency);
    last_arrival_ = std::max(last_arrival_, simulated::arrival_time(request.cause, engine_->now(),
                                                                    way, engine_->session()));
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
  simulated::ActivityQuery others;
  others.ascending = true;
  others.page_size = fill_page;
  others.category = simulated::ActivityQuery::Category::NotTrades;
  for (;;) {
    const auto page = exchange.account_activities(account_key, others);
    for (const auto& entry : page)
      if (const auto* activity = std::get_if<simulated::AccountActivity>(&entry))
        if (auto booked = account_activity_of(*activity))
          books.activities.push_back(std::move(*booked));
    if (page.size() < fill_page) break;
    others.page_token = std::get<simulated::AccountActivity>(page.back()).id;
  }
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
  if (past_ && from < began_) {
    events = past_(symbol, channel, from, std::min(until, began_));
    from = began_;
  }
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
