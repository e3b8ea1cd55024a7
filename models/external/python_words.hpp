#pragma once

#include "messages/plain_locale.hpp"
#include "models/model.hpp"

#include <pybind11/pybind11.h>

#include <string>
#include <vector>

namespace hft {

/// What a script puts its wishes into; its own object, so that one kept beyond the call does no
/// harm.
class PythonSignals {
public:
  void buy(const std::string& symbol, const pybind11::object& quantity);
  void sell(const std::string& symbol, const pybind11::object& quantity);
  void limit(const std::string& symbol, const std::string& side, const pybind11::object& quantity,
             const pybind11::object& price, std::uint32_t reference);
  void replace(std::uint32_t reference, const std::string& symbol, const std::string& side,
               const pybind11::object& quantity, const pybind11::object& price);
  void cancel(std::uint32_t reference, const std::string& symbol);

  /// Hands the wishes over and is empty again.
  void move_to(Signals& out);

private:
  Signals signals_;
};

/// Exact from an int, a str, a Decimal, or the shortest text of a float; throws `ValueError`.
std::int64_t units_of(const pybind11::handle& number, const char* what);
/// A symbol, or `ValueError`.
Symbol python_symbol(const std::string& text);

/// Starts the interpreter with the module `hft`, whose classes scripts are shown, unless it runs.
void start_python();

/// One call of a script, for as long as it lives: so that `interrupt_python` finds those that do
/// not end. Made and destroyed under Python's lock.
class ScriptCall {
public:
  ScriptCall();
  ~ScriptCall();
  ScriptCall(const ScriptCall&) = delete;
  ScriptCall& operator=(const ScriptCall&) = delete;

private:
  ProcessLocale locale_; ///< the script's own to choose
};

/// Raises `hft.Interrupted` in the call of a script that is under way on this thread of Python, if
/// there is one. Waits for Python's lock. Any thread.
void interrupt_python_thread(unsigned long thread);

/// `TypeError: 'x' is none (breakout.py line 7)`: one line, with the last line of `file` in the
/// traceback. Needs Python's lock.
std::string sentence_of(const pybind11::error_already_set& error, const std::string& file);

} // namespace hft
