#include "actors/execution/books_poll.hpp"

#include <algorithm>
#include <chrono>

namespace hft {

namespace {

constexpr Duration overlap = std::chrono::seconds{60}; // clocks differ; repeats do no harm
constexpr Duration first_look_back = std::chrono::hours{24};

} // namespace

BooksPoll::Question BooksPoll::ask(DeskTime at) {
  const auto since = first_ ? at.time - first_look_back : std::max(watermark_ - overlap, baseline_);
  fetching_ = true;
  asked_at_ = at;
  next_ = at.now + poll_;
  return {since, ++number_};
}

bool BooksPoll::due(MonotonicTime now) const {
  return fetching_ ? now - asked_at_.now >= answer_timeout_ : now >= next_;
}

bool BooksPoll::take_answer(std::uint64_t number) {
  if (!fetching_ || number != number_) return false;
  fetching_ = false;
  return true;
}

void BooksPoll::recall(Timestamp watermark) {
  watermark_ = watermark;
  first_ = false;
}

void BooksPoll::inherit(Timestamp updated) {
  baseline_ = std::max(baseline_, updated);
}

void BooksPoll::forget() {
  watermark_ = baseline_ = {};
  first_ = true;
}

std::optional<std::uint64_t> BooksPoll::number() const {
  return fetching_ ? std::optional{number_} : std::nullopt;
}

} // namespace hft
