#pragma once

#include "messages/timestamp.hpp"

#include <cstddef>
#include <functional>
#include <memory>

namespace hft::net {

/// One thread and everything that happens on it: sockets, timers, posted calls. Whoever calls `run`
/// is that thread. It must outlive every client made on it. An exception that leaves a call ends
/// `run` with it.
class IoLoop {
public:
  using Function = void (*)(void*);

  /// A call that is due later. Dropping the handle does not cancel it.
  class Timer {
  public:
    Timer() = default;
    /// On the loop's thread: the call will not happen. Harmless when it did or nothing is
    /// scheduled.
    void cancel();

  private:
    friend class IoLoop;
    struct State;
    std::shared_ptr<State> state_;
  };

  /// What holds the library's loop; see `io_loop_context.hpp`.
  struct Context;

  IoLoop();
  ~IoLoop();
  IoLoop(const IoLoop&) = delete;
  IoLoop& operator=(const IoLoop&) = delete;

  /// Blocks until `stop`, also while there is nothing to do. May be called again afterwards.
  void run();
  /// Any thread: ends `run`, or the next `run` when none is under way. What had been posted waits
  /// for the run after it.
  void stop();
  /// Runs until `done` answers true, asked after each call. For tests and blocking clients.
  void run_until(const std::function<bool()>& done);
  /// Whether the caller is inside `run`.
  bool on_this_thread() const;

  /// Any thread: calls `call` on the loop's thread, never before returning.
  void post(std::function<void()> call);
  /// On the loop's thread calls `call(argument)` before it returns, without allocating; elsewhere
  /// posts.
  void dispatch(Function call, void* argument);
  /// Any thread: as `post`.
  void post_raw(Function call, void* argument);
  /// On the loop's thread, or while it does not run: calls `call` once after `delay`.
  Timer schedule(Duration delay, std::function<void()> call);

  Context& context() { return *context_; }

private:
  std::unique_ptr<Context> context_;
};

} // namespace hft::net
