#pragma once

#include "app/console/terminal.hpp"

#include <chrono>
#include <cstdio>
#include <string>
#include <unistd.h>

namespace hft {

/// One line of standard error, drawn again and again while it is a terminal; else nothing.
class ProgressLine {
public:
  ~ProgressLine() { clear(); }
  void show(const std::string& text) {
    if (!terminal_) return;
    const auto now = std::chrono::steady_clock::now();
    if (shown_ && now - last_ < std::chrono::milliseconds{100}) return;
    last_ = now;
    shown_ = true;
    std::fprintf(stderr, "\r\x1b[K%s", text.c_str());
    std::fflush(stderr);
  }
  /// Whether anybody would see it.
  bool is_shown() const { return terminal_; }
  void clear() {
    if (shown_) std::fputs("\r\x1b[K", stderr);
    shown_ = false;
  }
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

private:
  bool terminal_ = is_terminal(STDERR_FILENO);
  bool shown_ = false;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_;
};

} // namespace hft
