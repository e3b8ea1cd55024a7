#include "app/research/verdict.hpp"

#include "messages/number_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hft::research {

namespace {

constexpr std::size_t few_trips = 30;
constexpr std::size_t some_trips = 100;
constexpr std::size_t few_days = 60;
constexpr double lucky_part = 0.5;   ///< of the profit, made in one day
constexpr double delay_tried = 100;  ///< milliseconds
constexpr double refused_part = 0.1; ///< of what models wanted
constexpr double open_part = 0.5;    ///< of the profit, not yet realized

std::string dollars_of(Money x) {
  return statistic_text(StatisticUnit::Dollars, to_double(x));
}

std::string percent(double part) {
  return fixed_text(part * 100, 1) + " %";
}

class Judge {
public:
  Judge(const report::RunRecord& record, const RunStatistics& statistics)
    : record_(record),
      s_(statistics),
      profits_(statistics.profit.units > 0) {}

  Verdict verdict() {
    trades();
    days();
    lucky_day();
    chance();
    stale_fills();
    hours();
    delay();
    fees();
    open_positions();
    data();
    refusals();
    rules();
    trials();
    incidents();
    std::stable_sort(findings_.begin(), findings_.end(),
                     [](const Finding& a, const Finding& b) { return a.weight < b.weight; });
    Verdict verdict;
    verdict.weight = findings_.empty() ? Weight::Note : findings_.front().weight;
    verdict.headline = headline(verdict.weight);
    verdict.findings = std::move(findings_);
    return verdict;
  }

private:
  std::string headline(Weight weight) const {
    if (record_.fills.empty()) return "Nothing was traded.";
    if (!profits_) return "It loses: " + dollars_of(s_.profit) + " after fees.";
    const auto made = "It makes " + dollars_of(s_.profit) + " after fees";
    if (weight == Weight::Against) return made + "; do not believe it yet.";
    if (weight == Weight::Doubt) return made + "; look at the doubts first.";
    return made + "; no objection was found.";
  }

  void add(Weight weight, const char* name, std::string sentence) {
    findings_.push_back({weight, name, std::move(sentence)});
  }

  void trades() {
    const auto count = s_.trips.closed.size();
    if (count < few_trips)
      add(Weight::Against, "few trades",
          fmt::format("{} round trip{}: under {} nothing can be told from luck.", count,
                      count == 1 ? "" : "s", few_trips));
    else if (count < some_trips)
      add(Weight::Doubt, "few trades",
          fmt::format("{} round trips: averages of so few still move much.", count));
    else
      add(Weight::For, "enough trades", fmt::format("{} round trips.", count));
  }

  void days() {
    const auto count = record_.sessions.size();
    if (count >= few_days)
      add(Weight::For, "enough days", fmt::format("{} sessions.", count));
    else
      add(record_.run.kind == report::RunKind::Backtest ? Weight::Doubt : Weight::Note, "few days",
          fmt::format("{} session{}: yearly figures need at least {}.", count,
                      count == 1 ? "" : "s", few_days));
  }

  void lucky_day() {
    const auto closes = account_closes(record_);
    if (!profits_ || closes.size() < 2 || record_.run.cash.units <= 0) return;
    Money before = record_.run.cash;
    Money best;
    Date date;
    for (const auto& close : closes) {
      const auto made = close.equity - close.flow - before;
      before = close.equity;
      if (made <= best) continue;
      best = made;
      date = close.date;
    }
    const double part = to_double(best) / to_double(s_.profit);
    const auto without = s_.profit - best;
    if (part < lucky_part)
      add(
        Weight::For, "no lucky day",
        fmt::format("The best day, {}, made {} of the profit.", format_date(date), percent(part)));
    else
      add(without.units <= 0 ? Weight::Against : Weight::Doubt, "one lucky day",
          fmt::format("Without {} the profit is {} instead of {}.", format_date(date),
                      dollars_of(without), dollars_of(s_.profit)));
  }

  void chance() {
    if (!profits_ || !s_.bands.annual_return) return;
    const auto& band = *s_.bands.annual_return;
    if (band.low > 0) {
      add(Weight::For, "more than chance",
          fmt::format("{} of 1,000 resampled histories lose; nine of ten make {} to {} a year.",
                      std::lround(s_.bands.loss_share * 1000), percent(band.low),
                      percent(band.high)));
      return;
    }
    add(s_.bands.loss_share > 0.2 ? Weight::Against : Weight::Doubt, "may be chance",
        fmt::format("{} of resampled histories lose; nine of ten make between {} and {} a year.",
                    percent(s_.bands.loss_share), percent(band.low), percent(band.high)));
  }

  void stale_fills() {
    const auto& fills = record_.fills;
    const auto known =
      std::count_if(fills.begin(), fills.end(), [](const auto& fill) { return fill.data_at; });
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(stale_after).count();
    if (fills.empty()) return;
    if (s_.execution.stale > 0)
      add(s_.execution.stale * 100 > fills.size() ? Weight::Against : Weight::Doubt, "stale fills",
          fmt::format("{} of {} fills are at prices from data older than {} s.", s_.execution.stale,
                      fills.size(), seconds));
    else if (known > 0)
      add(Weight::For, "no stale fills",
          fmt::format("No fill is at a price from data older than {} s.", seconds));
    if (s_.waterfall.unpriced > 0)
      add(
        Weight::Note, "fills without a quote",
        fmt::format("Of {} of {} fills the quote or the price decided on is not known: spread and "
                    "slippage are told too low.",
                    s_.waterfall.unpriced, fills.size()));
  }

