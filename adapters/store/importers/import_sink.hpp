#pragma once

#include "adapters/store/catalog.hpp"
#include "adapters/store/data_quality.hpp"
#include "adapters/store/row_stream.hpp"
#include "messages/market.hpp"
#include "messages/result.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hft::store {

/// How data are brought in.
struct ImportSettings {
  std::vector<Symbol> symbols; ///< only these; of files that name none, the one that is given
  std::optional<Date> date;    ///< only this day; of files that name none, theirs
  std::string feed;            ///< empty: told by the exchanges the data name
  std::string tool;            ///< for the provenance: `hft 0.1.0`
  bool replace = false;        ///< what is there already with other rows
  HoursOf hours;               ///< sessions of the market; without it no gap is found
  /// Told now and then how many rows have been read; may be empty. False stops the import.
  std::function<bool(std::uint64_t rows)> progress;
};

/// A file of the store that an import wrote or found.
struct ImportedFile {
  std::filesystem::path path;
  FileHeader header;
  std::uint64_t rows = 0;
  Catalog::Outcome outcome = Catalog::Outcome::Written;
  QualityReport quality;
};

struct ImportResult {
  std::vector<ImportedFile> files;
  QualityReport quality; ///< of all of it
  std::uint64_t rows = 0;
  bool stopped = false; ///< asked to, between two rows
};

/// Where importers put what they read: collects it by symbol, kind and day, looks it through and
/// writes it. One thread.
class ImportSink {
public:
  ImportSink(const Catalog& catalog, const ImportSettings& settings);

  /// From here on rows come from this source. `symbol` and `date`: what its name promises.
  void begin(Provenance provenance, std::optional<Symbol> symbol, std::optional<Date> date);
  void add(const Trade& trade, const Mark& more = {});
  void add(const Quote& quote, const Mark& more = {});
  void add(const Bar& bar);
  /// A corporate action, see `column`; its word is text.
  void add_action(const Symbol& symbol, std::initializer_list<std::int64_t> values,
                  std::string_view word);
  void trouble(DataTrouble trouble, const std::string& sentence);
  /// Whether rows of this symbol are wanted at all.
  bool wants(const Symbol& symbol) const;
  /// Counts a row that was read; false when the import is to stop.
  bool go_on();
  bool stopped() const { return stopped_; }
  /// The session after `date`; the day after it where the market's sessions are not known.
  Date next_session(Date date) const;

  /// Writes what has been collected.
  Result<void> flush();
  /// Forgets what has been collected.
  void drop();
  std::size_t collected() const { return collected_; }
  ImportResult result();

private:
  using Key = std::pair<Symbol, std::pair<DataKind, Period>>;
  struct Group {
    RowsBuilder rows;
    Provenance provenance;
    std::set<char> exchanges;
    std::set<std::string> sources;
  };
  Group* group_for(const Symbol& symbol, DataKind kind, Timestamp time);
  Date date_of(Timestamp time);
  Result<void> write(const Key& key, Group& group);

  const Catalog& catalog_;
  const ImportSettings& settings_;
  Provenance provenance_;
  std::optional<Symbol> promised_symbol_;
  std::optional<Date> promised_date_;
  std::map<Key, Group> groups_;
  std::size_t collected_ = 0;
  QualityReport pending_; ///< of lines that became no row
  ImportResult result_;
  bool stopped_ = false;
  Timestamp day_begin_{1}; ///< the day asked for last, as an interval
  Timestamp day_end_{0};
  Date day_;
};

} // namespace hft::store
