#pragma once

#include "adapters/net/io_loop.hpp"

#include <caf/all.hpp>

#include <future>
#include <utility>

namespace hft {

/// Runs CAF actors on the I/O loop's thread. A message sent on that thread to an idle actor of the
/// lane runs it before `send` returns, like a call; from any other thread it is posted.
class Lane : public caf::execution_unit {
public:
  Lane(caf::actor_system& system, net::IoLoop& loop)
    : caf::execution_unit(&system),
      elsewhere_(&system),
      loop_(loop) {}

  /// Waits for the turn under way, for an actor says that it ended a little before it has, and
  /// gives up the thread's hold on the system's logger, for which the system's end waits.
  ~Lane() override {
    std::promise<void> idle;
    loop_.post([&idle] {
      caf::logger::set_current_actor_system(nullptr);
      idle.set_value();
    });
    idle.get_future().wait();
  }

  void exec_later(caf::resumable* job) override {
    // CAF hands over one reference; the pointer gives it back in every case.
    caf::intrusive_ptr<caf::resumable> owned{job, false};
    if (loop_.on_this_thread()) return run(std::move(owned));
    loop_.post([this, owned = std::move(owned)] { run(owned); });
  }

private:
  static constexpr std::size_t messages_a_turn = 64;

  void run(caf::intrusive_ptr<caf::resumable> job) {
    // Not `this`: ordinary actors woken by this one belong to the scheduler.
    if (job->resume(&elsewhere_, messages_a_turn) == caf::resumable::resume_later)
      loop_.post([this, job = std::move(job)] { run(job); });
  }

  caf::scoped_execution_unit elsewhere_;
  net::IoLoop& loop_;
};

/// An actor that lives on a lane: whoever sends, its work goes there. `Base` is an actor class or a
/// typed interface's `base`.
template <class Base>
class Hosted : public Base {
public:
  template <class... Arguments>
  Hosted(caf::actor_config& config, Lane& lane, Arguments&&... arguments)
    : Base(config, std::forward<Arguments>(arguments)...),
      lane_(&lane) {}

  using Base::enqueue;
  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit*) override {
    Base::enqueue(std::move(message), lane_);
  }
  void launch(caf::execution_unit*, bool lazy, bool hide) override {
    Base::launch(lane_, lazy, hide);
  }

private:
  Lane* lane_;
};

} // namespace hft
