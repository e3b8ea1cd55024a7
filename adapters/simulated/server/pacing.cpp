#include "adapters/simulated/engine/causal_time.hpp"
#include "adapters/simulated/server/running_venue.hpp"

#include <algorithm>
#include <ctime>
#include <limits>

namespace hft::simulated {

namespace {

constexpr Duration together_at_full_speed = longest_step;
constexpr Duration together = std::chrono::hours{1};
constexpr Duration shortest_tick = std::chrono::milliseconds{1};
constexpr Duration longest_tick = std::chrono::milliseconds{50};
constexpr auto patience = std::chrono::seconds{10};
constexpr std::size_t frames_a_barrier = 100;
constexpr std::size_t frames_a_tick = 200;
constexpr int rounds_a_moment =
  64; ///< barriers before time moves although orders still answer orders

std::int64_t second_of(Timestamp time) {
  return time.nanoseconds / units_per_whole;
}

/// Events shortly after the next go with it, but none past its second: a barrier comes between,
/// so that no order meets a session that had ended when its cause was sent.
Timestamp horizon(Timestamp next) {
  const Timestamp last_of_second{(second_of(next) + 1) * units_per_whole - 1};
  return std::min(next + together_at_full_speed, last_of_second);
}

} // namespace

MonotonicTime monotonic_now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return {static_cast<std::int64_t>(time.tv_sec) * units_per_whole + time.tv_nsec};
}

bool RunningVenue::play(Timestamp until, Duration window) {
  if (faults_.timed()) apply_faults();
  frame_.clear();
  const auto played = engine_->play(until, window, frame_);
  if (!lockstep_.any()) worked_off_ = engine_->now();
  const auto sent = data_.broadcast(frame_, engine_->now());
  sent_ += sent;
  data_sent_ += sent > 0 ? 1 : 0;
  publish_orders();
  return played;
}

void RunningVenue::catch_up() {
  const auto now = clock_.now(monotonic_now());
  for (std::size_t i = 0; i < frames_a_tick && play(now, together); ++i) {}
}

/// Whether time stands because nobody has subscribed.
bool RunningVenue::held() const {
  const bool waits = clock_.full_speed() || (options_.in_step && engine_->has_data());
  return waits && pace() == Pace::Hold;
}

void RunningVenue::tick() {
  if (!held()) clock_.start(monotonic_now());
  if (!options_.in_step) catch_up();
  const auto wait = clock_.real_time_until(engine_->next_event(), monotonic_now());
  server_->call_after(std::clamp(wait, shortest_tick, longest_tick), [this] { tick(); });
}

void RunningVenue::keep_step() {
  if (held() && clock_.started()) return clock_.slip(engine_->now(), monotonic_now());
  for (std::size_t i = 0; i < frames_a_tick; ++i) {
    while (server_->poll() > 0) {}
    if (stopping_.load(std::memory_order_acquire)) return;
    if (!step(clock_.now(monotonic_now()))) break;
  }
  const auto real = monotonic_now();
  const auto due = lockstep_.any() ? step_end(*engine_, options_.latency) : engine_->next_event();
  if (due <= clock_.now(real)) clock_.slip(engine_->now(), real);
}

