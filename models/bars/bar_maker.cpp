#include "models/bars/bar_maker.hpp"

#include "messages/sale_conditions.hpp"
#include "models/trading/scaled_price.hpp"

#include <algorithm>
#include <cmath>

namespace hft {

std::optional<Timestamp> BarMaker::due() const {
  return begun_ && size_.is_of_time() ? std::optional{end_} : std::nullopt;
}

bool BarMaker::begin(Timestamp time, const Hours& hours) {
  if (time < told_) return false;
  if (begun_) return true;
  Timestamp start = time;
  if (size_.is_of_time()) {
    if (time < hours.first || time >= hours.last) return false;
    if (size_.unit == BarUnit::Day) {
      start = hours.first;
      end_ = hours.last;
    } else {
      const auto length = duration_of(size_);
      start = hours.first + (time - hours.first) / length * length;
      end_ = std::min(start + length, hours.last);
    }
  }
  bar_ = {};
  bar_.symbol = symbol_;
  bar_.kind = BarKind::Built;
  bar_.size = size_;
  bar_.start = start;
  paid_ = 0;
  has_price_ = false;
  return begun_ = true;
}

void BarMaker::count(Price open, Price high, Price low, Price close) {
  if (!has_price_) {
    bar_.open = open;
    bar_.high = high;
    bar_.low = low;
    has_price_ = true;
  }
  bar_.high = std::max(bar_.high, high);
  bar_.low = std::min(bar_.low, low);
  bar_.close = last_ = close;
}

std::optional<Bar> BarMaker::add(const Trade& trade, const Hours& hours) {
  if (!begin(trade.time, hours)) return std::nullopt;
  if (updates_last_price(trade)) count(trade.price, trade.price, trade.price, trade.price);
  bar_.volume += trade.size;
  ++bar_.trade_count;
  paid_ += exact_product(trade.price, trade.size);
  const bool full = (size_.unit == BarUnit::Share && bar_.volume >= shares(size_.count)) ||
                    (size_.unit == BarUnit::Trade && bar_.trade_count >= size_.count);
  return full && has_price_ ? std::optional{done(trade.time)} : std::nullopt;
}

void BarMaker::add(const Bar& minute, const Hours& hours) {
  if (!begin(minute.start, hours)) return;
  count(minute.open, minute.high, minute.low, minute.close);
  bar_.volume += minute.volume;
  bar_.trade_count += minute.trade_count;
  paid_ += exact_product(minute.vwap == Price{} ? minute.close : minute.vwap, minute.volume);
}

std::optional<Bar> BarMaker::take(Timestamp now) {
  if (!begun_ || !size_.is_of_time() || now < end_) return std::nullopt;
  if (has_price_) return done(end_);
  begun_ = false; // no print of it set a price
  told_ = end_;
  return std::nullopt;
}

Bar BarMaker::done(Timestamp end) {
  begun_ = false;
  bar_.end = end;
  told_ = size_.is_of_time() ? end : bar_.start;
  bar_.vwap = bar_.volume.units > 0 ? Price{checked_narrow(paid_ / bar_.volume.units)} : bar_.close;
  return bar_;
}

void BarMaker::convert(double price_factor) {
  for (auto* price : {&bar_.open, &bar_.high, &bar_.low, &bar_.close, &last_})
    *price = scaled(*price, price_factor);
  if (price_factor > 0)
    bar_.volume = {std::llround(static_cast<double>(bar_.volume.units) / price_factor)};
}

} // namespace hft
