#define CAF_SUITE risk_settings
#include "tests/test.hpp"

#include "app/settings/print_settings.hpp"
#include "app/settings/risk_settings.hpp"

namespace risk_settings_test {

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

CAF_TEST(every limit can be set for one model and the account has its own besides) {
  const auto risk =
    read_risk({"m1.price_collar=1", "m1.signal_age=0.05", "m1.price_age=2", "price_age=5",
               "unpriced_order=10", "errors_a_minute=20", "on_trip=flatten", "off_tick=refuse"});
  CAF_REQUIRE(risk.has_value());
  const auto& model = risk->models.at("m1");
  CAF_CHECK_EQUAL(model.price_collar.units, 100);
  CAF_CHECK(model.signal_age == std::chrono::milliseconds{50});
  CAF_CHECK(model.price_age == std::chrono::seconds{2});
  CAF_CHECK(risk->mark_age == std::chrono::seconds{5});
  CAF_CHECK(risk->unpriced_order == shares(10));
  CAF_CHECK_EQUAL(risk->errors_a_minute, 20u);
  CAF_CHECK(risk->on_trip == OnTrip::Flatten);
  CAF_CHECK(risk->off_tick == OffTick::Refuse);
}

CAF_TEST(limits of prints are read beside those of risk) {
  const auto prints = read_print_limits({"order_size=50", "print_ahead=0.5", "print_age=10"});
  CAF_REQUIRE(prints.has_value());
  CAF_CHECK(prints->ahead == std::chrono::milliseconds{500});
  CAF_CHECK(prints->behind == std::chrono::seconds{10});
  CAF_CHECK(prints->out_of_order == std::chrono::seconds{10});
  CAF_CHECK(read_risk({"print_ahead=0.5", "print_age=10"}).has_value());
  for (const auto* text : {"print_age", "print_age=x", "print_ahead=-1", "print_ahead=90000"})
    CAF_CHECK(read_print_limits({text}).error().sentence.find(text) != std::string::npos);
}

CAF_TEST(a limit that cannot be read is named) {
  for (const auto* text : {"order_size", "order_size=many", "order_size=-1", "size=5", "wash=often",
                           "on_trip=panic", "off_tick=off", "signal_age=1", "open_orders=1.5",
                           "orders_a_second=9999999999", ".order_size=1", "m1.=1"}) {
    const auto risk = read_risk({text});
    CAF_REQUIRE(!risk.has_value());
    CAF_CHECK(risk.error().sentence.find(text) != std::string::npos);
  }
}

CAF_TEST(a limit is for the id before its last dot and exposure is that of the account where none is given) {
  const auto risk = read_risk({"a.b.order_size=3"}, Money{5});
  CAF_REQUIRE(risk.has_value());
  CAF_CHECK(risk->models.at("a.b").order_size == shares(3));
  CAF_CHECK(risk->account.gross_exposure == Money{5});
  CAF_CHECK(read_risk({"gross_exposure=0"}, Money{5})->account.gross_exposure == Money{});
  CAF_CHECK_EQUAL(model_of_limit("a.b.order_size=3"), "a.b");
  CAF_CHECK_EQUAL(model_of_limit("*.order_size=3"), "");
}

CAF_TEST(one limit is changed over those that hold) {
  const auto before = read_risk({"order_size=50", "position=7"});
  const auto after = with_limit(*before, "order_size=3");
  CAF_REQUIRE(after.has_value());
  CAF_CHECK(after->account.order_size == shares(3));
  CAF_CHECK(after->account.position == shares(7));
  CAF_CHECK(!with_limit(*before, "nonsense=3").has_value());
}

} // namespace risk_settings_test
