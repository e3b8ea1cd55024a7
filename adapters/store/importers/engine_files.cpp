#include "adapters/store/importers/engine_files.hpp"

#include "adapters/simulated/market/tape/csv.hpp"
#include "adapters/simulated/market/tape/names.hpp"
#include "adapters/store/corporate_actions.hpp"
#include "messages/new_york.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace hft::store {

namespace {

constexpr std::int64_t tick = units_per_whole / 10'000;
constexpr std::int64_t milliseconds_a_day = 86'400'000;

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

/// `YYYYMMDD`.
std::optional<Date> compact_date(std::string_view text) {
  if (text.size() != 8 || !whole_number(text)) return std::nullopt;
  std::string dashed{text};
  dashed.insert(6, "-").insert(4, "-");
  return parse_date(dashed);
}

std::string_view stem_of(std::string_view path) {
  const auto slash = path.find_last_of("/:");
  if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
  return path.substr(0, path.find_first_of('.', 1));
}

std::optional<Symbol> ticker_in(std::string_view path) {
  const auto slash = path.find_last_of("/:");
  if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
  for (const std::string_view ending : {".gz", ".zip", ".csv"})
    if (path.ends_with(ending)) path.remove_suffix(ending.size());
  if (path.empty() || path.size() > 12) return std::nullopt;
  std::string name;
  for (const char c : path) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '.' && c != '-')
      return std::nullopt;
    name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return Symbol::from(name);
}

std::optional<std::int64_t> price_in(std::string_view text) {
  const auto units = parse_units(text);
  if (!units || *units <= 0) return std::nullopt;
  const auto exact = static_cast<int128>(*units) * tick;
  if (exact % units_per_whole != 0 || exact / units_per_whole > (std::int64_t{1} << 62))
    return std::nullopt;
  return static_cast<std::int64_t>(exact / units_per_whole);
}

/// What a line states beside the fields of our messages.
Mark mark_of(const std::vector<std::string_view>& fields, std::size_t exchange) {
  Mark mark;
  mark.bits = Mark::Engine;
  mark.line_exchange = fields[exchange].empty() ? ' ' : fields[exchange].front();
  const auto flags = fields[exchange + 1];
  std::from_chars(flags.data(), flags.data() + flags.size(), mark.flags, 16);
  if (fields[exchange + 2] == "1") mark.bits |= Mark::Suspicious;
  return mark;
}

bool states(std::string_view price, std::string_view size) {
  return parse_units(price).value_or(1) != 0 || parse_units(size).value_or(1) != 0;
}

const char* read_tick(EngineFile kind, std::string_view line, simulated::TapeLines& reader,
                      std::vector<std::string_view>& fields, ImportSink& sink) {
  if (kind == EngineFile::Trades) {
    const auto trade = reader.trade(line);
    if (!trade) return trade.error();
    split_fields(line, fields);
    sink.add(*trade, mark_of(fields, 3));
    return nullptr;
  }
  const auto quote = reader.quote(line);
  if (!quote) return quote.error();
  split_fields(line, fields);
  auto mark = mark_of(fields, 5);
  if (states(fields[1], fields[2])) mark.bits |= Mark::BidStated;
  if (states(fields[3], fields[4])) mark.bits |= Mark::AskStated;
  sink.add(*quote, mark);
  return nullptr;
}

