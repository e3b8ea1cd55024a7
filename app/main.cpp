#include "app/command_line.hpp"
#include "messages/new_york.hpp"

#include <csignal>
#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN); // a peer that hangs up is an error code, not the end of us
  try {
    return hft::run_command_line(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "hft: %s\n", e.what());
    return hft::exit_code::failed;
  }
}
