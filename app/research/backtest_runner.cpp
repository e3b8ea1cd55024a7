#include "app/research/backtest_runner.hpp"

#include "adapters/report/session_report.hpp"
#include "adapters/simulated/market/source.hpp"
#include "messages/new_york.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace hft::research {

namespace {

/// A frame that the desk must have before it can judge what models make of it.
bool is_news(const Marks& marks, const MarketBatch& batch) {
  return std::any_of(batch.events.begin(), batch.events.end(), [&](const MarketEvent& event) {
    return std::holds_alternative<TradingStatus>(event) || marks.find(symbol_of(event)) == nullptr;
  });
}

/// Whether it will, at any time: also when it comes back after a fall.
bool asks_for_the_past(const BacktestModel& model) {
  const auto& needs = model.host->needs();
  return needs.warm_up > Duration{0} || needs.warm_up_days > 0 || needs.warm_up_since_open ||
         model.host->keeps_history();
}

DeskConfig desk_config(const BacktestSettings& settings, RiskConfig risk) {
  DeskConfig config;
  config.account = "backtest";
  config.program = settings.program;
  config.risk = std::move(risk);
  config.poll_interval = std::chrono::minutes{15}; // as at every venue that waits for us
  config.cancel_lead = settings.cancel_lead;
  config.flatten_lead = settings.flatten_lead;
  return config;
}

} // namespace

/// Holds what was opened until the engine comes to its session.
struct BacktestRunner::OpenedDays {
  std::map<Date, std::unique_ptr<simulated::MarketSource>> sources;

  std::unique_ptr<simulated::MarketSource> take(Date date) {
    const auto found = sources.find(date);
    if (found == sources.end()) return nullptr;
    auto source = std::move(found->second);
    sources.erase(found);
    return source;
  }

  /// From `next` on the first session that can be read; `next` is the one behind it.
  std::optional<SessionPlan> open_next(const MarketDays& days, std::size_t& next,
                                       const BacktestObserver& observer) {
    while (next < days.sessions.size()) {
      const auto& plan = days.sessions[next++];
      auto source = days.open(plan);
      if (source && *source) {
        sources[plan.date] = std::move(*source);
        return plan;
      }
      if (observer.on_bad_day)
        observer.on_bad_day(plan.date, source ? "nothing can be played" : source.error().sentence);
    }
    return std::nullopt;
  }
};

// --- beginning -------------------------------------------------------------------------------

Result<std::unique_ptr<BacktestRunner>>
BacktestRunner::open(BacktestSettings settings, OrderJournal& journal, BacktestObserver observer) {
  auto opened = std::make_shared<OpenedDays>();
  std::size_t next = 0;
  if (!settings.days.sessions.empty()) {
    const auto first = opened->open_next(settings.days, next, observer);
    if (!first) return fail(ErrorKind::NotFound, "none of the days can be read");
    settings.venue.date = first->date;
    settings.venue.source = [opened](const SessionPlan& plan) { return opened->take(plan.date); };
  }
  auto engine = simulated::VenueEngine::open(settings.venue);
  if (!engine) return tl::unexpected{engine.error()};
  std::unique_ptr<BacktestRunner> made{
    new BacktestRunner{std::move(settings), std::move(*engine), journal, std::move(observer)}};
  made->opened_ = std::move(opened);
  made->next_session_ = next;
  if (const auto begun = made->begin(); !begun) return tl::unexpected{begun.error()};
  return made;
}

BacktestRunner::BacktestRunner(BacktestSettings settings,
                               std::unique_ptr<simulated::VenueEngine> engine,
                               OrderJournal& journal, BacktestObserver observer)
  : settings_(std::move(settings)),
    observer_(std::move(observer)),
    venue_(std::move(engine), settings_.latency, settings_.venue.seed, settings_.days.past),
    journal_(journal),
    cursor_(SessionSchedule{settings_.calendar, {settings_.closing_lead}}),
    feed_(settings_.prints),
    work_(hands()),
    time_(venue_.now()) {
  if (settings_.days.bars_only) venue_.set_beat(std::chrono::minutes{1});
  for (const auto& spec : settings_.models) {
    auto& model = models_[spec.id];
    model.spec = spec;
    model.beside = settings_.beside.contains(spec.id);
  }
}

