#include "actors/session_clock/session_clock_actor.hpp"

#include "actors/exception_text.hpp"
#include "actors/weak_mailbox.hpp"

#include <caf/all.hpp>

#include <utility>

namespace hft {

namespace {

struct ClockState {
  SessionClockConfig config;
  SessionClock clock;
  explicit ClockState(SessionClockConfig given)
    : config(std::move(given)),
      clock(config.calendar, config.options, config.wall_clock) {}
};

/// Sends an answer of the port to the actor, from whatever thread, if the actor still lives.
template <class T>
auto to_mail(SessionClockActor::pointer self) {
  return [mailbox = WeakMailbox<SessionClockActor>{self}](const Result<T>& answer) {
    if (answer)
      mailbox.post(*answer);
    else
      mailbox.post(answer.error());
  };
}

void ask(SessionClockActor::pointer self, ClockState& state) {
  const auto& port = state.config.market_clock;
  if (!port) return;
  const auto due = state.clock.questions(state.config.monotonic_clock());
  if (due.clock) port->fetch_clock(to_mail<BrokerClock>(self));
  if (due.calendar)
    port->fetch_calendar(due.calendar->first, due.calendar->second, to_mail<BrokerCalendar>(self));
}

void move_on(SessionClockActor::pointer self, ClockState& state) {
  for (auto& change : state.clock.advance(state.config.monotonic_clock()))
    self->send(state.config.supervisor, std::move(change));
  if (const auto news = state.clock.news(); news && state.config.on_news)
    state.config.on_news(*news, state.clock.agrees());
  ask(self, state);
}

} // namespace

SessionClockActor::behavior_type session_clock_actor(SessionClockActor::pointer self,
                                                     SessionClockConfig config) {
  self->set_exception_handler(keep_exception_text);
  // Lives in the behaviour: gone, with its handle to the supervisor, when the actor ends.
  const auto state = std::make_shared<ClockState>(std::move(config));
  const auto now = [state] { return state->config.monotonic_clock(); };
  self->send(self, pulse_atom_v);
  return {
    [=](const FeedTime& feed) {
      state->clock.on_feed_time(feed.time);
      move_on(self, *state);
    },
    [=](const BrokerClock& clock) {
      state->clock.on_clock(clock, now());
      move_on(self, *state);
    },
    [=](const BrokerCalendar& calendar) {
      state->clock.on_calendar(calendar);
      move_on(self, *state);
    },
    [=](const Failure& failure) {
      state->clock.on_failure(failure);
      move_on(self, *state);
    },
    [=](pulse_atom) {
      move_on(self, *state);
      self->delayed_send(self, state->clock.delay(now()), pulse_atom_v);
    },
    [=](const SessionQuery&) { return state->clock.status(now()); },
    [=](const StepReached& step) {
      state->clock.on_step(step.time, now());
      move_on(self, *state);
      self->send(state->config.supervisor, StepTold{step.number, state->clock.next_change()});
    },
    [=](const Heartbeat& beat) { self->send(state->config.supervisor, beat); },
    [=](shutdown_atom) { self->quit(); },
  };
}

} // namespace hft
