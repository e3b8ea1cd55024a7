#pragma once

#include "adapters/net/io_loop.hpp"
#include "app/wiring/fault_points.hpp"

#include <caf/all.hpp>

#include <atomic>
#include <future>
#include <string>
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

  /// The name of the actor whose turn is under way, empty between turns. Any thread; for one that
  /// has been under way for so long that it will not end now.
  std::string running() const {
    const auto* job = dynamic_cast<const caf::local_actor*>(running_.load());
    return job == nullptr ? "" : job->name();
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
    // Turns nest: a message to an idle actor runs it within the sender's turn.
    const auto outer = running_.load(std::memory_order_relaxed);
    running_.store(job.get(), std::memory_order_relaxed);
    // Not `this`: ordinary actors woken by this one belong to the scheduler.
    const auto result = job->resume(&elsewhere_, messages_a_turn);
    running_.store(outer, std::memory_order_relaxed);
    if (result == caf::resumable::resume_later)
      loop_.post([this, job = std::move(job)] { run(job); });
  }

  caf::scoped_execution_unit elsewhere_;
  net::IoLoop& loop_;
  std::atomic<const caf::resumable*> running_ = nullptr;
};

/// An actor that lives on a lane: whoever sends, its work goes there. `Base` is an actor class or a
/// typed interface's `base`.
template <class Base>
class LaneActor : public FaultPoints<Base> {
public:
  template <class... Arguments>
  LaneActor(caf::actor_config& config, Lane& lane, Arguments&&... arguments)
    : FaultPoints<Base>(config, std::forward<Arguments>(arguments)...),
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
