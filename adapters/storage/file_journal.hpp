#pragma once

#include "adapters/order_journal.hpp"
#include "adapters/storage/journal_reader.hpp"
#include "adapters/storage/mapped_file.hpp"
#include "adapters/storage/owned_directory.hpp"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace hft::storage {

/// What an appended entry survives.
enum class Durability {
  Process, ///< the death of the process, at any instant
  Disk,    ///< also the machine's: orders wait until their intent is on the disk
};

struct JournalOptions {
  Durability durability = Durability::Process;
  std::chrono::milliseconds sync_interval{100}; ///< for what nobody waits for
  std::size_t segment = std::size_t{1} << 20;   ///< how much room is made at a time, bytes
};

/// The order journal in files of a state directory, one or more a trading date. Appends only: every
/// process begins a new file after all that is there, and nothing written is ever changed. Holds
/// the locks of the directory, of a file in it and of the journal it writes, so that no second
/// process writes there whatever is deleted. A journal that another program cuts short, changes or
/// deletes is a Failure of `append` or `prepare`.
class FileJournal : public OrderJournal {
public:
  /// Creates the directory (mode 0700) if need be and takes its lock. Only `recover` may follow.
  static Result<std::unique_ptr<FileJournal>> claim(const std::filesystem::path& directory,
                                                    JournalOptions options);
  /// Checks and shows every record there is, oldest first, then is ready to append for `date`.
  Result<void> recover(Date date, const std::function<void(const JournalRecord&)>& show);
  /// Both.
  static Result<std::unique_ptr<FileJournal>>
  open(const std::filesystem::path& directory, Date date, JournalOptions options,
       const std::function<void(const JournalRecord&)>& show);
  ~FileJournal() override;
  FileJournal(const FileJournal&) = delete;
  FileJournal& operator=(const FileJournal&) = delete;

  Result<void> append(Timestamp at, const JournalEntry& entry) override;
  Result<void> rotate(Date date) override;
  Result<void> prepare() override;
  std::uint64_t appended() const override { return last_sequence_; }
  std::uint64_t durable() const override;
  void commit() override;
  void on_durable(std::function<void()> tell) override;

  /// What was found when it was recovered.
  const JournalEnd& found() const { return found_; }
  std::uint64_t last_sequence() const { return last_sequence_; }

private:
  class Syncer;
  FileJournal(OwnedDirectory directory, JournalOptions options, int lock);
  Result<void> begin_file(Date date);
  Result<void> make_room(std::size_t size);
  Result<void> check_slice();
  void store(Timestamp at, std::uint8_t kind);

  /// Where the check of what was written stands.
  struct Check {
    std::size_t offset = 0;
    std::uint64_t sequence = 0; ///< of the record before
    std::uint32_t crc = 0;      ///< of the record before
  };

  OwnedDirectory directory_;
  JournalOptions options_;
  int lock_;
  JournalEnd found_;
  std::optional<MappedFile> file_;
  std::unique_ptr<Syncer> syncer_; // after the file: it uses its descriptor
  std::function<void()> publish_durable_;
  Date date_;
  std::size_t used_ = 0;
  Check check_;
  Check check_start_;
  std::atomic<std::uint64_t> last_sequence_{0}; // read by the syncer
  std::uint32_t last_crc_ = 0;
  std::string payload_;
  std::optional<Failure> failure_; // once it failed it stays failed
};

} // namespace hft::storage
