#define CAF_SUITE desk_close
#include "tests/test.hpp"

#include "actors/execution/desk_close.hpp"

#include <chrono>

namespace desk_close_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

using Step = DeskCloseStep;
constexpr MonotonicTime begun_at{1'000'000'000'000};
constexpr MonotonicTime long_ago{0};
constexpr bool still_works = true;
constexpr bool is_quiet = false;

DeskClose begun(bool must_look) {
  DeskClose close;
  close.begin(begun_at, 5s, must_look);
  return close;
}

} // namespace

CAF_TEST(nothing is due before it began) {
  DeskClose close;
  CAF_CHECK(!close.due(begun_at + 1h, still_works, {}, long_ago));
  CAF_CHECK(!close.under_way());
}

CAF_TEST(a quiet desk finishes at once and only once) {
  auto close = begun(false);
  CAF_CHECK(close.under_way());
  CAF_CHECK(close.due(begun_at, is_quiet, {}, long_ago) == Step::Finish);
  CAF_CHECK(!close.under_way());
  CAF_CHECK(!close.due(begun_at + 1h, is_quiet, {}, long_ago));
}

CAF_TEST(what works on is canceled again every second until the deadline) {
  auto close = begun(false);
  CAF_CHECK(!close.due(begun_at + 999ms, still_works, {}, long_ago));
  CAF_CHECK(close.due(begun_at + 1s, still_works, {}, long_ago) == Step::CancelAgain);
  CAF_CHECK(!close.due(begun_at + 1999ms, still_works, {}, long_ago));
  CAF_CHECK(close.due(begun_at + 2s, still_works, {}, long_ago) == Step::CancelAgain);
  CAF_CHECK(close.due(begun_at + 5s, still_works, {}, long_ago) == Step::Finish);
  CAF_CHECK(close.looked());
}

CAF_TEST(an end that was only concluded is looked up before all is called quiet) {
  auto close = begun(true);
  CAF_CHECK(close.due(begun_at, is_quiet, {}, begun_at + 30s) == Step::Look);
  close.on_look(7);
  CAF_CHECK(!close.due(begun_at + 1s, is_quiet, 7, begun_at + 30s));
  close.on_books(6);
  CAF_CHECK(!close.looked());
  close.on_books(7);
  CAF_CHECK(close.looked());
  CAF_CHECK(close.due(begun_at + 1s, is_quiet, {}, begun_at + 30s) == Step::Finish);
}

CAF_TEST(a look under way for another reason is not the one that counts) {
  auto close = begun(true);
  CAF_CHECK(close.due(begun_at, is_quiet, 3, begun_at + 30s) == Step::Look);
}

CAF_TEST(a look that failed is taken again when its time has come) {
  auto close = begun(true);
  CAF_CHECK(close.due(begun_at, is_quiet, {}, begun_at) == Step::Look);
  close.on_look(7);
  CAF_CHECK(!close.due(begun_at + 1s, is_quiet, {}, begun_at + 2s));
  CAF_CHECK(close.due(begun_at + 2s, is_quiet, {}, begun_at + 2s) == Step::Look);
}

CAF_TEST(at the deadline it ends without having looked) {
  auto close = begun(true);
  CAF_CHECK(close.due(begun_at + 5s, is_quiet, {}, long_ago) == Step::Finish);
  CAF_CHECK(!close.looked());
}

CAF_TEST(another session ends the close and another close begins anew) {
  auto close = begun(true);
  close.abandon();
  CAF_CHECK(!close.due(begun_at + 1h, still_works, {}, long_ago));
  close.begin(begun_at + 1h, 5s, true);
  CAF_CHECK(close.due(begun_at + 1h, is_quiet, {}, long_ago) == Step::Look);
}

} // namespace desk_close_test
