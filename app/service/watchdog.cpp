#include "app/service/watchdog.hpp"

#include "adapters/life_sign.hpp"
#include "app/service/last_words.hpp"
#include "messages/plain_locale.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace hft {

namespace {

constexpr std::chrono::milliseconds turn_time{250};

constexpr int turns_of(Duration time) {
  return static_cast<int>(time / Duration{turn_time});
}

} // namespace

std::vector<const void*> StallCount::turn(const std::vector<Sign>& signs) {
  std::map<const void*, Seen> seen;
  std::vector<const void*> still;
  for (const auto& sign : signs) {
    auto known = seen_.find(sign.thread);
    Seen now{sign.beats, 0};
    if (known != seen_.end() && known->second.beats == sign.beats)
      now.silent = known->second.silent + 1;
    if (now.silent == limit_) still.push_back(sign.thread);
    seen[sign.thread] = now;
  }
  seen_ = std::move(seen);
  return still;
}

Watchdog& Watchdog::start() {
  static auto* const watchdog = new Watchdog; // its thread may outlive every static object
  return *watchdog;
}

Watchdog::Watchdog() {
  struct stat status {};
  if (::pipe2(sentinel_, O_CLOEXEC) == 0 && ::fstat(sentinel_[0], &status) == 0)
    sentinel_inode_ = status.st_ino;
  std::thread{[this] { run(); }}.detach();
}

void Watchdog::explain(const std::string& thread, std::function<std::string()> who) {
  const std::lock_guard lock{mutex_};
  if (who)
    explanations_[thread] = std::move(who);
  else
    explanations_.erase(thread);
}

std::optional<std::string> Watchdog::verdict() {
  const std::lock_guard lock{mutex_};
  return verdict_;
}

void Watchdog::end_within(Duration limit, int exit_code, const std::string& unsaid) {
  const std::lock_guard lock{mutex_};
  unsaid_ = unsaid;
  turns_left_ = turns_of(limit);
  exit_code_ = exit_code;
}

void Watchdog::end_whenever() {
  const std::lock_guard lock{mutex_};
  turns_left_.reset();
}

void Watchdog::run() {
  sigset_t all; // signals are others' to take
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  use_plain_locale();
  StallCount stalls{turns_of(stall_limit)};
  for (;;) {
    std::this_thread::sleep_for(turn_time);
    ++turns_;
    fault_point("thread.watchdog");
    take_turn(stalls);
    act();
  }
}

void Watchdog::take_turn(StallCount& stalls) {
  if (!descriptors_are_open()) judge("foreign code in this process closed its descriptors");
  const auto lives = ThreadLives::all().now();
  std::vector<StallCount::Sign> signs;
  signs.reserve(lives.size());
  for (const auto& life : lives) signs.push_back({life.get(), life->beats});
  for (const auto* still : stalls.turn(signs))
    for (const auto& life : lives)
      if (life.get() == still) judge(life->thread);
}

/// Its number may be another file's by now.
bool Watchdog::descriptors_are_open() const {
  struct stat status {};
  return sentinel_inode_ == 0 ||
         (::fstat(sentinel_[0], &status) == 0 && status.st_ino == sentinel_inode_);
}

/// A thread's name, or a sentence.
void Watchdog::judge(const std::string& what) {
  const std::lock_guard lock{mutex_};
  if (verdict_) return;
  if (what.find(' ') != std::string::npos) {
    verdict_ = what;
    return;
  }
  const auto known = explanations_.find(what);
  const auto who = known == explanations_.end() ? std::string{} : known->second();
  verdict_ = "the " + what + " thread has stood still for " +
             std::to_string(stall_limit / std::chrono::seconds{1}) + " s" +
             (who.empty() ? "" : ": " + who + " is stuck in a call that does not return") +
             "; orders may still work at the broker, and the next start takes them up from the "
             "journal";
}

void Watchdog::act() {
  std::optional<std::string> last_words;
  std::optional<int> code;
  {
    const std::lock_guard lock{mutex_};
    if (verdict_ && ++verdict_age_ > turns_of(verdict_limit)) last_words = verdict_;
    if (turns_left_ && --*turns_left_ < 0) {
      code = exit_code_;
      if (!unsaid_.empty() && *code != 0) last_words = unsaid_;
    }
  }
  if (code && *code == 0)
    end_now(*code, "something in the process did not end in time: it is left behind");
  if (last_words) end_now(code.value_or(1), *last_words);
  if (code) std::_Exit(*code); // why was said already; nothing that may wait
}

} // namespace hft
