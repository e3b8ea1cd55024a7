#pragma once

#include "actors/duration_counts.hpp"
#include "messages/order.hpp"

#include <array>
#include <cstddef>

namespace hft {

/// Where the time of an order goes between its signal's cause and the socket. The newest orders on
/// their way are remembered until the socket's time is told; one that is never told, or only after
/// many others, is left out. Pure; one thread.
class OrderStages {
public:
  static constexpr std::size_t most_on_their_way = 64;

  /// A signal that becomes an order was decided so long after its cause was there.
  void decided(Duration after) { model_.record(after); }
  /// The order goes to the gateway at `handed`; its signal came at `decided`.
  void handed_over(const ClientOrderId& id, MonotonicTime decided, MonotonicTime handed);
  /// It had been written at `written`; zero: it never was.
  void written(const ClientOrderId& id, MonotonicTime written);
  /// Of `Model`, `Gate` and `Write`; nothing of other stages.
  LatencyCounts counts(Stage stage) const;

private:
  struct OnItsWay {
    ClientOrderId id;
    MonotonicTime handed;
  };

  DurationCounts model_;
  DurationCounts gate_;
  DurationCounts write_;
  std::array<OnItsWay, most_on_their_way> on_their_way_; ///< a ring
  std::size_t next_ = 0;
};

} // namespace hft