/// Desk first, then the models, then the market.
Result<void> BacktestRunner::begin() {
  session_ = cursor_.advance(time_).front();
  desk_plan_ = session_.plan;
  if (session_.to == SessionPhase::Closed)
    return fail(ErrorKind::BadArgument,
                "the market is closed at " + format_timestamp(time_) + ", where it would begin");
  auto risk = settings_.limits(venue_.account().equity);
  if (!risk) return tl::unexpected{risk.error()};
  desk_ = std::make_unique<Desk>(desk_config(settings_, std::move(*risk)), journal_);
  report::add_phase(phases_, session_.to);
  with_output([&](DeskOutput& out) { desk_->start(session_.plan.date, at(), out); });
  to_desk(
    [this] { with_output([&](DeskOutput& out) { desk_->on_session(session_, at(), out); }); });
  to_desk([this] {
    with_output([&](DeskOutput& out) { desk_->on_stream({true, false, {}}, at(), out); });
  });
  settle();
  if (!desk_->ready()) return fail(ErrorKind::Refused, "the desk could not be reconciled");
  for (const auto& action : settings_.days.actions) venue_.announce(action);
  feed_.begin_session(session_.plan);
  for (auto& [id, model] : models_) {
    if (const auto started = start_model(model); !started) return started;
    settle();
  }
  if (std::none_of(models_.begin(), models_.end(),
                   [](const auto& entry) { return asks_for_the_past(entry.second); }))
    venue_.keep_no_prints();
  feed_.renew_wishes();
  for (auto& [id, model] : models_) {
    warm_up(model);
    settle();
  }
  return {};
}

Result<void> BacktestRunner::start_model(BacktestModel& model) {
  auto made = settings_.make_model(model.spec);
  if (!made) return tl::unexpected{made.error()};
  HostOptions options;
  options.id = model.spec.id;
  options.name = model.spec.name;
  options.plan = session_.plan;
  auto host = std::make_shared<ModelHost>(options, std::move(*made));
  const bool remembers = model.remember(*host, time_);
  const auto wanted = host->wanted();
  model.begin_life(std::move(host), remembers);
  turns_.send(model.turns, [this, &model] { publish_input(model, session_); });
  to_desk([this, &model, watched = wanted.of(Channel::Statuses)] {
    const auto& id = model.spec.id;
    work_.connect(id, model.beside);
    desk_->set_watched(id, watched);
    retirements_.forget(id);
    const auto standing = desk_->standing(id);
    turns_.send(model.turns, [this, &model, standing] {
      if (model.alive) send_on(model, model.seat->on_standing(standing, at().now));
    });
    std::vector<AssetTraits> assets;
    for (const auto& symbol : watched)
      if (const auto* asset = desk_->asset(symbol)) assets.push_back(*asset);
    turns_.send(model.turns, [&model, account = desk_->account(), assets] {
      if (model.alive && account) model.seat->on_account(*account);
      for (const auto& asset : assets)
        if (model.alive) model.seat->on_asset(asset);
    });
    publish_corporate_actions(model);
  });
  feed_.subscribe(model.spec.id, wanted);
  if (std::find(subscribers_.begin(), subscribers_.end(), &model) == subscribers_.end())
    subscribers_.push_back(&model);
  return {};
}

/// Its past, asked for and shown at one venue time.
void BacktestRunner::warm_up(BacktestModel& model) {
  if (!model.alive || !model.seat->is_preparing()) return;
  const auto windows = [this](const Needs& needs, Timestamp newest) {
    return settings_.warm_up_windows(needs, std::max(newest, time_));
  };
  turns_.send(model.turns, [this, &model, windows] {
    auto& seat = *model.seat;
    auto questions = seat.on_subscribed(feed_.acknowledged(), feed_.newest(), windows);
    while (!questions.empty()) {
      for (const auto& [number, symbol, channel, window] : questions)
        seat.on_history(number, venue_.history(symbol, channel, window.from, window.until));
      questions = seat.is_short() ? seat.ask_again(windows) : std::vector<HistoryQuestion>{};
    }
    while (model.alive && seat.is_preparing()) send_on(model, seat.advance());
  });
}

// --- the session's story ---------------------------------------------------------------------

bool BacktestRunner::is_wanted_up() const {
  switch (session_.to) {
    case SessionPhase::PreOpen:
    case SessionPhase::Regular:
    case SessionPhase::Closing: return true;
    case SessionPhase::AfterHours:
      return std::any_of(models_.begin(), models_.end(), [](const auto& entry) {
        return entry.second.host && entry.second.host->needs().extended_hours;
      });
    case SessionPhase::Closed: break;
  }
  return false;
}

