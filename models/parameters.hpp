#pragma once

#include "messages/fixed_text.hpp"
#include "messages/result.hpp"
#include "messages/units.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace hft {

/// What a parameter's text means.
enum class ParameterType : std::uint8_t {
  Integer,  ///< a whole number
  Number,   ///< a decimal number, for statistics
  Text,     ///< anything
  Ticker,   ///< a ticker; unnamed, it follows the default symbols (see `Settings::symbol`)
  Flag,     ///< true or false (also yes, no, 1, 0)
  Price,    ///< dollars, exact
  Quantity, ///< shares, exact
};
std::string_view to_string(ParameterType type);

/// One parameter as a model declares it: the only place that says its name, type, default and
/// range.
struct Parameter {
  std::string name;
  ParameterType type = ParameterType::Text;
  std::string default_value;
  std::string minimum; ///< inclusive; empty: none. Not for Text, Symbol and Flag
  std::string maximum; ///< inclusive; empty: none
  std::string doc;     ///< one line
};

/// `1 to 100`, `at least 1`, `at most 100`, or empty.
std::string range_text(const Parameter& parameter);

/// A model's parameters after reading: every declared one has a value of its type, within its
/// range. Asking for one that is not declared, or as another type, throws: a fault of the model's
/// author.
class Settings {
public:
  /// Refuses with one sentence what is not declared (naming what is near), of the wrong type or out
  /// of range. `model` is named in the sentence. A default outside its own range throws.
  static Result<Settings> read(std::string_view model, const std::vector<Parameter>& declared,
                               const std::map<std::string, std::string>& given,
                               const std::vector<Symbol>& default_symbols = {});

  std::int64_t integer(std::string_view name) const;
  double number(std::string_view name) const;
  const std::string& text(std::string_view name) const;
  /// What the user named; else the declared default if it is among the default symbols or there are
  /// none, else the first of them.
  Symbol symbol(std::string_view name) const;
  bool flag(std::string_view name) const;
  Price price(std::string_view name) const;
  Quantity quantity(std::string_view name) const;
  /// Whether the user gave it.
  bool is_given(std::string_view name) const;
  const std::vector<Symbol>& default_symbols() const { return default_symbols_; }

private:
  struct Value {
    ParameterType type = ParameterType::Text;
    std::string text;
    bool given = false;
  };
  const Value& value(std::string_view name, ParameterType type) const;

  std::map<std::string, Value, std::less<>> values_;
  std::vector<Symbol> default_symbols_;
};

/// Those of `names` that `wanted` may be a misspelling of, nearest first, at most three.
std::vector<std::string> nearest_of(std::string_view wanted, const std::vector<std::string>& names);

/// `a`, `a or b`, `a, b or c`.
std::string listed(const std::vector<std::string>& names);

} // namespace hft
