#pragma once

#include "messages/fixed_text.hpp"
#include "messages/result.hpp"
#include "messages/timestamp.hpp"
#include "messages/units.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hft {

/// What a parameter's text means.
enum class ParameterType : std::uint8_t {
  Integer,   ///< a whole number
  Number,    ///< a decimal number, for statistics
  Text,      ///< anything
  Ticker,    ///< a ticker; unnamed, it follows the default symbols (see `Settings::symbol`)
  Flag,      ///< true or false (also yes, no, 1, 0)
  Price,     ///< dollars, exact
  Quantity,  ///< shares, exact
  List,      ///< texts, separated by `+`, `;` or blanks: `0.5+1+2`
  TimeOfDay, ///< on the New York wall: `09:35`, `15:59:30`
  TimeSpan,  ///< `250ms`, `30s`, `5m`, `1h`, `1d` (24 hours)
};
std::string_view to_string(ParameterType type);

/// One parameter as a model declares it: the only place that says its name, type, default and
/// range.
struct Parameter {
  std::string name;
  ParameterType type = ParameterType::Text;
  std::string default_value;
  std::string minimum; ///< inclusive; empty: none. Not for Text, Symbol, Flag and List
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
  /// What the user named; else the declared default if it is among the default symbols; else, of
  /// the model's first symbol the first of those, of its second the second, and the declared
  /// default where there are not so many.
  Symbol symbol(std::string_view name) const;
  bool flag(std::string_view name) const;
  Price price(std::string_view name) const;
  Quantity quantity(std::string_view name) const;
  std::vector<std::string> list(std::string_view name) const;
  /// The same, each a number; throws for a list that holds anything else, which `read` cannot know.
  std::vector<double> numbers(std::string_view name) const;
  /// Since midnight on the New York wall.
  hft::Duration time_of_day(std::string_view name) const;
  hft::Duration duration(std::string_view name) const;
  /// Whether the user gave it.
  bool is_given(std::string_view name) const;
  const std::vector<Symbol>& default_symbols() const { return default_symbols_; }

private:
  struct Value {
    ParameterType type = ParameterType::Text;
    std::string text;
    bool given = false;
    std::size_t place = 0; ///< among the declared symbols
  };
  const Value& value(std::string_view name, ParameterType type) const;

  std::map<std::string, Value, std::less<>> values_;
  std::vector<Symbol> default_symbols_;
};

/// `5m` as a time; none for any other text and for one that is not positive or zero.
std::optional<Duration> parse_duration(std::string_view text);
/// `09:35` or `15:59:30` as the time since midnight.
std::optional<Duration> parse_time_of_day(std::string_view text);

/// Those of `names` that `wanted` may be a misspelling of, nearest first, at most three.
std::vector<std::string> nearest_of(std::string_view wanted, const std::vector<std::string>& names);

/// `a`, `a or b`, `a, b or c`.
std::string listed(const std::vector<std::string>& names);

} // namespace hft
