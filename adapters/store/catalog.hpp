#pragma once

#include "adapters/store/data_quality.hpp"
#include "adapters/store/store_file.hpp"
#include "messages/result.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace hft::store {

/// The folder of a store: `FEED/SYMBOL/SYMBOL_YYYYMMDD_trade.hft` (`_quote`, `_minute`),
/// `SYMBOL_YYYY_daily.hft` and `SYMBOL_actions.hft`. One process writes at a time; readers find
/// each file whole.
class Catalog {
public:
  explicit Catalog(std::filesystem::path root) : root_(std::move(root)) {}
  const std::filesystem::path& root() const { return root_; }

  /// Where the data of a header belong.
  std::filesystem::path path_of(const FileHeader& header) const;

  struct Entry {
    std::filesystem::path path;
    FileHeader header;
    FileSummary summary;
    std::uint64_t bytes = 0;
  };
  struct Listing {
    std::vector<Entry> entries;    ///< by symbol, kind, date and feed
    std::vector<Failure> failures; ///< of files that cannot be read
  };
  /// Every file, by head and index alone.
  Listing list() const;
  /// The file that covers `date`; of several feeds the first of sip, iex, others. NotFound when
  /// there is none.
  Result<Entry> find(const Symbol& symbol, DataKind kind, Date date,
                     const std::string& feed = {}) const;

  enum class Outcome : std::uint8_t { Written, Same, Replaced };
  /// Writes a file; what is there already with other rows is replaced only when `replace` is set,
  /// and a Failure otherwise.
  Result<Outcome> write(const FileHeader& header, const Rows& rows, const QualityReport& quality,
                        bool replace) const;

private:
  std::filesystem::path root_;
};

/// The year or the day a file of this kind is about: its `first_date` and `last_date`.
struct Period {
  Date first;
  Date last;
  auto operator<=>(const Period&) const = default;
};
Period period_of(DataKind kind, Date date);
/// `2013-10-07`, `2013` or `all`, for people.
std::string period_text(const FileHeader& header);

} // namespace hft::store