void BacktestRunner::on_session(const SessionChanged& change) {
  session_ = change;
  report::add_phase(phases_, change.to);
  if (change.to == SessionPhase::PreOpen) { // of the next day
    closing_ = false;
    feed_.open();
  }
  if (change.to != SessionPhase::Closed) desk_plan_ = change.plan;
  to_desk([this, change] {
    with_output([&](DeskOutput& out) { desk_->on_session(change, at(), out); });
  });
  feed_.begin_session(change.plan);
  for (auto& [id, model] : models_)
    turns_.send(model.turns, [this, &model = model, change] { publish_input(model, change); });
  if (!is_wanted_up()) go_down("the session is over");
}

void BacktestRunner::go_down(const std::string& reason) {
  if (std::exchange(closing_, true)) return;
  feed_.close();
  to_desk(
    [this, reason] { with_output([&](DeskOutput& out) { desk_->close(reason, at(), out); }); });
}

void BacktestRunner::supervise(const StepReached& step) {
  for (const auto& change : cursor_.advance(step.time)) on_session(change);
  settle();
  if (!closing_) revive_fallen();
  const auto next = cursor_.schedule().next_boundary(*cursor_.reached());
  to_desk(
    [this, settled = StepSettled{step.number, next ? std::optional{next->at} : std::nullopt}] {
      work_.on_settled(settled);
    });
}

void BacktestRunner::revive_fallen() {
  for (auto& [id, model] : models_) {
    if (std::exchange(model.retire_due, false)) quarantine(model);
    if (!std::exchange(model.restart_due, false)) continue;
    if (const auto started = start_model(model); !started) {
      model.state = ModelState::Quarantined;
      incident(started.error().sentence);
      continue;
    }
    settle();
    feed_.renew_wishes();
    warm_up(model);
    settle();
  }
}

void BacktestRunner::quarantine(BacktestModel& model) {
  const auto& id = model.spec.id;
  to_desk([this, id] { retire(id, settings_.flattens && settings_.flattens(id)); });
  settle();
}

void BacktestRunner::incident(const std::string& sentence) const {
  if (observer_.on_incident) observer_.on_incident(sentence);
}

// --- many days -------------------------------------------------------------------------------

std::optional<SessionPlan> BacktestRunner::next_session() {
  return opened_->open_next(settings_.days, next_session_, observer_);
}

Timestamp BacktestRunner::start_of(const SessionPlan& plan) const {
  const bool early = std::any_of(models_.begin(), models_.end(), [](const auto& entry) {
    return entry.second.host && entry.second.host->needs().extended_hours;
  });
  return early ? plan.pre_open : from_new_york(plan.date, settings_.venue.at);
}

void BacktestRunner::close_day() {
  if (!observer_.on_day_closed) return;
  DayClosed day;
  day.plan = desk_plan_;
  day.account = venue_.account();
  day.models = snapshot().models;
  observer_.on_day_closed(day);
}

/// False when there is none.
Result<bool> BacktestRunner::begin_next_day() {
  const auto plan = next_session();
  if (!plan) return false;
  const auto step = venue_.leap(start_of(*plan));
  time_ = step.time;
  phases_.clear();
  for (const auto& change : cursor_.advance(time_)) on_session(change);
  settle();
  if (closing_)
    return fail(ErrorKind::BadArgument, "the session of " + format_date(plan->date) +
                                          " is over at the time it would begin");
  for (const bool up : {false, true})
    to_desk([this, up] {
      with_output([&](DeskOutput& out) {
        desk_->on_stream({up, false, {}}, at(), out);
        if (!up) out.changes.clear(); // every night's: nothing to tell
      });
    });
  settle();
  if (failure_) return tl::unexpected{*failure_};
  if (!desk_->ready()) return fail(ErrorKind::Refused, "the desk could not be reconciled");
  if (auto risk = settings_.limits(venue_.account().equity)) desk_->set_limits(*risk);
  closed_.reset();
  feed_.renew_wishes();
  finish_step(step);
  return true;
}

/// The account once a minute, for its course within the day.
void BacktestRunner::watch_minute() {
  constexpr std::int64_t a_minute = 60 * units_per_whole;
  const auto minute = time_.nanoseconds / a_minute;
  if (minute == minute_ || !observer_.on_minute) return;
  minute_ = minute;
  if (session_.to == SessionPhase::Regular || session_.to == SessionPhase::Closing)
    observer_.on_minute(time_, venue_.account());
}

