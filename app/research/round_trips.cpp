#include "app/research/round_trips.hpp"

#include "app/research/performance.hpp"
#include "app/research/price_extremes.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

namespace hft::research {

namespace {

struct Lot {
  Timestamp at;
  Price price;
  Quantity quantity; ///< positive
  Money fees;
  std::string order;
  bool held_before = false;
};

/// All on one side, the oldest first.
struct Holding {
  bool is_long = true;
  std::deque<Lot> lots;
};

/// The part of `whole` that `part` shares of `of` are.
std::int64_t share_of(std::int64_t whole, Quantity part, Quantity of) {
  return checked_narrow(static_cast<int128>(whole) * part.units / of.units);
}

class Matcher {
public:
  explicit Matcher(const report::RunRecord& record) : extremes_(record.bars) {
    const auto start = record.sessions.empty() ? Timestamp{} : record.sessions.front().open;
    for (const auto& held : record.held_before) {
      auto& holding = holdings_[{held.model, held.symbol}];
      holding.is_long = held.quantity.units > 0;
      holding.lots.push_back({start, held.price, abs(held.quantity), Money{}, {}, true});
    }
  }

  void split(const report::RunSplit& split) {
    for (auto& [key, holding] : holdings_) {
      if (key.second != split.symbol) continue;
      for (auto& lot : holding.lots) {
        lot.quantity = {share_of(lot.quantity.units, split.to, split.from)};
        lot.price = {share_of(lot.price.units, split.from, split.to)};
      }
    }
  }

  void fill(const report::RunFill& fill) {
    auto& holding = holdings_[{fill.model, fill.symbol}];
    const bool buys = fill.side == Side::Buy;
    auto left = fill.quantity;
    auto fees = fill.fee;
    while (left.units > 0 && !holding.lots.empty() && holding.is_long != buys) {
      auto& lot = holding.lots.front();
      const auto part = std::min(left, lot.quantity);
      const Money exit_fee{share_of(fees.units, part, left)};
      const Money entry_fee{share_of(lot.fees.units, part, lot.quantity)};
      close(fill, lot, holding.is_long, part, entry_fee + exit_fee);
      fees -= exit_fee;
      left -= part;
      lot.fees -= entry_fee;
      lot.quantity -= part;
      if (lot.quantity.units == 0) holding.lots.pop_front();
    }
    if (left.units == 0) return;
    holding.is_long = buys;
    holding.lots.push_back({fill.at, fill.price, left, fees, fill.order});
  }

  RoundTrips finish() && {
    for (const auto& [key, holding] : holdings_)
      for (const auto& lot : holding.lots)
        trips_.open.push_back({key.first, key.second,
                               holding.is_long ? lot.quantity : -lot.quantity, lot.price,
                               lot.fees});
    return std::move(trips_);
  }

private:
  void close(const report::RunFill& fill, const Lot& lot, bool is_long, Quantity part, Money fees) {
    RoundTrip trip{fill.model, fill.symbol, is_long,   lot.held_before, lot.at, lot.price,
                   fill.at,    fill.price,  part,      Money{},         fees,   {},
                   {},         lot.order,   fill.order};
    const auto standing = [&](Price price) {
      return is_long ? notional(price - lot.price, part) : notional(lot.price - price, part);
    };
    trip.profit = standing(fill.price);
    if (extremes_.knows(fill.symbol)) {
      trip.worst = std::min(Money{}, trip.profit);
      trip.best = std::max(Money{}, trip.profit);
      if (const auto range = extremes_.between(fill.symbol, lot.at, fill.at)) {
        const auto [low, high] = *range;
        trip.worst = std::min(*trip.worst, standing(is_long ? low : high));
        trip.best = std::max(*trip.best, standing(is_long ? high : low));
      }
    }
    trips_.closed.push_back(std::move(trip));
  }

  PriceExtremes extremes_;
  std::map<std::pair<std::string, Symbol>, Holding> holdings_;
  RoundTrips trips_;
};

std::optional<double> mean_of(const std::vector<double>& values) {
  return values.empty() ? std::nullopt : std::optional{mean(values)};
}

} // namespace

RoundTrips round_trips(const report::RunRecord& record) {
  Matcher matcher{record};
  auto splits = record.splits;
  std::stable_sort(splits.begin(), splits.end(),
                   [](const auto& a, const auto& b) { return a.at < b.at; });
  auto split = splits.begin();
  for (const auto& fill : record.fills) {
    for (; split != splits.end() && split->at <= fill.at; ++split) matcher.split(*split);
    matcher.fill(fill);
  }
  for (; split != splits.end(); ++split) matcher.split(*split);
  return std::move(matcher).finish();
}

TripFigures figures_of(const std::vector<RoundTrip>& trips) {
  TripFigures figures;
  figures.count = trips.size();
  std::vector<double> wins;
  std::vector<double> losses;
  std::vector<double> all;
  std::vector<double> held;
  std::vector<double> worst;
  std::vector<double> best;
  double won = 0;
  double lost = 0;
  for (const auto& trip : trips) {
    const double net = to_double(trip.net());
    all.push_back(net);
    if (net > 0) {
      won += net;
      wins.push_back(net);
    } else if (net < 0) {
      lost -= net;
      losses.push_back(net);
    }
    if (!trip.held_before) held.push_back(std::chrono::duration<double>{trip.held()}.count());
    if (trip.worst) worst.push_back(to_double(*trip.worst));
    if (trip.best) best.push_back(to_double(*trip.best));
  }
  figures.won = wins.size();
  if (!trips.empty())
    figures.hit_rate = static_cast<double>(wins.size()) / static_cast<double>(trips.size());
  if (lost > 0) figures.profit_factor = won / lost;
  figures.average_win = mean_of(wins);
  figures.average_loss = mean_of(losses);
  figures.average = mean_of(all);
  figures.mean_held = mean_of(held);
  figures.median_held = quantile(held, 0.5);
  figures.average_worst = mean_of(worst);
  figures.average_best = mean_of(best);
  return figures;
}

} // namespace hft::research
