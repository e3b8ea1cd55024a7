#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace hft {

/// How indicators keep their state: each lists its members in `fields(visit)`, and these read them
/// into plain numbers and back, exactly.
struct StateWriter {
  static constexpr bool reads = false;
  std::vector<double> numbers;
  template <class Field>
  void operator()(Field& field) {
    if constexpr (std::is_arithmetic_v<Field>)
      numbers.push_back(static_cast<double>(field));
    else
      field.fields(*this);
  }
  template <class Field, class... More>
  requires(sizeof...(More) > 0) void operator()(Field& field, More&... more) {
    (*this)(field);
    (*this)(more...);
  }
};

struct StateReader {
  static constexpr bool reads = true;
  const std::vector<double>& numbers;
  std::size_t next = 0;
  bool good = true;
  template <class Field>
  void operator()(Field& field) {
    if constexpr (!std::is_arithmetic_v<Field>) {
      field.fields(*this);
    } else if (next < numbers.size() && std::isfinite(numbers[next]) &&
               (std::is_signed_v<Field> || numbers[next] >= 0)) {
      field = static_cast<Field>(numbers[next++]);
    } else {
      good = false;
    }
  }
  template <class Field, class... More>
  requires(sizeof...(More) > 0) void operator()(Field& field, More&... more) {
    (*this)(field);
    (*this)(more...);
  }
};

/// `memory.put("rsi", save_state(rsi))` and `restore_state(rsi, reader.numbers("rsi", most))`: the
/// latter answers false and changes nothing when the numbers are of no such indicator.
template <class Indicator>
std::vector<double> save_state(Indicator indicator) {
  StateWriter writer;
  indicator.fields(writer);
  return writer.numbers;
}
template <class Indicator>
bool restore_state(Indicator& indicator, const std::vector<double>& numbers) {
  auto restored = indicator;
  StateReader reader{numbers};
  restored.fields(reader);
  if (!reader.good || reader.next != numbers.size()) return false;
  indicator = std::move(restored);
  return true;
}

} // namespace hft
