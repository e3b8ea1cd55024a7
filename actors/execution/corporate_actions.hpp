#pragma once

#include "actors/execution/position_reconciliation.hpp"
#include "messages/corporate_action.hpp"

#include <map>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

namespace hft {

/// What the account's history says about shares and cash that moved without an order: which entries
/// explain a difference of positions, which pay or charge those who hold a symbol, and which models
/// are still to be told. An entry counts once. Shares are booked only when the broker's position
/// shows them: an entry that comes before its position waits for it. Pure; one thread.
class CorporateActions {
public:
  struct Reading {
    std::vector<PositionAdjustment> adjustments; ///< to be booked, in this order
    std::vector<std::string> passed;             ///< ids of entries about cash of nothing we hold
    /// Differ by one half of a change of names that concerns a model: the other half is yet to
    /// show.
    std::set<Symbol> halves;
  };
  Reading read(const std::vector<AccountActivity>& activities,
               const std::vector<PositionDifference>& differences, const PositionBook& book) const;

  /// An entry that was booked, or needs no booking.
  void pass(const std::string& id) { known_.insert(id); }
  bool is_known(const std::string& id) const { return known_.contains(id); }
  /// Its entries are known from here on, and models are to be told `actions`.
  void on_booked(const PositionAdjustment& adjustment, const std::vector<CorporateAction>& actions);

  bool owes() const { return !owed_.empty(); }
  /// What this model has not been told; it is from here on.
  std::vector<CorporateAction> take_owed(const ModelId& model);

private:
  std::unordered_set<std::string> known_;
  std::map<ModelId, std::vector<CorporateAction>> owed_;
};

} // namespace hft
