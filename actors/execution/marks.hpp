#pragma once

#include "messages/market.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace hft {

/// Whether a symbol trades, as far as the feed told.
enum class Halt : std::uint8_t {
  None,
  Halted,
  Doubtful, ///< it was halted, and then something of the feed was missed: a resumption perhaps
};

/// What the market last said about one symbol.
struct Mark {
  Price last; ///< of the newest print that sets the last price; zero when none was seen
  Price bid;
  Price ask;
  Halt halt = Halt::None;
  Timestamp time;       ///< of the newest event that gave a price
  Timestamp trade_time; ///< of `last`
  Timestamp quote_time;
  Timestamp halt_time; ///< when it was halted, by the tape's time

  bool halted() const { return halt != Halt::None; }
  /// Whether the quote has two sides, is not crossed and not much older than a print of `time`.
  bool has_live_quote(Timestamp time) const;
  /// The last trade, brought back to the side of a live two-sided quote when it is far outside of
  /// it; else the middle of the quote, else its one side.
  std::optional<Price> price() const;
};

/// Prices to judge orders and value positions by. A mark never goes back in time, follows only
/// prints that set the last price (see sale_conditions.hpp), takes back what is canceled or
/// corrected, and never follows a single print: one further than 5 % from the last price counts
/// when a second one confirms it. Prices that cannot be are ignored. A halt of the whole market
/// halts every symbol there is a mark of, each until its own resumption. After a gap in the feed a
/// halt is doubtful until the next print that sets the last price.
class Marks {
public:
  void on_batch(const MarketBatch& batch);
  void on_trade(const Trade& trade);
  void on_quote(const Quote& quote);
  void on_status(const TradingStatus& status);
  /// `new_shares` of `new_symbol` stand for so many old ones: its prices are converted.
  void convert(const Symbol& symbol, const Symbol& new_symbol, Quantity old_shares,
               Quantity new_shares);
  void on_correction(const Correction& correction);
  void on_cancel(const CancelError& cancel);
  /// Something of the feed may have been missed.
  void on_gap();
  /// None when nothing was heard of the symbol.
  const Mark* find(const Symbol& symbol) const;
  /// The symbols something was heard of, at most so many.
  template <class Call>
  void each_symbol(std::size_t most, Call call) const {
    for (auto mark = marks_.begin(); mark != marks_.end() && most > 0; ++mark, --most)
      call(mark->first);
  }
  /// One sentence for each halt and resumption since the last call.
  std::vector<std::string> take_news();
  bool has_news() const { return !news_.empty(); }

private:
  /// A print that set the last price, or would have.
  struct Print {
    std::int64_t id = 0;
    Price price; ///< zero: no print
    Timestamp time;
    char exchange = ' ';
  };
  struct Known {
    Mark mark;
    std::array<Print, 8> prints{}; ///< the newest that were believed, in a ring
    std::size_t next = 0;
    Print suspect; ///< far from the last price and not confirmed yet
  };
  static bool is_jump(const Known& known, const Trade& trade);
  static void follow(Known& known, const Print& print);
  static void fall_back(Known& known);
  static Print* find_print(Known& known, std::int64_t id, char exchange);
  void settle_halt(const Symbol& symbol, Mark& mark, Timestamp printed);
  static void halt(Mark& mark, Timestamp time);

  Known& known_of(const Symbol& symbol);

  std::unordered_map<Symbol, Known> marks_;
  Symbol newest_symbol_; ///< told of last: events of one symbol come in runs
  Known* newest_ = nullptr;
  std::vector<std::string> news_;
};

} // namespace hft
