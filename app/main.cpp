#include "adapters/crash_point.hpp"
#include "app/command_line.hpp"
#include "messages/new_york.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN); // a peer that hangs up is an error code, not the end of us
  if (const char* point = std::getenv("HFT_CRASH_AT"))
    if (const auto armed = hft::arm_crash_point(point); !armed)
      return std::fprintf(stderr, "hft: %s\n", armed.error().sentence.c_str()),
             hft::exit_code::usage;
  try {
    return hft::run_command_line(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "hft: %s\n", e.what());
    return hft::exit_code::failed;
  }
}