const char* read_bar(EngineFile kind, const std::vector<std::string_view>& fields,
                     const Symbol& symbol, std::optional<Date> date, ImportSink& sink) {
  if (fields.size() != 6) return "it has not the six fields of a bar";
  Bar bar;
  bar.symbol = symbol;
  if (kind == EngineFile::MinuteBars) {
    const auto since = whole_number(fields[0]);
    if (!since || *since < 0 || *since >= milliseconds_a_day)
      return "its time is not milliseconds of a day";
    bar.kind = BarKind::Minute;
    bar.start = from_new_york(*date, std::chrono::milliseconds{*since});
  } else {
    const auto day = compact_date(fields[0].substr(0, 8));
    if (!day) return "its date is none";
    if (fields[0].size() != 14 || fields[0].substr(8) != " 00:00")
      return "it is of an hour: only minute and daily bars are kept";
    bar.kind = BarKind::Daily;
    bar.start = from_new_york(*day, Duration{0});
  }
  const auto open = price_in(fields[1]);
  const auto high = price_in(fields[2]);
  const auto low = price_in(fields[3]);
  const auto close = price_in(fields[4]);
  if (!open || !high || !low || !close) return "its price is no positive number";
  const auto volume = parse_units(fields[5]);
  if (!volume || *volume < 0) return "its volume is no number";
  bar.open = {*open};
  bar.high = {*high};
  bar.low = {*low};
  bar.close = {*close};
  bar.volume = {*volume};
  sink.add(bar);
  return nullptr;
}

struct FactorRow {
  Date date;
  std::int64_t price_factor = 0;
  std::int64_t split_factor = 0;
  std::int64_t reference = 0;
};

const char* read_factor(const std::vector<std::string_view>& fields, std::vector<FactorRow>& rows) {
  FactorRow row;
  const auto date = compact_date(fields[0]);
  if (!date || fields.size() < 3 || fields.size() > 4) return "it is no date and its factors";
  row.date = *date;
  const auto price = parse_units(fields[1]);
  const auto split = parse_units(fields[2]);
  const auto reference =
    fields.size() == 4 ? parse_units(fields[3]) : std::optional{std::int64_t{0}};
  if (!price || !split || !reference || *price <= 0 || *split <= 0 || *reference < 0)
    return "its factors are no positive numbers of at most nine decimals";
  row.price_factor = *price;
  row.split_factor = *split;
  row.reference = *reference;
  rows.push_back(row);
  return nullptr;
}

/// Each row's factors hold until its date; an action takes effect on the day after it.
void add_factors(std::vector<FactorRow> rows, const Symbol& symbol, ImportSink& sink) {
  std::sort(rows.begin(), rows.end(),
            [](const FactorRow& a, const FactorRow& b) { return a.date < b.date; });
  for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
    const auto& before = rows[i];
    const auto& after = rows[i + 1];
    const auto at = from_new_york(sink.next_session(before.date), Duration{0}).nanoseconds;
    if (before.split_factor != after.split_factor) {
      const auto [new_rate, old_rate] = simple_ratio(after.split_factor, before.split_factor);
      sink.add_action(symbol,
                      {at, static_cast<std::int64_t>(ActionKind::Split), old_rate * units_per_whole,
                       new_rate * units_per_whole, 0, before.price_factor, before.split_factor,
                       before.reference},
                      action_word({{}, {}, "engine factor file"}));
    }
    if (before.price_factor != after.price_factor && before.reference > 0)
      sink.add_action(symbol,
                      {at, static_cast<std::int64_t>(ActionKind::Dividend), 0, 0,
                       dividend_of(before.price_factor, after.price_factor, before.reference),
                       before.price_factor, before.split_factor, before.reference},
                      action_word({{}, {}, "engine factor file"}));
  }
}

struct MapRow {
  Date date;
  Symbol ticker;
};

const char* read_map(const std::vector<std::string_view>& fields, std::vector<MapRow>& rows) {
  const auto date = compact_date(fields[0]);
  const auto ticker = fields.size() >= 2 ? ticker_in(fields[1]) : std::nullopt;
  if (!date || !ticker) return "it is no date and a ticker";
  rows.push_back({*date, *ticker});
  return nullptr;
}

/// Each row's ticker holds until its date.
void add_map(std::vector<MapRow> rows, ImportSink& sink) {
  std::sort(rows.begin(), rows.end(),
            [](const MapRow& a, const MapRow& b) { return a.date < b.date; });
  for (std::size_t i = 0; i + 1 < rows.size(); ++i)
    if (rows[i].ticker != rows[i + 1].ticker)
      sink.add_action(rows[i + 1].ticker,
                      {from_new_york(sink.next_session(rows[i].date), Duration{0}).nanoseconds,
                       static_cast<std::int64_t>(ActionKind::Rename), 0, 0, 0, 0, 0, 0},
                      action_word({rows[i].ticker.str(), {}, "engine map file"}));
}

} // namespace

