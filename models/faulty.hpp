#pragma once

#include "models/model.hpp"
#include "models/parameters.hpp"

namespace hft {

/// The fire drill: does wrong on purpose, so that one can see what becomes of it and that the
/// others never notice. It faults at trade number `at` of its life (memory goes on counting), and
/// at every trade of exactly `size` shares. Between faults it does nothing.
class Faulty final : public Model {
public:
  static constexpr const char* name = "faulty";
  static constexpr const char* summary =
    "the fire drill: throws, stalls, floods or talks nonsense on command";
  static std::vector<Parameter> parameters();
  static Result<void> check(const Settings& settings);

  explicit Faulty(const Settings& settings);
  Needs needs() const override;
  void on_trade(const Trade& trade, Decisions& out) override;
  ModelCheckpoint save() const override;
  Result<void> restore(const ModelCheckpoint& memory) override;

private:
  void fault(const Trade& trade, Decisions& out) const;

  Symbol symbol_;
  std::string fault_;
  std::int64_t at_;
  Quantity size_;
  std::int64_t count_ = 0; ///< trades seen
  Duration stall_;
  std::int64_t flood_;
};

} // namespace hft
