#include "actors/feed/print_judge.hpp"

#include "messages/same_text.hpp"
#include "messages/split_mix.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

namespace hft {

namespace {

std::uint64_t mixed(std::uint64_t x) {
  return SplitMix::scatter(x + SplitMix::step);
}

constexpr Timestamp end_of_time{std::numeric_limits<std::int64_t>::max()};
constexpr Timestamp beginning_of_time{std::numeric_limits<std::int64_t>::min()};

Timestamp later(Timestamp time, Duration by) {
  std::int64_t made = 0;
  return __builtin_add_overflow(time.nanoseconds, by.count(), &made) ? end_of_time
                                                                     : Timestamp{made};
}

Timestamp earlier(Timestamp time, Duration by) {
  std::int64_t made = 0;
  return __builtin_sub_overflow(time.nanoseconds, by.count(), &made) ? beginning_of_time
                                                                     : Timestamp{made};
}

} // namespace

PrintMemory::Run& PrintMemory::run_of(const Symbol& symbol) {
  if (last_run_ == nullptr || !is_same(symbol, last_symbol_)) {
    last_symbol_ = symbol;
    last_run_ = &runs_[symbol];
    if (last_run_->hash == 0) last_run_->hash = mixed(std::hash<Symbol>{}(symbol));
  }
  return *last_run_;
}

bool PrintMemory::is_new(const Trade& trade) {
  if (trade.id == 0) return true;
  const auto venue = static_cast<Venue>(static_cast<unsigned char>(trade.exchange) << 8 |
                                        static_cast<unsigned char>(trade.tape));
  auto& run = run_of(trade.symbol);
  if (std::exchange(run.begun, true) && trade.id <= run.last) {
    const auto behind = static_cast<std::uint64_t>(run.last) - static_cast<std::uint64_t>(trade.id);
    if (behind < run.venues.size() && run.venues[run.venues.size() - 1 - behind] == venue)
      return false;
    return remember(run, trade.id, venue);
  }
  if (!run.venues.empty() && trade.id != run.last + 1) give_up(run);
  if (in_runs_ == door::prints_remembered)
    for (auto& [symbol, other] : runs_) give_up(other);
  if (run.venues.empty()) run.first = trade.id;
  run.last = trade.id;
  run.venues.push_back(venue);
  ++in_runs_;
  return true;
}

/// What it holds goes to the table.
void PrintMemory::give_up(Run& run) {
  auto id = run.first;
  for (const auto venue : run.venues) remember(run, id++, venue);
  in_runs_ -= run.venues.size();
  run.venues.clear();
}

/// False when the table had it.
bool PrintMemory::remember(const Run& run, std::int64_t id, Venue venue) {
  const auto place = static_cast<std::uint64_t>(venue) << 48;
  const auto print = mixed(run.hash ^ mixed(static_cast<std::uint64_t>(id)) ^ place) | 1U;
  lines_used_ = true;
  auto& line = lines_[print >> 48];
  for (const auto seen : line.prints)
    if (seen == print) return false;
  line.prints[line.next] = print;
  line.next = line.next + 1 == line_length ? 0 : line.next + 1;
  return true;
}

void PrintMemory::forget() {
  if (std::exchange(lines_used_, false)) std::fill(lines_.begin(), lines_.end(), Line{});
  runs_.clear();
  in_runs_ = 0;
  last_run_ = nullptr;
}

PrintJudge::PrintJudge(const PrintLimits& limits, double speed) : limits_(limits), speed_(speed) {}

void PrintJudge::on_date(Date date) {
  if (date == date_) return;
  if (date_ != Date{}) memory_.forget();
  date_ = date;
}

/// A venue faster than the world has so much more of its own time on the way.
Duration PrintJudge::scaled(Duration real) const {
  return Duration{
    static_cast<std::int64_t>(static_cast<double>(real.count()) * std::max(1.0, speed_))};
}

PrintJudge::Window PrintJudge::window_at(Timestamp now, Duration lag) const {
  Window window{beginning_of_time, end_of_time};
  if (speed_ <= 0) return window;
  if (limits_.ahead > Duration{0}) window.last = later(now, scaled(limits_.ahead));
  if (limits_.behind > Duration{0})
    window.first = earlier(now, scaled(limits_.behind + std::max(lag, Duration{0})));
  if (limits_.out_of_order > Duration{0} && newest_ != Timestamp{})
    window.first = std::max(window.first, earlier(newest_, scaled(limits_.out_of_order)));
  return window;
}

PrintJudge::Verdict PrintJudge::judge_time(Timestamp time, const Window& window) const {
  if (time > window.last) return Verdict::Ahead;
  return time < window.first ? Verdict::Behind : Verdict::Passes;
}

PrintJudge::Verdict PrintJudge::judge_event(const MarketEvent& event, const Window& window) {
  if (const auto* trade = std::get_if<Trade>(&event)) {
    const auto verdict = judge_time(trade->time, window);
    if (verdict != Verdict::Passes) return verdict;
    if (!memory_.is_new(*trade)) return Verdict::Repeated;
    newest_ = std::max(newest_, trade->time);
  } else if (const auto* quote = std::get_if<Quote>(&event)) {
    const auto verdict = judge_time(quote->time, window);
    if (verdict != Verdict::Passes) return verdict;
    newest_ = std::max(newest_, quote->time);
  } else if (const auto* bar = std::get_if<Bar>(&event)) {
    // A bar is told when it is over, or corrected long after.
    if (bar->start > window.last) return Verdict::Ahead;
  }
  return Verdict::Passes;
}

void PrintJudge::note(Verdict verdict, const MarketEvent& event) {
  if (counts_.all() == told_.all()) {
    example_ = (std::holds_alternative<Trade>(event) ? "a trade of " : "market data of ") +
               symbol_of(event).str();
    if (const auto* trade = std::get_if<Trade>(&event))
      example_ += " at " + to_string(trade->price);
    example_ += " stamped " + format_timestamp(time_of(event));
  }
  switch (verdict) {
    case Verdict::Passes: return;
    case Verdict::Repeated: ++counts_.repeated; return;
    case Verdict::Ahead: ++counts_.ahead; return;
    case Verdict::Behind: ++counts_.behind; return;
  }
}

std::shared_ptr<const MarketBatch> PrintJudge::judge(std::shared_ptr<const MarketBatch> batch,
                                                     Timestamp now, Duration lag) {
  const auto window = window_at(now, lag);
  std::shared_ptr<MarketBatch> rest;
  const auto& events = batch->events;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto verdict = judge_event(events[i], window);
    if (verdict == Verdict::Passes) {
      if (rest) rest->events.push_back(events[i]);
      continue;
    }
    note(verdict, events[i]);
    if (rest) continue;
    rest = std::make_shared<MarketBatch>();
    rest->received = batch->received;
    rest->sequence = batch->sequence;
    rest->events.assign(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(i));
  }
  if (rest) return rest;
  return batch;
}

void PrintJudge::keep_new(std::vector<Trade>& trades) {
  std::erase_if(trades, [this](const Trade& trade) { return !memory_.is_new(trade); });
}

std::optional<std::string> PrintJudge::news(MonotonicTime now) {
  if (counts_.all() == told_.all()) return std::nullopt;
  if (told_at_ && now - *told_at_ < limits_.publish_every) return std::nullopt;
  const auto part = [](std::uint64_t count, const char* what) {
    return count == 0 ? std::string{} : ", " + std::to_string(count) + ' ' + what;
  };
  const auto sentence = "kept out what is no trade of now" +
                        part(counts_.repeated - told_.repeated, "seen before") +
                        part(counts_.ahead - told_.ahead, "ahead of the venue's clock") +
                        part(counts_.behind - told_.behind, "long past") + ": first " + example_;
  told_ = counts_;
  told_at_ = now;
  return sentence;
}

} // namespace hft