std::optional<EngineFile> engine_file_of(std::string_view line) {
  std::string scratch;
  std::vector<std::string_view> fields;
  split_fields(line, fields);
  if (fields.size() == 6 && fields[0].size() == 14 && fields[0][8] == ' ' &&
      compact_date(fields[0].substr(0, 8)))
    return EngineFile::DailyBars;
  if (const auto date = compact_date(fields[0]); date && fields.size() >= 2 && fields.size() <= 4) {
    if (fields.size() >= 3 && parse_units(fields[1]) && parse_units(fields[2]))
      return EngineFile::Factors;
    if (fields.size() <= 3 && ticker_in(fields[1]) && !parse_units(fields[1]))
      return EngineFile::Map;
  }
  split_fields(simulated::plain_line(line, scratch), fields);
  if (!parse_units(fields[0])) return std::nullopt;
  if (fields.size() == 8) return EngineFile::Quotes;
  if (fields.size() == 11) return EngineFile::QuoteBars;
  if (fields.size() != 6 || !parse_units(fields[1])) return std::nullopt;
  if (fields[3].size() == 1 && is_letter(fields[3].front())) return EngineFile::Trades;
  return parse_units(fields[3]) ? std::optional{EngineFile::MinuteBars} : std::nullopt;
}

EngineName engine_name(std::string_view file, std::string_view entry) {
  EngineName name;
  for (const auto path : {file, entry}) {
    if (path.empty()) continue;
    const auto told = simulated::read_tape_name(path);
    if (told.symbol) name.symbol = told.symbol;
    if (told.date) name.date = told.date;
    if (!told.symbol && !told.date && !told.quotes && !compact_date(stem_of(path)))
      if (const auto ticker = ticker_in(path)) name.symbol = ticker;
  }
  return name;
}

Result<void> import_engine(EngineFile kind, TextLines& lines, const Symbol& symbol,
                           std::optional<Date> date, ImportSink& sink) {
  if (kind == EngineFile::QuoteBars)
    return fail(ErrorKind::Unsupported,
                lines.name() + " holds bars of quotes, which the store does not keep");
  const bool of_a_day =
    kind == EngineFile::Trades || kind == EngineFile::Quotes || kind == EngineFile::MinuteBars;
  if (of_a_day && !date)
    return fail(ErrorKind::BadArgument, lines.name() + " cannot be imported: neither its name nor "
                                                       "--date says of which day it is");
  simulated::TapeLines ticks{symbol, date.value_or(Date{})};
  std::vector<std::string_view> fields;
  std::vector<FactorRow> factors;
  std::vector<MapRow> map;
  std::string scratch;
  for (;;) {
    const auto line = lines.next();
    if (!line) return tl::unexpected{line.error()};
    if (!*line) break;
    if ((*line)->empty()) continue;
    if (!sink.go_on()) return {};
    const char* trouble = nullptr;
    if (kind == EngineFile::Trades || kind == EngineFile::Quotes) {
      trouble = read_tick(kind, simulated::plain_line(**line, scratch), ticks, fields, sink);
    } else {
      split_fields(kind == EngineFile::MinuteBars ? simulated::plain_line(**line, scratch) : **line,
                   fields);
      if (kind == EngineFile::Factors)
        trouble = read_factor(fields, factors);
      else if (kind == EngineFile::Map)
        trouble = read_map(fields, map);
      else
        trouble = read_bar(kind, fields, symbol, date, sink);
    }
    if (trouble != nullptr)
      sink.trouble(DataTrouble::Malformed,
                   lines.name() + " line " + std::to_string(lines.number()) + ": " + trouble);
  }
  add_factors(std::move(factors), symbol, sink);
  add_map(std::move(map), sink);
  return {};
}

} // namespace hft::store
