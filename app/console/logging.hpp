#pragma once

#include "messages/timestamp.hpp"

#include <functional>
#include <string>

namespace hft {

/// Sets the process's log up: standard error, `level` from trace to off, as text or one JSON object
/// a line. Text goes to the system's journal as records of their own where standard error is it.
void set_up_logging(const std::string& level, const std::string& format);
/// Lines of text show New York's time; `clock` is the venue's, which a simulated one has of its
/// own. Called from any thread that logs.
void set_log_clock(std::function<Timestamp()> clock);
/// The level from now on.
void set_log_level(const std::string& level);

/// The one sentence of a run that failed: on standard error, which a journal is told to take as an
/// error.
void say_failure(const std::string& sentence);
/// What belongs to it, in lines, after it.
void say_account(const std::string& lines);
/// The same as the line that is written.
std::string failure_line(const std::string& sentence);

/// What every journal record says of the moment it was written in; either may be empty.
struct LogContext {
  std::string phase;
  std::string session; ///< trading date
};
void set_log_context(LogContext context);
LogContext log_context();

} // namespace hft
