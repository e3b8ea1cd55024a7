#include "app/wiring/open_orders.hpp"

#include "actors/execution/desk.hpp"
#include "adapters/storage/journal_reader.hpp"

namespace hft {

namespace {

/// For a desk that only remembers.
class NoJournal final : public OrderJournal {
public:
  Result<void> append(Timestamp, const JournalEntry&) override { return none(); }
  Result<void> rotate(Date) override { return none(); }
  Result<void> prepare() override { return none(); }

private:
  static Result<void> none() { return fail(ErrorKind::Unsupported, "nothing is journaled here"); }
};

} // namespace

bool has_open_orders(const std::filesystem::path& books, const std::string& account) {
  DeskConfig config;
  config.account = account;
  NoJournal none;
  Desk desk{config, none};
  const auto read =
    storage::read_journal(books, [&desk](const JournalRecord& record) { desk.replay(record); });
  return read && desk.our_working() != 0;
}

Result<void> check_replay(const std::filesystem::path& books) {
  NoJournal none;
  Desk desk{{}, none};
  const auto read =
    storage::read_journal(books, [&desk](const JournalRecord& record) { desk.replay(record); });
  if (!read) return tl::unexpected{read.error()};
  if (const auto& why = desk.replay_failure()) return fail(ErrorKind::Storage, *why);
  return {};
}

} // namespace hft
