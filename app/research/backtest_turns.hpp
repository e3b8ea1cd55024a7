#pragma once

#include <deque>
#include <functional>
#include <utility>

namespace hft::research {

/// Whose turn it is, as on the lane of a running system (`app/wiring/lane.hpp`), by plain calls:
/// what is sent to a member that is idle is done at once, within the sender's own turn; what is
/// sent to one that is in the middle of its turn waits for its end. So the same inputs reach desk
/// and models in the same order as there. One thread.
class Turns {
public:
  class Member {
  public:
    bool is_idle() const { return !taken_; }

  private:
    friend class Turns;
    std::deque<std::function<void()>> waiting_;
    bool taken_ = false;
  };

  /// A member is not moved or destroyed before `settle` has returned.
  template <class Job>
  void send(Member& to, Job&& job) {
    if (to.taken_) {
      to.waiting_.emplace_back(std::forward<Job>(job));
      return;
    }
    to.taken_ = true;
    job();
    if (to.waiting_.empty())
      to.taken_ = false;
    else
      go_on(to, 1);
  }

  /// Goes on with those whose turns were cut off for their length, until nobody has anything left.
  void settle() {
    while (!put_off_.empty()) {
      auto* member = put_off_.front();
      put_off_.pop_front();
      go_on(*member, 0);
    }
  }

private:
  static constexpr int jobs_a_turn = 64; ///< as on the lane

  void go_on(Member& member, int done) {
    while (!member.waiting_.empty()) {
      if (done == jobs_a_turn) return put_off_.push_back(&member);
      const auto job = std::move(member.waiting_.front());
      member.waiting_.pop_front();
      job();
      ++done;
    }
    member.taken_ = false;
  }

  std::deque<Member*> put_off_;
};

} // namespace hft::research
