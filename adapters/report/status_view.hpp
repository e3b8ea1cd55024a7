#pragma once

#include "messages/control.hpp"

#include <string>
#include <vector>

namespace hft::report {

/// What every report of a status shows, reckoned once: sums, rows and words. Pure.

/// Books of instances that do not run but hold or have earned something, and of trades that no
/// model of ours made (their id is empty). With the models' own they add up to the total.
std::vector<ModelBook> unmanned_books(const StatusSnapshot& status);

/// How such a book is called: its id, or `(not ours)`.
std::string owner_of(const ModelBook& book);

/// `idea holds -310 SPY and no model runs it`, one for each that holds something.
std::vector<std::string> unmanned_sentences(const StatusSnapshot& status);

struct StatusTotals {
  ModelCounts counts;
  Money realized;
  Money realized_today;
  Money unrealized;
};
/// Over all models and all unmanned books.
StatusTotals totals_of(const StatusSnapshot& status);

/// `SPY -5 QQQ 10`, or `flat`.
std::string position_words(const std::vector<PositionReport>& positions);
/// `SPY -5 at 612.30 of 15:59:59`: with which price `unrealized` is reckoned; empty when flat.
std::string mark_words(const std::vector<PositionReport>& positions);
/// `+12.30`, `-5.00`, `0.00`.
std::string signed_cents(Money money);
/// The name of a model with the parameters it was given: `modulo:sell_divisor=9`.
std::string model_words(const ModelStatus& model);

} // namespace hft::report
