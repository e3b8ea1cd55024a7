#include "adapters/net/io_loop.hpp"

#include "adapters/net/io_loop_context.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <utility>

namespace hft::net {

namespace {

/// Names the loop's thread for as long as it runs.
class Inside {
public:
  explicit Inside(std::atomic<std::thread::id>& thread) : thread_(thread), before_(thread.load()) {
    thread_ = std::this_thread::get_id();
  }
  ~Inside() { thread_ = before_; }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

private:
  std::atomic<std::thread::id>& thread_;
  std::thread::id before_;
};

} // namespace

struct IoLoop::Timer::State {
  explicit State(boost::asio::io_context& io) : timer(io) {}
  boost::asio::steady_timer timer;
  std::function<void()> call;
};

void IoLoop::Timer::cancel() {
  if (!state_) return;
  state_->call = nullptr;
  boost::system::error_code ignored;
  state_->timer.cancel(ignored);
  state_.reset();
}

IoLoop::IoLoop() : context_(std::make_unique<Context>()) {}
IoLoop::~IoLoop() = default;

void IoLoop::run() {
  const Inside inside{context_->thread};
  context_->io.run();
  context_->io.restart();
}

void IoLoop::stop() {
  context_->io.stop();
}

void IoLoop::run_until(const std::function<bool()>& done) {
  const Inside inside{context_->thread};
  while (!done() && !context_->io.stopped()) context_->io.run_one();
  if (context_->io.stopped()) context_->io.restart();
}

bool IoLoop::on_this_thread() const {
  return context_->thread.load(std::memory_order_relaxed) == std::this_thread::get_id();
}

void IoLoop::post(std::function<void()> call) {
  boost::asio::post(context_->io, std::move(call));
}

void IoLoop::dispatch(Function call, void* argument) {
  if (on_this_thread())
    call(argument);
  else
    post_raw(call, argument);
}

void IoLoop::post_raw(Function call, void* argument) {
  boost::asio::post(context_->io, [call, argument] { call(argument); });
}

IoLoop::Timer IoLoop::schedule(Duration delay, std::function<void()> call) {
  Timer handle;
  auto state = std::make_shared<Timer::State>(context_->io);
  state->call = std::move(call);
  state->timer.expires_after(delay);
  state->timer.async_wait([state](const boost::system::error_code& error) {
    if (error || !state->call) return;
    const auto due = std::exchange(state->call, nullptr);
    due();
  });
  handle.state_ = std::move(state);
  return handle;
}

} // namespace hft::net
