#pragma once

#include <string>

namespace hft {

/// How the process ends when nobody asked for it: an exception that nothing caught, a thread that
/// stands still, foreign code that calls `exit`. All functions: any thread.

/// Before anything else: from now on such an end has a sentence and is never exit code 0.
void guard_the_end();

/// Once more when all is loaded, for what is registered last is called first at an `exit`: before
/// objects go that threads still use.
void guard_the_exit();

/// The end that begins now is ours: `main` returns, or the process is left on purpose.
void expect_end();

/// Foreign code ends the process past everybody (`_exit`). Says so, unless the end is expected or
/// this is a forked child; answers the code to end with.
int judge_foreign_end(int exit_code);

/// Says the sentence where standard error is still ours, keeps it for the next start, and ends the
/// process; no destructor runs.
[[noreturn]] void end_now(int exit_code, const std::string& sentence);

/// Writes out what is buffered and ends the process; no destructor runs.
[[noreturn]] void leave_process(int exit_code);

/// What is thrown and handled right now, in words; empty when nothing is.
std::string present_exception();

} // namespace hft
