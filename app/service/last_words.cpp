#include "app/service/last_words.hpp"

#include "app/console/logging.hpp"
#include "app/console/standard_streams.hpp"
#include "app/service/run_marker.hpp"

#include <spdlog/spdlog.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <poll.h>
#include <system_error>
#include <unistd.h>

namespace hft {

namespace {

constexpr int failed_code = 1;

std::atomic<bool> end_is_expected{false};
std::atomic<bool> end_begun{false};
pid_t process = 0;

/// Waits neither for a reader nor for the lock of a stream that somebody is stuck in.
void say_at_once(const std::string& sentence) {
  RunMarker::keep_last_words(sentence);
  if (!standard_error_is_ours()) return;
  const auto line = failure_line(sentence);
  pollfd ready{STDERR_FILENO, POLLOUT, 0};
  if (::poll(&ready, 1, 200) > 0 && ::write(STDERR_FILENO, line.data(), line.size()) < 0) return;
}

/// The second thread that wants to end the process waits for the first to do it.
void claim_the_end() {
  if (!end_begun.exchange(true)) return;
  ::sleep(5);
  std::_Exit(failed_code);
}

[[noreturn]] void on_terminate() {
  const auto what = present_exception();
  end_now(failed_code, "the process ends: " + (what.empty() ? "something cannot go on"
                                                            : "nothing caught this: " + what));
}

void on_exit() {
  if (end_is_expected || ::getpid() != process) return;
  end_now(failed_code, "the process ends: foreign code in it called exit");
}

} // namespace

void guard_the_end() {
  process = ::getpid();
  std::set_terminate(on_terminate);
  guard_the_exit();
}

void guard_the_exit() {
  std::atexit(on_exit);
  std::at_quick_exit(on_exit);
}

void expect_end() {
  end_is_expected = true;
}

int judge_foreign_end(int exit_code) {
  if (end_is_expected || end_begun || process == 0 || ::getpid() != process) return exit_code;
  end_begun = true;
  say_at_once("the process ends: foreign code in it called _exit(" + std::to_string(exit_code) +
              ')');
  return exit_code == 0 ? failed_code : exit_code;
}

void end_now(int exit_code, const std::string& sentence) {
  claim_the_end();
  say_at_once(sentence);
  std::_Exit(exit_code);
}

void leave_process(int exit_code) {
  claim_the_end();
  if (standard_error_is_ours()) {
    spdlog::default_logger()->flush();
    std::fflush(nullptr);
  }
  std::_Exit(exit_code);
}

std::string present_exception() {
  const auto thrown = std::current_exception();
  if (!thrown) return {};
  try {
    std::rethrow_exception(thrown);
  } catch (const std::bad_alloc&) {
    return "there is no memory left to be had";
  } catch (const std::system_error& error) {
    return "the system refused a resource: " + std::string{error.what()};
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "an exception of no known type";
  }
}

} // namespace hft
