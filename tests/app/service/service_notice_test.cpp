#define CAF_SUITE service_notice
#include "tests/test.hpp"

#include "app/service/service_notice.hpp"
#include "tests/app/service_manager.hpp"

namespace service_notice_test {

using namespace hft;

namespace {

struct Fixture {
  ServiceManager manager;
  ServiceNotice notice;
  std::string heard() const { return manager.heard(); }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(service_notice_tests, Fixture)

CAF_TEST(ready is said once and then only what goes on) {
  notice.status("Starting.");
  notice.ready("Trading.");
  notice.ready("Trading again.");
  CAF_CHECK_EQUAL(heard(), "STATUS=Starting.");
  CAF_CHECK_EQUAL(heard(), "READY=1\nSTATUS=Trading.");
  CAF_CHECK_EQUAL(heard(), "STATUS=Trading again.");
}

CAF_TEST(a reload is framed by reloading and ready) {
  notice.ready("Trading.");
  heard();
  notice.reloading();
  notice.reloaded("Read again.");
  const auto first = heard();
  CAF_CHECK_EQUAL(first.substr(0, 27), "RELOADING=1\nMONOTONIC_USEC=");
  CAF_CHECK_EQUAL(heard(), "READY=1\nSTATUS=Read again. Trading.");
}

CAF_TEST(a reload before the start is over does not say that it is) {
  notice.reloading();
  notice.reloaded("Read again.");
  CAF_CHECK_EQUAL(heard(), "STATUS=Read again.");
}

CAF_TEST(what stops is not ready again) {
  notice.stopping("Stopping.");
  notice.ready("Trading.");
  CAF_CHECK_EQUAL(heard(), "STOPPING=1\nSTATUS=Stopping.");
  CAF_CHECK_EQUAL(heard(), "STATUS=Trading.");
}

CAF_TEST(a beat feeds the watchdog and lets a start that lives go on trying) {
  notice.beat();
  notice.ready("Trading.");
  notice.beat();
  CAF_CHECK_EQUAL(heard(), "WATCHDOG=1\nEXTEND_TIMEOUT_USEC=60000000");
  heard();
  CAF_CHECK_EQUAL(heard(), "WATCHDOG=1");
}

CAF_TEST(what is said already is not said again nor anything once it stops) {
  notice.status("Starting.");
  notice.status("Starting.");
  notice.stopping("Stopping.");
  notice.status("Trading.");
  heard();
  CAF_CHECK_EQUAL(heard(), "STOPPING=1\nSTATUS=Stopping.");
  CAF_CHECK_EQUAL(heard(), "");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace service_notice_test
