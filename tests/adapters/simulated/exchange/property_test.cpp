#define CAF_SUITE exchange_property
#include "tests/test.hpp"

#include "adapters/simulated/exchange/account_book.hpp"
#include "tests/adapters/simulated/exchange/fixture.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <set>

namespace property_test {

using namespace hft;
using namespace hft::simulated;

namespace {

constexpr const char* keys[] = {"one", "two"};

bool may_follow(OrderState from, OrderState to) {
  using enum OrderState;
  static const std::map<OrderState, std::set<OrderState>> paths{
    {PendingNew, {New, Accepted, PendingCancel, Canceled, Expired, Rejected}},
    {Accepted, {New, PendingCancel, Canceled, Expired}},
    {Held, {New, PendingCancel, PendingReplace, Canceled, Expired, Replaced}},
    {New, {PartiallyFilled, Filled, Canceled, Expired, PendingCancel, PendingReplace}},
    {PartiallyFilled,
     {PartiallyFilled, Filled, Canceled, Expired, PendingCancel, PendingReplace, Replaced}},
    {PendingCancel, {Canceled, PartiallyFilled, Filled, Expired, PendingCancel}},
    {PendingReplace,
     {Replaced, PartiallyFilled, Filled, Canceled, Expired, PendingCancel, New, Held}},
  };
  const auto found = paths.find(from);
  return found != paths.end() && found->second.contains(to);
}

/// Drives an exchange with seeded nonsense and checks what must always hold.
class Storm {
public:
  Storm(std::uint64_t seed, Duration acknowledgment) : random_(seed) {
    config_.seed = seed;
    config_.partial_fill_probability = 0.4;
    config_.acknowledgment = acknowledgment;
    exchange_ = std::make_unique<Exchange>(config_);
    now_ = from_new_york(make_date(2026, 3, 2), std::chrono::hours{9});
    exchange_->advance(now_);
  }

  void step() {
    switch (up_to(12)) {
      case 0:
      case 1:
      case 2: submit(); break;
      case 3: cancel(); break;
      case 4: replace(); break;
      case 5: wait(); break;
      case 6: exchange_->close_position(key(), "SPY", "", up_to(2) == 1 ? "50" : ""); break;
      case 7: trade(); break;
      case 8: halt(); break;
      default: quote(); break;
    }
    follow_events();
  }

  void check_books() {
    const auto ledger = exchange_->ledger();
    std::map<Uuid, Quantity> filled;
    std::map<std::string, ExactMoney> spent;
    std::map<std::string, Quantity> position;
    for (const auto& fill : ledger.fills) {
      const auto quantity = signed_quantity(fill.side, fill.quantity);
      filled[fill.order_id] += fill.quantity;
      spent[fill.account_key] += exact_product(fill.price, quantity);
      position[fill.account_key] += quantity;
    }
    const auto adds_up = [&](const VenueOrder& order) {
      const bool done = order.notional ? order.filled.units > 0 : order.leaves().units == 0;
      return filled[order.id] == order.filled &&
             (!order.quantity || order.filled <= *order.quantity) &&
             (order.state == OrderState::Filled) == done;
    };
    CAF_REQUIRE(std::all_of(ledger.orders.begin(), ledger.orders.end(), adds_up));
    for (const auto* key : keys) {
      const auto held = exchange_->position(key, "SPY");
      CAF_REQUIRE((held ? held->quantity : Quantity{}) == position[key]);
      const auto account = exchange_->account(key);
      CAF_REQUIRE(account.cash == to_money(exact(config_.cash) - spent[key]));
      const auto rest = account.equity - account.cash - account.long_market_value;
      // Each of the four is rounded by itself.
      CAF_REQUIRE(abs(rest - account.short_market_value).units <= 2);
    }
  }

  /// After everything open is canceled nothing may stay reserved.
  void check_end() {
    for (const auto* key : keys) {
      exchange_->cancel_all(key);
      exchange_->advance(now_ = now_ + std::chrono::seconds{1});
      follow_events();
      CAF_CHECK(exchange_->orders(key, {})->empty());
      const auto account = exchange_->account(key);
      const auto free = account.equity.units * 4 - account.position_market_value.units;
      const auto expected = std::max<std::int64_t>(free, 0);
      CAF_CHECK(std::abs(account.buying_power.units - expected) <= 20);
    }
  }

  void restart() {
    const auto state = exchange_->save();
    exchange_ = std::make_unique<Exchange>(config_);
    CAF_REQUIRE(exchange_->restore(state).has_value());
    exchange_->advance(now_);
    follow_events();
  }

  std::size_t fills() const { return exchange_->ledger().fills.size(); }
  std::size_t refused = 0;
  std::size_t taken = 0;

private:
  std::mt19937_64 random_;
  ExchangeConfig config_;
  std::unique_ptr<Exchange> exchange_;
  Timestamp now_;
  std::int64_t middle_ = 45000;
  std::map<Uuid, OrderState> states_;
  std::vector<std::pair<std::string, std::string>> ids_;

  std::uint64_t up_to(std::uint64_t end) { return random_() % end; }
  std::string key() { return keys[up_to(2)]; }
  std::string price() {
    return to_string(cents(middle_ - 30 + static_cast<std::int64_t>(up_to(61))));
  }

