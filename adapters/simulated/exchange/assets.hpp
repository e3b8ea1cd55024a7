#pragma once

#include "adapters/simulated/exchange/asset.hpp"

#include <map>
#include <unordered_map>
#include <vector>

namespace hft::simulated {

/// What can be traded: the listed symbols, and any plausible one besides. Invariant: an id that was
/// ever shown names its symbol.
class Assets {
public:
  /// Its id and, if empty, its name are filled in.
  void list(const Asset& asset);
  std::vector<Asset> listed() const; ///< by symbol
  /// By symbol or id: 1 to 5 capital letters, one dot allowed inside.
  Answer<Asset> find(std::string_view symbol_or_id);
  /// The old name is no longer tradable, the new one is what the old one was.
  void rename(const Symbol& from, const Symbol& to);

private:
  std::map<Symbol, Asset> listed_;
  std::unordered_map<Uuid, Symbol> symbols_;
};

} // namespace hft::simulated
