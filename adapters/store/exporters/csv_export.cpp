#include "adapters/store/exporters/csv_export.hpp"

#include "adapters/store/corporate_actions.hpp"
#include "adapters/store/mark.hpp"
#include "adapters/store/row_stream.hpp"
#include "messages/new_york.hpp"

#include <fmt/format.h>

#include <iterator>
#include <utility>

namespace hft::store {

namespace {

constexpr std::size_t piece = 1 << 16;

tl::unexpected<Failure> unwritten() {
  return fail(ErrorKind::Storage, "the export cannot be written");
}

std::string_view letter(const char& c) {
  return c == ' ' ? std::string_view{} : std::string_view{&c, 1};
}

const char* head_of(DataKind kind) {
  switch (kind) {
    case DataKind::Trades:
      return "symbol,time,price,size,exchange,tape,conditions,id,flags,bits,line_exchange\n";
    case DataKind::Quotes:
      return "symbol,time,bid,bid_size,ask,ask_size,bid_exchange,ask_exchange,tape,conditions,"
             "flags,bits,line_exchange\n";
    case DataKind::MinuteBars:
    case DataKind::DailyBars: return "symbol,time,open,high,low,close,vwap,volume,trade_count\n";
    case DataKind::Actions: break;
  }
  return "symbol,time,action,old_rate,new_rate,cash,price_factor,split_factor,reference_price,"
         "other_symbol,id,source\n";
}

void csv_row(const Rows& rows, const std::vector<Mark>& marks, std::size_t row,
             std::string_view symbol, std::string& out) {
  const auto at = [&](std::size_t c) { return rows.columns[c][row]; };
  const auto units = [&](std::size_t c) { return format_units(at(c)); };
  const auto to = std::back_inserter(out);
  fmt::format_to(to, "{},{}", symbol, format_timestamp(rows.time(row)));
  const auto& mark = marks[rows.marks[row]];
  switch (rows.kind) {
    case DataKind::Trades:
      fmt::format_to(to, ",{},{},{},{},{},{},{:x},{},{}\n", units(column::price),
                     units(column::size), letter(mark.exchange), letter(mark.tape),
                     mark.conditions.view(), at(column::id), mark.flags, mark.bits,
                     letter(mark.line_exchange));
      break;
    case DataKind::Quotes:
      fmt::format_to(to, ",{},{},{},{},{},{},{},{},{:x},{},{}\n", units(column::bid),
                     units(column::bid_size), units(column::ask), units(column::ask_size),
                     letter(mark.exchange), letter(mark.other_exchange), letter(mark.tape),
                     mark.conditions.view(), mark.flags, mark.bits, letter(mark.line_exchange));
      break;
    case DataKind::MinuteBars:
    case DataKind::DailyBars:
      fmt::format_to(to, ",{},{},{},{},{},{},{}\n", units(column::open), units(column::high),
                     units(column::low), units(column::close), units(column::vwap),
                     units(column::volume), at(column::trade_count));
      break;
    case DataKind::Actions: {
      const auto word = action_word_from(rows.word(row));
      fmt::format_to(to, ",{},{},{},{},{},{},{},{},{},{}\n",
                     to_string(static_cast<ActionKind>(at(column::action))),
                     units(column::old_rate), units(column::new_rate), units(column::cash),
                     units(column::price_factor), units(column::split_factor),
                     units(column::reference_price), word.other_symbol, word.id, word.source);
      break;
    }
  }
}

/// The engine's line, or why it cannot hold the row.
const char* lean_row(const Rows& rows, const std::vector<Mark>& marks, std::size_t row,
                     Timestamp midnight, std::string& out) {
  constexpr std::int64_t tick = units_per_whole / 10'000;
  constexpr std::int64_t millisecond = 1'000'000;
  const auto at = [&](std::size_t c) { return rows.columns[c][row]; };
  const auto since = (rows.time(row) - midnight).count();
  if (since % millisecond != 0) return "its time is finer than a millisecond";
  const auto to = std::back_inserter(out);
  const auto price = [&](std::size_t c) { return at(c) / tick; };
  const auto fits = [&](std::initializer_list<std::size_t> columns) {
    for (const auto c : columns)
      if (at(c) % tick != 0) return false;
    return true;
  };
  const auto size = [&](std::size_t c) { return format_units(at(c)); };
  constexpr const char* too_fine = "its price is finer than 1/10000 dollar";
  const auto& mark = marks[rows.marks[row]];
  const int suspicious = (mark.bits & Mark::Suspicious) != 0 ? 1 : 0;
  if (rows.kind == DataKind::Trades) {
    if (!fits({column::price})) return too_fine;
    fmt::format_to(to, "{},{},{},{},{:x},{}", since / millisecond, price(column::price),
                   size(column::size), mark.exchange, mark.flags, suspicious);
  } else if (rows.kind == DataKind::Quotes) {
    if (!fits({column::bid, column::ask})) return too_fine;
    const bool engine = (mark.bits & Mark::Engine) != 0;
    const bool bid = !engine || (mark.bits & Mark::BidStated) != 0;
    const bool ask = !engine || (mark.bits & Mark::AskStated) != 0;
    fmt::format_to(to, "{},{},{},{},{},{},{:x},{}", since / millisecond,
                   bid ? price(column::bid) : 0, bid ? size(column::bid_size) : "0",
                   ask ? price(column::ask) : 0, ask ? size(column::ask_size) : "0",
                   engine ? mark.line_exchange : mark.exchange, mark.flags, suspicious);
  } else {
    if (!fits({column::open, column::high, column::low, column::close})) return too_fine;
    if (rows.kind == DataKind::MinuteBars) {
      fmt::format_to(to, "{}", since / millisecond);
    } else {
      auto day = format_date(new_york_date(rows.time(row)));
      std::erase(day, '-');
      fmt::format_to(to, "{} 00:00", day);
    }
    fmt::format_to(to, ",{},{},{},{},{}", price(column::open), price(column::high),
                   price(column::low), price(column::close), size(column::volume));
  }
  return nullptr;
}

/// Hands each row to `write`, and what that wrote on.
template <class Write>
Result<void> write_rows(StoreReader& reader, const Output& out, Write write) {
  Rows rows{reader.header().kind};
  std::string text;
  std::vector<Mark> marks;
  for (std::size_t block = 0; block < reader.blocks().size(); ++block) {
    if (const auto done = reader.read_block(block, rows); !done) return done;
    marks.clear();
    for (const auto& word : rows.words) marks.push_back(mark_from(word).value_or(Mark{}));
    for (std::size_t row = 0; row < rows.size(); ++row) {
      if (const auto done = write(rows, marks, row, text); !done) return done;
      if (text.size() < piece) continue;
      if (!out(text)) return unwritten();
      text.clear();
    }
  }
  if (!out(text)) return unwritten();
  return {};
}

} // namespace

Result<void> export_csv(StoreReader& reader, const Output& out) {
  const auto symbol = reader.header().symbol.str();
  if (!out(head_of(reader.header().kind))) return unwritten();
  return write_rows(reader, out,
                    [&](const Rows& rows, const std::vector<Mark>& marks, std::size_t row,
                        std::string& text) -> Result<void> {
                      csv_row(rows, marks, row, symbol, text);
                      return {};
                    });
}

Result<void> export_lean(StoreReader& reader, const Output& out) {
  if (reader.header().kind == DataKind::Actions)
    return fail(ErrorKind::Unsupported, "corporate actions have no engine's lines: give csv");
  const auto midnight = from_new_york(reader.header().first_date, Duration{0});
  bool first = true; // the engine's files have no line end behind their last line
  return write_rows(reader, out,
                    [&](const Rows& rows, const std::vector<Mark>& marks, std::size_t row,
                        std::string& text) -> Result<void> {
                      if (!std::exchange(first, false)) text += '\n';
                      const char* trouble = lean_row(rows, marks, row, midnight, text);
                      if (trouble == nullptr) return {};
                      return fail(ErrorKind::Unsupported, "the row at " +
                                                            format_timestamp(rows.time(row)) +
                                                            " is no engine's line: " + trouble);
                    });
}

} // namespace hft::store
