#include "adapters/simulated/exchange/assets.hpp"

#include "adapters/simulated/exchange/order_checks.hpp"

namespace hft::simulated {

namespace {

std::string common_stock(const Symbol& symbol) {
  return symbol.str() + " Common Stock";
}

} // namespace

void Assets::list(const Asset& asset) {
  auto& listed = listed_[asset.symbol] = asset;
  listed.id = asset_id_of(asset.symbol);
  if (listed.name.empty()) listed.name = common_stock(asset.symbol);
  symbols_[listed.id] = asset.symbol;
}

std::vector<Asset> Assets::listed() const {
  std::vector<Asset> assets;
  for (const auto& [symbol, asset] : listed_) assets.push_back(asset);
  return assets;
}

Answer<Asset> Assets::find(std::string_view symbol_or_id) {
  auto symbol = Symbol::from(symbol_or_id);
  if (const auto id = Uuid::from(symbol_or_id); id && symbols_.contains(*id))
    symbol = symbols_.at(*id);
  if (symbol && listed_.contains(*symbol)) return listed_.at(*symbol);
  if (!symbol || !is_plausible_symbol(symbol->view()))
    return tl::unexpected{not_found("asset not found for " + std::string{symbol_or_id})};
  Asset made;
  made.id = asset_id_of(*symbol);
  made.symbol = *symbol;
  made.name = common_stock(*symbol);
  symbols_.emplace(made.id, *symbol);
  return made;
}

void Assets::rename(const Symbol& from, const Symbol& to) {
  const auto known = find(from.view());
  if (!known) return;
  auto old = *known;
  old.active = old.tradable = false;
  listed_[from] = old;
  auto fresh = *known;
  fresh.symbol = to;
  fresh.name.clear();
  list(fresh);
}

} // namespace hft::simulated