Result<BacktestOutcome> BacktestRunner::run() {
  BacktestOutcome outcome;
  finish_step(venue_.first_step());
  feed_.on_frame([this](std::shared_ptr<const MarketBatch> batch) {
    deliver({std::move(batch), {}, 0});
  });
  for (;;) {
    if (failure_) break;
    if (closed_) {
      close_day();
      if (outcome.stopped_early) break;
      const auto another = begin_next_day();
      if (!another) return tl::unexpected{another.error()};
      if (!*another) break;
      continue;
    }
    const bool is_told = observer_.is_asked_to_stop && observer_.is_asked_to_stop();
    if (is_told || fault_) {
      if (!std::exchange(outcome.stopped_early, true))
        go_down(fault_ ? "a model failed, and the first fault ends the run"
                       : "the operator stopped it");
      settle();
    }
    feed_.renew_wishes();
    step_is_quiet_ = true;
    const auto step = venue_.play_step(feed_);
    if (!step) return fail(ErrorKind::NotFound, "the market ends before the session does");
    finish_step(*step);
    watch_minute();
    if (observer_.on_progress) observer_.on_progress(time_, feed_.status().events);
  }
  if (failure_) return tl::unexpected{*failure_};
  outcome.status = snapshot();
  outcome.phases = phases_;
  outcome.fault = fault_;
  outcome.fault_account = fault_account_;
  report::add_phase(outcome.phases, SessionPhase::Closed);
  for (const auto& [id, model] : models_) outcome.events += model.status().counts.ticks;
  return outcome;
}

/// All that the step led to, until nobody has anything left to do.
void BacktestRunner::finish_step(const StepReached& step) {
  turns_.settle();
  time_ = step.time;
  if (step_is_quiet_ && !venue_.has_news() && work_.would_rest(step.time) && rest(step.time))
    return;
  for (const auto& frame : step_frames_) work_.hold(frame);
  step_frames_.clear();
  to_desk([this, step] { work_.on_step(step); });
  settle();
}

/// Nothing but prices has come: marks, and no more where a pulse would find nothing to do.
bool BacktestRunner::rest(Timestamp time) {
  for (const auto& frame : step_frames_) desk_->on_market(*frame.batch);
  step_frames_.clear();
  if (!work_.is_pulse_due(time)) return true;
  if (!retirements_.is_idle() || desk_->owes_corporate_actions() || !desk_->is_calm(at()))
    return false;
  work_.skip_pulse(time);
  return true;
}

void BacktestRunner::settle() {
  for (;;) {
    turns_.settle();
    if (!questions_.empty()) {
      const auto question = std::move(questions_.front());
      questions_.pop_front();
      to_desk(question);
    } else if (shown_step_) {
      supervise(*std::exchange(shown_step_, std::nullopt));
    } else {
      return;
    }
  }
}

StatusSnapshot BacktestRunner::snapshot() const {
  StatusSnapshot status;
  status.session.phase = session_.to;
  status.session.plan = session_.plan;
  status.session.now = time_;
  status.feed = feed_.status();
  status.desk = desk_->status();
  for (const auto& [id, model] : models_) {
    auto& shown = status.models.emplace_back(model.status());
    for (const auto& book : status.desk.models) {
      if (book.id != shown.id) continue;
      shown.book = book;
      shown.counts.orders = book.counts.orders;
      shown.counts.fills = book.counts.fills;
      shown.counts.refused = book.counts.refused;
    }
  }
  return status;
}

// --- the market's way to the models ----------------------------------------------------------

void BacktestRunner::deliver(const MarketFrame& frame) {
  if (observer_.on_market) observer_.on_market(*frame.batch);
  const bool desk_first = feed_.is_desk_first(*frame.batch);
  if (desk_first) take_marks(frame);
  for (const auto place : feed_.route(*frame.batch)) show(*subscribers_[place], frame.batch);
  if (!desk_first) take_marks(frame);
  for (auto* model : std::exchange(leaving_, {})) {
    feed_.unsubscribe(model->spec.id);
    std::erase(subscribers_, model);
  }
}

void BacktestRunner::show(BacktestModel& model, const std::shared_ptr<const MarketBatch>& batch) {
  turns_.send(model.turns, [this, &model, frame = MarketFrame{batch, {}, ++model.delivered}] {
    if (model.alive) send_on(model, model.seat->on_frame(frame));
  });
}

