#include "adapters/store/importers/flat_files.hpp"

#include "adapters/store/corporate_actions.hpp"
#include "messages/new_york.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>

namespace hft::store {

namespace {

constexpr std::size_t rows_in_memory = 1'000'000;

/// Exchange numbers of the files as the tape's letters.
char exchange_letter(std::int64_t id) {
  constexpr std::string_view letters = " ABCDEIJKMNPTSXVWYYZLU";
  if (id > 0 && id < static_cast<std::int64_t>(letters.size()))
    return letters[static_cast<std::size_t>(id)];
  return id == 62 ? 'D' : '?';
}

/// Condition numbers of trades as the tape's codes, where they have one.
char condition_code(std::int64_t id) {
  switch (id) {
    case 1: return 'A';
    case 2: return 'W';
    case 4: return 'B';
    case 5: return 'G';
    case 7: return 'C';
    case 8: return '6';
    case 9: return 'X';
    case 10: return '4';
    case 12: return 'T';
    case 13: return 'U';
    case 14: return 'F';
    case 15: return 'M';
    case 16: return 'Q';
    case 17: return 'O';
    case 19: return '5';
    case 20: return 'N';
    case 21: return 'H';
    case 22: return 'P';
    case 25: return 'O';
    case 29: return 'R';
    case 30: return 'L';
    case 33: return 'Z';
    case 37: return 'I';
    case 38: return '9';
    case 41: return 'E';
    case 52: return 'V';
    case 53: return '7';
    default: return '?';
  }
}

char tape_letter(std::string_view number) {
  if (number == "1") return 'A';
  if (number == "2") return 'B';
  if (number == "3") return 'C';
  return number == "4" ? 'O' : 'A';
}

/// The fields of a line by the names of the first.
class Table {
public:
  explicit Table(std::string_view first_line) {
    std::vector<std::string_view> names;
    split_fields(first_line, names);
    for (std::size_t i = 0; i < names.size(); ++i) {
      std::string name;
      for (const char c : names[i])
        name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      places_[name] = i;
    }
    width_ = names.size();
  }
  bool has(const std::string& name) const { return places_.contains(name); }
  bool take(std::string_view line) {
    split_fields(line, fields_);
    return fields_.size() == width_;
  }
  std::string_view operator[](const std::string& name) const {
    const auto found = places_.find(name);
    return found == places_.end() ? std::string_view{} : fields_[found->second];
  }
  std::optional<std::int64_t> units(const std::string& name) const {
    const auto text = (*this)[name];
    if (text.empty()) return 0;
    if (const auto exact = parse_units(text); exact && *exact >= 0) return exact;
    // Means have more decimals than we hold.
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || value < 0)
      return std::nullopt;
    return units_from_double(value);
  }
  std::optional<std::int64_t> whole(const std::string& name) const {
    const auto text = (*this)[name];
    return text.empty() ? std::optional<std::int64_t>{0} : whole_number(text);
  }

private:
  std::map<std::string, std::size_t> places_;
  std::vector<std::string_view> fields_;
  std::size_t width_ = 0;
};

constexpr const char* no_time = "its time is none";
constexpr const char* no_price = "its price is no positive number";
constexpr const char* no_size = "its size is no number";

std::optional<Timestamp> nanoseconds_in(const Table& table, const std::string& name) {
  constexpr std::int64_t earliest = 86'400'000'000'000;      // 1970-01-02
  constexpr std::int64_t latest = 7'258'118'400'000'000'000; // 2200-01-01
  const auto time = table.whole(name);
  if (!time || *time < earliest || *time >= latest) return std::nullopt;
  return Timestamp{*time};
}

Conditions conditions_in(std::string_view list) {
  std::string codes;
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    if (const auto id = whole_number(list.substr(0, comma)); id && *id != 0)
      codes += condition_code(*id);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return Conditions::truncated(codes);
}

const char* read_flat_trade(const Table& table, const Symbol& symbol, ImportSink& sink) {
  Trade trade;
  trade.symbol = symbol;
  const auto time = nanoseconds_in(table, "sip_timestamp");
  if (!time) return no_time;
  const auto price = table.units("price");
  if (!price || *price == 0) return no_price;
  const auto size = table.units("size");
  if (!size) return no_size;
  if (*size == 0) return "its size is zero";
  trade.time = *time;
  trade.price = {*price};
  trade.size = {*size};
  trade.id = table.whole("id").value_or(0);
  trade.exchange = exchange_letter(table.whole("exchange").value_or(0));
  trade.tape = tape_letter(table["tape"]);
  trade.conditions = conditions_in(table["conditions"]);
  sink.add(trade);
  return nullptr;
}

const char* read_flat_quote(const Table& table, const Symbol& symbol, ImportSink& sink) {
  Quote quote;
  quote.symbol = symbol;
  const auto time = nanoseconds_in(table, "sip_timestamp");
  if (!time) return no_time;
  const auto bid = table.units("bid_price");
  const auto ask = table.units("ask_price");
  if (!bid || !ask) return no_price;
  const auto bid_size = table.units("bid_size");
  const auto ask_size = table.units("ask_size");
  if (!bid_size || !ask_size) return no_size;
  quote.time = *time;
  quote.bid = {*bid};
  quote.ask = {*ask};
  quote.bid_size = {*bid_size};
  quote.ask_size = {*ask_size};
  quote.bid_exchange = exchange_letter(table.whole("bid_exchange").value_or(0));
  quote.ask_exchange = exchange_letter(table.whole("ask_exchange").value_or(0));
  quote.tape = tape_letter(table["tape"]);
  quote.conditions = Conditions{"R"};
  sink.add(quote);
  return nullptr;
}

const char* read_flat_window(const Table& table, const Symbol& symbol, ImportSink& sink) {
  Bar bar;
  bar.symbol = symbol;
  const auto start = nanoseconds_in(table, "window_start");
  if (!start) return no_time;
  bar.start = *start;
  bar.kind = new_york_time_of_day(*start) == Duration{0} ? BarKind::Daily : BarKind::Minute;
  const auto open = table.units("open");
  const auto high = table.units("high");
  const auto low = table.units("low");
  const auto close = table.units("close");
  if (!open || !high || !low || !close || *open == 0 || *close == 0) return no_price;
  const auto volume = table.units("volume");
  if (!volume) return no_size;
  bar.open = {*open};
  bar.high = {*high};
  bar.low = {*low};
  bar.close = {*close};
  bar.volume = {*volume};
  bar.trade_count = table.whole("transactions").value_or(0);
  sink.add(bar);
  return nullptr;
}

// Our own files.

std::optional<Timestamp> time_in(const Table& table) {
  return parse_timestamp(table["time"]);
}
char letter_in(const Table& table, const std::string& name) {
  const auto text = table[name];
  return text.empty() ? ' ' : text.front();
}
std::optional<Conditions> codes_in(const Table& table) {
  return Conditions::from(table["conditions"]);
}
std::optional<Mark> more_in(const Table& table) {
  Mark mark;
  const auto flags = table["flags"];
  if (!flags.empty() &&
      std::from_chars(flags.data(), flags.data() + flags.size(), mark.flags, 16).ptr !=
        flags.data() + flags.size())
    return std::nullopt;
  const auto bits = table.whole("bits");
  if (!bits || *bits < 0 || *bits > 255) return std::nullopt;
  mark.bits = static_cast<std::uint8_t>(*bits);
  mark.line_exchange = letter_in(table, "line_exchange");
  return mark;
}

const char* read_store_row(const Table& table, const Symbol& symbol, ImportSink& sink) {
  const auto time = time_in(table);
  if (!time) return no_time;
  const auto codes = codes_in(table);
  const auto more = more_in(table);
  if (!codes || !more) return "its conditions, flags or bits are none";
  if (table.has("price")) {
    Trade trade;
    trade.symbol = symbol;
    const auto price = parse_units(table["price"]);
    const auto size = parse_units(table["size"]);
    const auto id = table.whole("id");
    if (!price || *price <= 0) return no_price;
    if (!size || *size <= 0 || !id) return no_size;
    trade.time = *time;
    trade.price = {*price};
    trade.size = {*size};
    trade.id = *id;
    trade.exchange = letter_in(table, "exchange");
    trade.tape = letter_in(table, "tape");
    trade.conditions = *codes;
    sink.add(trade, *more);
    return nullptr;
  }
  if (table.has("bid")) {
    Quote quote;
    quote.symbol = symbol;
    const auto bid = parse_units(table["bid"]);
    const auto ask = parse_units(table["ask"]);
    const auto bid_size = parse_units(table["bid_size"]);
    const auto ask_size = parse_units(table["ask_size"]);
    if (!bid || !ask || *bid < 0 || *ask < 0) return no_price;
    if (!bid_size || !ask_size || *bid_size < 0 || *ask_size < 0) return no_size;
    quote.time = *time;
    quote.bid = {*bid};
    quote.ask = {*ask};
    quote.bid_size = {*bid_size};
    quote.ask_size = {*ask_size};
    quote.bid_exchange = letter_in(table, "bid_exchange");
    quote.ask_exchange = letter_in(table, "ask_exchange");
    quote.tape = letter_in(table, "tape");
    quote.conditions = *codes;
    sink.add(quote, *more);
    return nullptr;
  }
  if (table.has("open")) {
    Bar bar;
    bar.symbol = symbol;
    bar.start = *time;
    bar.kind = new_york_time_of_day(*time) == Duration{0} ? BarKind::Daily : BarKind::Minute;
    const auto open = parse_units(table["open"]);
    const auto high = parse_units(table["high"]);
    const auto low = parse_units(table["low"]);
    const auto close = parse_units(table["close"]);
    const auto vwap = parse_units(table["vwap"]);
    const auto volume = parse_units(table["volume"]);
    const auto count = table.whole("trade_count");
    if (!open || !high || !low || !close || !vwap || *open <= 0 || *close <= 0) return no_price;
    if (!volume || *volume < 0 || !count) return no_size;
    bar.open = {*open};
    bar.high = {*high};
    bar.low = {*low};
    bar.close = {*close};
    bar.vwap = {*vwap};
    bar.volume = {*volume};
    bar.trade_count = *count;
    sink.add(bar);
    return nullptr;
  }
  std::int64_t values[6] = {};
  const char* const names[] = {"old_rate",     "new_rate",     "cash",
                               "price_factor", "split_factor", "reference_price"};
  for (std::size_t i = 0; i < 6; ++i) {
    const auto units = parse_units(table[names[i]]);
    if (!units) return "a rate of it is no number";
    values[i] = *units;
  }
  for (int kind = 1; kind <= static_cast<int>(ActionKind::Merger); ++kind)
    if (to_string(static_cast<ActionKind>(kind)) == table["action"]) {
      sink.add_action(
        symbol,
        {time->nanoseconds, kind, values[0], values[1], values[2], values[3], values[4], values[5]},
        action_word({std::string{table["other_symbol"]}, std::string{table["id"]},
                     std::string{table["source"]}}));
      return nullptr;
    }
  return "its action has no name we know";
}

using ReadRow = const char* (*)(const Table&, const Symbol&, ImportSink&);

Result<void> read_table(std::string_view first_line, const char* symbol_column, ReadRow read,
                        TextLines& lines, ImportSink& sink) {
  Table table{first_line};
  Symbol before;
  for (;;) {
    const auto line = lines.next();
    if (!line) return tl::unexpected{line.error()};
    if (!*line) return {};
    if ((*line)->empty()) continue;
    if (!sink.go_on()) return {};
    const auto complain = [&](const char* what) {
      sink.trouble(DataTrouble::Malformed,
                   lines.name() + " line " + std::to_string(lines.number()) + ": " + what);
    };
    if (!table.take(**line)) {
      complain("it has not the right number of fields");
      continue;
    }
    const auto symbol = Symbol::from(table[symbol_column]);
    if (!symbol || symbol->empty()) {
      complain("its symbol is none");
      continue;
    }
    if (!sink.wants(*symbol)) continue;
    if (*symbol != before && sink.collected() > rows_in_memory)
      if (const auto done = sink.flush(); !done) return done;
    before = *symbol;
    if (const char* trouble = read(table, *symbol, sink)) complain(trouble);
  }
}

} // namespace

bool is_flat_file(std::string_view line) {
  const Table table{line};
  return table.has("ticker") &&
         ((table.has("sip_timestamp") && (table.has("price") || table.has("bid_price"))) ||
          table.has("window_start"));
}

Result<void> import_flat_file(std::string_view first_line, TextLines& lines, ImportSink& sink) {
  const Table table{first_line};
  const std::string head{first_line}; // the reader's next line takes its place
  const ReadRow read = table.has("window_start") ? read_flat_window
                       : table.has("price")      ? read_flat_trade
                                                 : read_flat_quote;
  return read_table(head, "ticker", read, lines, sink);
}

bool is_store_csv(std::string_view line) {
  return line.starts_with("symbol,time,");
}

Result<void> import_store_csv(std::string_view first_line, TextLines& lines, ImportSink& sink) {
  const std::string head{first_line};
  return read_table(head, "symbol", read_store_row, lines, sink);
}

} // namespace hft::store
