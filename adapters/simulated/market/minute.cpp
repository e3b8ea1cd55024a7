#include "adapters/simulated/market/minute.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>

namespace hft::simulated {
namespace {

constexpr std::int64_t minute_length = 60'000'000'000;
constexpr std::int64_t millisecond = 1'000'000;
constexpr std::int64_t tick = units_per_whole / 100;

/// Something happens: a trade, or only a new quote.
struct Step {
  std::int64_t at = 0; ///< nanoseconds into the minute
  bool trade = true;
  bool buy = true;
};

struct Weighted {
  char value;
  double weight;
};

template <std::size_t N>
char pick(Rng& dice, const Weighted (&table)[N]) {
  auto left = dice.uniform();
  for (const auto& entry : table)
    if ((left -= entry.weight) < 0) return entry.value;
  return table[0].value;
}

/// Shares of trades by exchange; D is where trades off exchange are reported.
constexpr Weighted venues[] = {{'P', .17}, {'Q', .17}, {'D', .24}, {'Z', .10}, {'K', .10},
                               {'V', .03}, {'J', .04}, {'Y', .04}, {'B', .02}, {'N', .05},
                               {'U', .02}, {'H', .01}, {'X', .01}};
constexpr Weighted quoting[] = {{'P', .26}, {'Q', .26}, {'Z', .16}, {'K', .14}, {'N', .08},
                                {'V', .03}, {'U', .03}, {'J', .02}, {'Y', .02}};

/// Hawkes-like: parents anywhere, each followed by children within milliseconds or seconds.
std::vector<Step> make_steps(Rng& dice, double expected) {
  std::vector<Step> steps;
  const auto trades = static_cast<std::size_t>(dice.poisson(expected));
  const auto quotes = static_cast<std::size_t>(dice.poisson(1.5 + 0.2 * expected));
  steps.reserve(trades + quotes + 2);
  while (steps.size() < trades) {
    auto at = static_cast<std::int64_t>(dice.uniform() * minute_length);
    const bool buy = dice.chance(0.5);
    do {
      steps.push_back({at, true, buy});
      const auto pause = dice.chance(0.7) ? 4 * millisecond : 700 * millisecond;
      at = (at + 1 + static_cast<std::int64_t>(dice.exponential(static_cast<double>(pause)))) %
           minute_length;
    } while (steps.size() < trades && dice.chance(0.65));
  }
  for (std::size_t i = 0; i < quotes; ++i)
    steps.push_back({static_cast<std::int64_t>(dice.uniform() * minute_length), false, true});
  std::sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.at < b.at; });
  return steps;
}

/// Odd lots, hundreds, several hundreds, mixed lots and rare blocks, as on the tapes of our days.
int draw_size(Rng& dice) {
  const auto kind = dice.uniform();
  if (kind < 0.40) {
    const auto small = dice.uniform();
    return small < 0.35  ? dice.between(1, 9)
           : small < 0.6 ? dice.between(10, 49)
                         : dice.between(1, 99);
  }
  if (kind < 0.70) return 100;
  if (kind < 0.84) return 100 * dice.between(2, 9);
  if (kind < 0.975) return dice.between(101, dice.chance(0.7) ? 499 : 1499);
  if (kind < 0.998) return 100 * dice.between(10, 60);
  return 1000 * dice.between(10, 80);
}

class MinuteMaker {
public:
  MinuteMaker(const DayPath& path, const Symbol& symbol, int minute, bool quiet,
              std::vector<MarketEvent>& out)
    : path_{path},
      symbol_{symbol},
      minute_{minute},
      quiet_{quiet},
      out_{out},
      dice_{mix(path.seed, static_cast<std::uint64_t>(minute))},
      begin_{path.plan.pre_open + Duration{minute * minute_length}},
      middle_{price_at(minute) * 100},
      target_{price_at(minute + 1) * 100},
      regular_{path.is_regular(minute)} {}

  void make() {
    const auto expected = path_.activity[static_cast<std::size_t>(minute_)];
    auto steps = make_steps(dice_, expected);
    // Half of the day's wandering goes on inside the minutes.
    wander_ = 0.5 * middle_ * path_.traits.volatility / std::sqrt(390.0) * (regular_ ? 1 : 0.3);
    move(0);
    quote(dice_.between(1, 900) * 1000);
    if (minute_ == path_.open_minute) auction({'O', 'Q'}, 0.45);
    if (minute_ == path_.close_minute) auction({'6', 'M'}, 0.9);
    for (const auto& step : steps) make(step);
  }

private:
  double price_at(int mark) const { return path_.prices[static_cast<std::size_t>(mark)]; }

  void make(const Step& step) {
    const auto at = std::max(step.at, last_ + 1);
    const auto bid = bid_;
    const auto ask = ask_;
    move(at);
    if (!step.trade || bid != bid_ || ask != ask_ || dice_.chance(0.55)) {
      const auto room = std::min<std::int64_t>(at - last_ - 1, 3 * millisecond);
      const auto ahead = static_cast<std::int64_t>(dice_.uniform() * static_cast<double>(room));
      quote(at - ahead);
    }
    if (!step.trade) return;
    trade(std::max(at, last_ + 1), step.buy);
    if (dice_.chance(0.35)) quote(last_ + 1 + dice_.between(1, 400) * 1000);
  }

