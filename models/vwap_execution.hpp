#pragma once

#include "models/parameters.hpp"
#include "models/remembering_model.hpp"

#include <algorithm>
#include <cmath>

namespace hft {

/// Works a parent order over the day in slices, so that it pays about the day's average price: at
/// each `step` it has traded the part of `quantity` that a day's volume usually has by then, much
/// at the open and the close. Berkowitz, Logue and Noser, "The total cost of transactions on the
/// NYSE", Journal of Finance 43(1), 1988; the shape as in Kissell, "The Science of Algorithmic
/// Trading", chapter 2.
class VwapExecution final : public RememberingModel<VwapExecution> {
public:
  static constexpr const char* name = "vwap_execution";
  static constexpr const char* summary = "works one order over the day along its usual volume";
  static std::vector<Parameter> parameters() {
    using enum ParameterType;
    return {{"symbol", Ticker, "SPY", "", "", "which it trades"},
            {"side", Text, "buy", "", "", "buy or sell"},
            {"quantity", ParameterType::Quantity, "1000", "1", "1000000", "shares of the parent"},
            {"from", TimeOfDay, "09:35", "09:30", "15:59", "New York time of the first slice"},
            {"until", TimeOfDay, "15:55", "09:31", "16:00", "by then all is traded"},
            {"step", ParameterType::TimeSpan, "1m", "5s", "1h", "between slices"}};
  }
  static Result<void> check(const Settings& settings) {
    if (!side_from(settings.text("side")))
      return fail(ErrorKind::BadArgument, "model vwap_execution parameter side='" +
                                            settings.text("side") + "': buy or sell");
    if (settings.time_of_day("from") < settings.time_of_day("until")) return {};
    return fail(ErrorKind::BadArgument, "model vwap_execution begins at from, before until");
  }

  explicit VwapExecution(const Settings& settings)
    : symbol_(settings.symbol("symbol")),
      side_(side_from(settings.text("side")).value()),
      parent_(settings.quantity("quantity")),
      from_(settings.time_of_day("from")),
      until_(settings.time_of_day("until")),
      step_(settings.duration("step")) {}
  Needs needs() const override {
    Needs needs;
    needs.symbols = {symbol_};
    needs.timer = step_;
    return needs;
  }
  void on_timer(Timestamp, Decisions& out) override {
    const auto now = context().time_of_day();
    if (!context().is_open() || now < from_ || context().has_open_orders(symbol_)) return;
    const auto end = std::min(until_, from_ + (context().until_close() + now - from_));
    const auto part = std::clamp(to_seconds(now - from_ + step_) / to_seconds(end - from_), 0., 1.);
    const auto due = std::floor(to_double(parent_) * usual_volume(part));
    const auto slice = due - to_double(done_);
    out.plot("traded", to_double(done_));
    if (slice >= 1) out.market(symbol_, side_, shares(static_cast<std::int64_t>(slice)));
  }
  void on_fill(const Fill& fill, Decisions&) override {
    if (fill.symbol == symbol_ && fill.side == side_) done_ += fill.quantity;
  }
  template <class Memory>
  void remember(Memory& memory) {
    memory.same("symbol", symbol_);
    memory("done", done_);
  }

private:
  static double to_seconds(hft::Duration duration) {
    return std::chrono::duration<double>(duration).count();
  }
  /// The part of a day's volume by a part of its time: a rate that is twice its middle at both
  /// ends.
  static double usual_volume(double part) {
    const auto middle = 2 * part - 1;
    return (part + (middle * middle * middle + 1) / 6) / (1 + 1.0 / 3);
  }

  Symbol symbol_;
  Side side_;
  Quantity parent_;
  hft::Duration from_;
  hft::Duration until_;
  hft::Duration step_;
  Quantity done_;
};

} // namespace hft
