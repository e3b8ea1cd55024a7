/// Any text as a number or a time: what is read is written back and read the same.

#include "messages/timestamp.hpp"
#include "messages/units.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hft;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (const auto units = parse_units(text); units && parse_units(format_units(*units)) != units)
    std::abort();
  if (const auto time = parse_timestamp(text);
      time && parse_timestamp(format_timestamp(*time)) != time)
    std::abort();
  if (const auto date = parse_date(text); date && parse_date(format_date(*date)) != date)
    std::abort();
  return 0;
}
