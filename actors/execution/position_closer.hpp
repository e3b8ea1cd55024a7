#pragma once

#include "actors/execution/account_books.hpp"
#include "actors/execution/risk_gate.hpp"

namespace hft {

/// Closes positions of models without being asked by them: market orders, and settlement of what
/// one model holds and another owes. Pure but for the journal.
///
/// Invariants: no closing order opens a position of the account, by our books or by the broker's;
/// shares that working orders stand for are not sold twice; a settlement leaves the account as it
/// was.
class PositionCloser {
public:
  PositionCloser(AccountBooks& books, RiskGate& gate) : books_(books), gate_(gate) {}

  /// How much of `wanted` shares that a model holds may be closed at the market: no more than the
  /// account holds, by our books and by the broker's, beside what models hold on the other side,
  /// less what working orders are about to take already. So shares that are gone are not sold.
  Quantity closable(const Symbol& symbol, Side side, Quantity wanted) const;
  /// Tells, once a date, that a model's shares are not in the account any more, where they are not:
  /// only so many can be closed.
  void record_missing(const ModelId& model, const Symbol& symbol, Quantity held, DeskTime at,
                      DeskOutput& out);
  /// Closes what models hold of the symbol on opposite sides: they settle it among themselves, at
  /// the mark, and are told by fills; the broker has no part in it. Where `only` is given, what it
  /// holds. Not while an order of a model works in the symbol.
  void settle_opposites(const Symbol& symbol, const ModelId* only, DeskTime at, DeskOutput& out);
  void close_position(const ModelId& model, const PositionReport& held, DeskTime at,
                      DeskOutput& out);
  /// A market order against each model's position in the symbol.
  void close_symbol(const Symbol& symbol, DeskTime at, DeskOutput& out);
  /// Every position of a model for which nothing is on its way.
  void close_idle(DeskTime at, DeskOutput& out);

private:
  Price settlement_price(const OppositeHoldings& holdings, const Symbol& symbol) const;

  AccountBooks& books_;
  RiskGate& gate_;
};

} // namespace hft
