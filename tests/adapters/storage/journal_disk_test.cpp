#define CAF_SUITE journal_disk
#include "tests/test.hpp"

#include "tests/adapters/storage/journal_fixture.hpp"

#include <csignal>
#include <future>
#include <sys/resource.h>

namespace journal_disk_test {

using namespace hft;
using namespace hft::storage;

namespace {

JournalOptions for_the_disk() {
  JournalOptions options;
  options.durability = Durability::Disk;
  options.sync_interval = std::chrono::hours{1}; // only what is asked for
  return options;
}

} // namespace

CAF_TEST(what survives the process alone needs no waiting) {
  const TemporaryDirectory directory;
  const auto journal = open_journal(directory.path);
  CAF_REQUIRE(journal->append(an_hour, journal::Intent{an_order(1), {}}));
  CAF_CHECK_EQUAL(journal->appended(), 1u);
  CAF_CHECK_EQUAL(journal->durable(), 1u);
}

CAF_TEST(with the disk one sync makes all that was appended before it durable and tells so) {
  const TemporaryDirectory directory;
  const auto journal = open_journal(directory.path, nullptr, for_the_disk());
  std::promise<void> told;
  journal->on_durable([&told] { told.set_value(); });
  for (int i = 1; i <= 3; ++i)
    CAF_REQUIRE(journal->append(an_hour, journal::Intent{an_order(i), {}}));
  CAF_CHECK_EQUAL(journal->durable(), 0u);

  journal->commit();

  CAF_REQUIRE(told.get_future().wait_for(std::chrono::seconds{60}) == std::future_status::ready);
  CAF_CHECK_EQUAL(journal->durable(), 3u);
}

CAF_TEST(a full disk is a failure that stays and what was written stays good) {
  const TemporaryDirectory directory;
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{3u << 20, 3u << 20};
  CAF_REQUIRE_EQUAL(::setrlimit(RLIMIT_FSIZE, &small), 0);
  std::uint64_t written = 0;
  {
    const auto journal = open_journal(directory.path);
    Result<void> result;
    while ((result = journal->append(an_hour, journal::Intent{an_order(1), {}}))) ++written;
    CAF_CHECK(result.error().fault == ErrorKind::Storage);
    CAF_CHECK(result.error().sentence.find("cannot extend") != std::string::npos);
    CAF_CHECK(!journal->append(an_hour, journal::Noted{"x"}));
    CAF_CHECK(!journal->prepare());
    CAF_CHECK(!journal->rotate(a_date + 1));
  }
  CAF_CHECK(written > 1000);
  const auto verified = verify_journal(directory.path);
  CAF_REQUIRE(verified.has_value());
  CAF_CHECK_EQUAL(verified->records, written);
}

} // namespace journal_disk_test
