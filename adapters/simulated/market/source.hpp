#pragma once

#include "messages/market.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hft::simulated {

/// What went by unplayed, and why.
struct SourceTroubles {
  std::uint64_t malformed = 0;        ///< lines or items that could not be read
  std::vector<std::string> sentences; ///< the first of them, each with file and line
};

/// Where nothing but bars is known, each comes in stages, so that nobody is filled in a bar by an
/// order that was made of it.
enum class BarStage : std::uint8_t {
  Opens,      ///< it begins and its open trades; of the rest of it nobody knows yet
  Ends,       ///< its prices have traded, and it is shown
  EndsUnseen, ///< its prices have traded; it is shown later
  Shown,      ///< it is shown
};

/// The market events (trades, quotes) of one trading date, ordered by time; events of equal time
/// keep the order of their origin. Not for several threads at once.
class MarketSource {
public:
  virtual ~MarketSource() = default;

  /// When the next event happens; empty at the end.
  virtual std::optional<Timestamp> next_time() const = 0;
  /// The next event, which must exist; it is then gone from the source.
  virtual MarketEvent take() = 0;
  /// The next event where it lies ready as a trade or a quote, to be read without being taken; good
  /// until the source is touched again. Null says nothing: `take` gives it.
  virtual const Trade* trade_at_hand() const { return nullptr; }
  virtual const Quote* quote_at_hand() const { return nullptr; }
  /// As `take`, for who has read it already.
  virtual void drop() { (void)take(); }
  /// What the next event means when it is a bar.
  virtual BarStage bar_stage() const { return BarStage::Ends; }
  /// Drops what comes before `time`. What follows is the same as without the skip.
  virtual void start_at(Timestamp time);
  /// Sorted, without repetition.
  virtual const std::vector<Symbol>& symbols() const = 0;
  /// The trading date, by New York time.
  virtual Date date() const = 0;
  /// The price the symbol's recording starts at, for history before it; empty when the source is
  /// the generator, whose history fits by itself.
  virtual std::optional<Price> reference_price(const Symbol& symbol) const;
  /// What could not be played so far.
  virtual SourceTroubles troubles() const;

  /// Appends the events before or at `time`, at most `most` of them; true when none of them is
  /// left.
  bool take_until(Timestamp time, std::vector<MarketEvent>& out, std::size_t most);
};

/// Nothing at all, on a date.
class EmptySource final : public MarketSource {
public:
  explicit EmptySource(Date date) : date_{date} {}
  std::optional<Timestamp> next_time() const override { return std::nullopt; }
  MarketEvent take() override;
  const std::vector<Symbol>& symbols() const override { return symbols_; }
  Date date() const override { return date_; }

private:
  Date date_;
  std::vector<Symbol> symbols_;
};

/// Several sources by time; of events at the same time, those of the earlier source come first.
class MergedSource final : public MarketSource {
public:
  /// `sources` is not empty; the date is the first one's.
  explicit MergedSource(std::vector<std::unique_ptr<MarketSource>> sources);
  std::optional<Timestamp> next_time() const override { return time_; }
  MarketEvent take() override;
  const Trade* trade_at_hand() const override {
    return time_ ? sources_[next_]->trade_at_hand() : nullptr;
  }
  const Quote* quote_at_hand() const override {
    return time_ ? sources_[next_]->quote_at_hand() : nullptr;
  }
  void drop() override;
  BarStage bar_stage() const override {
    return time_ ? sources_[next_]->bar_stage() : BarStage::Ends;
  }
  void start_at(Timestamp time) override;
  const std::vector<Symbol>& symbols() const override { return symbols_; }
  Date date() const override { return sources_.front()->date(); }
  std::optional<Price> reference_price(const Symbol& symbol) const override;
  SourceTroubles troubles() const override;

private:
  void choose();

  std::vector<std::unique_ptr<MarketSource>> sources_;
  std::vector<Symbol> symbols_;
  std::size_t next_ = 0; ///< the source of the next event
  std::optional<Timestamp> time_;
};

} // namespace hft::simulated
