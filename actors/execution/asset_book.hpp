#pragma once

#include "messages/asset.hpp"
#include "messages/timestamp.hpp"

#include <chrono>
#include <optional>
#include <unordered_map>

namespace hft {

/// What the broker allows with the securities that are traded here: asked for when a symbol first
/// comes up, kept, and asked for again after a while, for what can be borrowed changes by the day.
/// A symbol whose answer is not there yet is judged by nobody but the broker. Pure.
///
/// Invariant: at most one question at a time and one each `pace`, however many symbols there are,
/// so that orders keep the broker's requests a minute.
class AssetBook {
public:
  struct Config {
    Duration pace = std::chrono::seconds{2};
    Duration kept = std::chrono::hours{1};        ///< an answer, before it is asked for again
    Duration patience = std::chrono::seconds{30}; ///< with a question that is not answered
    Duration retry = std::chrono::minutes{1};     ///< after a failure
  };
  AssetBook() : AssetBook(Config{}) {}
  explicit AssetBook(Config config) : config_(config) {}

  /// The symbol may be traded: what it allows is worth a question.
  void want(const Symbol& symbol) { known_.try_emplace(symbol); }
  /// The broker contradicted what is known: asked again soon.
  void doubt(const Symbol& symbol);
  bool knows(const Symbol& symbol) const { return known_.contains(symbol); }
  /// Whether `due` would name one.
  bool is_due(MonotonicTime now) const;
  /// The symbol to ask about now, if any; it counts as asked.
  std::optional<Symbol> due(MonotonicTime now);
  void on_answer(const AssetLookedUp& answer, MonotonicTime now);
  /// None when it is not known, or the broker knows no such symbol.
  const AssetTraits* find(const Symbol& symbol) const;

private:
  struct Entry {
    std::optional<AssetTraits> traits;
    MonotonicTime next; ///< not asked before; zero: never asked
  };
  Config config_;
  std::unordered_map<Symbol, Entry> known_;
  MonotonicTime quiet_until_;
};

} // namespace hft
