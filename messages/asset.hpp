#pragma once

#include "messages/fixed_text.hpp"
#include "messages/result.hpp"

#include <optional>

namespace hft {

/// What the broker allows with a security, as it says itself. It may change on any day.
struct AssetTraits {
  Symbol symbol;
  bool tradable = true;
  bool shortable = true;
  bool easy_to_borrow = true; ///< a short sale needs it too
  bool fractionable = true;   ///< parts of a share can be bought, and what is held in parts sold
  bool operator==(const AssetTraits&) const = default;
};

/// Empty asset: the broker answered that it has none of that symbol.
struct AssetLookedUp {
  Symbol symbol;
  Result<std::optional<AssetTraits>> asset;
};

} // namespace hft
