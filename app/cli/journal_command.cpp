#include "app/cli/journal_command.hpp"

#include "adapters/storage/journal_reader.hpp"
#include "adapters/storage/journal_text.hpp"
#include "app/console/logging.hpp"
#include "app/settings/state_dir.hpp"
#include "app/wiring/open_orders.hpp"

#include <cstdio>
#include <filesystem>
#include <system_error>

namespace hft {

int run_journal(const JournalOptions& options) {
  const auto state_dir = state_dir_of(options.state_dir);
  std::error_code none;
  const bool is_there =
    std::filesystem::status(state_dir, none).type() != std::filesystem::file_type::not_found;
  if (!options.state_dir.empty() && !is_there) {
    say_failure("the state directory " + state_dir.string() + " is not there");
    return exit_code::usage;
  }
  if (options.verify && !options.order.empty()) {
    say_failure("--verify and --order exclude each other: the first checks all records, the second "
                "shows those of one order");
    return exit_code::usage;
  }
  const auto dir = newest_account_dir(state_dir);
  if (!dir) return say_failure(dir.error().sentence), exit_code::journal;
  if (dir->empty())
    std::fprintf(stderr, "There is no journal in %s yet.\n", state_dir.string().c_str());
  std::size_t shown = 0;
  const auto print = [&](const JournalRecord& record) {
    if (options.verify) return;
    if (!options.order.empty() && !storage::mentions(record, options.order)) return;
    ++shown;
    const auto line =
      options.format == "json" ? storage::json_line(record) : storage::text_line(record);
    std::printf("%s\n", line.c_str());
  };
  const auto end = dir->empty() ? Result<storage::JournalEnd>{storage::JournalEnd{}}
                                : storage::read_journal(*dir, print);
  if (!end) {
    std::fprintf(stderr, "hft: %s\n", end.error().sentence.c_str());
    return exit_code::journal;
  }
  for (const auto& torn : end->torn) std::fprintf(stderr, "%s\n", torn.c_str());
  if (options.verify && !dir->empty()) {
    // Good is what a start could read: the records are taken in as it would.
    if (const auto replayed = check_replay(*dir); !replayed) {
      std::fprintf(stderr, "hft: %s\n", replayed.error().sentence.c_str());
      return exit_code::journal;
    }
  }
  if (options.verify)
    std::printf("%llu records in %zu files are good\n",
                static_cast<unsigned long long>(end->records), end->files);
  if (!options.order.empty() && shown == 0 && !options.verify) {
    std::fprintf(stderr, "hft: no record mentions %s\n", options.order.c_str());
    return exit_code::failed;
  }
  return exit_code::done;
}

} // namespace hft
