#define CAF_SUITE assets
#include "tests/test.hpp"

#include "adapters/simulated/exchange/assets.hpp"

namespace assets_test {

using namespace hft;
using namespace hft::simulated;

CAF_TEST(any plausible symbol is an asset and others are not found) {
  Assets assets;
  const auto found = assets.find("SPY");
  const auto missing = assets.find("not one");
  CAF_CHECK_EQUAL(found->name, "SPY Common Stock");
  CAF_CHECK_EQUAL(missing.error().http, 404);
  CAF_CHECK(assets.listed().empty());
}

CAF_TEST(an asset is found by the id it was shown with) {
  Assets assets;
  const auto id = assets.find("SPY")->id;
  const auto found = assets.find(id.view());
  CAF_CHECK_EQUAL(found->symbol, Symbol{"SPY"});
}

CAF_TEST(a listed asset keeps what it was listed with) {
  Assets assets;
  Asset hard;
  hard.symbol = "GME";
  hard.shortable = false;
  assets.list(hard);
  CAF_CHECK(!assets.find("GME")->shortable);
  const auto listed = assets.listed();
  CAF_CHECK_EQUAL(listed.front().id, asset_id_of("GME"));
}

CAF_TEST(a rename ends the old name and gives the new one what the old one was) {
  Assets assets;
  Asset hard;
  hard.symbol = "OLD";
  hard.shortable = false;
  assets.list(hard);
  assets.rename("OLD", "NEW");
  CAF_CHECK(!assets.find("OLD")->active);
  CAF_CHECK(assets.find("NEW")->active);
  CAF_CHECK(!assets.find("NEW")->shortable);
  const auto found = assets.find("NEW");
  CAF_CHECK_EQUAL(found->name, "NEW Common Stock");
}

} // namespace assets_test
