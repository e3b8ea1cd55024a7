#include "adapters/simulated/market/day_path.hpp"

#include "adapters/simulated/market/known_symbols.hpp"
#include "messages/result.hpp"
#include "messages/split_mix.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string_view>

namespace hft::simulated {
namespace {

/// Trades of a symbol of share 1 in regular hours; early closes have as many, in fewer hours.
constexpr double regular_trades = 112'000;
constexpr double pre_market_part = 0.015;
constexpr double after_hours_part = 0.012;

struct Known {
  std::string_view symbol;
  SymbolTraits traits;
};
constexpr Known known[] = {
  {"SPY", {560, 1.00, 0.008, 'B', 'P'}},  {"QQQ", {480, 0.60, 0.011, 'C', 'Q'}},
  {"IWM", {215, 0.45, 0.012, 'B', 'P'}},  {"DIA", {420, 0.25, 0.008, 'B', 'P'}},
  {"GLD", {240, 0.25, 0.009, 'B', 'P'}},  {"TLT", {92, 0.35, 0.008, 'C', 'Q'}},
  {"AAPL", {225, 0.58, 0.014, 'C', 'Q'}}, {"MSFT", {420, 0.45, 0.013, 'C', 'Q'}},
  {"NVDA", {125, 0.60, 0.025, 'C', 'Q'}}, {"TSLA", {250, 0.60, 0.030, 'C', 'Q'}},
  {"AMZN", {185, 0.50, 0.016, 'C', 'Q'}}, {"GOOGL", {170, 0.42, 0.015, 'C', 'Q'}},
  {"META", {520, 0.40, 0.018, 'C', 'Q'}}, {"AMD", {150, 0.50, 0.026, 'C', 'Q'}},
  {"INTC", {24, 0.45, 0.022, 'C', 'Q'}},  {"CSCO", {50, 0.30, 0.011, 'C', 'Q'}},
  {"IBM", {190, 0.24, 0.011, 'A', 'N'}},  {"BAC", {40, 0.42, 0.014, 'A', 'N'}},
  {"JPM", {210, 0.33, 0.012, 'A', 'N'}},  {"GE", {170, 0.28, 0.015, 'A', 'N'}},
  {"F", {11, 0.40, 0.018, 'A', 'N'}},     {"KO", {66, 0.27, 0.008, 'A', 'N'}},
  {"PEP", {172, 0.22, 0.009, 'C', 'Q'}},  {"XOM", {115, 0.34, 0.013, 'A', 'N'}},
  {"T", {20, 0.35, 0.011, 'A', 'N'}},     {"WMT", {68, 0.31, 0.010, 'A', 'N'}},
};

double normal_of(std::uint64_t seed) {
  return Rng{seed}.normal();
}

/// A point of noise that moves little within a day of its lattice and is another every `period`.
double lattice_noise(std::uint64_t seed, int period, int at) {
  const auto cell = at / period; // Dates after 1970 only; earlier ones merely share a cell.
  const auto part = static_cast<double>(at % period) / period;
  const auto left = normal_of(mix(seed, static_cast<std::uint64_t>(cell)));
  const auto right = normal_of(mix(seed, static_cast<std::uint64_t>(cell + 1)));
  return left + part * (right - left);
}

/// The logarithm of a date's close relative to the base: lattices from a day to most of a year,
/// each as high as a random walk gets in its time. 0.6 makes the one-day change the wanted
/// volatility.
double level_of(std::uint64_t seed, double volatility, Date date) {
  double level = 0;
  for (int period = 1; period <= 256; period *= 4)
    level += 0.6 * volatility * std::sqrt(period) *
             lattice_noise(mix(seed, static_cast<std::uint64_t>(period)), period, date.days);
  return level;
}

Date weekday_before(Date date) {
  const auto day = weekday(date);
  return date - (day == 1 ? 3 : day == 0 ? 2 : 1);
}

/// Market and symbol share the randomness, so that symbols move together.
struct Shaker {
  std::uint64_t market;
  std::uint64_t own;
  double normal(std::uint64_t node) const {
    return 0.6 * normal_of(mix(market, node)) + 0.8 * normal_of(mix(own, node));
  }
};

/// Fills the marks between two known ones by halving: each middle lies on the line and a bit off
/// it.
void bridge(std::vector<double>& logs, int from, int to, double deviation_of_minute,
            const Shaker& shaker) {
  if (to - from < 2) return;
  const auto middle = from + (to - from) / 2;
  const double left = middle - from;
  const double right = to - middle;
  const auto a = logs[static_cast<std::size_t>(from)];
  const auto b = logs[static_cast<std::size_t>(to)];
  logs[static_cast<std::size_t>(middle)] = a + (b - a) * left / (left + right) +
                                           deviation_of_minute *
                                             std::sqrt(left * right / (left + right)) *
                                             shaker.normal(static_cast<std::uint64_t>(middle));
  bridge(logs, from, middle, deviation_of_minute, shaker);
  bridge(logs, middle, to, deviation_of_minute, shaker);
}

std::vector<double> make_prices(std::uint64_t seed, const Symbol& symbol, const DayPath& path) {
  const auto date = path.plan.date;
  const auto volatility = path.traits.volatility;
  const auto day = static_cast<std::uint64_t>(date.days);
  const auto market = mix(seed, Symbol{"*"});
  const auto own = mix(seed, symbol);
  const Shaker shaker{mix(market, day), mix(own, day)};
  const auto close_of = [&](Date d) {
    return 0.6 * level_of(market, volatility, d) + 0.8 * level_of(own, volatility, d);
  };
  const auto before = close_of(weekday_before(date));
  const auto close = close_of(date);
  const auto last = path.minutes();

  std::vector<double> logs(static_cast<std::size_t>(last) + 1);
  const auto mark = [&](int minute) -> double& { return logs[static_cast<std::size_t>(minute)]; };
  mark(0) = before + 0.15 * volatility * shaker.normal(10'001);
  mark(path.open_minute) =
    before + 0.3 * (close - before) + 0.2 * volatility * shaker.normal(10'002);
  mark(path.close_minute) = close;
  mark(last) = close + 0.1 * volatility * shaker.normal(10'003);
  const auto regular = volatility / std::sqrt(path.close_minute - path.open_minute);
  bridge(logs, 0, path.open_minute, regular * 0.3, shaker);
  bridge(logs, path.open_minute, path.close_minute, regular, shaker);
  bridge(logs, path.close_minute, last, regular * 0.25, shaker);
  for (auto& log : logs) log = path.traits.base_price * std::exp(log);
  return logs;
}

void scale(std::vector<double>& weights, int from, int to, double total) {
  const auto begin = weights.begin() + from;
  const auto end = weights.begin() + to;
  const auto sum = std::accumulate(begin, end, 0.0);
  if (sum > 0) std::for_each(begin, end, [&](double& weight) { weight *= total / sum; });
}

/// Busy at the open and the close, with stretches of bustle and calm.
std::vector<double> make_activity(const DayPath& path, double activity) {
  const auto last = static_cast<int>(
    std::chrono::duration_cast<std::chrono::minutes>(path.plan.post_end - path.plan.pre_open)
      .count());
  std::vector<double> weights(static_cast<std::size_t>(last));
  for (int minute = 0; minute < last; ++minute) {
    const double opened = minute - path.open_minute;
    const double to_close = path.close_minute - 1 - minute;
    auto& weight = weights[static_cast<std::size_t>(minute)];
    if (opened < 0)
      weight = 0.15 + std::exp(opened / 40);
    else if (to_close < 0)
      weight = 0.08 + std::exp(to_close / 20);
    else
      weight = 1 + 2.4 * std::exp(-opened / 25) + 1.9 * std::exp(-to_close / 18);
    weight *=
      std::exp(0.18 * lattice_noise(mix(path.seed, 71), 7, minute) +
               0.20 * normal_of(mix(mix(path.seed, 72), static_cast<std::uint64_t>(minute))));
  }
  const auto total = regular_trades * path.traits.volume_share * activity;
  scale(weights, 0, path.open_minute, total * pre_market_part);
  scale(weights, path.open_minute, path.close_minute, total);
  scale(weights, path.close_minute, last, total * after_hours_part);
  return weights;
}

} // namespace

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  return SplitMix::scatter(a + SplitMix::step * (b + 1));
}

std::uint64_t mix(std::uint64_t a, const Symbol& symbol) {
  for (const auto letter : symbol.view()) a = mix(a, static_cast<unsigned char>(letter));
  return a;
}

std::uint64_t Rng::next() {
  return mix(state_ += SplitMix::step, 0);
}

double Rng::uniform() {
  return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

double Rng::normal() {
  const auto radius = std::sqrt(-2 * std::log(1 - uniform()));
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

double Rng::exponential(double mean) {
  return -mean * std::log(1 - uniform());
}

int Rng::poisson(double mean) {
  if (mean > 30)
    return std::max(0, static_cast<int>(std::lround(mean + std::sqrt(mean) * normal())));
  int count = 0;
  for (auto product = uniform(), limit = std::exp(-mean); product > limit; product *= uniform())
    ++count;
  return count;
}

int Rng::between(int from, int to) {
  return from + static_cast<int>(next() % static_cast<std::uint64_t>(to - from + 1));
}

std::vector<Symbol> known_symbols() {
  std::vector<Symbol> symbols;
  for (const auto& one : known) symbols.push_back(Symbol::truncated(one.symbol));
  return symbols;
}

SymbolTraits traits_of(const Symbol& symbol) {
  for (const auto& one : known)
    if (one.symbol == symbol.view()) return one.traits;
  Rng dice{mix(0x5eed, symbol)};
  SymbolTraits traits;
  traits.base_price =
    std::exp(std::log(12.0) + dice.uniform() * std::log(30.0)); // 12 to 360 dollars
  traits.volume_share = 0.2 + 0.4 * dice.uniform();
  traits.volatility = 0.010 + 0.015 * dice.uniform();
  const auto nasdaq = symbol.view().size() >= 4; // As tickers went by until lately.
  traits.tape = nasdaq ? 'C' : 'A';
  traits.listing = nasdaq ? 'Q' : 'N';
  return traits;
}

char tape_of(const Symbol& symbol) {
  return traits_of(symbol).tape;
}

DayPath make_day_path(std::uint64_t seed, const Symbol& symbol, const SessionPlan& plan,
                      double activity) {
  ensure(plan.pre_open < plan.open && plan.open < plan.close && plan.close < plan.post_end,
         "a session's hours are in order");
  const auto minutes_until = [&](Timestamp time) {
    return static_cast<int>(
      std::chrono::duration_cast<std::chrono::minutes>(time - plan.pre_open).count());
  };
  DayPath path;
  path.traits = traits_of(symbol);
  path.plan = plan;
  path.open_minute = minutes_until(plan.open);
  path.close_minute = minutes_until(plan.close);
  path.seed = mix(mix(seed, symbol), static_cast<std::uint64_t>(plan.date.days));
  path.activity = make_activity(path, activity);
  path.prices = make_prices(seed, symbol, path);
  return path;
}

} // namespace hft::simulated
