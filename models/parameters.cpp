#include "models/parameters.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <utility>

namespace hft {

namespace {

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

std::optional<bool> parse_flag(std::string_view text) {
  if (text == "true" || text == "yes" || text == "1") return true;
  if (text == "false" || text == "no" || text == "0") return false;
  return std::nullopt;
}

std::vector<std::string> parse_list(std::string_view text) {
  std::vector<std::string> items;
  std::string item;
  for (const char c : text) {
    if (c != '+' && c != ';' && c != ' ') {
      item += c;
    } else if (!item.empty()) {
      items.push_back(std::exchange(item, {}));
    }
  }
  if (!item.empty()) items.push_back(item);
  return items;
}

bool is_symbol(std::string_view text) {
  return !text.empty() && text.size() <= Symbol::max_length &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '/' ||
                  c == '-';
         });
}

bool has_type(std::string_view text, ParameterType type) {
  switch (type) {
    case ParameterType::Integer: return parse_integer(text).has_value();
    case ParameterType::Number: return parse_number(text).has_value();
    case ParameterType::Text: return true;
    case ParameterType::Ticker: return is_symbol(text);
    case ParameterType::Flag: return parse_flag(text).has_value();
    case ParameterType::Price:
    case ParameterType::Quantity: return parse_units(text).has_value();
    case ParameterType::List: return true;
    case ParameterType::TimeOfDay: return parse_time_of_day(text).has_value();
    case ParameterType::TimeSpan: return parse_duration(text).has_value();
  }
  return false;
}

std::string_view expectation(ParameterType type) {
  switch (type) {
    case ParameterType::Integer: return "a whole number";
    case ParameterType::Number: return "a number";
    case ParameterType::Text: return "text";
    case ParameterType::Ticker: return "a symbol in capital letters of at most 23 characters";
    case ParameterType::Flag: return "true or false";
    case ParameterType::Price: return "a price in dollars with at most 9 decimals";
    case ParameterType::Quantity: return "a number of shares with at most 9 decimals";
    case ParameterType::List: return "a list, its items separated by +";
    case ParameterType::TimeOfDay: return "a time of day in New York, as 09:35 or 15:59:30";
    case ParameterType::TimeSpan: return "a time, as 250ms, 30s, 5m, 1h or 1d";
  }
  return "?";
}

/// Both of the given type, which has an order.
bool less(std::string_view a, std::string_view b, ParameterType type) {
  if (type == ParameterType::Integer) return parse_integer(a) < parse_integer(b);
  if (type == ParameterType::Number) return parse_number(a) < parse_number(b);
  if (type == ParameterType::TimeOfDay) return parse_time_of_day(a) < parse_time_of_day(b);
  if (type == ParameterType::TimeSpan) return parse_duration(a) < parse_duration(b);
  return parse_units(a) < parse_units(b);
}

bool in_range(const Parameter& parameter, std::string_view text) {
  if (!parameter.minimum.empty() && less(text, parameter.minimum, parameter.type)) return false;
  return parameter.maximum.empty() || !less(parameter.maximum, text, parameter.type);
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row.back();
}

std::vector<std::string> names_of(const std::vector<Parameter>& declared) {
  std::vector<std::string> names;
  for (const auto& parameter : declared) names.push_back(parameter.name);
  return names;
}

tl::unexpected<Failure> unknown_parameter(std::string_view model, const std::string& name,
                                          const std::vector<Parameter>& declared) {
  auto sentence = "model " + std::string{model} + " has no parameter '" + name + "'";
  const auto names = names_of(declared);
  if (const auto near = nearest_of(name, names); !near.empty())
    return fail(ErrorKind::BadArgument, sentence + ": did you mean " + listed(near) + "?");
  if (names.empty()) return fail(ErrorKind::BadArgument, sentence + ": it takes none");
  return fail(ErrorKind::BadArgument, sentence + ": it takes " + listed(names));
}

} // namespace

std::string_view to_string(ParameterType type) {
  switch (type) {
    case ParameterType::Integer: return "integer";
    case ParameterType::Number: return "number";
    case ParameterType::Text: return "text";
    case ParameterType::Ticker: return "symbol";
    case ParameterType::Flag: return "flag";
    case ParameterType::Price: return "price";
    case ParameterType::Quantity: return "quantity";
    case ParameterType::List: return "list";
    case ParameterType::TimeOfDay: return "time";
    case ParameterType::TimeSpan: return "duration";
  }
  return "?";
}

std::string range_text(const Parameter& parameter) {
  if (!parameter.minimum.empty() && !parameter.maximum.empty())
    return parameter.minimum + " to " + parameter.maximum;
  if (!parameter.minimum.empty()) return "at least " + parameter.minimum;
  if (!parameter.maximum.empty()) return "at most " + parameter.maximum;
  return {};
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

std::vector<std::string> nearest_of(std::string_view wanted,
                                    const std::vector<std::string>& names) {
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const auto& name : names) {
    const auto distance = edit_distance(wanted, name);
    const bool begins = wanted.size() >= 2 && name.find(wanted) != std::string::npos;
    // With more than two fifths of its letters changed a word is another word.
    if (begins || distance <= std::max<std::size_t>(1, name.size() * 2 / 5))
      near.emplace_back(distance, name);
  }
  std::sort(near.begin(), near.end());
  if (near.size() > 3) near.resize(3);
  std::vector<std::string> found;
  for (auto& [distance, name] : near) found.push_back(std::move(name));
  return found;
}

