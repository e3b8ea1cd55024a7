#include "models/bars/bar_board.hpp"

#include "messages/new_york.hpp"
#include "models/trading/scaled_price.hpp"

#include <algorithm>
#include <tuple>

namespace hft {

bool is_made_of_minutes(BarSize size) {
  return size.is_of_time() && duration_of(size) % std::chrono::minutes{1} == Duration{};
}

BarBoard::BarBoard(std::vector<Symbol> symbols, std::vector<BarSize> sizes, std::size_t keep,
                   bool extended_hours)
  : symbols_(std::move(symbols)),
    sizes_(std::move(sizes)),
    extended_hours_(extended_hours) {
  std::sort(sizes_.begin(), sizes_.end(), [](BarSize a, BarSize b) {
    return std::tuple{a.unit, a.count} < std::tuple{b.unit, b.count};
  });
  sizes_.erase(std::unique(sizes_.begin(), sizes_.end()), sizes_.end());
  for (const auto size : sizes_)
    for (const auto& symbol : symbols_)
      makers_.push_back({BarMaker{symbol, size}, std::make_shared<BarHistory>(keep)});
  newest_.assign(sizes_.size(), std::vector<Bar>(symbols_.size()));
}

void BarBoard::set_plan(const SessionPlan& plan) {
  if (plan.date == Date{}) return;
  hours_ = extended_hours_ ? BarMaker::Hours{plan.pre_open, plan.post_end}
                           : BarMaker::Hours{plan.open, plan.close};
  hours_from_ = from_new_york(plan.date, {});
  hours_until_ = from_new_york(plan.date + 1, {});
}

const BarMaker::Hours& BarBoard::hours_at(Timestamp time) {
  if (hours_from_ <= time && time < hours_until_) return hours_;
  const auto date = new_york_date(time);
  using std::chrono::hours;
  using std::chrono::minutes;
  const auto at = [&](Duration of_day) { return from_new_york(date, of_day); };
  hours_ = extended_hours_ ? BarMaker::Hours{at(hours{4}), at(hours{20})}
                           : BarMaker::Hours{at(minutes{570}), at(hours{16})};
  hours_from_ = at({});
  hours_until_ = from_new_york(date + 1, {});
  return hours_;
}

void BarBoard::set_due() {
  due_ = Timestamp{INT64_MAX};
  for (const auto& line : makers_)
    if (const auto due = line.maker.due()) due_ = std::min(due_, *due);
}

void BarBoard::tell(Line& line, const Bar& bar) {
  line.history->add(bar);
  const auto place = static_cast<std::size_t>(&line - makers_.data());
  newest_[place / symbols_.size()][place % symbols_.size()] = bar;
  closed_.bars.push_back(bar);
}

BarSet BarBoard::aligned(BarSize size, Timestamp end, Timestamp start) const {
  const auto place =
    static_cast<std::size_t>(std::find(sizes_.begin(), sizes_.end(), size) - sizes_.begin());
  BarSet set{size, end, {}};
  for (const auto& newest : newest_[place]) {
    if (newest.symbol.empty()) return {}; // it has not traded yet
    auto bar = newest;
    if (bar.end != end) {
      bar.open = bar.high = bar.low = bar.vwap = bar.close;
      bar.volume = {};
      bar.trade_count = 0;
      bar.start = start;
      bar.end = end;
    }
    set.bars.push_back(bar);
  }
  return set;
}

const BarBoard::Closed& BarBoard::close(Timestamp now) {
  closed_.bars.clear();
  closed_.sets.clear();
  while (due_ <= now) {
    const auto end = due_;
    for (std::size_t size = 0; size < sizes_.size(); ++size) {
      Timestamp start;
      for (std::size_t i = 0; i < symbols_.size(); ++i) {
        auto& line = makers_[size * symbols_.size() + i];
        if (line.maker.due() != end) continue;
        if (const auto bar = line.maker.take(end)) {
          tell(line, *bar);
          start = bar->start;
        }
      }
      if (start == Timestamp{}) continue;
      if (auto set = aligned(sizes_[size], end, start); !set.bars.empty())
        closed_.sets.push_back(std::move(set));
    }
    set_due();
  }
  return closed_;
}

const BarBoard::Closed& BarBoard::add(const Trade& trade, bool of_history) {
  closed_.bars.clear();
  closed_.sets.clear();
  const auto& hours = hours_at(trade.time);
  for (auto& line : makers_) {
    if (line.maker.symbol() != trade.symbol) continue;
    if (of_history && is_made_of_minutes(line.maker.size())) continue;
    if (const auto bar = line.maker.add(trade, hours)) tell(line, *bar);
    if (const auto due = line.maker.due()) due_ = std::min(due_, *due);
  }
  return closed_;
}

void BarBoard::add(const Bar& minute) {
  const auto& hours = hours_at(minute.start);
  for (auto& line : makers_) {
    if (line.maker.symbol() != minute.symbol || !is_made_of_minutes(line.maker.size())) continue;
    line.maker.add(minute, hours);
    if (const auto due = line.maker.due()) due_ = std::min(due_, *due);
  }
}

std::shared_ptr<const BarHistory> BarBoard::history(const Symbol& symbol, BarSize size) const {
  for (const auto& line : makers_)
    if (line.maker.size() == size && line.maker.symbol() == symbol) return line.history;
  return nullptr;
}

void BarBoard::convert(const Symbol& symbol, double price_factor) {
  for (auto& line : makers_) {
    if (line.maker.symbol() != symbol) continue;
    line.maker.convert(price_factor);
    line.history->convert(price_factor);
  }
  for (auto& of_size : newest_)
    for (auto& bar : of_size)
      if (bar.symbol == symbol) bar.close = scaled(bar.close, price_factor);
}

} // namespace hft