void BacktestRunner::publish_input(BacktestModel& model, const ModelInput& input) {
  if (model.alive) send_on(model, model.seat->take(input, at().now));
}

/// Behind the signals made before it, a fault ends the model's life.
void BacktestRunner::send_on(BacktestModel& model, ModelSlot::Made signals) {
  if (!signals.empty()) step_is_quiet_ = false;
  for (const auto& signal : signals)
    to_desk([this, signal] {
      if (!work_.hold(signal)) decide(signal);
    });
  if (auto notes = model.seat->notes(); notes && observer_.on_notes) observer_.on_notes(*notes);
  if (const auto& fault = model.seat->fault()) return fall(model, *fault);
  model.save_now_and_then(time_);
}

void BacktestRunner::fall(BacktestModel& model, const std::string& why) {
  step_is_quiet_ = false;
  if (settings_.fail_fast && !fault_) {
    fault_ = why;
    fault_account_ = model.seat->fault_account();
  }
  model.end_life(why);
  leaving_.push_back(&model);
  to_desk([this, id = model.spec.id] { work_.disconnect(id); });
  const auto delay = model.policy.on_fall({time_.nanoseconds});
  model.state = delay ? ModelState::Failed : ModelState::Quarantined;
  incident("model " + model.spec.id.str() + " fell: " + why +
           (settings_.fail_fast ? "; the first fault ends the run"
            : delay             ? "; restarting it"
                                : "; quarantined, its restarts are used up"));
  if (delay) ++model.restarts;
  model.restart_due = delay.has_value();
  model.retire_due = !delay;
}

// --- the desk --------------------------------------------------------------------------------

DeskTime BacktestRunner::at() const {
  if (!work_.begun()) return {MonotonicTime{1}, time_};
  return {{time_.nanoseconds}, time_, true};
}

template <class Job>
void BacktestRunner::with_output(Job&& job) {
  DeskOutput out;
  job(out);
  carry_out(out);
}

/// As the desk's actor takes a frame: at once when it is news, else at the step's end.
void BacktestRunner::take_marks(const MarketFrame& frame) {
  if (!work_.begun() || is_news(desk_->marks(), *frame.batch))
    desk_->on_market(*frame.batch);
  else
    step_frames_.push_back(frame);
}

template <class Fact>
void BacktestRunner::tell(const Fact& fact, const std::function<void(const Fact&)>& observer) {
  if (observer) observer(fact);
  const auto found = models_.find(fact.model);
  if (found == models_.end() || !found->second.alive) return;
  turns_.send(found->second.turns,
              [this, &model = found->second, fact] { publish_input(model, fact); });
  if constexpr (!std::is_same_v<Fact, OrderRefused>) // to which a model cannot answer
    work_.record_fact();
}

struct BacktestRunner::FactTeller {
  BacktestRunner& runner;
  void operator()(const Fill& x) const { runner.tell(x, runner.observer_.on_fill); }
  void operator()(const OrderClosed& x) const { runner.tell(x, runner.observer_.on_closed); }
  void operator()(const OrderRefused& x) const { runner.tell(x, runner.observer_.on_refused); }
  void operator()(const Anomaly& x) const { runner.incident(x.sentence); }
};

struct BacktestRunner::VerdictCarrier {
  BacktestRunner& runner;
  void operator()(std::monostate) const {}
  void operator()(const ApprovedOrder& approved) const {
    runner.venue_.submit(approved);
    settle(approved.order());
  }
  void operator()(const ReplaceRequest& wish) const {
    runner.venue_.replace(wish.id, wish.order);
    settle(wish.order.order());
  }
  void operator()(const CancelRequest& wish) const {
    runner.venue_.cancel(wish.id, wish.client_order_id);
  }
  void operator()(const OrderRefused& refusal) const {
    runner.tell(refusal, runner.observer_.on_refused);
  }

private:
  void settle(const Order& order) const {
    DeskOutput out;
    runner.desk_->on_submitted(order.client_order_id, true, runner.at(), out);
    if (runner.observer_.on_sent) runner.observer_.on_sent(order, runner.time_);
    runner.carry_out(out);
  }
};

void BacktestRunner::decide(const Signal& signal) {
  venue_.set_cause(signal.caused_by);
  std::visit(VerdictCarrier{*this}, desk_->on_signal(signal, at()));
  if (desk_->has_follow_up()) with_output([this](DeskOutput& out) { desk_->follow_up(at(), out); });
  venue_.set_cause({});
}

