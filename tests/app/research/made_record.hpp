#pragma once

#include "adapters/report/run_record.hpp"
#include "messages/new_york.hpp"

#include <string>

namespace hft {

/// A Tuesday and the days after it, in winter.
inline Date day(int number) {
  return make_date(2026, 1, 6) + number;
}

/// So many minutes after the open.
inline Timestamp minute(int number, int minutes, int seconds = 0) {
  return from_new_york(day(number), std::chrono::hours{9} + std::chrono::minutes{30 + minutes} +
                                      std::chrono::seconds{seconds});
}

inline Money money(int whole) {
  return {whole * units_per_whole};
}

/// Sessions without a trade; equity as told, one a day.
inline report::RunRecord flat_record(std::initializer_list<int> equities, int cash = 1000) {
  report::RunRecord record;
  record.run.cash = money(cash);
  record.run.from = day(0);
  record.run.to = day(static_cast<int>(equities.size()) - 1);
  record.models.push_back({"m", "modulo", 0, 0, 0, 0, 0, {}, {}, {}});
  int number = 0;
  for (const int equity : equities) {
    record.sessions.push_back({day(number), minute(number, 0), minute(number, 390), false});
    record.closes.push_back({"", day(number), money(equity), {}, {}, {}});
    ++number;
  }
  return record;
}

/// An order that fills at once and whole.
inline report::RunFill& add_fill(report::RunRecord& record, Timestamp at, Side side,
                                 int shares_traded, Price price, Money fee = {},
                                 const char* model = "m", Symbol symbol = "SPY") {
  const auto id = "o" + std::to_string(record.orders.size() + 1);
  report::RunOrder order;
  order.id = id;
  order.model = model;
  order.symbol = symbol;
  order.side = side;
  order.quantity = order.filled = shares(shares_traded);
  order.decided = at;
  order.state = OrderState::Filled;
  record.orders.push_back(order);
  report::RunFill fill;
  fill.id = "f" + id;
  fill.order = id;
  fill.model = model;
  fill.symbol = symbol;
  fill.side = side;
  fill.at = at;
  fill.price = price;
  fill.quantity = shares(shares_traded);
  fill.fee = fee;
  record.fills.push_back(fill);
  return record.fills.back();
}

inline bool is_near(double a, double b) {
  return a - b < 1e-9 && b - a < 1e-9;
}

} // namespace hft