  void submit() {
    const char* types[] = {"market", "limit", "limit", "stop", "stop_limit", "trailing_stop"};
    const char* times[] = {"day", "day", "day", "gtc", "ioc", "fok", "opg", "cls"};
    const char* classes[] = {"", "", "", "", "bracket", "oco", "oto"};
    PlaceRequest request;
    request.symbol = "SPY";
    request.type = types[up_to(6)];
    request.time_in_force = times[up_to(8)];
    request.side = up_to(2) == 0 ? "buy" : "sell";
    request.order_class = classes[up_to(7)];
    if (up_to(15) == 0)
      request.notional = std::to_string(up_to(5000));
    else
      request.qty = std::to_string(1 + up_to(40)) + (up_to(10) == 0 ? ".5" : "");
    if (request.type.ends_with("limit")) request.limit_price = price();
    if (request.type.starts_with("stop")) request.stop_price = price();
    if (request.type == "trailing_stop") request.trail_price = "0.05";
    request.extended_hours = up_to(6) == 0;
    request.take_profit = request.order_class == "bracket" || request.order_class == "oco";
    request.stop_loss = !request.order_class.empty();
    const auto profit = to_string(cents(middle_ + (request.side == "buy" ? 40 : -40)));
    const auto loss = to_string(cents(middle_ + (request.side == "buy" ? -40 : 40)));
    const bool exit_pair = request.order_class == "oco";
    if (request.take_profit) request.take_profit_limit_price = exit_pair ? loss : profit;
    if (request.stop_loss) request.stop_loss_stop_price = exit_pair ? profit : loss;
    const auto owner = key();
    const auto answer = exchange_->submit(owner, request);
    ++(answer ? taken : refused);
    if (!answer) return;
    ids_.emplace_back(owner, answer->id.str());
    for (const auto& leg : answer->legs) ids_.emplace_back(owner, leg.id.str());
  }

  void cancel() {
    if (ids_.empty()) return;
    const auto& [owner, id] = ids_[ids_.size() - 1 - up_to(std::min<std::size_t>(20, ids_.size()))];
    exchange_->cancel(owner, id);
  }

  void replace() {
    if (ids_.empty()) return;
    const auto [owner, id] = ids_[ids_.size() - 1 - up_to(std::min<std::size_t>(20, ids_.size()))];
    ReplaceRequest request;
    if (up_to(2) == 0) request.qty = std::to_string(1 + up_to(60));
    const auto old = exchange_->order(owner, id).value();
    if (old.limit_price) request.limit_price = price();
    if (old.type == OrderType::TrailingStop) request.trail = "0.10";
    const auto answer = exchange_->replace(owner, id, request);
    if (answer) ids_.emplace_back(owner, answer->id.str());
  }

  void wait() {
    const Duration steps[] = {std::chrono::seconds{1}, std::chrono::minutes{1},
                              std::chrono::minutes{20}, std::chrono::hours{3}};
    now_ = now_ + steps[up_to(4)];
    exchange_->advance(now_);
  }

  void trade() {
    Trade made;
    made.symbol = "SPY";
    made.price = cents(middle_ - 5 + static_cast<std::int64_t>(up_to(11)));
    made.size = shares(100);
    made.time = now_ = now_ + std::chrono::milliseconds{2};
    exchange_->on_trade(made);
  }

  void quote() {
    middle_ += static_cast<std::int64_t>(up_to(21)) - 10;
    Quote made;
    made.symbol = "SPY";
    made.bid = cents(middle_ - 1);
    made.ask = up_to(20) == 0 ? Price{} : cents(middle_ + 1);
    made.time = now_ = now_ + std::chrono::milliseconds{1};
    exchange_->on_quote(made);
  }

  void halt() {
    TradingStatus made;
    made.symbol = "SPY";
    made.tape = 'C';
    made.status_code = up_to(4) == 0 ? "H" : "T";
    made.time = now_;
    exchange_->on_status(made);
  }

  void follow_events() {
    for (const auto& update : exchange_->take_updates()) {
      const auto& order = update.order;
      const auto known = states_.find(order.id);
      const bool too_late = update.event == OrderEventKind::CancelRejected ||
                            update.event == OrderEventKind::ReplaceRejected;
      const bool stays = known != states_.end() && too_late && known->second == order.state;
      if (known != states_.end() && !stays && !may_follow(known->second, order.state))
        CAF_FAIL("an order went from " << to_string(known->second) << " to "
                                       << to_string(order.state) << " by "
                                       << to_string(update.event));
      states_[order.id] = order.state;
    }
  }
};

void run_storm(std::uint64_t seed, Duration acknowledgment) {
  Storm storm{seed, acknowledgment};
  for (int round = 0; round < 40; ++round) {
    for (int i = 0; i < 50; ++i) storm.step();
    storm.check_books();
    if (round % 10 == 9) storm.restart();
  }
  storm.check_books();
  storm.check_end();
  CAF_CHECK(storm.fills() > 20u);
  CAF_CHECK(storm.taken > 20u);
  CAF_CHECK(storm.refused > 20u);
}

} // namespace

CAF_TEST(books add up under random orders when all is done at once) {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) run_storm(seed, Duration{0});
}

CAF_TEST(books add up under random orders when the venue is slow) {
  for (std::uint64_t seed = 101; seed <= 125; ++seed) run_storm(seed, std::chrono::milliseconds{3});
}

} // namespace property_test
