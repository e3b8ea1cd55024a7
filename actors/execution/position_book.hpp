#pragma once

#include "actors/execution/marks.hpp"
#include "actors/execution/plausible.hpp"
#include "actors/execution/position.hpp"
#include "actors/execution/position_history.hpp"
#include "messages/control.hpp"
#include "messages/corporate_action.hpp"
#include "messages/order.hpp"

#include <map>
#include <optional>
#include <vector>

namespace hft {

/// A model's long holding that stands against another's short one.
struct OppositeHoldings {
  ModelId seller; ///< holds shares
  ModelId buyer;  ///< owes shares
  Quantity quantity;
};

/// Positions of every model instance and of the account, which is their sum at all times. What no
/// model of ours did stands under the empty id.
class PositionBook {
public:
  /// Whether the account and the model can hold what they would then: only what fits is applied.
  bool fits(const ModelId& model, const Symbol& symbol, Side side, Quantity quantity) const;
  /// Returns the model's position after it.
  Quantity apply(const ModelId& model, const Symbol& symbol, Side side, Quantity quantity,
                 Price price);
  /// Two models that hold the symbol on opposite sides; `only`, where given, is one of them.
  std::optional<OppositeHoldings> opposite_holdings(const Symbol& symbol,
                                                    const ModelId* only = nullptr) const;
  /// One has sold to the other, at this price: the account's position stays what it is.
  void settle(const OppositeHoldings& holdings, const Symbol& symbol, Price price);
  /// What models hold of the symbol on the side that `side` opens, without sign.
  Quantity held_on(Side side, const Symbol& symbol) const;
  /// A position that existed before; belongs to nobody.
  void adopt(const Symbol& symbol, Quantity quantity, Price average);
  /// Shares or cash that moved without an order. Exchanged shares are shared out among those who
  /// hold the symbol, so that each one's money stays what it was; whole shares stay whole. Cash of
  /// a dividend goes to them in proportion. What else comes or goes is nobody's. An exchange of
  /// what the account held some fills ago (`before`) is booked ahead of those fills. The same books
  /// and the same adjustment lead to the same books. What became of each holder is returned.
  std::vector<CorporateAction> adjust(const PositionAdjustment& adjustment);
  /// A fill booked at a derived price turned out to have cost this much more (1e-18 dollars).
  void correct(const ModelId& model, const Symbol& symbol, int128 more_cost);

  Quantity position(const ModelId& model, const Symbol& symbol) const;
  Quantity account_position(const Symbol& symbol) const;
  /// Whether the account holds or lately held so much: an exchange of that can be booked.
  bool stood_at(const Symbol& symbol, Quantity account) const;
  /// Whether a model of ours holds any of it.
  bool held_by_models(const Symbol& symbol) const;
  /// Symbols the account holds or held.
  std::vector<Symbol> symbols() const;
  /// Realized and unrealized, in 1e-18 dollars; positions without a mark count at cost.
  int128 profit(const ModelId& model, const Marks& marks) const;
  int128 account_profit(const Marks& marks) const;
  /// The sum of all positions' market values without sign, at the mark or else at cost.
  int128 gross_exposure(const Marks& marks) const;
  int128 gross_exposure(const ModelId& model, const Marks& marks) const;

  std::vector<PositionReport> report(const Marks& marks) const;
  /// The model's book; counts and the date's profit are left zero.
  ModelBook report(const ModelId& model, const Marks& marks) const;
  std::vector<ModelId> models() const;
  /// Whether the models' positions sum to the account's, symbol by symbol.
  bool adds_up() const;

private:
  using Holdings = std::map<Symbol, Position>;
  const Position* find(const ModelId& model, const Symbol& symbol) const;
  std::vector<CorporateAction> exchange(const PositionAdjustment& adjustment);
  std::vector<CorporateAction> exchange_held(const PositionAdjustment& adjustment);
  void take_back(const Symbol& symbol, const std::vector<BookedChange>& changes);
  std::vector<CorporateAction> share_out_cash(const PositionAdjustment& adjustment);
  void set_nobodys(const PositionAdjustment& adjustment);
  std::map<ModelId, Holdings> models_;
  Holdings account_;
  PositionHistory history_;
};

} // namespace hft
