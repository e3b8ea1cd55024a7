#define CAF_SUITE exchange_conservation
#include "tests/test.hpp"

#include "adapters/simulated/exchange/account_book.hpp"
#include "adapters/simulated/exchange/rules.hpp"
#include "tests/adapters/simulated/exchange/fixture.hpp"

#include <cstdlib>
#include <map>
#include <rapidcheck.h>
#include <set>

namespace conservation_test {

using namespace hft;
using namespace hft::simulated;

namespace {

// The same cases on every machine and in every run; RC_PARAMS may ask for others.
const bool seeded = setenv("RC_PARAMS", "seed=20260302 max_success=150", 0) == 0;

/// One thing that happens; what the three numbers mean depends on the kind.
struct Step {
  int kind = 0;
  int a = 0;
  int b = 0;
  int c = 0;
};

std::ostream& operator<<(std::ostream& out, const Step& step) {
  return out << "{" << step.kind << ", " << step.a << ", " << step.b << ", " << step.c << "}";
}

rc::Gen<Step> steps() {
  return rc::gen::build<Step>(rc::gen::set(&Step::kind, rc::gen::inRange(0, 20)),
                              rc::gen::set(&Step::a, rc::gen::inRange(0, 60)),
                              rc::gen::set(&Step::b, rc::gen::inRange(0, 60)),
                              rc::gen::set(&Step::c, rc::gen::inRange(0, 60)));
}

/// An exchange under the broker's rules, and beside it the simplest books that can be kept of it.
class Ledgers {
public:
  explicit Ledgers(Duration acknowledgment) : exchange_(config(acknowledgment)) {
    now_ = from_new_york(make_date(2026, 3, 2), std::chrono::hours{10});
    exchange_.advance(now_);
    quote(0);
    for (const auto* key : {"one", "two"}) books_[key] = {};
  }

  void take(const Step& step) {
    const std::string key = step.a % 2 == 0 ? "one" : "two";
    switch (step.kind) {
      case 0:
      case 1:
      case 2:
      case 3:
      case 4: submit(key, step); break;
      case 5:
      case 6: cancel(step); break;
      case 7: replace(step); break;
      case 8: close(key, step); break;
      case 9: split(step); break;
      case 10: dividend(step); break;
      case 11: fee(key, step); break;
      case 12: settings(key, step); break;
      case 13: wait(std::chrono::minutes{step.b}); break;
      case 14: trade(step); break;
      default: quote(step.b - 30); break;
    }
    follow();
    check();
  }

  /// With everything open canceled, nothing is held of any position and nothing is reserved.
  void check_end() {
    for (auto& [key, books] : books_) {
      exchange_.set_settings(key, {});
      exchange_.cancel_all(key);
    }
    exchange_.advance(now_ = now_ + std::chrono::seconds{5});
    follow();
    for (auto& [key, books] : books_) {
      for (const auto& held : exchange_.positions(key)) RC_ASSERT(held.available == held.quantity);
      const auto account = exchange_.account(key);
      const auto free =
        account.equity.units * account.multiplier - account.position_market_value.units;
      const auto wanted =
        account.multiplier == 1 ? account.cash.units : std::max<std::int64_t>(free, 0);
      RC_ASSERT(std::abs(account.buying_power.units - std::max<std::int64_t>(wanted, 0)) <= 20);
    }
  }

  std::size_t fills = 0;

private:
  struct Books {
    Quantity shares;
    ExactMoney paid = 0; ///< by fills; negative when more was sold
  };