  void hours() {
    if (record_.fills.empty()) return;
    if (s_.execution.unwished > 0)
      add(
        Weight::Against, "fills outside hours",
        fmt::format("{} fills are outside the regular session though their orders did not ask for "
                    "extended hours.",
                    s_.execution.unwished));
    else if (s_.execution.outside_hours > 0)
      add(Weight::Doubt, "fills outside hours",
          fmt::format("{} fills are in extended hours, where the book is thin.",
                      s_.execution.outside_hours));
    else
      add(Weight::For, "fills within hours", "Every fill is within a regular session.");
  }

  const report::Rerun* rerun(report::Rerun::Kind kind, double value) const {
    for (const auto& one : record_.reruns)
      if (one.kind == kind && one.value == value) return &one;
    return nullptr;
  }

  void delay() {
    if (!profits_) return;
    const auto* slower = rerun(report::Rerun::Kind::Delay, delay_tried);
    if (slower == nullptr) {
      if (record_.run.kind == report::RunKind::Backtest)
        add(Weight::Note, "delay not tried", "No rerun with orders 100 ms later is at hand.");
    } else if (slower->profit.units <= 0) {
      add(Weight::Against, "dies at +100 ms",
          fmt::format("With orders 100 ms later the profit is {}.", dollars_of(slower->profit)));
    } else if (to_double(slower->profit) < to_double(s_.profit) / 2) {
      add(Weight::Doubt, "weak at +100 ms",
          fmt::format("With orders 100 ms later {} of {} is left.", dollars_of(slower->profit),
                      dollars_of(s_.profit)));
    } else {
      add(Weight::For, "stands +100 ms",
          fmt::format("With orders 100 ms later it makes {}.", dollars_of(slower->profit)));
    }
  }

  void fees() {
    if (!profits_ || record_.fills.empty()) return;
    const auto* dearer = rerun(report::Rerun::Kind::Fees, 2);
    // Without a rerun the same trades are taken to pay the fees once more.
    const auto left = dearer != nullptr ? dearer->profit : s_.profit - s_.fees;
    if (s_.fees.units == 0 && dearer == nullptr)
      add(Weight::Note, "no fees", "No fee was charged: a live account pays some on every sale.");
    else if (left.units <= 0)
      add(Weight::Against, "dies at twice the fee",
          fmt::format("At twice the fees the profit is {}.", dollars_of(left)));
    else if (to_double(left) < to_double(s_.profit) / 2)
      add(Weight::Doubt, "weak at twice the fee",
          fmt::format("At twice the fees {} of {} is left.", dollars_of(left),
                      dollars_of(s_.profit)));
    else
      add(Weight::For, "stands twice the fee",
          fmt::format("At twice the fees it makes {}.", dollars_of(left)));
  }

  void open_positions() {
    Money unrealized;
    for (const auto& model : record_.models) unrealized += model.unrealized;
    if (profits_ && to_double(unrealized) > open_part * to_double(s_.profit))
      add(Weight::Doubt, "profit not realized",
          fmt::format("{} of the profit is of positions still open.", dollars_of(unrealized)));
  }

  void data() {
    std::uint64_t count = 0;
    for (const auto& warning : record_.warnings) count += warning.count;
    if (count > 0)
      add(Weight::Doubt, "data warnings",
          fmt::format("{} in {} kinds and days; the first: {}.", count, record_.warnings.size(),
                      record_.warnings.front().kind));
    else if (record_.run.kind == report::RunKind::Backtest)
      add(Weight::For, "clean data", "No gap, duplicate or odd price was reported.");
  }

  void refusals() {
    std::uint64_t refused = 0;
    std::uint64_t orders = 0;
    for (const auto& one : record_.refusals) refused += one.count;
    for (const auto& model : record_.models) orders += model.orders;
    const auto wanted = static_cast<double>(refused + orders);
    if (refused > 0 && static_cast<double>(refused) > refused_part * wanted)
      add(Weight::Doubt, "many refusals",
          fmt::format("{} orders were refused beside {} sent: the model trades less than it wants.",
                      refused, orders));
  }

  void rules() {
    if (record_.run.profile == "touch")
      add(Weight::Doubt, "easy fills",
          "The profile `touch` fills every order at the quote at once: no queue, no size.");
  }

  void trials() {
    if (record_.run.trials > 1)
      add(
        Weight::Doubt, "best of many",
        fmt::format("{} sets of parameters were tried: the best of many looks good by luck alone.",
                    record_.run.trials));
  }

  void incidents() {
    if (!record_.incidents.empty())
      add(Weight::Note, "incidents",
          fmt::format("{} incident{} happened while it ran.", record_.incidents.size(),
                      record_.incidents.size() == 1 ? "" : "s"));
  }

  const report::RunRecord& record_;
  const RunStatistics& s_;
  bool profits_;
  std::vector<Finding> findings_;
};

} // namespace

Verdict verdict_of(const report::RunRecord& record, const RunStatistics& statistics) {
  return Judge{record, statistics}.verdict();
}

} // namespace hft::research
