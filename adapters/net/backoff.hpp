#pragma once

#include "messages/timestamp.hpp"

#include <cstdint>

namespace hft::net {

/// How long to wait before trying again. Pure: asked, it answers; the caller does the waiting.
/// The first retry after a plain drop is quick, every other waits at least `base`, doubling to
/// `longest`, each lengthened by up to `jitter` of itself so that many clients do not come at once.
class Backoff {
public:
  struct Settings {
    Duration quick{std::chrono::milliseconds{50}};
    Duration base{std::chrono::seconds{1}};
    Duration longest{std::chrono::seconds{60}};
    Duration stable{std::chrono::seconds{10}}; ///< a connection that lived so long counts as good
    double jitter = 0.25;
    std::uint64_t seed = 0;
  };

  explicit Backoff(const Settings& settings) : settings_(settings), random_(settings.seed) {}

  /// The connection ended after living for `lived` (zero: it never came up). `throttled`: the other
  /// side asked us to slow down, so that no retry is quick.
  Duration next(Duration lived, bool throttled = false);
  int attempts() const { return attempts_; }
  void reset() { attempts_ = 0; }

private:
  double uniform();
  Settings settings_;
  std::uint64_t random_;
  int attempts_ = 0;
};

} // namespace hft::net