std::optional<Duration> parse_duration(std::string_view text) {
  constexpr std::pair<std::string_view, Duration> units[] = {{"ms", std::chrono::milliseconds{1}},
                                                             {"s", std::chrono::seconds{1}},
                                                             {"m", std::chrono::minutes{1}},
                                                             {"h", std::chrono::hours{1}},
                                                             {"d", std::chrono::hours{24}}};
  const auto digits = text.find_first_not_of("0123456789.");
  if (digits == std::string_view::npos || digits == 0) return std::nullopt;
  const auto number = parse_units(text.substr(0, digits));
  for (const auto& [name, unit] : units) {
    if (text.substr(digits) != name || !number || *number > 400'000 * units_per_whole) continue;
    return Duration{
      static_cast<std::int64_t>(static_cast<int128>(*number) * unit.count() / units_per_whole)};
  }
  return std::nullopt;
}

std::optional<Duration> parse_time_of_day(std::string_view text) {
  if ((text.size() != 5 && text.size() != 8) || text[2] != ':' ||
      (text.size() == 8 && text[5] != ':'))
    return std::nullopt;
  const auto part = [&](std::size_t at) {
    const auto value = parse_integer(text.substr(at, 2));
    return value && text[at] != '-' ? *value : 99;
  };
  const auto hours = part(0);
  const auto minutes = part(3);
  const auto seconds = text.size() == 8 ? part(6) : 0;
  if (hours > 23 || minutes > 59 || seconds > 59) return std::nullopt;
  return std::chrono::hours{hours} + std::chrono::minutes{minutes} + std::chrono::seconds{seconds};
}

Result<Settings> Settings::read(std::string_view model, const std::vector<Parameter>& declared,
                                const std::map<std::string, std::string>& given,
                                const std::vector<Symbol>& default_symbols) {
  Settings settings;
  settings.default_symbols_ = default_symbols;
  std::size_t symbols = 0;
  for (const auto& parameter : declared) {
    ensure(has_type(parameter.default_value, parameter.type) &&
             in_range(parameter, parameter.default_value),
           "a declared parameter has a default of another type or out of its range");
    settings.values_[parameter.name] = {parameter.type, parameter.default_value, false,
                                        parameter.type == ParameterType::Ticker ? symbols++ : 0};
  }
  for (const auto& [name, text] : given) {
    const auto parameter =
      std::find_if(declared.begin(), declared.end(),
                   [&](const auto& candidate) { return candidate.name == name; });
    if (parameter == declared.end()) return unknown_parameter(model, name, declared);
    const auto what = "model " + std::string{model} + " parameter " + name + "='" + text + "'";
    if (!has_type(text, parameter->type))
      return fail(ErrorKind::BadArgument,
                  what + ": not " + std::string{expectation(parameter->type)});
    if (!in_range(*parameter, text))
      return fail(ErrorKind::BadArgument,
                  what + ": out of range, allowed is " + range_text(*parameter));
    auto& value = settings.values_[name];
    value.text = text;
    value.given = true;
  }
  return settings;
}

const Settings::Value& Settings::value(std::string_view name, ParameterType type) const {
  const auto found = values_.find(name);
  ensure(found != values_.end(), "a model asked for a parameter it does not declare");
  ensure(found->second.type == type, "a model asked for a parameter as another type");
  return found->second;
}

std::int64_t Settings::integer(std::string_view name) const {
  return parse_integer(value(name, ParameterType::Integer).text).value();
}

double Settings::number(std::string_view name) const {
  return parse_number(value(name, ParameterType::Number).text).value();
}

const std::string& Settings::text(std::string_view name) const {
  return value(name, ParameterType::Text).text;
}

Symbol Settings::symbol(std::string_view name) const {
  const auto& found = value(name, ParameterType::Ticker);
  const auto named = Symbol::truncated(found.text);
  if (found.given || default_symbols_.empty() ||
      std::find(default_symbols_.begin(), default_symbols_.end(), named) != default_symbols_.end())
    return named;
  return found.place < default_symbols_.size() ? default_symbols_[found.place] : named;
}

bool Settings::flag(std::string_view name) const {
  return parse_flag(value(name, ParameterType::Flag).text).value();
}

Price Settings::price(std::string_view name) const {
  return parse_price(value(name, ParameterType::Price).text).value();
}

Quantity Settings::quantity(std::string_view name) const {
  return parse_quantity(value(name, ParameterType::Quantity).text).value();
}

std::vector<std::string> Settings::list(std::string_view name) const {
  return parse_list(value(name, ParameterType::List).text);
}

std::vector<double> Settings::numbers(std::string_view name) const {
  std::vector<double> numbers;
  for (const auto& item : list(name)) {
    const auto number = parse_number(item);
    if (!number)
      throw std::invalid_argument{"parameter " + std::string{name} + ": '" + item +
                                  "' is no number"};
    numbers.push_back(*number);
  }
  return numbers;
}

Duration Settings::time_of_day(std::string_view name) const {
  return parse_time_of_day(value(name, ParameterType::TimeOfDay).text).value();
}

Duration Settings::duration(std::string_view name) const {
  return parse_duration(value(name, ParameterType::TimeSpan).text).value();
}

bool Settings::is_given(std::string_view name) const {
  const auto found = values_.find(name);
  return found != values_.end() && found->second.given;
}

} // namespace hft
