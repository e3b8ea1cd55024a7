#define CAF_SUITE saved_state
#include "tests/test.hpp"

#include "tests/adapters/simulated/exchange/fixture.hpp"

namespace saved_state_test {

using namespace hft;
using namespace hft::simulated;

namespace {

/// What an exchange that starts with `state` says of it.
std::string refusal(const ExchangeState& state) {
  Exchange exchange{TestVenue::calm()};
  const auto restored = exchange.restore(state);
  return restored ? "taken" : restored.error().sentence;
}

ExchangeState one_order() {
  TestVenue venue;
  venue.taken(TestVenue::limit("buy", "10", "449"));
  return venue.exchange.save();
}

} // namespace

CAF_TEST(what was saved is saved again the same) {
  const auto state = one_order();
  Exchange again{TestVenue::calm()};
  CAF_REQUIRE(again.restore(state));
  const auto twice = again.save();
  CAF_REQUIRE_EQUAL(twice.size(), state.size());
  for (std::size_t i = 0; i < state.size(); ++i) {
    CAF_CHECK_EQUAL(twice[i].kind, state[i].kind);
    CAF_CHECK(twice[i].fields == state[i].fields);
  }
}

CAF_TEST(rows that do not fit together are refused with what does not fit) {
  auto state = one_order();
  state.push_back(state.back()); // the order
  CAF_CHECK_EQUAL(refusal(state), "exchange refused the saved state: two orders of one id");
  state = one_order();
  for (const auto& row : one_order())
    if (row.kind == "account") state.push_back(row);
  CAF_CHECK_EQUAL(refusal(state), "exchange refused the saved state: two accounts of one key");
  state = one_order();
  state.push_back({"equity", {{"account", "nobody"}}});
  CAF_CHECK_EQUAL(refusal(state), "exchange refused the saved state: a row of no account");
  state = one_order();
  state.back().fields["filled"] = "ten";
  CAF_CHECK_EQUAL(refusal(state),
                  "exchange refused the saved state: a row of kind order has a bad filled");
}

} // namespace saved_state_test
