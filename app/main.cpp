#include "adapters/crash_point.hpp"
#include "adapters/fault_point.hpp"
#include "app/cli/command_line.hpp"
#include "app/console/standard_streams.hpp"
#include "app/service/last_words.hpp"
#include "app/service/signals.hpp"
#include "messages/plain_locale.hpp"
#include "models/external/python_model.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <sys/syscall.h>
#include <unistd.h>

/// In place of the C library's: libraries that call it in this process come here.
extern "C" __attribute__((visibility("default"))) void _exit(int exit_code) {
  exit_code = hft::judge_foreign_end(exit_code);
  for (;;) ::syscall(SYS_exit_group, exit_code);
}

namespace {

/// For tests: a place at which to die, to throw or to stand still.
hft::Result<void> arm_points() {
  hft::Result<void> armed;
  if (const char* point = std::getenv("HFT_CRASH_AT")) armed = hft::arm_crash_point(point);
  if (const char* point = std::getenv("HFT_THROW_AT"); point && armed)
    armed = hft::arm_fault_point(hft::FaultAct::Throw, point);
  if (const char* point = std::getenv("HFT_STALL_AT"); point && armed)
    armed = hft::arm_fault_point(hft::FaultAct::Stall, point);
  return armed;
}

int run(int argc, char** argv) {
  if (const auto armed = arm_points(); !armed) {
    std::fprintf(stderr, "hft: %s\n", armed.error().sentence.c_str());
    return hft::exit_code::usage;
  }
  try {
    return hft::run_command_line(argc, argv);
  } catch (const std::exception&) {
    std::fprintf(stderr, "hft: %s\n", hft::present_exception().c_str());
    return hft::exit_code::failed;
  }
}

} // namespace

int main(int argc, char** argv) {
  hft::open_standard_streams();
  hft::ignore_idle_signals();
  hft::guard_the_end();
  hft::use_plain_locale();
  const int code = run(argc, argv);
  hft::expect_end();
  if (hft::python_has_run()) hft::leave_process(code); // its threads know no static destructors
  return code;
}
