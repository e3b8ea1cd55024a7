#pragma once

#include "adapters/simulated/market/source.hpp"
#include "adapters/simulated/market/tape/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hft::simulated {

/// Why a line is no trade or quote: words for a sentence.
using LineTrouble = const char*;

/// Reads the engine's lines of one symbol and date.
class TapeLines {
public:
  TapeLines(const Symbol& symbol, Date date);
  /// `milliseconds,price x 10000,size,exchange,condition flags,suspicious`.
  tl::expected<Trade, LineTrouble> trade(std::string_view line);
  /// `milliseconds,bid x 10000,size,ask x 10000,size,exchange,flags,suspicious`; a side that is 0,0
  /// stays as it was.
  tl::expected<Quote, LineTrouble> quote(std::string_view line);

private:
  Timestamp midnight_;
  Symbol symbol_;
  Quote quote_; ///< as it stands
  char tape_;
  char plain_; ///< the tape's code of a regular sale
  std::int64_t id_ = 0;
};

/// The tape's condition codes for the engine's flags; flags without a code add none.
Conditions conditions_of_flags(std::uint32_t flags, char regular);
/// The engine's flags of the tape's condition codes; codes without a flag (a regular sale) set
/// none.
std::uint32_t flags_of_conditions(const Conditions& conditions);

/// A line of the engine's form when it comes as others write it: fields in quotes, blanks around
/// them, separated by semicolons, tabs or blanks where there is no comma. Others stay as they are.
std::string_view plain_line(std::string_view line, std::string& scratch);

/// One recorded text, line by line, unpacked as it is read. A line of more than 64 KiB is none.
class TapeCsv final : public MarketSource {
public:
  struct About {
    Symbol symbol;
    Date date;
    bool quotes = false;
  };
  TapeCsv(const TapeText& text, const About& about);
  std::optional<Timestamp> next_time() const override { return time_; }
  MarketEvent take() override;
  const Trade* trade_at_hand() const override {
    return time_ ? std::get_if<Trade>(&event_) : nullptr;
  }
  const Quote* quote_at_hand() const override {
    return time_ ? std::get_if<Quote>(&event_) : nullptr;
  }
  void drop() override;
  const std::vector<Symbol>& symbols() const override { return symbols_; }
  Date date() const override { return about_.date; }
  std::optional<Price> reference_price(const Symbol& symbol) const override;
  SourceTroubles troubles() const override { return troubles_; }

private:
  void read_next();
  bool read_line(std::string_view line);
  bool next_line(std::string_view& line);
  void complain(const std::string& sentence);

  std::string name_;
  About about_;
  std::vector<Symbol> symbols_;
  TapeUnpacker unpacker_;
  TapeLines lines_;
  std::string piece_;
  std::string buffer_;    ///< a line's beginning from the piece before
  std::string plain_;     ///< a line written otherwise
  bool too_long_ = false; ///< the line that was read last
  std::size_t at_ = 0;    ///< in the piece
  std::uint64_t line_number_ = 0;
  bool ended_ = false;
  MarketEvent event_;
  std::optional<Timestamp> time_; ///< of the event, never going back
  std::optional<Price> first_price_;
  SourceTroubles troubles_;
};

/// Adds a complaint; the sentence is kept while there are few.
void complain(SourceTroubles& troubles, std::string sentence);

} // namespace hft::simulated
