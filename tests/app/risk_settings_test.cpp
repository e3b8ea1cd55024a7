#define CAF_SUITE risk_settings
#include "tests/test.hpp"

#include "app/risk_settings.hpp"

using namespace hft;

CAF_TEST(limits are read for the account for all models and for one) {
  const auto risk = read_risk(
    {"order_size=50", "*.position=100", "m1.daily_loss=250.5", "price_collar=2.5", "wash=broker"});
  CAF_REQUIRE(risk.has_value());
  CAF_CHECK(risk->account.order_size == shares(50));
  CAF_CHECK(risk->model.position == shares(100));
  CAF_CHECK(risk->models.at("m1").daily_loss == Money{250'500'000'000});
  CAF_CHECK(risk->models.at("m1").position == shares(100));
  CAF_CHECK_EQUAL(risk->price_collar.units, 250);
  CAF_CHECK(risk->wash == WashRule::Broker);
}

CAF_TEST(a limit that cannot be read is named) {
  for (const auto* text :
       {"order_size", "order_size=many", "order_size=-1", "size=5", "wash=often"}) {
    const auto risk = read_risk({text});
    CAF_REQUIRE(!risk.has_value());
    CAF_CHECK(risk.error().sentence.find(text) != std::string::npos);
  }
}
