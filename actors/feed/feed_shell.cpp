#include "actors/feed/feed_shell.hpp"

#include "actors/weak_mailbox.hpp"

#include <caf/all.hpp>

#include <algorithm>
#include <utility>

namespace hft {

FeedShell::FeedShell(FeedActor::pointer self, FeedActorConfig config)
  : self_(self),
    config_(std::move(config)),
    lag_(config_.in_step ? 0 : config_.speed),
    health_(config_.silence),
    gaps_(config_.gaps),
    prints_(config_.prints, config_.venue_time ? config_.speed : 0),
    clock_(config_.speed) {
  table_.set_base(config_.base);
  prints_.on_date(config_.plan.date);
  clock_.set_plan(config_.plan);
}

FeedShell::~FeedShell() {
  if (!stopped_) config_.feed->stop();
}

MonotonicTime FeedShell::now() const {
  return {std::chrono::nanoseconds{self_->clock().now().time_since_epoch()}.count()};
}

void FeedShell::start() {
  health_.on_phase(config_.phase, now());
  const auto post = [mailbox = WeakMailbox<FeedActor>{self_}](const auto& message) {
    mailbox.post(message);
  };
  config_.feed->start({[post](const MarketFrame& frame) { post(frame); },
                       [post](const FeedStateChanged& changed) { post(changed); },
                       [post](const StepReached& step) { post(step); }});
  if (!table_.wanted().empty()) want(table_.wanted());
  arm();
}

void FeedShell::arm() {
  // A venue at full speed is told of in real time; what waits for slow models is looked at often.
  const auto interval = any_metered_         ? std::chrono::milliseconds{10}
                        : config_.speed <= 0 ? std::chrono::milliseconds{20}
                                             : std::chrono::milliseconds{250};
  self_->delayed_send(self_, interval, pulse_atom_v);
}

void FeedShell::count(const MarketBatch& batch) {
  ++status_.frames;
  status_.events += batch.events.size();
  health_.on_batch(batch);
}

void FeedShell::on_frame(const MarketFrame& frame) {
  if (!frame.batch || closed_) return;
  const auto decoded = now();
  take(frame, decoded);
  // Whoever waits for the frame has it by now.
  waits_.record(frame.lag);
  decodings_.record(decoded - frame.batch->received);
}

void FeedShell::take(const MarketFrame& frame, MonotonicTime decoded) {
  count(*frame.batch);
  const auto admissible = admitted(frame);
  if (admissible.batch->events.empty()) return;
  const MarketFrame stamped{admissible.batch, lag_.lag_of(*admissible.batch)};
  if (config_.stamp)
    *config_.stamp = {{frame.batch->received.nanoseconds - stamped.lag.count()}, decoded};
  if (gaps_.is_holding()) {
    gaps_.hold(stamped);
    return fill_gap(frame.batch->received);
  }
  const auto question =
    gaps_.on_frame(stamped, table_.wanted().of(Channel::Trades), config_.history != nullptr);
  if (gaps_.gap()) publish_gap(*gaps_.gap());
  if (question) return ask(*question);
  deliver(stamped);
}

MarketFrame FeedShell::admitted(const MarketFrame& frame) {
  // A venue that waits for us, or hurries, has no other time than that of its events.
  const bool has_clock = config_.venue_time && config_.speed > 0 && !config_.in_step;
  const auto time = has_clock ? config_.venue_time() : Timestamp{};
  const auto before = prints_.counts().all();
  auto batch = prints_.judge(requested_.keep(frame.batch), time, frame.lag);
  if (prints_.counts().all() != before && !config_.in_step) publish_of_prints();
  return {std::move(batch), frame.lag};
}

/// Prints ahead of the clock may be the clock's fault: the venue is asked for its time.
void FeedShell::publish_of_prints() {
  constexpr auto pause = std::chrono::seconds{5};
  if (const auto news = prints_.news(now())) publish_supervisor(*news);
  const auto ahead = prints_.counts().ahead;
  if (ahead == ahead_asked_ || !config_.ask_time) return;
  if (time_asked_ != MonotonicTime{} && now() - time_asked_ < pause) return;
  ahead_asked_ = ahead;
  time_asked_ = now();
  config_.ask_time();
}

void FeedShell::deliver(const MarketFrame& frame) {
  const bool desk_first = desk_first_.is_due(*frame.batch);
  if (desk_first && config_.execution) self_->send(config_.execution, frame);
  give_models(frame);
  if (!desk_first && config_.execution) self_->send(config_.execution, frame);
  const auto newest = gaps_.newest();
  status_.last_event = std::max(status_.last_event, newest);
  publish_clock(clock_.on_event(newest, frame.batch->received));
}

void FeedShell::give_models(const MarketFrame& frame) {
  for (const auto place : table_.route(*frame.batch)) {
    auto& subscriber = subscribers_[place];
    if (!subscriber.flow.is_metered() || config_.in_step) {
      self_->send(subscriber.handle, subscriber.flow.numbered(frame));
      continue;
    }
    subscriber.flow.offer(frame, table_, place);
    drain(subscriber);
  }
  if (any_metered_) heed_outboxes();
}

void FeedShell::on_subscribe(const Subscribe& subscribe) {
  const auto place = table_.set(subscribe.id, subscribe.wanted);
  if (place == subscribers_.size()) subscribers_.emplace_back();
  auto& subscriber = subscribers_[place];
  if (subscriber.handle == subscribe.handle && subscriber.flow.handled() == subscribe.handled) {
    subscriber.told_subscribed = false; // another wish of the same: its frames go on
  } else {
    if (subscriber.handle) self_->demonitor(subscriber.handle.address());
    subscriber = {subscribe.id, subscribe.handle, FrameFlow{subscribe.handled, config_.outbox}};
    self_->monitor(subscriber.handle);
  }
  any_metered_ = any_metered_ || (subscribe.handled != nullptr && !config_.in_step);
  want(table_.wanted());
  publish_subscribed();
}

void FeedShell::want(const Subscriptions& wish) {
  wish_ = wish;
  requested_.add(wish);
  config_.feed->want(wish);
}

/// Whether the venue still sends what nobody wants any more.
bool FeedShell::gets_unwanted() const {
  if (status_.state != FeedState::Live) return false;
  for (std::size_t i = 0; i < channel_count; ++i)
    for (const auto& symbol : acknowledged_.symbols[i])
      if (!wish_.contains(static_cast<Channel>(i), symbol)) return true;
  return false;
}

/// Those whose whole wish the venue has acknowledged hear of it, once a wish.
void FeedShell::publish_subscribed() {
  if (status_.state != FeedState::Live) return;
  for (SubscriptionTable::Place place = 0; place < subscribers_.size(); ++place) {
    auto& subscriber = subscribers_[place];
    if (subscriber.told_subscribed) continue;
    if (!missing_text(table_.wanted_by(place), acknowledged_).empty()) continue;
    subscriber.told_subscribed = true;
    self_->send(subscriber.handle, Subscribed{acknowledged_, gaps_.newest()});
  }
}

void FeedShell::on_unsubscribe(const ModelId& id) {
  const auto place = table_.remove(id);
  if (!place) return;
  auto& subscriber = subscribers_[*place];
  self_->demonitor(subscriber.handle.address());
  status_.conflated += subscriber.flow.conflated();
  subscribers_.erase(subscribers_.begin() + *place);
  // A clock at full speed would stand for ever if nobody listened any more.
  const bool waits_for_us = config_.speed <= 0 || config_.in_step;
  if (!waits_for_us || !table_.wanted().empty()) want(table_.wanted());
  heed_outboxes();
}

void FeedShell::on_down(const caf::down_msg& down) {
  for (const auto& subscriber : subscribers_)
    if (subscriber.handle.address() == down.source) return on_unsubscribe(ModelId{subscriber.id});
}

void FeedShell::drain(Subscriber& subscriber) {
  while (auto frame = subscriber.flow.next()) self_->send(subscriber.handle, std::move(*frame));
}

void FeedShell::heed_outboxes() {
  bool full = false;
  for (auto& subscriber : subscribers_)
    if (subscriber.flow.is_full()) full = true;
  if (full == paused_) return;
  paused_ = full;
  if (full)
    config_.feed->pause();
  else
    config_.feed->resume();
}

/// Whoever has frames and takes none in would in the end hold up all others.
void FeedShell::publish_of_stuck() {
  if (!any_metered_) return;
  for (auto& subscriber : subscribers_) {
    if (!subscriber.flow.is_stuck(now(), config_.stuck) || !config_.supervisor) continue;
    self_->send(config_.supervisor,
                ModelNews{subscriber.id, ModelState::Quarantined,
                          "it has taken in no event for " +
                            std::to_string(config_.stuck / std::chrono::seconds{1}) + " s",
                          false, std::nullopt});
  }
}

void FeedShell::ask(const GapFiller::Question& question) {
  const WeakMailbox<FeedActor> mailbox{self_};
  for (const auto& symbol : question.symbols)
    config_.history->fetch_trades(
      symbol, question.gap.from, question.gap.until,
      [mailbox, symbol, number = question.number](Result<std::vector<Trade>> trades) {
        mailbox.post(TradesFetched{number, symbol, std::move(trades)});
      });
}

void FeedShell::on_fetched(const TradesFetched& fetched) {
  gaps_.on_fetched(fetched.number, fetched.symbol, fetched.trades);
  fill_gap(now());
}

void FeedShell::fill_gap(MonotonicTime at) {
  auto mended = gaps_.fill_gap(at);
  if (!mended) return;
  if (!mended->failure.empty()) publish_supervisor(mended->failure);
  prints_.keep_new(mended->trades);
  if (!mended->trades.empty()) {
    auto batch = std::make_shared<MarketBatch>();
    batch->received = mended->held.front().batch->received;
    const auto age = gaps_.newest() - mended->trades.front().time;
    const auto lag =
      config_.speed > 0 ? std::chrono::duration_cast<Duration>(age / config_.speed) : age;
    batch->events.assign(mended->trades.begin(), mended->trades.end());
    status_.events += batch->events.size();
    give_models({std::move(batch), lag});
  }
  for (const auto& frame : mended->held) deliver(frame);
  if (const auto step = std::exchange(held_step_, std::nullopt)) on_step(*step);
}

void FeedShell::publish_gap(const FeedGap& gap) {
  ++status_.gaps;
  for (auto& subscriber : subscribers_) {
    // What waits is from before the gap: it goes first, credit or not.
    while (auto frame = subscriber.flow.next_at_once())
      self_->send(subscriber.handle, std::move(*frame));
    self_->send(subscriber.handle, gap);
  }
}

void FeedShell::on_state(const FeedStateChanged& changed) {
  const bool is_live = changed.state == FeedState::Live;
  // Subscribing may also be a change of wishes on a stream that stays up.
  const bool is_lost = !is_live && changed.state != FeedState::Subscribing;
  status_.state = changed.state;
  status_.detail = changed.detail;
  if (is_lost) {
    gaps_.on_down();
    lag_.reset();
  }
  if (is_live || is_lost) {
    acknowledged_ = changed.acknowledged;
    health_.watch(acknowledged_, now());
  }
  if (config_.execution) self_->send(config_.execution, changed);
  if (config_.supervisor) self_->send(config_.supervisor, changed);
  if (is_live) publish_subscribed();
  if (!gets_unwanted()) publish_settled();
}

void FeedShell::on_session(const SessionChanged& changed) {
  health_.on_phase(changed.to, now());
  clock_.set_plan(changed.plan);
  prints_.on_date(changed.plan.date);
  closed_ = config_.in_step && changed.to == SessionPhase::Closed;
}

void FeedShell::on_pulse() {
  if (!config_.in_step) publish_health(now());
  fill_gap(now());
  for (auto& subscriber : subscribers_)
    if (subscriber.flow.is_metered()) drain(subscriber);
  heed_outboxes();
  publish_of_stuck();
  publish_clock(clock_.on_pulse(now()));
  arm();
}

/// Silences and prints kept out. A venue that waits for us is not silent when it stands: there its
/// time counts.
void FeedShell::publish_health(MonotonicTime time) {
  if (!config_.in_step)
    for (const auto& sentence : health_.check(time)) publish_supervisor(sentence);
  if (const auto news = prints_.news(time)) publish_supervisor(*news);
  if (const auto news = requested_.news(time)) publish_supervisor(*news);
}

/// Past the outboxes: it tells of the actors' health, not of their backlog.
void FeedShell::on_heartbeat(const Heartbeat& beat) {
  for (auto& subscriber : subscribers_) self_->send(subscriber.handle, beat);
  if (subscribers_.empty() && config_.execution) self_->send(config_.execution, beat);
}

/// Behind its frames.
void FeedShell::on_step(const StepReached& step) {
  if (gaps_.is_holding()) {
    held_step_ = step;
    return;
  }
  publish_health({step.time.nanoseconds});
  if (config_.execution) self_->send(config_.execution, step);
}

/// The venue goes on by another connection than ours: it must have heard before what it no longer
/// has to send, or chance decides whether the next frame still comes.
void FeedShell::on_settled(const StepSettled& settled) {
  held_settled_ = settled;
  if (!gets_unwanted()) publish_settled();
}

void FeedShell::publish_settled() {
  const auto settled = std::exchange(held_settled_, std::nullopt);
  if (settled && config_.execution) self_->send(config_.execution, *settled);
}

void FeedShell::publish_supervisor(const std::string& sentence) {
  if (config_.supervisor)
    self_->send(config_.supervisor, FeedStateChanged{status_.state, sentence, {}});
}

void FeedShell::publish_clock(const std::optional<VenueTime>& time) {
  // In step the clock is told by steps, between what is before a boundary and what is after it.
  if (time && config_.clock && !config_.in_step) self_->send(config_.clock, FeedTime{*time});
}

FeedStatus FeedShell::status() const {
  auto status = status_;
  const auto counts = config_.feed->counts();
  status.malformed = counts.malformed + prints_.counts().all() + requested_.kept_out();
  status.reconnects = counts.reconnects;
  for (const auto& subscriber : subscribers_) status.conflated += subscriber.flow.conflated();
  if (status.state != FeedState::Live) return status;
  if (const auto silences = health_.silences(); !silences.empty()) status.detail = silences;
  if (status.detail.empty()) status.detail = missing_text(table_.wanted(), acknowledged_);
  return status;
}

void FeedShell::publish_vitals() const {
  if (config_.on_vitals) config_.on_vitals({waits_.counts(), decodings_.counts()});
}

void FeedShell::stop() {
  stopped_ = true;
  config_.feed->stop();
  publish_settled();
  subscribers_.clear();
  config_.execution = nullptr;
  config_.supervisor = nullptr;
  config_.clock = nullptr;
  self_->quit();
}

} // namespace hft
