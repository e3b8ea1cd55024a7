#include "adapters/store/importers/import_sink.hpp"

#include "messages/new_york.hpp"

#include <algorithm>

namespace hft::store {

namespace {

constexpr std::uint64_t rows_between_words = 65'536;

std::string feed_told_by(const std::set<char>& exchanges) {
  std::set<char> named = exchanges;
  named.erase(' ');
  if (named.empty()) return "unknown";
  if (named.size() > 1) return "sip";
  return *named.begin() == 'V' ? "iex" : "unknown"; // V is the letter of IEX
}

} // namespace

ImportSink::ImportSink(const Catalog& catalog, const ImportSettings& settings)
  : catalog_(catalog),
    settings_(settings) {}

void ImportSink::begin(Provenance provenance, std::optional<Symbol> symbol,
                       std::optional<Date> date) {
  provenance_ = std::move(provenance);
  provenance_.tool = settings_.tool;
  promised_symbol_ = std::move(symbol);
  promised_date_ = date ? date : settings_.date;
}

bool ImportSink::wants(const Symbol& symbol) const {
  return settings_.symbols.empty() || std::find(settings_.symbols.begin(), settings_.symbols.end(),
                                                symbol) != settings_.symbols.end();
}

Date ImportSink::date_of(Timestamp time) {
  if (time >= day_begin_ && time < day_end_) return day_;
  day_ = new_york_date(time);
  day_begin_ = from_new_york(day_, Duration{0});
  day_end_ = from_new_york(day_ + 1, Duration{0});
  return day_;
}

ImportSink::Group* ImportSink::group_for(const Symbol& symbol, DataKind kind, Timestamp time) {
  const auto what = [&] { return provenance_.source + " at " + format_timestamp(time); };
  if (!wants(symbol) || (promised_symbol_ && symbol != *promised_symbol_)) {
    trouble(DataTrouble::WrongSymbol, what() + ": it is of " + symbol.str());
    return nullptr;
  }
  const auto date = date_of(time);
  if (promised_date_ && date != *promised_date_ && kind != DataKind::Actions) {
    trouble(DataTrouble::WrongDate, what() + ": it is not of " + format_date(*promised_date_));
    return nullptr;
  }
  const Key key{symbol, {kind, period_of(kind, date)}};
  auto found = groups_.find(key);
  if (found == groups_.end())
    found = groups_.emplace(key, Group{RowsBuilder{kind}, provenance_, {}, {}}).first;
  auto& group = found->second;
  if (group.sources.insert(provenance_.source).second && group.sources.size() > 1) {
    group.provenance.source += ", " + provenance_.source;
    group.provenance.sha256 = sha256_of(group.provenance.sha256 + provenance_.sha256);
  }
  ++collected_;
  return &group;
}

void ImportSink::add(const Trade& trade, const Mark& more) {
  auto* group = group_for(trade.symbol, DataKind::Trades, trade.time);
  if (group == nullptr) return;
  group->rows.add(trade, more);
  group->exchanges.insert(trade.exchange);
}

void ImportSink::add(const Quote& quote, const Mark& more) {
  auto* group = group_for(quote.symbol, DataKind::Quotes, quote.time);
  if (group == nullptr) return;
  group->rows.add(quote, more);
  group->exchanges.insert(quote.bid_exchange);
  group->exchanges.insert(quote.ask_exchange);
}

void ImportSink::add(const Bar& bar) {
  const auto kind = bar.kind == BarKind::Daily ? DataKind::DailyBars : DataKind::MinuteBars;
  if (auto* group = group_for(bar.symbol, kind, bar.start)) group->rows.add(bar);
}

void ImportSink::add_action(const Symbol& symbol, std::initializer_list<std::int64_t> values,
                            std::string_view word) {
  if (auto* group = group_for(symbol, DataKind::Actions, Timestamp{*values.begin()}))
    group->rows.add(values, word);
}

void ImportSink::trouble(DataTrouble trouble, const std::string& sentence) {
  pending_.count(trouble, sentence);
}

bool ImportSink::go_on() {
  if (++result_.rows % rows_between_words == 0 && settings_.progress &&
      !settings_.progress(result_.rows))
    stopped_ = true;
  return !stopped_;
}

Date ImportSink::next_session(Date date) const {
  constexpr int longest_closure = 14; // days
  if (settings_.hours)
    for (int days = 1; days <= longest_closure; ++days)
      if (settings_.hours(date + days)) return date + days;
  return date + 1;
}

Result<void> ImportSink::write(const Key& key, Group& group) {
  ImportedFile file;
  file.header.symbol = key.first;
  file.header.kind = key.second.first;
  file.header.first_date = key.second.second.first;
  file.header.last_date = key.second.second.last;
  file.header.provenance = group.provenance;
  auto& feed = file.header.provenance.feed;
  if (!settings_.feed.empty())
    feed = settings_.feed;
  else if (feed == "unknown")
    feed = feed_told_by(group.exchanges);
  auto rows = group.rows.take();
  const auto name = key.first.str() + ' ' + std::string{to_string(file.header.kind)} + " of " +
                    period_text(file.header);
  const auto hours = settings_.hours && file.header.first_date == file.header.last_date
                       ? settings_.hours(file.header.first_date)
                       : std::nullopt;
  clean_rows(rows, name, hours, file.quality);
  file.rows = rows.size();
  file.path = catalog_.path_of(file.header);
  const auto outcome = catalog_.write(file.header, rows, file.quality, settings_.replace);
  result_.quality.add(file.quality);
  if (!outcome) return tl::unexpected{outcome.error()};
  file.outcome = *outcome;
  result_.files.push_back(std::move(file));
  return {};
}

Result<void> ImportSink::flush() {
  auto groups = std::exchange(groups_, {});
  collected_ = 0;
  result_.quality.add(pending_);
  pending_ = {};
  Result<void> first;
  for (auto& [key, group] : groups)
    if (auto done = write(key, group); !done && first) first = std::move(done);
  return first;
}

void ImportSink::drop() {
  groups_.clear();
  collected_ = 0;
}

ImportResult ImportSink::result() {
  result_.stopped = stopped_;
  return std::move(result_);
}

} // namespace hft::store
