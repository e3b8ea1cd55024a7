#pragma once

#include "adapters/simulated/exchange/order.hpp"

#include <string_view>

namespace hft::simulated {

/// What a company does to its shares, announced, and booked in every account when its day begins.
struct CorporateAction {
  enum class Kind : std::uint8_t { Split, Dividend, Rename };

  Kind kind = Kind::Split;
  Uuid id;
  Symbol symbol;
  Symbol new_symbol; ///< of a rename
  Quantity old_rate; ///< a split makes `new_rate` shares of `old_rate` ones
  Quantity new_rate;
  Price cash; ///< of a dividend, a share
  Date ex_date;
  Date announced;
  bool told = true;    ///< in the accounts' activities; otherwise shares just change
  bool booked = false; ///< in the accounts
};
std::string_view to_string(CorporateAction::Kind kind);
std::optional<CorporateAction::Kind> corporate_action_kind_from(std::string_view text);

/// `amount * new_rate / old_rate` towards zero; a thousand million at most.
Quantity split_quantity(const CorporateAction& split, Quantity amount);
/// `price * old_rate / new_rate` towards zero: what a price before the split is after it.
Price split_price(const CorporateAction& split, Price price);

} // namespace hft::simulated
