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
  /// What may be None is not given. An order that does not say whether it is for extended hours is,
  /// when it can be and the script watches them.
  struct Wish {
    std::string symbol;
    std::string side;
    pybind11::object quantity = pybind11::none();
    std::string type{}; ///< empty: what the prices given make it
    pybind11::object limit = pybind11::none();
    std::string time_in_force = "day";
    pybind11::object extended_hours = pybind11::none();
    std::uint32_t reference = 0;
    pybind11::object notional = pybind11::none();
    pybind11::object stop = pybind11::none();
    pybind11::object trail = pybind11::none();
    pybind11::object trail_percent = pybind11::none();
    pybind11::object take_profit = pybind11::none();
    pybind11::object stop_loss = pybind11::none();
    pybind11::object stop_loss_limit = pybind11::none();
    std::uint32_t take_profit_reference = 0;
    std::uint32_t stop_loss_reference = 0;
    bool oco = false; ///< the two exits of what is held, and no entry
  };
  void place(const Wish& wish);
  void replace(std::uint32_t reference, const std::string& symbol, const std::string& side,
               const pybind11::object& quantity, const pybind11::object& price,
               const pybind11::object& stop);
  void cancel(std::uint32_t reference, const std::string& symbol);
  void cancel_all(const pybind11::object& symbol);
  void close(const std::string& symbol, std::uint32_t reference);

  void note(const std::string& text) { signals_.note(text); }
  void plot(const std::string& name, double value) { signals_.plot(name, value); }

  /// Hands the wishes over and is empty again.
  void move_to(Decisions& out);
  void watches_extended_hours(bool watches) { extended_hours_ = watches; }

private:
  Decisions signals_;
  bool extended_hours_ = false; ///< also of day limit orders that do not say
};

/// In units of 1e-9: exact from an int, a str and whatever has at most nine decimals; the nearest
/// unit of a float, a Decimal or a Fraction that has more, for those come from arithmetic. Throws
/// `ValueError`.
std::int64_t units_of(const pybind11::handle& number, const char* what);
/// A symbol, or `ValueError`.
Symbol python_symbol(const std::string& text);

/// Fills the module `hft` that scripts import.
void define_python_words(pybind11::module_& module);

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
/// The traceback as Python prints it, with the lines of source; of a script that is imported
/// through ourselves, all of it. Needs Python's lock.
std::string traceback_of(const pybind11::error_already_set& error);

} // namespace hft