void RunningVenue::test_tick() {
  const auto period = clock_.full_speed() ? 5.0 : std::max(0.1, 5.0 / clock_.speed());
  const std::chrono::duration<double> delay{period};
  server_->call_after(std::chrono::duration_cast<Duration>(delay), [this] { test_tick(); });
  if (!data_.test_subscribed()) return;
  const Symbol symbol{"FAKEPACA"};
  const auto time = now();
  Trade trade{symbol, ++test_trades_, Price{134'560'000'000}, shares(3), time, 'N',
              'A',    Conditions{" "}};
  Quote quote{symbol,
              Price{133'850'000'000},
              Price{135'770'000'000},
              shares(400),
              shares(100),
              time,
              'O',
              'R',
              'A',
              Conditions{"R"}};
  data_.broadcast_test({MarketEvent{trade}, MarketEvent{quote}});
}

Pace RunningVenue::pace() const {
  return pace_at(engine_->now(), engine_->session(), data_.subscribed(), engine_->has_data());
}

bool RunningVenue::barrier_due() const {
  if (sent_ == 0 || rounds_ >= rounds_a_moment) return false;
  return data_sent_ >= frames_a_barrier || pace() != Pace::Play ||
         second_of(engine_->next_event()) != second_of(engine_->now());
}

std::size_t RunningVenue::awaited() const {
  return data_.awaited() + orders_.awaited() + lockstep_.awaited();
}

bool RunningVenue::time_may_move() {
  if (wishes_changed_ && lockstep_.any()) return raise_barrier(), false;
  if (awaited() > 0) return false;
  lockstep_.schedule(engine_->now(), engine_->session(), engine_->arrivals());
  if (lockstep_.any()) return worked_off_ = engine_->now(), true;
  if (barrier_due()) return raise_barrier(), false;
  if (rounds_ >= rounds_a_moment) sent_ = 0;
  rounds_ = 0;
  return true;
}

bool RunningVenue::step(Timestamp until) {
  if (!time_may_move()) return awaited() == 0;
  if (lockstep_.any()) return step_together(until);
  const auto next = engine_->next_event();
  const bool due = next <= until;
  if (due)
    play(std::min(until, horizon(next)), together_at_full_speed);
  else
    play(until, together);
  return due;
}

bool RunningVenue::step_together(Timestamp until) {
  const auto end = step_end(*engine_, options_.latency);
  if (end > until) return false;
  const auto boundary = engine_->next_boundary();
  while (play(end, together_at_full_speed) && engine_->next_event() <= end) {}
  const bool passed = engine_->now() >= boundary;
  const bool long_ago = second_of(engine_->now()) != second_of(told_step_);
  if (sent_ > 0 || passed || long_ago) raise_barrier();
  return true;
}

void RunningVenue::run_at_full_speed() {
  while (server_->poll() > 0) {}
  // What woke us may have been `stop`, and nothing else may ever come.
  if (stopping_.load(std::memory_order_acquire)) return;
  if (wishes_changed_ && lockstep_.any()) raise_barrier();
  if (awaited() > 0) return server_->run_one();
  if (!time_may_move()) return;
  switch (pace()) {
    case Pace::Hold: return server_->run_one();
    case Pace::Leap: return leap();
    case Pace::Play:
      if (lockstep_.any())
        step_together({std::numeric_limits<std::int64_t>::max()});
      else
        play(horizon(engine_->next_event()), together_at_full_speed);
  }
  clock_.advance_to(engine_->now());
}

void RunningVenue::leap() {
  const auto& plan = engine_->session();
  const auto following = engine_->session_after(plan.date);
  const auto target = engine_->now() < plan.pre_open ? plan.pre_open
                      : following                    ? following->pre_open
                                                     : engine_->now();
  if (target == engine_->now()) return server_->run_one(); // the calendar ends here
  engine_->leap(target);
  worked_off_ = engine_->now();
  publish_orders();
  clock_.advance_to(engine_->now());
}

void RunningVenue::raise_barrier() {
  ++rounds_;
  ++barrier_;
  sent_ = 0;
  data_sent_ = 0;
  wishes_changed_ = false;
  told_step_ = engine_->now();
  data_.end_step(barrier_, told_step_,
                 [this](const std::string& key) { return orders_.updates_sent(key); });
  data_.ping_all();
  orders_.ping_all();
  if (awaited() == 0 || barrier_watched_) return;
  barrier_watched_ = true;
  watch_barrier(barrier_);
}

void RunningVenue::watch_barrier(std::uint64_t number) {
  server_->call_after(patience, [this, number] {
    if (barrier_ == number) {
      data_.cut_awaited();
      orders_.cut_awaited();
      lockstep_.give_up_missing();
    }
    barrier_watched_ = false;
    if (awaited() == 0) return;
    barrier_watched_ = true;
    watch_barrier(barrier_);
  });
}

} // namespace hft::simulated
