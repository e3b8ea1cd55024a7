#pragma once

#include "adapters/simulated/exchange/core.hpp"

namespace hft::simulated {

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
  const std::string& broken() const { return broken_; }

private:
  const StateRow& row_;
  std::string broken_;
};

StateRow order_row(const OrderRecord& record);
/// The record without its account, which is known by key.
Result<OrderRecord> order_record(const StateRow& row);
StateRow fill_row(const FillRecord& fill);
Result<FillRecord> fill_record(const StateRow& row);
StateRow activity_row(const AccountActivity& activity);
Result<AccountActivity> activity_record(const StateRow& row);
StateRow action_row(const CorporateAction& action);
Result<CorporateAction> action_record(const StateRow& row);

} // namespace hft::simulated