  static ExchangeConfig config(Duration acknowledgment) {
    ExchangeConfig made;
    made.allow_flip = false;
    made.partial_fill_probability = 0.4;
    made.cash = Money{200'000 * units_per_whole};
    made.acknowledgment = acknowledgment;
    return made;
  }
  template <class T>
  void heard(const Answer<T>& answer) {
    if (answer || rule_of(answer.error())) return;
    RC_FAIL("no rule says: " + std::to_string(answer.error().http) + "/" +
            std::to_string(answer.error().code) + " " + answer.error().message);
  }
  std::string price(int step) const { return to_string(cents(middle_ - 30 + step)); }

  void submit(const std::string& key, const Step& step) {
    const char* types[] = {"market", "limit", "limit", "stop", "stop_limit", "trailing_stop"};
    const char* times[] = {"day", "day", "day", "gtc", "ioc", "fok"};
    const char* classes[] = {"", "", "", "", "bracket", "oto"};
    PlaceRequest request;
    request.symbol = "SPY";
    request.side = step.b % 2 == 0 ? "buy" : "sell";
    request.type = types[step.b / 2 % 6];
    request.time_in_force = times[step.c % 6];
    request.order_class = step.kind == 4 ? classes[step.a % 6] : "";
    request.qty = std::to_string(1 + step.c * (step.kind == 3 ? 20 : 1));
    if (step.c % 9 == 8) request.qty += ".25";
    if (step.c % 13 == 12) {
      request.qty = "";
      request.notional = std::to_string(step.a * 10);
    }
    if (request.type.ends_with("limit")) request.limit_price = price(step.a);
    if (request.type.starts_with("stop")) request.stop_price = price(step.c);
    if (request.type == "trailing_stop") request.trail_price = "0.05";
    request.take_profit = request.order_class == "bracket";
    request.stop_loss = !request.order_class.empty();
    const bool buys = request.side == "buy";
    if (request.take_profit)
      request.take_profit_limit_price = to_string(cents(middle_ + (buys ? 40 : -40)));
    if (request.stop_loss)
      request.stop_loss_stop_price = to_string(cents(middle_ + (buys ? -40 : 40)));
    const auto answer = exchange_.submit(key, request);
    heard(answer);
    if (!answer) return;
    ids_.emplace_back(key, answer->id.str());
    for (const auto& leg : answer->legs) ids_.emplace_back(key, leg.id.str());
  }
  void cancel(const Step& step) {
    if (ids_.empty()) return;
    const auto& [key, id] = ids_[static_cast<std::size_t>(step.b) % ids_.size()];
    heard(exchange_.cancel(key, id));
  }
  void replace(const Step& step) {
    if (ids_.empty()) return;
    const auto [key, id] = ids_[static_cast<std::size_t>(step.b) % ids_.size()];
    ReplaceRequest request;
    if (step.c % 2 == 0) request.qty = std::to_string(1 + step.a);
    if (exchange_.order(key, id)->limit_price) request.limit_price = price(step.c);
    const auto answer = exchange_.replace(key, id, request);
    heard(answer);
    if (answer) ids_.emplace_back(key, answer->id.str());
  }
  void close(const std::string& key, const Step& step) {
    heard(exchange_.close_position(key, "SPY", step.b % 3 == 0 ? std::to_string(step.c) : "",
                                   step.b % 3 == 1 ? std::to_string(step.c) : ""));
  }
  void split(const Step& step) {
    CorporateAction action;
    action.kind = CorporateAction::Kind::Split;
    action.symbol = "SPY";
    action.old_rate = shares(1 + step.b % 3);
    action.new_rate = shares(1 + step.c % 3);
    action.ex_date = make_date(2026, 3, 2);
    if (action.old_rate == action.new_rate) return;
    follow();
    exchange_.announce(action);
    middle_ = std::max<std::int64_t>(500, middle_ * action.old_rate.units / action.new_rate.units);
    for (auto& [key, books] : books_) {
      const bool whole = books.shares.units % units_per_whole == 0;
      auto& now = books.shares.units;
      now = now * (1 + step.c % 3) / (1 + step.b % 3);
      if (whole) now -= now % units_per_whole;
    }
    ++cash_in_lieu_;
  }
  void dividend(const Step& step) {
    CorporateAction action;
    action.kind = CorporateAction::Kind::Dividend;
    action.symbol = "SPY";
    action.cash = cents(1 + step.b);
    action.ex_date = make_date(2026, 3, 2);
    exchange_.announce(action);
  }
  void fee(const std::string& key, const Step& step) {
    exchange_.book_activity(key, {.type = "FEE", .net_amount = Money{-step.b * 1'000'000}});
  }
  void settings(const std::string& key, const Step& step) {
    exchange_.set_settings(key, {.no_shorting = step.b % 5 == 0,
                                 .suspended = step.b % 7 == 0,
                                 .fractional = step.b % 4 != 0,
                                 .most_multiplier = 1 << step.c % 3});
  }
  void wait(Duration time) {
    // The session goes on to the end, so that nothing expires.
    if (from_new_york(make_date(2026, 3, 2), std::chrono::hours{15}) < now_ + time) return;
    exchange_.advance(now_ = now_ + time);
  }
  void quote(int move) {
    middle_ = std::max<std::int64_t>(500, middle_ + move);
    Quote made;
    made.symbol = "SPY";
    made.bid = cents(middle_ - 1);
    made.ask = cents(middle_ + 1);
    made.time = now_ = now_ + std::chrono::milliseconds{1};
    exchange_.on_quote(made);
  }
  void trade(const Step& step) {
    Trade made;
    made.symbol = "SPY";
    made.price = cents(std::max<std::int64_t>(1, middle_ - 30 + step.b));
    made.size = shares(100);
    made.time = now_ = now_ + std::chrono::milliseconds{1};
    exchange_.on_trade(made, step.c % 4 != 0);
  }

  /// Each execution, in our own books: no one may carry a position through zero.
  void follow() {
    for (const auto& update : exchange_.take_updates()) {
      if (!update.quantity) continue;
      ++fills;
      auto& books = books_.at(update.account_key);
      const auto filled = signed_quantity(update.order.side, *update.quantity);
      const auto before = books.shares;
      books.shares += filled;
      books.paid += exact_product(*update.price, filled);
      RC_ASSERT(*update.position_quantity == books.shares);
      const bool crosses = (before.units > 0 && books.shares.units < 0) ||
                           (before.units < 0 && books.shares.units > 0);
      RC_ASSERT(!crosses);
      RC_ASSERT(books.shares.units >= 0 || books.shares.units % units_per_whole == 0);
    }
  }

  void check() {
    for (auto& [key, books] : books_) {
      const auto held = exchange_.position(key, "SPY");
      RC_ASSERT((held ? held->quantity : Quantity{}) == books.shares);
      // Money: what came in, less what was paid, and every other entry by its own amount.
      auto cash = exact(Money{200'000 * units_per_whole}) - books.paid;
      ActivityQuery query;
      for (;;) {
        const auto page = exchange_.account_activities(key, query);
        for (const auto& one : page)
          if (const auto* other = std::get_if<AccountActivity>(&one))
            cash += exact(other->net_amount);
        if (page.size() < 100) break;
        query.page_token = std::visit(
          [](const auto& last) {
            if constexpr (requires { last.activity_id; })
              return last.activity_id;
            else
              return last.id;
          },
          page.back());
      }
      const auto shown = exchange_.account(key).cash;
      RC_ASSERT(abs(to_money(cash) - shown).units <= cash_in_lieu_ + 1);
      // Shares: what open closing orders hold is exactly what is not available.
      if (!held) continue;
      RC_ASSERT(abs(held->available) <= abs(held->quantity));
      RC_ASSERT(held->available.units == 0 ||
                (held->available.units < 0) == (held->quantity.units < 0));
      RC_ASSERT(abs(held->quantity) - abs(held->available) <= held_by_orders(key, *held));
    }
  }

  /// The most that working orders of the closing side may hold; exit pairs counted twice.
  Quantity held_by_orders(const std::string& key, const PositionSnapshot& position) {
    Quantity held;
    OrderQuery open;
    open.limit = 500;
    const auto closing = position.quantity.units > 0 ? Side::Sell : Side::Buy;
    const auto listed = exchange_.orders(key, open).value();
    for (const auto& order : listed) {
      if (order.side != closing) continue;
      held += order.notional ? largest(position) : order.leaves();
    }
    return held;
  }
  static Quantity largest(const PositionSnapshot& position) { return abs(position.quantity); }

  Exchange exchange_;
  Timestamp now_;
  std::int64_t middle_ = 45000;
  std::map<std::string, Books> books_;
  std::vector<std::pair<std::string, std::string>> ids_;
  int cash_in_lieu_ = 0; ///< entries that may be rounded by a thousand-millionth each
};

bool conserved(Duration acknowledgment) {
  std::size_t fills = 0;
  const bool held =
    rc::check("whatever is asked of the venue, money, shares and what orders hold add up", [&] {
      const auto script = *rc::gen::container<std::vector<Step>>(steps());
      Ledgers ledgers{acknowledgment};
      for (const auto& step : script) ledgers.take(step);
      ledgers.check_end();
      fills += ledgers.fills;
    });
  return held && fills > 50;
}

} // namespace

CAF_TEST(money and shares are conserved under the strict rules when all is done at once) {
  CAF_CHECK(seeded);
  CAF_CHECK(conserved(Duration{0}));
}

CAF_TEST(money and shares are conserved under the strict rules when the venue is slow) {
  CAF_CHECK(conserved(std::chrono::milliseconds{3}));
}

} // namespace conservation_test
