#pragma once

#include "adapters/order_journal.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace hft::storage {

/// Where a reading ended.
struct JournalEnd {
  std::uint64_t records = 0;
  std::uint64_t last_sequence = 0;
  std::uint32_t last_crc = 0; ///< the chain goes on from here
  std::size_t files = 0;
  std::vector<std::string> torn; ///< a sentence for each file whose last record was not finished
};

/// Reads every record of the directory, oldest first, and checks every byte of them. A file may end
/// in a torn record: it is left out and named. Anything else that is not as it was written is a
/// Failure that names the file, the offset and the record; what was good before it has been shown.
/// Safe beside a running writer. An empty or missing directory has no records.
Result<JournalEnd> read_journal(const std::filesystem::path& directory,
                                const std::function<void(const JournalRecord&)>& show);

/// The same without decoding for anyone: every record is checked.
Result<JournalEnd> verify_journal(const std::filesystem::path& directory);

} // namespace hft::storage
