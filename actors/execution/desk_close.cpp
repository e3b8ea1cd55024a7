#include "actors/execution/desk_close.hpp"

#include <chrono>

namespace hft {

namespace {

constexpr Duration cancel_again_after = std::chrono::seconds{1};

} // namespace

void DeskClose::begin(MonotonicTime now, Duration patience, bool must_look) {
  phase_ = Phase::Canceling;
  deadline_ = now + patience;
  next_cancel_ = now + cancel_again_after;
  looked_ = !must_look;
  look_ = 0;
}

std::optional<DeskCloseStep> DeskClose::due(MonotonicTime now, bool works,
                                            std::optional<std::uint64_t> fetching,
                                            MonotonicTime next_fetch) {
  if (phase_ != Phase::Canceling) return std::nullopt;
  const bool late = now >= deadline_;
  if (!late && works) {
    if (now < next_cancel_) return std::nullopt;
    next_cancel_ = now + cancel_again_after;
    return DeskCloseStep::CancelAgain;
  }
  if (!late && !looked_) {
    const bool asked = look_ != 0;
    if (fetching && asked && *fetching == look_) return std::nullopt;
    if (asked && now < next_fetch) return std::nullopt;
    return DeskCloseStep::Look;
  }
  phase_ = Phase::Finished;
  return DeskCloseStep::Finish;
}

void DeskClose::on_books(std::uint64_t number) {
  if (number == look_) looked_ = true;
}

} // namespace hft