  /// The middle goes to where the minute ends, not straight.
  void move(std::int64_t at) {
    const auto left = static_cast<double>(std::max<std::int64_t>(minute_length - moved_, 1));
    const auto gone = static_cast<double>(std::max<std::int64_t>(at - moved_, 0));
    middle_ += (target_ - middle_) * std::min(1.0, gone / left) +
               wander_ * std::sqrt(gone / static_cast<double>(minute_length)) * dice_.normal();
    moved_ = std::max(moved_, at);
    auto spread = std::max<std::int64_t>(1, std::llround(middle_ * 0.00012));
    if (!regular_) spread = 2 + spread * 3;
    if (dice_.chance(0.12)) ++spread;
    bid_ = std::max<std::int64_t>(1, std::llround(middle_ - static_cast<double>(spread) / 2));
    ask_ = bid_ + spread;
  }

  void quote(std::int64_t at) {
    last_ = std::clamp(at, last_, minute_length - 1);
    Quote quote;
    quote.symbol = symbol_;
    quote.bid = {bid_ * tick};
    quote.ask = {ask_ * tick};
    quote.bid_size = shares(100 * (1 + static_cast<int>(dice_.exponential(6))));
    quote.ask_size = shares(100 * (1 + static_cast<int>(dice_.exponential(6))));
    quote.time = begin_ + Duration{last_};
    quote.bid_exchange = pick(dice_, quoting);
    quote.ask_exchange = pick(dice_, quoting);
    quote.tape = path_.traits.tape;
    quote.conditions = Conditions{"R"};
    out_.emplace_back(quote);
  }

  void trade(std::int64_t at, bool buy) {
    Trade trade = blank(at);
    trade.exchange = pick(dice_, venues);
    trade.price = {(buy ? ask_ : bid_) * tick};
    bool sweep = false;
    if (trade.exchange ==
        'D') { // Off exchange: often between the quotes, down to a hundredth cent.
      if (dice_.chance(0.35))
        trade.price = {(bid_ + ask_) * tick / 2};
      else if (dice_.chance(0.3))
        trade.price.units += (buy ? -1 : 1) * dice_.between(1, 40) * (tick / 100);
    } else {
      sweep = dice_.chance(0.3);
      if (sweep && dice_.chance(0.02)) trade.price.units += buy ? tick : -tick;
    }
    trade.price.units = std::max(trade.price.units, tick / 100);
    const auto size = draw_size(dice_);
    trade.size = shares(size);
    trade.conditions = conditions(sweep, size < 100, trade.exchange == 'D' ? rare(trade.id) : 0);
    keep(trade);
  }

  /// The auction's print and its repetition as the official price.
  void auction(const char (&codes)[2], double seconds) {
    const auto at = static_cast<std::int64_t>((0.1 + seconds * dice_.uniform()) * 1e9);
    move(at);
    quote(at - 1000);
    const auto size = shares(static_cast<int>(60'000 * path_.traits.volume_share) +
                             100 * dice_.between(0, 900) + dice_.between(0, 99));
    const Price price{bid_ * tick};
    for (const auto code : codes) {
      Trade print = blank(std::max(at, last_ + 1));
      print.exchange = path_.traits.listing;
      print.price = price;
      print.size = size;
      const char text[2] = {plain(), code};
      print.conditions = Conditions::truncated({text, 2});
      keep(print);
    }
  }

  Trade blank(std::int64_t at) {
    last_ = std::clamp(at, last_, minute_length - 1);
    Trade trade;
    trade.symbol = symbol_;
    trade.id = (minute_ + 1) * 100'000LL + ++count_;
    trade.time = begin_ + Duration{last_};
    trade.tape = path_.traits.tape;
    return trade;
  }

  void keep(const Trade& trade) {
    if (!quiet_) out_.emplace_back(trade);
  }

  char plain() const { return path_.traits.tape == 'C' ? '@' : ' '; }

  /// Of what is reported off exchange some is an average price (W), derivatively priced (4), late
  /// and out of sequence (Z) or at a price of before (P): none of them is the last price.
  char rare(std::int64_t id) const {
    const auto drawn = mix(path_.seed, static_cast<std::uint64_t>(id)) % 1000;
    return drawn < 6 ? 'W' : drawn < 10 ? '4' : drawn < 13 ? 'Z' : drawn < 15 ? 'P' : '\0';
  }

  Conditions conditions(bool sweep, bool odd, char more) const {
    char text[5] = {plain()};
    std::size_t length = 1;
    if (sweep) text[length++] = 'F';
    if (!regular_) text[length++] = 'T';
    if (more) text[length++] = more;
    if (odd) text[length++] = 'I';
    return Conditions::truncated({text, length});
  }

  const DayPath& path_;
  const Symbol symbol_;
  const int minute_;
  const bool quiet_;
  std::vector<MarketEvent>& out_;
  Rng dice_;
  const Timestamp begin_;
  double middle_; ///< ticks
  const double target_;
  const bool regular_;
  double wander_ = 0;
  std::int64_t moved_ = 0; ///< the time of the last move
  std::int64_t last_ = 0;  ///< the time of the last event
  std::int64_t bid_ = 1;   ///< ticks
  std::int64_t ask_ = 2;
  std::int64_t count_ = 0;
};

} // namespace

void make_minute(const DayPath& path, const Symbol& symbol, int minute, bool quiet,
                 std::vector<MarketEvent>& out) {
  MinuteMaker{path, symbol, minute, quiet, out}.make();
}

} // namespace hft::simulated
