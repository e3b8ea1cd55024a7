#pragma once

#include "messages/fixed_text.hpp"
#include "messages/units.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace hft::simulated {

/// Dollars in units of 1e-18: a price times a quantity without rounding.
using ExactMoney = int128;

constexpr ExactMoney exact(Money money) {
  return static_cast<ExactMoney>(money.units) * units_per_whole;
}
/// Rounded half to even; amounts that do not fit stop at the largest that does.
Money to_money(ExactMoney amount);
/// The whole number of 1e-18 dollars, for storage. Empty when it is none.
std::string exact_text(ExactMoney amount);
std::optional<ExactMoney> exact_from(std::string_view text);
/// Shortest decimal in dollars, rounded at 1e-9.
std::string dollars_text(ExactMoney amount);
/// `amount * part / whole` towards zero without leaving 128 bits; `part` <= `whole`, `whole` > 0.
ExactMoney share_of(ExactMoney amount, Quantity part, Quantity whole);
/// The price of one share when `quantity` (not zero) cost `cost`, rounded half to even at 1e-9.
Price average_of(ExactMoney cost, Quantity quantity);

/// What an account holds of one symbol. Costs have the quantity's sign.
struct Holding {
  Quantity quantity;       ///< negative when short
  ExactMoney cost = 0;     ///< what the open quantity was paid for
  ExactMoney day_cost = 0; ///< the same, with what was held overnight valued at the last close
  ExactMoney realized = 0;
};

/// Cash and holdings of one account. At all times cash = deposits and payments + realized - cost,
/// exactly.
class AccountBook {
public:
  explicit AccountBook(Money cash) : cash_(exact(cash)) {}

  /// Books an execution of `quantity` (negative when sold). Crossing zero closes, then opens.
  const Holding& apply(const Symbol& symbol, Quantity quantity, Price price);
  /// Money in or out that no share stands for: a dividend, a fee, a transfer.
  void pay(ExactMoney amount) { cash_ += amount; }
  /// A split: another number of shares at the same cost.
  void restate(const Symbol& symbol, Quantity quantity);
  /// What is held of `from` is held as `to` from now on.
  void rename(const Symbol& from, const Symbol& to);
  /// What is held overnight counts from `close` on.
  void mark_day(const Symbol& symbol, Price close);

  ExactMoney cash() const { return cash_; }
  /// Every symbol ever held, also with quantity zero.
  const std::map<Symbol, Holding>& holdings() const { return holdings_; }
  Quantity quantity(const Symbol& symbol) const;

  void restore_cash(ExactMoney cash) { cash_ = cash; }
  void restore_holding(const Symbol& symbol, const Holding& holding) {
    holdings_[symbol] = holding;
  }

private:
  ExactMoney cash_;
  std::map<Symbol, Holding> holdings_;
};

} // namespace hft::simulated
