#include "app/research/exports.hpp"

#include "messages/new_york.hpp"
#include "messages/number_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace hft::research {

namespace {

/// A cell as RFC 4180 has it.
std::string cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string{text};
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

template <class T>
std::string shown(const std::optional<T>& x) {
  return x ? to_string(*x) : std::string{};
}

std::string shown(const std::optional<Timestamp>& x) {
  return x ? format_timestamp(*x) : std::string{};
}

/// New York's wall, without a zone: `2026-03-02 09:30:00.25`.
std::string wall(Timestamp time) {
  auto text = format_timestamp(time + new_york_offset(time));
  text[10] = ' ';
  text.pop_back();
  return text;
}

/// LEAN writes `[d.]hh:mm:ss[.fffffff]`, as .NET does.
std::string span(Duration duration) {
  const auto ticks = duration.count() / 100;
  const auto seconds = ticks / 10'000'000;
  auto text =
    fmt::format("{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
  if (seconds >= 86'400) text = std::to_string(seconds / 86'400) + '.' + text;
  if (ticks % 10'000'000 != 0) text += fmt::format(".{:07}", ticks % 10'000'000);
  return text;
}

/// Goes through a run's fills, bars and splits by time and knows what is held and what it is worth.
class Holdings {
public:
  explicit Holdings(const report::RunRecord& record) : record_(record) {
    for (const auto& before : record.held_before) {
      held_[before.symbol] += before.quantity;
      price_[before.symbol] = before.price;
    }
    for (const auto& bar : record.bars) bars_.push_back(&bar);
    std::stable_sort(bars_.begin(), bars_.end(), [](const auto* a, const auto* b) {
      return a->at + a->span < b->at + b->span;
    });
    splits_ = record.splits;
    std::stable_sort(splits_.begin(), splits_.end(),
                     [](const auto& a, const auto& b) { return a.at < b.at; });
    for (const auto& fill : record.fills) has_bars_[fill.symbol] = false;
    for (const auto& bar : record.bars) has_bars_[bar.symbol] = true;
  }

  /// All that happened on trading dates up to this one.
  void advance(Date date) {
    const auto end = from_new_york(date + 1, Duration{});
    for (; fill_ < record_.fills.size() && record_.fills[fill_].at < end; ++fill_) {
      const auto& fill = record_.fills[fill_];
      split_until(fill.at);
      held_[fill.symbol] += signed_quantity(fill.side, fill.quantity);
      if (!has_bars_[fill.symbol]) price_[fill.symbol] = fill.price;
    }
    split_until(end - Duration{1});
    for (; bar_ < bars_.size() && bars_[bar_]->at < end; ++bar_)
      price_[bars_[bar_]->symbol] = bars_[bar_]->close;
  }

  Money value(const Symbol& symbol) { return notional(price_[symbol], held_[symbol]); }

private:
  void split_until(Timestamp at) {
    for (; split_ < splits_.size() && splits_[split_].at <= at; ++split_) {
      const auto& split = splits_[split_];
      auto& held = held_[split.symbol];
      held = {checked_narrow(static_cast<int128>(held.units) * split.to.units / split.from.units)};
    }
  }

  const report::RunRecord& record_;
  std::vector<const report::RunBar*> bars_;
  std::vector<report::RunSplit> splits_;
  std::map<Symbol, bool> has_bars_;
  std::map<Symbol, Quantity> held_;
  std::map<Symbol, Price> price_;
  std::size_t fill_ = 0;
  std::size_t bar_ = 0;
  std::size_t split_ = 0;
};

} // namespace

std::string returns_csv(const RunStatistics& statistics) {
  std::string text = "date,return\n";
  for (const auto& one : statistics.returns)
    text += fmt::format("{},{}\n", format_date(one.date), one.value);
  return text;
}

std::string positions_csv(const report::RunRecord& record) {
  std::set<Symbol> symbols;
  for (const auto& before : record.held_before) symbols.insert(before.symbol);
  for (const auto& fill : record.fills) symbols.insert(fill.symbol);
  std::string text = "date";
  for (const auto& symbol : symbols) text += ',' + cell(symbol.view());
  text += ",cash\n";
  Holdings holdings{record};
  for (const auto& close : account_closes(record)) {
    holdings.advance(close.date);
    auto cash = close.equity;
    text += format_date(close.date);
    for (const auto& symbol : symbols) {
      const auto value = holdings.value(symbol);
      cash -= value;
      text += ',' + to_string(value);
    }
    text += ',' + to_string(cash) + '\n';
  }
  return text;
}

std::string transactions_csv(const report::RunRecord& record) {
  std::string text = "time,amount,price,symbol,txn_dollars,commission,order_id\n";
  for (const auto& fill : record.fills) {
    const auto amount = signed_quantity(fill.side, fill.quantity);
    text +=
      fmt::format("{},{},{},{},{},{},{}\n", wall(fill.at), to_string(amount), to_string(fill.price),
                  cell(fill.symbol.view()), to_string(-notional(fill.price, amount)),
                  to_string(fill.fee), cell(fill.order));
  }
  return text;
}

std::string round_trips_csv(const RunStatistics& statistics) {
  std::string text = "Symbol,EntryTime,EntryPrice,Direction,Quantity,ExitTime,ExitPrice,ProfitLoss,"
                     "TotalFees,MAE,MFE,Duration,EndTradeDrawdown,IsWin,Model\n";
  for (const auto& trip : statistics.trips.closed) {
    // LEAN: what the trade gave back of its best.
    const auto given_back = trip.best ? std::optional{trip.profit - *trip.best} : std::nullopt;
    text +=
      fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", cell(trip.symbol.view()),
                  format_timestamp(trip.entry), to_string(trip.entry_price),
                  trip.is_long ? "Long" : "Short", to_string(trip.quantity),
                  format_timestamp(trip.exit), to_string(trip.exit_price), to_string(trip.profit),
                  to_string(trip.fees), shown(trip.worst), shown(trip.best), span(trip.held()),
                  shown(given_back), trip.net().units > 0 ? "True" : "False", cell(trip.model));
  }
  return text;
}

