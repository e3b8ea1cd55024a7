#pragma once

#include "adapters/simulated/exchange/account_book.hpp"
#include "messages/result.hpp"
#include "messages/timestamp.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hft::simulated {

/// One row of saved state: a kind and named texts. Empty values are left out.
struct StateRow {
  std::string kind;
  std::map<std::string, std::string> fields;
};
using ExchangeState = std::vector<StateRow>;

/// Writes named texts into a row; what is empty, absent or zero is left out.
class RowWriter {
public:
  explicit RowWriter(std::string kind) { row_.kind = std::move(kind); }
  RowWriter& text(const char* name, std::string_view value);
  RowWriter& number(const char* name, std::int64_t value);
  RowWriter& flag(const char* name, bool value) { return number(name, value ? 1 : 0); }
  template <class Value>
  RowWriter& maybe(const char* name, const std::optional<Value>& value) {
    // A present zero is told from an absent value.
    if (value) row_.fields[name] = std::to_string(value->units);
    return *this;
  }
  RowWriter& maybe(const char* name, const std::optional<Timestamp>& value);
  StateRow take() { return std::move(row_); }

private:
  StateRow row_;
};

/// Reads them back; what is left out reads as empty, absent or zero.
class RowReader {
public:
  explicit RowReader(const StateRow& row) : row_(row) {}
  std::string text(const char* name) const;
  /// Zero and `broken()` when it is no number.
  std::int64_t number(const char* name);
  std::uint64_t word(const char* name);
  bool flag(const char* name) { return number(name) != 0; }
  ExactMoney exact_amount(const char* name);
  template <class Value>
  std::optional<Value> maybe(const char* name) {
    if (!row_.fields.contains(name)) return std::nullopt;
    return Value{number(name)};
  }
  template <class Id>
  Id id(const char* name) const {
    return Id::truncated(text(name));
  }
  /// The name of a value that could not be read; empty when all could.
  const std::string& broken() const { return broken_; }

private:
  const StateRow& row_;
  std::string broken_;
};

} // namespace hft::simulated