void BacktestRunner::publish_corporate_actions(BacktestModel& model) {
  for (const auto& action : desk_->take_corporate_actions(model.spec.id, at())) {
    turns_.send(model.turns, [this, &model, action] { publish_input(model, action); });
    work_.record_fact();
  }
}

void BacktestRunner::carry_out(const DeskOutput& out) {
  for (const auto& wish : out.cancels) venue_.cancel(wish.id, wish.client_order_id);
  for (const auto& order : out.orders) VerdictCarrier{*this}(order);
  for (const auto& fact : out.facts) std::visit(FactTeller{*this}, fact);
  if (desk_->owes_corporate_actions())
    for (auto& [id, model] : models_)
      if (model.alive) publish_corporate_actions(model);
  for (auto& [id, model] : models_) {
    if (!model.alive || (!out.account && out.assets.empty())) continue;
    turns_.send(model.turns, [&model = model, account = out.account, assets = out.assets] {
      if (!model.alive) return;
      if (account) model.seat->on_account(*account);
      for (const auto& asset : assets) model.seat->on_asset(asset);
    });
  }
  for (const auto& id : out.look_ups)
    questions_.emplace_back([this, id] {
      with_output([&](DeskOutput& more) {
        desk_->on_lookup({id, venue_.look_up(id)}, at(), more);
      });
      work_.on_answer();
    });
  for (const auto& symbol : out.asset_look_ups)
    questions_.emplace_back([this, symbol] {
      with_output([&](DeskOutput& more) {
        desk_->on_asset({symbol, venue_.look_up_asset(symbol)}, at(), more);
      });
      work_.on_answer();
    });
  if (out.fetch)
    questions_.emplace_back([this, wish = *out.fetch] {
      with_output([&](DeskOutput& more) {
        desk_->on_books({wish.number, venue_.books(wish.since)}, at(), more);
      });
      work_.on_answer();
    });
  if (!out.changes.empty() || out.closed) work_.record_unrest();
  for (const auto& change : out.changes) {
    if (!change.sentence.empty() && !change.good_news) incident(change.sentence);
    if (!change.books_disagree && !change.journal_failed) continue;
    if (!failure_)
      failure_ =
        Failure{change.journal_failed ? ErrorKind::Storage : ErrorKind::Refused, change.sentence};
  }
  if (out.closed) closed_ = out.closed;
}

void BacktestRunner::on_pulse() {
  with_output([&](DeskOutput& out) { desk_->on_pulse(at(), out); });
  DeskOutput missing;
  const auto closing = retirements_.due(*desk_, at(), missing);
  carry_out(missing);
  for (const auto& signal : closing) decide(signal);
}

void BacktestRunner::retire(const ModelId& id, bool flatten) {
  with_output([&](DeskOutput& out) { desk_->cancel_orders_of(id, at(), out); });
  desk_->set_watched(id, {}); // what it left may be in any symbol
  if (flatten) retirements_.begin(id);
}

StepHands BacktestRunner::hands() {
  StepHands hands;
  hands.mark = [this](const StepMark& mark) {
    if (mark.id.empty()) return to_desk([this, mark] { work_.on_mark(mark); });
    const auto model = models_.find(mark.id);
    if (model == models_.end() || !model->second.alive) return;
    turns_.send(model->second.turns,
                [this, mark] { to_desk([this, mark] { work_.on_mark(mark); }); });
  };
  hands.decide = [this](const Signal& signal) { decide(signal); };
  hands.take_marks = [this](const MarketFrame& frame) { desk_->on_market(*frame.batch); };
  hands.release = [this] {
    return venue_.release(
      {[this](OrderAnswered answer) {
         to_desk([this, answer = std::move(answer)] {
           with_output([&](DeskOutput& out) { desk_->on_answer(answer, at(), out); });
         });
       },
       [this](OrderEvent event) {
         to_desk([this, event = std::move(event)] {
           with_output([&](DeskOutput& out) { desk_->on_event(event, at(), out); });
         });
       }});
  };
  hands.pulse = [this] { on_pulse(); };
  hands.unanswered = [this] {
    return questions_.empty() ? std::string{} : std::string{"the venue"};
  };
  hands.look = [this](const StepReached& step) { shown_step_ = step; };
  hands.done = [](std::uint64_t) {};
  return hands;
}

} // namespace hft::research
