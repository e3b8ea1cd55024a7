#define CAF_SUITE position_history
#include "tests/test.hpp"

#include "actors/execution/position_history.hpp"

namespace position_history_test {

using namespace hft;

namespace {

BookedChange change_from(std::int64_t account, std::int64_t change) {
  BookedChange made;
  made.model = ModelId{"m"};
  made.account_before.quantity = shares(account);
  made.change = shares(change);
  return made;
}

} // namespace

CAF_TEST(the changes since a position are the newest ones in their order) {
  PositionHistory history;
  const Symbol spy{"SPY"};
  history.add(spy, change_from(0, 5));
  history.add(spy, change_from(5, -5));
  history.add(spy, change_from(0, 7));
  history.add(spy, change_from(7, 1));
  CAF_CHECK(history.stood_at(spy, shares(5)));
  CAF_CHECK(!history.stood_at(spy, shares(8)));
  CAF_CHECK(!history.stood_at(Symbol{"QQQ"}, shares(0)));
  const auto since = history.take_since(spy, shares(0));
  CAF_REQUIRE_EQUAL(since.size(), 2u);
  CAF_CHECK(since[0].change == shares(7));
  CAF_CHECK(since[1].change == shares(1));
  CAF_CHECK(history.take_since(spy, shares(0)).empty());
}

CAF_TEST(the oldest changes go first and what is forgotten is gone) {
  PositionHistory history;
  const Symbol spy{"SPY"};
  const auto many = static_cast<std::int64_t>(PositionHistory::most) + 2;
  for (std::int64_t i = 0; i < many; ++i) history.add(spy, change_from(i, 1));
  CAF_CHECK(!history.stood_at(spy, shares(1)));
  CAF_CHECK(history.stood_at(spy, shares(2)));
  history.forget(spy);
  CAF_CHECK(!history.stood_at(spy, shares(2)));
}

} // namespace position_history_test
