#pragma once

#include "messages/control.hpp"
#include "messages/order.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace hft {

/// What one trading date has brought so far: orders, fills and refusals by model, refusals by
/// reason, and the profit a model had realized when the date began. Pure.
///
/// Invariants: all counts begin at zero with a date and only grow until the next. What the broker
/// rejects counts for its model but has no reason of ours.
class DayCounts {
public:
  /// `realized_before`: what each model has realized since the books began.
  void begin(std::map<ModelId, Money> realized_before);
  void forget() { begin({}); }

  void on_sent(const ModelId& model) { ++models_[model].orders; }
  void on_filled(const ModelId& model) { ++models_[model].fills; }
  void on_rejected(const ModelId& model) { ++models_[model].refused; }
  void on_refused(const ModelId& model, Refusal refusal);

  const std::map<ModelId, ModelCounts>& models() const { return models_; }
  /// By the name of the reason.
  const std::map<std::string, std::uint64_t>& refusals() const { return refusals_; }
  /// Of what it has realized since the books began.
  Money realized_today(const ModelId& model, Money realized) const;

private:
  std::map<ModelId, ModelCounts> models_;
  std::map<std::string, std::uint64_t> refusals_;
  std::map<ModelId, Money> realized_before_;
};

} // namespace hft
