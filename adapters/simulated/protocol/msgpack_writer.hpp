#pragma once

#include "messages/timestamp.hpp"
#include "messages/units.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace hft::simulated {

/// Appends MessagePack to a string, each value in its shortest form. The caller keeps the promise
/// an array or map header makes about how many values follow.
class MsgpackWriter {
public:
  explicit MsgpackWriter(std::string& out) : out_(out) {}

  void array(std::size_t size);
  void map(std::size_t size);
  void text(std::string_view value);
  void integer(std::int64_t value);
  /// Always the nine bytes of a float64.
  void real(double value);
  void boolean(bool value);
  void nil();
  /// Extension type -1 in its 32-, 64- or 96-bit form, whichever is the shortest that holds it.
  void timestamp(Timestamp time);
  /// An integer when the quantity is whole, else a float64.
  void quantity(Quantity value);
  void price(Price value) { real(to_double(value)); }

private:
  void byte(unsigned value) { out_.push_back(static_cast<char>(value)); }
  template <class T>
  void big_endian(T value);

  std::string& out_;
};

} // namespace hft::simulated
