#include "adapters/cpquant/authentication_judge.hpp"

#include <algorithm>

namespace hft::cpquant {

void AuthenticationJudge::accepted() {
  keys_ = Keys::Taken;
  lasted_ = Duration{0};
  last_.reset();
}

bool AuthenticationJudge::refused(MonotonicTime now) {
  if (last_) lasted_ += std::min(now - *last_, patience_.longest_step);
  last_ = now;
  switch (keys_) {
    case Keys::Unproven: return true;
    case Keys::TakenElsewhere: return lasted_ >= patience_.elsewhere;
    case Keys::Taken: return lasted_ >= patience_.taken;
  }
  return true;
}

} // namespace hft::cpquant
