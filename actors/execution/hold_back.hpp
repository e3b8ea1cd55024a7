#pragma once

#include "messages/order.hpp"
#include "messages/timestamp.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <tuple>

namespace hft {

/// Spares the broker orders that it has just refused for the same reason. What a model asks for in
/// one symbol and on one side, to open or to close, is a matter of its own: it is held back for
/// growing pauses while the broker's words stay the same, numbers aside, and is free again with the
/// first order that is taken. Nobody else is held back for it. Pure; times are the venue's.
class HoldBack {
public:
  struct Config {
    unsigned free = 3;                        ///< equal refusals before the first pause
    Duration first = std::chrono::seconds{1}; ///< doubled with each further one
    Duration longest = std::chrono::minutes{5};
  };
  HoldBack() : HoldBack(Config{}) {}
  explicit HoldBack(Config config) : config_(config) {}

  /// A definite no of the broker's. `opens`: the order opens or adds to a position. Answers the
  /// sentence for people when a pause begins.
  std::optional<std::string> on_refused(const Order& order, bool opens, const std::string& words,
                                        Timestamp at);
  void on_taken(const Order& order, bool opens);
  /// Why the order is not sent now, or nothing.
  std::optional<std::string> objection(const Order& order, bool opens, Timestamp now) const;
  /// Another day, or an operator looked into it.
  void forget() { matters_.clear(); }

private:
  using Key = std::tuple<ModelId, Symbol, Side, bool>;
  struct Matter {
    std::string words; ///< without numbers
    std::string told;  ///< as the broker said it last
    unsigned times = 0;
    Timestamp until;
  };
  static Key key_of(const Order& order, bool opens) {
    return {order.model, order.symbol, order.side, opens};
  }
  Config config_;
  std::map<Key, Matter> matters_;
};

/// A refusal as the same words are recognised again: without the numbers and what stands in the
/// parentheses at its end.
std::string reason_of(const std::string& words);

} // namespace hft
