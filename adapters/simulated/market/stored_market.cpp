#include "adapters/simulated/market/stored_market.hpp"

#include "adapters/simulated/market/bar_source.hpp"
#include "adapters/simulated/market/stored_ticks.hpp"
#include "adapters/simulated/market/tape/bracket.hpp"
#include "messages/new_york.hpp"

#include <algorithm>
#include <utility>

namespace hft::simulated {

namespace {

using store::DataKind;

bool is_suspect(const store::RowCursor& cursor) {
  const auto& mark = cursor.marks()[cursor.rows().marks[cursor.row()]];
  return (mark.bits & store::Mark::Suspect) != 0;
}

/// The good bars of a file.
Result<std::vector<Bar>> bars_of(const store::Catalog::Entry& entry, const Symbol& symbol) {
  auto reader = store::StoreReader::open(entry.path);
  if (!reader) return tl::unexpected{reader.error()};
  store::RowCursor cursor{std::move(*reader)};
  std::vector<Bar> bars;
  for (;;) {
    const auto there = cursor.load();
    if (!there) return tl::unexpected{there.error()};
    if (!*there) return bars;
    if (!is_suspect(cursor)) {
      auto& bar = bars.emplace_back();
      bar.symbol = symbol;
      store::read_bar(cursor.rows(), cursor.row(), bar);
    }
    cursor.advance(cursor.row() + 1);
  }
}

Trade close_print(const Bar& bar, Timestamp at) {
  Trade trade;
  trade.symbol = bar.symbol;
  trade.time = at;
  trade.price = bar.close;
  trade.size = bar.volume;
  return trade;
}

/// Kinds of trouble that are none for a backtest, or that `SourceTroubles` counts.
bool is_worth_telling(const std::string& kind) {
  return kind != to_string(store::DataTrouble::Repeated);
}

} // namespace

StoredMarket::StoredMarket(StoredMarketRequest request)
  : request_(std::move(request)),
    catalog_(request_.root) {}

Result<std::unique_ptr<StoredMarket>> StoredMarket::open(StoredMarketRequest request) {
  std::error_code failed;
  if (!std::filesystem::is_directory(request.root, failed))
    return fail(ErrorKind::NotFound, "there is no market data store in " + request.root +
                                       ": hft data import or fetch makes one");
  std::unique_ptr<StoredMarket> made{new StoredMarket{std::move(request)}};
  if (const auto looked = made->look_through(); !looked) return tl::unexpected{looked.error()};
  return made;
}

std::optional<store::Catalog::Entry> StoredMarket::find(const Symbol& symbol, DataKind kind,
                                                        Date date) const {
  auto entry = catalog_.find(symbol, kind, date, request_.feed);
  return entry ? std::optional{std::move(*entry)} : std::nullopt;
}

Symbol StoredMarket::name_on(const Symbol& symbol, Date date) const {
  const auto known = names_.find(symbol);
  if (known == names_.end()) return symbol;
  auto name = symbol;
  for (const auto& renaming : known->second)
    if (date < renaming.date) name = renaming.before;
  return name;
}

void StoredMarket::record_use(const store::Catalog::Entry& entry, const Symbol& symbol, Date date) {
  feeds_.insert(entry.header.provenance.feed);
  kinds_.insert(std::string{to_string(entry.header.kind)});
  if (!hashes_.insert(entry.summary.sha256).second) return;
  for (const auto& [kind, count] : entry.summary.troubles)
    if (is_worth_telling(kind)) troubles_.push_back({symbol, date, kind, count});
}

Result<void> StoredMarket::look_through() {
  for (const auto& symbol : request_.symbols) {
    const auto file = find(symbol, DataKind::Actions, request_.from);
    if (!file) continue;
    auto reader = store::StoreReader::open(file->path);
    if (!reader) return tl::unexpected{reader.error()};
    const auto rows = reader->read_all();
    if (!rows) return tl::unexpected{rows.error()};
    for (auto& row : store::corporate_actions(*rows)) {
      const auto before = Symbol::from(row.word.other_symbol);
      if (row.kind == store::ActionKind::Rename && before && !before->empty() && *before != symbol)
        names_[symbol].push_back({row.date, *before});
      else
        actions_.push_back({symbol, std::move(row)});
    }
    auto& names = names_[symbol];
    std::stable_sort(names.begin(), names.end(),
                     [](const auto& a, const auto& b) { return a.date > b.date; });
  }
  std::map<Symbol, std::vector<Date>> absent;
  std::map<Symbol, std::size_t> present;
  for (auto date = request_.from; date <= request_.to; date = date + 1) {
    if (!request_.session(date)) continue;
    bool any = false;
    for (const auto& symbol : request_.symbols) {
      const auto name = name_on(symbol, date);
      bool found = false;
      for (const auto kind : {DataKind::Trades, DataKind::Quotes})
        if (const auto entry = find(name, kind, date)) {
          record_use(*entry, symbol, date);
          found = true;
        }
      if (!found)
        if (const auto entry = find(name, DataKind::MinuteBars, date)) {
          record_use(*entry, symbol, date);
          found = true;
        }
      if (!found) {
        const auto bar = daily_bar(symbol, date);
        if (!bar) return tl::unexpected{bar.error()};
        if (bar->has_value()) {
          if (const auto entry = find(name, DataKind::DailyBars, date))
            record_use(*entry, symbol, date);
          found = true;
        }
      }
      any = any || found;
      if (found)
        ++present[symbol];
      else
        absent[symbol].push_back(date);
    }
    if (any) days_.push_back(date);
  }
  if (days_.empty()) {
    std::string names;
    for (const auto& symbol : request_.symbols) names += (names.empty() ? "" : ", ") + symbol.str();
    return fail(ErrorKind::NotFound, request_.root + " has nothing of " + names + " from " +
                                       format_date(request_.from) + " to " +
                                       format_date(request_.to) + ": hft data list shows it");
  }
  for (const auto& [symbol, dates] : absent)
    for (const auto date : dates) missing_.push_back({symbol, date});
  std::erase_if(actions_, [&](const Action& action) {
    return action.row.date <= days_.front() || action.row.date > days_.back();
  });
  std::stable_sort(actions_.begin(), actions_.end(),
                   [](const Action& a, const Action& b) { return a.row.date < b.row.date; });
  return {};
}

std::string StoredMarket::fingerprint() const {
  std::string all;
  for (const auto& hash : hashes_) all += hash;
  return store::sha256_of(all).substr(0, 16);
}

Result<std::optional<Bar>> StoredMarket::daily_bar(const Symbol& symbol, Date date) const {
  const auto entry = find(name_on(symbol, date), DataKind::DailyBars, date);
  if (!entry) return std::optional<Bar>{};
  const auto key = entry->path.string();
  auto known = years_.find(key);
  if (known == years_.end()) {
    const auto bars = bars_of(*entry, symbol);
    if (!bars) return tl::unexpected{bars.error()};
    known = years_.emplace(key, std::map<Date, Bar>{}).first;
    for (const auto& bar : *bars) known->second[new_york_date(bar.start)] = bar;
  }
  const auto found = known->second.find(date);
  return found == known->second.end() ? std::optional<Bar>{} : std::optional{found->second};
}

Result<std::unique_ptr<MarketSource>> StoredMarket::open_day(const SessionPlan& plan) {
  std::vector<std::unique_ptr<MarketSource>> quotes;
  std::vector<std::unique_ptr<MarketSource>> others;
  std::vector<Symbol> unquoted;
  for (const auto& symbol : request_.symbols) {
    const auto name = name_on(symbol, plan.date);
    const auto traded = find(name, DataKind::Trades, plan.date);
    const auto quoted = find(name, DataKind::Quotes, plan.date);
    for (const auto* entry : {&traded, &quoted}) {
      if (!*entry) continue;
      auto reader = store::StoreReader::open((*entry)->path);
      if (!reader) return tl::unexpected{reader.error()};
      (entry == &quoted ? quotes : others)
        .push_back(std::make_unique<StoredTicks>(std::move(*reader), symbol));
    }
    if (traded && !quoted) unquoted.push_back(symbol);
    if (traded || quoted) continue;
    if (const auto entry = find(name, DataKind::MinuteBars, plan.date)) {
      auto bars = bars_of(*entry, symbol);
      if (!bars) return tl::unexpected{bars.error()};
      others.push_back(
        std::make_unique<BarSource>(BarSource::minutes(plan, symbol, std::move(*bars))));
      continue;
    }
    const auto today = daily_bar(symbol, plan.date);
    if (!today) return tl::unexpected{today.error()};
    std::optional<Bar> before;
    const auto place = std::lower_bound(days_.begin(), days_.end(), plan.date);
    for (auto day = place; !before && day != days_.begin();) {
      const auto earlier = daily_bar(symbol, *--day);
      if (!earlier) return tl::unexpected{earlier.error()};
      before = *earlier;
    }
    if (*today || before)
      others.push_back(std::make_unique<BarSource>(BarSource::daily(plan, symbol, before, *today)));
  }
  // Quotes first, so that at equal times a trade meets the quote of its moment.
  std::move(others.begin(), others.end(), std::back_inserter(quotes));
  if (quotes.empty()) return std::unique_ptr<MarketSource>{};
  std::unique_ptr<MarketSource> source;
  if (quotes.size() == 1)
    source = std::move(quotes.front());
  else
    source = std::make_unique<MergedSource>(std::move(quotes));
  if (unquoted.empty()) return source;
  return std::unique_ptr<MarketSource>{
    std::make_unique<BracketedSource>(std::move(source), unquoted)};
}

std::vector<MarketEvent> StoredMarket::past(const Symbol& symbol, Channel channel, Timestamp from,
                                            Timestamp until) const {
  std::vector<MarketEvent> events;
  for (auto date = new_york_date(from); date <= new_york_date(until); date = date + 1) {
    const auto plan = request_.session(date);
    if (!plan) continue;
    const auto name = name_on(symbol, date);
    if (channel == Channel::DailyBars) {
      const auto bar = daily_bar(symbol, date);
      if (bar && *bar && plan->close <= until) events.emplace_back(**bar);
      continue;
    }
    const auto traded = find(name, DataKind::Trades, date);
    if (channel == Channel::Trades && traded) {
      auto reader = store::StoreReader::open(traded->path);
      if (!reader) continue;
      StoredTicks ticks{std::move(*reader), symbol};
      ticks.start_at(from);
      for (auto time = ticks.next_time(); time && *time < until; time = ticks.next_time())
        events.push_back(ticks.take());
      continue;
    }
    const auto entry = find(name, DataKind::MinuteBars, date);
    if (!entry) continue;
    const auto bars = bars_of(*entry, symbol);
    if (!bars) continue;
    for (const auto& bar : *bars) {
      const auto end = bar.start + Duration{std::chrono::minutes{1}};
      if (bar.start < from || end > until) continue;
      if (channel == Channel::Bars)
        events.emplace_back(bar);
      else if (channel == Channel::Trades)
        events.emplace_back(close_print(bar, end));
    }
  }
  return events;
}

} // namespace hft::simulated
