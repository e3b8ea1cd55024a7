#pragma once

#include "messages/fixed_text.hpp"
#include "messages/timestamp.hpp"
#include "messages/units.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace hft {

/// Why shares or cash of an account moved without an order.
enum class ActivityKind : std::uint8_t {
  Split,         ///< forward or reverse: more or fewer shares for the same money
  StockDividend, ///< shares in addition, for nothing
  SymbolChange,  ///< the same shares under another name
  Merger,        ///< shares exchanged for others
  SpinOff,       ///< shares of another company in addition
  CashInLieu,    ///< of a fraction of a share
  Dividend,      ///< cash for shares held; taxes on it, too
  Option,        ///< an option was assigned, exercised or expired
  Fee,           ///< in cash, shares or coin
  Transfer,      ///< shares came in or went out, also by a journal entry
  Elsewhere,     ///< nobody says; no model of ours holds it
  Other
};
std::string_view to_string(ActivityKind kind);
/// By the broker's code (`SPLIT`, `DIV`, `NC`, ...); `Other` for what has no name here.
ActivityKind activity_kind_from(std::string_view code);
/// New shares stand for old ones at a ratio: a holder's money stays what it was.
bool exchanges_shares(ActivityKind kind);

/// An entry of the account's history that is no fill.
struct AccountActivity {
  std::string id;
  ActivityKind kind = ActivityKind::Other;
  std::string code;  ///< as the broker spelt it
  Timestamp time;    ///< midnight UTC of its date where the broker says no more
  Symbol symbol;     ///< empty where it is about cash alone
  Symbol new_symbol; ///< where one entry tells both names
  Quantity quantity; ///< as the broker signs it: shares that came (or, of a dividend, were held)
  Price price;
  Money cash;          ///< that came, net
  Quantity old_shares; ///< `new_shares` for so many; zero where the broker does not say
  Quantity new_shares;
  std::string description;
  bool operator==(const AccountActivity&) const = default;
};

/// What one or several such entries did to the account's position of a symbol, or what nobody
/// explains of a position that no model holds. Shared out among those who hold the symbol by
/// `PositionBook::adjust`, always in the same way.
struct PositionAdjustment {
  std::string activities; ///< their ids, separated by blanks; empty: none told of it
  ActivityKind kind = ActivityKind::Other;
  Symbol symbol;
  Symbol new_symbol;   ///< of the shares after it; the same as `symbol` unless it changed
  Quantity before;     ///< the account's position of `symbol`
  Quantity after;      ///< what became of it, in `new_symbol`
  Quantity old_shares; ///< the ratio, `new_shares` for so many; zero: none was told
  Quantity new_shares;
  Quantity fraction; ///< new shares that were paid out in cash
  Money cash;        ///< that came, net; negative: that was taken
  Price price;       ///< what shares cost that came to nobody
  Timestamp time;
  std::string sentence;
  bool operator==(const PositionAdjustment&) const = default;
};

/// What became of a holder's shares: a model's, or (empty id) nobody's. The model's position is
/// `after` of `new_symbol` from here on; its money is what it was, but for the cash.
struct CorporateAction {
  ModelId model;
  ActivityKind kind = ActivityKind::Split;
  Symbol symbol;
  Symbol new_symbol; ///< the same as `symbol` unless it changed
  Quantity before;   ///< of `symbol`; negative when short
  Quantity after;    ///< of `new_symbol`
  /// So many new shares for so many old ones: prices of before are comparable when multiplied by
  /// `old_shares / new_shares`. Zero where shares were not exchanged.
  Quantity old_shares;
  Quantity new_shares;
  Money cash; ///< that came to this holder, net
  Timestamp time;
  /// What prices of before are to be multiplied by; 1 where shares were not exchanged.
  double price_factor() const {
    return old_shares.units > 0 && new_shares.units > 0
             ? to_double(old_shares) / to_double(new_shares)
             : 1;
  }
  bool operator==(const CorporateAction&) const = default;
  template <class Inspector>
  friend auto inspect(Inspector& f, CorporateAction& x) {
    return f(x.model, x.symbol, x.new_symbol, x.before, x.after, x.old_shares, x.new_shares, x.cash,
             x.time);
  }
};

} // namespace hft
