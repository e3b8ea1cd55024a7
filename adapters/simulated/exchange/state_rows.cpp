#include "adapters/simulated/exchange/state_rows.hpp"

#include <charconv>

namespace hft::simulated {

RowWriter& RowWriter::text(const char* name, std::string_view value) {
  if (!value.empty()) row_.fields[name] = std::string{value};
  return *this;
}

RowWriter& RowWriter::number(const char* name, std::int64_t value) {
  if (value != 0) row_.fields[name] = std::to_string(value);
  return *this;
}

RowWriter& RowWriter::maybe(const char* name, const std::optional<Timestamp>& value) {
  if (value) row_.fields[name] = std::to_string(value->nanoseconds);
  return *this;
}

std::string RowReader::text(const char* name) const {
  const auto found = row_.fields.find(name);
  return found == row_.fields.end() ? std::string{} : found->second;
}

std::int64_t RowReader::number(const char* name) {
  const auto found = row_.fields.find(name);
  if (found == row_.fields.end()) return 0;
  const auto& digits = found->second;
  std::int64_t value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) broken_ = name;
  return value;
}

std::uint64_t RowReader::word(const char* name) {
  return static_cast<std::uint64_t>(number(name));
}

ExactMoney RowReader::exact_amount(const char* name) {
  const auto digits = text(name);
  const auto amount = digits.empty() ? ExactMoney{0} : exact_from(digits);
  if (!amount) broken_ = name;
  return amount.value_or(0);
}

} // namespace hft::simulated
