#define CAF_SUITE order_ids
#include "tests/test.hpp"

#include "actors/execution/order_ids.hpp"

#include <set>

namespace order_ids_test {

using namespace hft;

namespace {

const auto today = make_date(2026, 11, 25);

std::string next_after(std::initializer_list<const char*> seen, const ModelId& model = "modulo") {
  OrderIds ids;
  for (const auto* id : seen) ids.observe(ClientOrderId::truncated(id));
  return ids.next(today, model).str();
}

} // namespace

CAF_TEST(an id names the date the model and a number that counts from 1) {
  CAF_CHECK_EQUAL(next_after({}), "20261125-modulo-1");
  CAF_CHECK_EQUAL(next_after({"20261125-modulo-1"}), "20261125-modulo-2");
  CAF_CHECK_EQUAL(next_after({}, "a-b"), "20261125-a-b-1");
}

CAF_TEST(asking for the next id uses up none) {
  OrderIds ids;
  CAF_CHECK(ids.next(today, "modulo") == ids.next(today, "modulo"));
}

CAF_TEST(numbers are never used twice whatever date or order they were seen on) {
  CAF_CHECK_EQUAL(next_after({"20261124-modulo-7", "20261125-modulo-3"}), "20261125-modulo-8");
  CAF_CHECK_EQUAL(next_after({"20261124-other-7"}), "20261125-modulo-1");
  CAF_CHECK_EQUAL(next_after({"20261124-a-b-7"}, "a-b"), "20261125-a-b-8");
}

CAF_TEST(ids of another form say nothing) {
  CAF_CHECK_EQUAL(next_after({"", "-", "--", "modulo-5", "20261125-modulo-", "20261125-modulo-x",
                              "20261125-modulo--5", "20261125-modulo-+5", "20261125-modulo-5 ",
                              "2026112x-modulo-5", "20261125--5", "by hand"}),
                  "20261125-modulo-1");
}

CAF_TEST(a number too high to count on from leaves the count alone) {
  CAF_CHECK_EQUAL(next_after({"20261125-modulo-18446744073709551615"}), "20261125-modulo-1");
  CAF_CHECK_EQUAL(next_after({"20261125-modulo-99999999999999999999"}), "20261125-modulo-1");
  CAF_CHECK_EQUAL(next_after({"20261125-modulo-1000000000000001"}), "20261125-modulo-1");
}

CAF_TEST(what is given counts on even beyond the highest number believed of others) {
  OrderIds ids;
  ids.observe("20261125-modulo-1000000000000000");
  std::set<std::string> given;
  for (int i = 0; i < 3; ++i) {
    const auto id = ids.next(today, "modulo");
    given.insert(id.str());
    ids.observe(id);
  }
  CAF_CHECK_EQUAL(given.size(), 3u);
  CAF_CHECK_EQUAL(*given.rbegin(), "20261125-modulo-1000000000000003");
}

CAF_TEST(the longest model name fits) {
  OrderIds ids;
  const auto model = ModelId::truncated(std::string(ModelId::max_length, 'm'));
  ids.observe(ClientOrderId::truncated("20261125-" + model.str() + "-41"));
  CAF_CHECK_EQUAL(ids.next(today, model).str(), "20261125-" + model.str() + "-42");
}

} // namespace order_ids_test