std::string orders_csv(const report::RunRecord& record) {
  std::string text = "id,model,symbol,side,type,quantity,limit,decision_price,decided,sent,ended,"
                     "state,filled,extended_hours\n";
  for (const auto& order : record.orders)
    text +=
      fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", cell(order.id), cell(order.model),
                  cell(order.symbol.view()), to_string(order.side), to_string(order.type),
                  to_string(order.quantity), shown(order.limit), shown(order.decision_price),
                  format_timestamp(order.decided), shown(order.sent), shown(order.ended),
                  to_string(order.state), to_string(order.filled), order.extended_hours);
  return text;
}

std::string fills_csv(const report::RunRecord& record) {
  std::string text = "id,order,model,symbol,side,at,price,quantity,fee,bid,ask,data_at,after_1s,"
                     "after_10s,after_1min,after_5min\n";
  for (const auto& fill : record.fills)
    text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", cell(fill.id),
                        cell(fill.order), cell(fill.model), cell(fill.symbol.view()),
                        to_string(fill.side), format_timestamp(fill.at), to_string(fill.price),
                        to_string(fill.quantity), to_string(fill.fee), shown(fill.bid),
                        shown(fill.ask), shown(fill.data_at), shown(fill.markouts[0]),
                        shown(fill.markouts[1]), shown(fill.markouts[2]), shown(fill.markouts[3]));
  return text;
}

std::string notes_csv(const report::RunRecord& record) {
  std::string text = "at,model,plot,value,text\n";
  for (const auto& note : record.notes)
    text +=
      fmt::format("{},{},{},{},{}\n", format_timestamp(note.at), cell(note.model), cell(note.plot),
                  note.plot.empty() ? "" : general_text(note.value, 15), cell(note.text));
  return text;
}

} // namespace hft::research
