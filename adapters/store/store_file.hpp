#pragma once

#include "adapters/store/block_codec.hpp"
#include "adapters/store/rows.hpp"
#include "messages/fixed_text.hpp"
#include "messages/result.hpp"
#include "messages/timestamp.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hft::store {

inline constexpr std::string_view file_magic = "HFTSTOR1";
inline constexpr std::string_view end_magic = "HFTSEND1";
inline constexpr std::uint32_t format_version = 1;
inline constexpr std::size_t block_rows = 32'768;

/// Where data came from.
struct Provenance {
  std::string feed = "unknown"; ///< `sip`, `iex` or `unknown`
  std::string source;           ///< a file's name, or what was asked of a server
  std::string format;           ///< `engine ticks`, `broker pages`, `flat file`, ...
  std::string sha256;           ///< of the source's bytes; empty where there is no file
  std::string tool;             ///< the program that wrote it, with its version
  bool operator==(const Provenance&) const = default;
};

/// What a file's first bytes say.
struct FileHeader {
  DataKind kind = DataKind::Trades;
  Symbol symbol;
  Date first_date; ///< by New York time; of corporate actions and bars the earliest
  Date last_date;
  Provenance provenance;
  bool operator==(const FileHeader&) const = default;
};

/// What its last bytes say.
struct FileSummary {
  std::uint64_t rows = 0;
  std::string sha256; ///< of the blocks: equal data have an equal one, wherever they came from
  std::map<std::string, std::uint64_t> troubles; ///< what the import found, and how often
  bool operator==(const FileSummary&) const = default;
};

/// One entry of the index.
struct BlockEntry {
  std::uint64_t offset = 0; ///< in the file
  std::uint32_t length = 0; ///< with head and checksum
  std::uint32_t rows = 0;
  Timestamp first; ///< of its rows, which are sorted
  Timestamp last;
  bool operator==(const BlockEntry&) const = default;
};

/// The bytes of a file with these rows, which are sorted by time.
std::string store_bytes(const FileHeader& header, const Rows& rows,
                        const std::map<std::string, std::uint64_t>& troubles,
                        std::size_t rows_a_block = block_rows);
/// Writes them beside the file, and puts them in its place once they are on disk.
Result<void> write_store_file(const std::filesystem::path& file, std::string_view bytes);

/// SHA-256 as hexadecimal text.
std::string sha256_of(std::string_view bytes);

/// An open file of the store. Opening checks its head and its index, reading a block that block; a
/// Failure names the file, the byte and the block. Movable; one thread at a time.
class StoreReader {
public:
  static Result<StoreReader> open(const std::filesystem::path& file);
  /// The same of bytes in memory; `name` is for sentences.
  static Result<StoreReader> open_bytes(const std::string& name,
                                        std::shared_ptr<const std::string> bytes);
  StoreReader(StoreReader&&) noexcept;
  StoreReader& operator=(StoreReader&&) noexcept;
  ~StoreReader();

  const std::string& name() const;
  const FileHeader& header() const;
  const FileSummary& summary() const;
  const std::vector<BlockEntry>& blocks() const;
  std::uint64_t bytes() const; ///< the file's length

  /// Replaces `rows` by those of a block.
  Result<void> read_block(std::size_t block, Rows& rows);
  /// All rows.
  Result<Rows> read_all();
  /// Checks every byte; how many rows are good.
  Result<std::uint64_t> verify();
  /// The first block that has rows at `time` or later; `blocks().size()` when there is none.
  std::size_t block_at(Timestamp time) const;

private:
  struct State;
  explicit StoreReader(std::unique_ptr<State> state);
  static Result<StoreReader> open_state(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Whether a file's first bytes say that it is of the store.
bool is_store_file(std::string_view bytes);

} // namespace hft::store
