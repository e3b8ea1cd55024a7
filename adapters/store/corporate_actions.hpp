#pragma once

#include "adapters/store/rows.hpp"
#include "messages/fixed_text.hpp"
#include "messages/timestamp.hpp"
#include "messages/units.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hft::store {

/// What a company does to its shares. The format's numbers: never change one.
enum class ActionKind : std::uint8_t {
  Split = 1,         ///< `new_rate` shares for `old_rate`; reverse, too
  Dividend = 2,      ///< cash a share
  Rename = 3,        ///< the symbol was another before
  StockDividend = 4, ///< `new_rate` more shares for `old_rate`
  SpinOff = 5,       ///< `new_rate` shares of another company for `old_rate`
  Merger = 6,        ///< shares and cash of another company for these
};
std::string_view to_string(ActionKind kind);

/// What the word of an action's row says.
struct ActionWord {
  std::string other_symbol; ///< the name before, or the other company's
  std::string id;           ///< the broker's
  std::string source;       ///< who says so
};
std::string action_word(const ActionWord& word);
ActionWord action_word_from(std::string_view word);

/// One action, from the morning of `date` on.
struct CorporateActionRow {
  Date date;
  ActionKind kind = ActionKind::Split;
  Quantity old_rate;
  Quantity new_rate;
  Price cash; ///< a share
  ActionWord word;
};
/// Those of a symbol, by date.
std::vector<CorporateActionRow> corporate_actions(const Rows& rows);

/// `a : b` as the ratio of the smallest whole numbers (to 1000) that differs from it by less than a
/// millionth of itself; else the numbers' own ratio.
std::pair<std::int64_t, std::int64_t> simple_ratio(std::int64_t a, std::int64_t b);

/// The cash a share that turns a price factor into the next at a reference price (all in units of
/// 1e-9), rounded to 1/10'000 dollar: factors have seven digits.
std::int64_t dividend_of(std::int64_t factor, std::int64_t next_factor, std::int64_t reference);

} // namespace hft::store
