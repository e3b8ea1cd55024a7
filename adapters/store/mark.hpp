#pragma once

#include "messages/fixed_text.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hft::store {

/// What a trade or quote says beside its numbers, and what we think of it.
struct Mark {
  enum Bits : std::uint8_t {
    Suspicious = 1, ///< the source says so
    Suspect = 2,    ///< we say so: its price is off by a power of ten. Kept, and never played
    BidStated = 4,  ///< the engine's line stated this side; else it stays as it was
    AskStated = 8,
    Engine = 16, ///< from a line of the LEAN engine, whose `flags` these are
  };
  char exchange = ' ';       ///< of a quote: the bid's
  char other_exchange = ' '; ///< of a quote: the ask's
  char tape = 'A';
  std::uint8_t bits = 0;
  std::uint32_t flags = 0;  ///< the engine's sale or quote conditions
  char line_exchange = ' '; ///< of an engine's line
  Conditions conditions;
  bool operator==(const Mark&) const = default;
};

/// A mark as a word of `Rows`: nine bytes and the conditions.
std::string word_of(const Mark& mark);
/// Empty when it is none.
std::optional<Mark> mark_from(std::string_view word);

} // namespace hft::store
