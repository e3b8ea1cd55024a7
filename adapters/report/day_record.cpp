#include "adapters/report/day_record.hpp"

#include "adapters/report/status_view.hpp"

#include <algorithm>
#include <utility>

namespace hft::report {

namespace {

template <class T>
void push(std::deque<T>& queue, T value, std::size_t most) {
  queue.push_back(std::move(value));
  if (queue.size() > most) queue.pop_front();
}

DaySeries& series_of(std::map<ModelId, DaySeries>& all, const ModelId& id) {
  return all.try_emplace(id, DaySeries{1024}).first->second;
}

} // namespace

void DayRecord::begin_day(Date date) {
  if (std::exchange(date_, date) == Date{}) return; // what was told before the first is its own
  fills_.clear();
  incidents_.clear();
  notes_.clear();
  notes_dropped_.clear();
  plots_.clear();
  plots_left_out_ = false;
  profit_ = DaySeries{};
  model_profits_.clear();
  paper_profits_.clear();
  prices_.clear();
  symbol_fills_.clear();
  profit_now_ = best_profit_ = {};
}

void DayRecord::price(const Symbol& symbol, Timestamp time, Price price) {
  if (price.units == 0 || (prices_.size() >= most_symbols && !prices_.contains(symbol))) return;
  prices_[symbol].add(time, to_double(price));
}

void DayRecord::keep(const FactRef& numbered) {
  struct Visitor {
    DayRecord& day;
    const FactRef& ref;
    void operator()(const OrderSent& sent) const {
      ++day.counts_.orders;
      if (day.sent_.size() < most_working)
        day.sent_.try_emplace(sent.order.client_order_id, ref->fact.time);
    }
    void operator()(const Fill& fill) const {
      ++day.counts_.fills;
      if (fill.leaves == Quantity{}) day.sent_.erase(fill.client_order_id);
      push(day.fills_, ref, most_fills);
      day.price(fill.symbol, fill.time, fill.price);
      if (day.symbol_fills_.size() < most_symbols || day.symbol_fills_.contains(fill.symbol))
        push(day.symbol_fills_[fill.symbol].newest,
             {fill.time, fill.price, fill.quantity, fill.side, fill.model}, most_marked);
    }
    void operator()(const OrderRefused& refused) const {
      ++day.counts_.refusals[std::string{to_string(refused.refusal)}];
    }
    void operator()(const OrderClosed& closed) const {
      ++day.counts_.closed;
      day.sent_.erase(closed.client_order_id);
    }
    void operator()(const AnomalyFound&) const {
      ++day.counts_.anomalies;
      push(day.incidents_, ref, most_incidents);
    }
    void operator()(const IncidentHappened&) const {
      ++day.counts_.incidents;
      push(day.incidents_, ref, most_incidents);
    }
    void operator()(const NewsTold&) const { push(day.incidents_, ref, most_incidents); }
    void operator()(const SessionChanged&) const { push(day.incidents_, ref, most_incidents); }
    void operator()(const ReadinessChanged&) const { push(day.incidents_, ref, most_incidents); }
    void operator()(const FeedStateChanged& changed) const {
      ++day.counts_.feed_changes[changed.state];
    }
    void operator()(const ModelNotes&) const { push(day.notes_, ref, most_notes); }
    void operator()(const WaitingBegan&) const { day.waiting_ = true; }
    void operator()(const RunEnded& ended) const { day.ended_ = ended; }
  };
  std::visit(Visitor{*this, numbered}, numbered->fact.what);
}

void DayRecord::plot(const ModelId& model, const ModelNote& point) {
  const auto line = plots_.find(point.plot);
  std::size_t lines = 0;
  for (const auto& [name, of_models] : plots_) lines += of_models.size();
  const bool known = line != plots_.end() && line->second.contains(model);
  if (!known && lines >= most_plots) {
    plots_left_out_ = true;
    return;
  }
  series_of(plots_[point.plot], model).add(point.time, point.value);
}

void DayRecord::keep_notes(ModelNotes notes) {
  if (notes.dropped > 0 && notes_dropped_.size() < most_models)
    notes_dropped_[notes.id] = notes.dropped;
  for (auto& note : notes.notes)
    if (note.plot.empty())
      number({note.time, ModelNotes{notes.id, {std::move(note)}}});
    else
      plot(notes.id, note);
}

std::uint64_t DayRecord::notes_dropped() const {
  std::uint64_t sum = 0;
  for (const auto& [id, dropped] : notes_dropped_) sum += dropped;
  return sum;
}

void DayRecord::apply(Fact fact) {
  if (auto* notes = std::get_if<ModelNotes>(&fact.what)) return keep_notes(std::move(*notes));
  if (const auto* changed = std::get_if<SessionChanged>(&fact.what)) {
    phase_ = changed->to;
    if (changed->to != SessionPhase::Closed) waiting_ = false;
    if (changed->to != SessionPhase::Closed && changed->plan.date != date_)
      begin_day(changed->plan.date);
  }
  number(std::move(fact));
}

void DayRecord::number(Fact fact) {
  const auto numbered =
    std::make_shared<const NumberedFact>(NumberedFact{++count_, std::move(fact)});
  push(facts_, numbered, most_facts);
  keep(numbered);
}

void DayRecord::apply(const StatusSnapshot& status, MonotonicTime now) {
  if (!status_ || status.feed.frames != status_->feed.frames) frames_at_ = now;
  status_ = status;
  status_at_ = now;
  if (!status.desk_answers || !status.desk.ready) return;
  const auto time = status.session.now;
  const auto totals = totals_of(status);
  total_now_ = totals.realized + totals.unrealized;
  if (!first_total_) first_total_ = identity_.fresh ? Money{} : total_now_;
  profit_now_ = totals.realized_today + totals.unrealized;
  best_profit_ = profit_.empty() ? profit_now_ : std::max(best_profit_, profit_now_);
  profit_.add(time, to_double(profit_now_));
  for (const auto& model : status.models) {
    if (model_profits_.size() >= most_models && !model_profits_.contains(model.id)) continue;
    series_of(model_profits_, model.id)
      .add(time, to_double(model.book.realized_today + model.book.unrealized));
    if (model.paper) series_of(paper_profits_, model.id).add(time, to_double(model.paper->profit));
  }
}

void DayRecord::apply(const DeskVitals& vitals) {
  vitals_ = vitals;
  for (const auto& mark : vitals.marks) price(mark.symbol, mark.time, mark.price);
}

void DayRecord::apply(const FeedVitals& vitals) {
  feed_vitals_ = vitals;
}

const LatencyCounts& DayRecord::latency(Stage stage) const {
  switch (stage) {
    case Stage::Wait: return feed_vitals_.wait;
    case Stage::Decode: return feed_vitals_.decode;
    default: return vitals_.latencies[static_cast<std::size_t>(stage)];
  }
}

std::optional<Timestamp> DayRecord::sent(const ClientOrderId& id) const {
  const auto found = sent_.find(id);
  return found == sent_.end() ? std::nullopt : std::optional{found->second};
}

std::deque<DayRecord::FactRef> DayRecord::facts_after(std::uint64_t number) const {
  const auto first = std::partition_point(facts_.begin(), facts_.end(),
                                          [&](const auto& fact) { return fact->number <= number; });
  return {first, facts_.end()};
}

bool DayRecord::lost_after(std::uint64_t number) const {
  return number > count_ || (!facts_.empty() && number + 1 < facts_.front()->number);
}

std::optional<Money> DayRecord::equity() const {
  if (identity_.equity.units == 0 || !first_total_) return std::nullopt;
  return identity_.equity + (total_now_ - *first_total_);
}

} // namespace hft::report
