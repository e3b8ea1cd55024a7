#include "adapters/simulated/exchange/corporate_action.hpp"

#include <algorithm>

namespace hft::simulated {

namespace {

std::int64_t clamped(int128 value) {
  constexpr int128 most = 1'000'000'000 * static_cast<int128>(units_per_whole);
  return static_cast<std::int64_t>(std::clamp(value, -most, most));
}

} // namespace

std::string_view to_string(CorporateAction::Kind kind) {
  switch (kind) {
    case CorporateAction::Kind::Split: return "split";
    case CorporateAction::Kind::Dividend: return "dividend";
    case CorporateAction::Kind::Rename: return "rename";
  }
  return "?";
}

std::optional<CorporateAction::Kind> corporate_action_kind_from(std::string_view text) {
  using Kind = CorporateAction::Kind;
  for (const auto kind : {Kind::Split, Kind::Dividend, Kind::Rename})
    if (to_string(kind) == text) return kind;
  return std::nullopt;
}

Quantity split_quantity(const CorporateAction& split, Quantity amount) {
  return {clamped(static_cast<int128>(amount.units) * split.new_rate.units / split.old_rate.units)};
}

Price split_price(const CorporateAction& split, Price price) {
  return {clamped(static_cast<int128>(price.units) * split.old_rate.units / split.new_rate.units)};
}

} // namespace hft::simulated
