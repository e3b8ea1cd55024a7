#include "adapters/store/catalog.hpp"

#include <algorithm>
#include <system_error>
#include <tuple>

namespace hft::store {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view ending = ".hft";

/// Slashes and dots at the front would lead out of the folder.
std::string safe_name(std::string_view text) {
  std::string name;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '-' || (c == '.' && !name.empty());
    name += plain ? c : '-';
  }
  return name.empty() ? "-" : name;
}

std::string digits_of(Date date) {
  auto text = format_date(date);
  text.erase(std::remove(text.begin(), text.end(), '-'), text.end());
  return text;
}

int feed_rank(const std::string& feed) {
  return feed == "sip" ? 0 : feed == "iex" ? 1 : 2;
}

std::vector<fs::path> files_below(const fs::path& root, std::vector<Failure>& failures) {
  std::vector<fs::path> files;
  std::error_code failed;
  if (!fs::exists(root, failed)) return files;
  fs::recursive_directory_iterator at{root, failed};
  for (; !failed && at != fs::recursive_directory_iterator{}; at.increment(failed))
    if (at->path().extension() == ending) files.push_back(at->path());
  if (failed)
    failures.push_back({ErrorKind::Storage,
                        "the store cannot look into " + root.string() + ": " + failed.message()});
  std::sort(files.begin(), files.end());
  return files;
}

} // namespace

Period period_of(DataKind kind, Date date) {
  if (kind == DataKind::DailyBars) {
    const auto year = static_cast<int>(civil(date).year());
    return {make_date(year, 1, 1), make_date(year, 12, 31)};
  }
  if (kind == DataKind::Actions) return {make_date(1970, 1, 1), make_date(2199, 12, 31)};
  return {date, date};
}

std::string period_text(const FileHeader& header) {
  if (header.kind == DataKind::Actions) return "all";
  const auto text = format_date(header.first_date);
  return header.kind == DataKind::DailyBars ? text.substr(0, 4) : text;
}

fs::path Catalog::path_of(const FileHeader& header) const {
  const auto symbol = safe_name(header.symbol.view());
  std::string name = symbol + '_';
  switch (header.kind) {
    case DataKind::Trades: name += digits_of(header.first_date) + "_trade"; break;
    case DataKind::Quotes: name += digits_of(header.first_date) + "_quote"; break;
    case DataKind::MinuteBars: name += digits_of(header.first_date) + "_minute"; break;
    case DataKind::DailyBars: name += digits_of(header.first_date).substr(0, 4) + "_daily"; break;
    case DataKind::Actions: name += "actions"; break;
  }
  return root_ / safe_name(header.provenance.feed) / symbol / (name + std::string{ending});
}

Catalog::Listing Catalog::list() const {
  Listing listing;
  for (const auto& path : files_below(root_, listing.failures)) {
    auto reader = StoreReader::open(path);
    if (!reader) {
      listing.failures.push_back(reader.error());
      continue;
    }
    listing.entries.push_back({path, reader->header(), reader->summary(), reader->bytes()});
  }
  const auto rank = [](const Entry& entry) {
    return std::tuple{entry.header.symbol.str(), entry.header.kind, entry.header.first_date,
                      feed_rank(entry.header.provenance.feed), entry.header.provenance.feed};
  };
  std::sort(listing.entries.begin(), listing.entries.end(),
            [&](const Entry& a, const Entry& b) { return rank(a) < rank(b); });
  return listing;
}

Result<Catalog::Entry> Catalog::find(const Symbol& symbol, DataKind kind, Date date,
                                     const std::string& feed) const {
  std::vector<std::string> feeds{feed};
  if (feed.empty()) {
    feeds = {"sip", "iex", "unknown"};
    std::error_code failed;
    for (const auto& folder : fs::directory_iterator{root_, failed}) {
      const auto name = folder.path().filename().string();
      if (std::find(feeds.begin(), feeds.end(), name) == feeds.end()) feeds.push_back(name);
    }
  }
  FileHeader header;
  header.kind = kind;
  header.symbol = symbol;
  header.first_date = period_of(kind, date).first;
  for (const auto& name : feeds) {
    header.provenance.feed = name;
    const auto path = path_of(header);
    std::error_code failed;
    if (!fs::exists(path, failed)) continue;
    auto reader = StoreReader::open(path);
    if (!reader) return tl::unexpected{reader.error()};
    if (reader->header().symbol != symbol || reader->header().kind != kind)
      return fail(ErrorKind::BadPayload, path.string() + " holds " + reader->header().symbol.str() +
                                           ' ' + std::string{to_string(reader->header().kind)} +
                                           ", which its name does not say");
    return Entry{path, reader->header(), reader->summary(), reader->bytes()};
  }
  return fail(ErrorKind::NotFound, "the store " + root_.string() + " has no " +
                                     std::string{to_string(kind)} + " of " + symbol.str() +
                                     (kind == DataKind::Actions ? "" : " on " + format_date(date)) +
                                     (feed.empty() ? "" : " from the feed " + feed));
}

Result<Catalog::Outcome> Catalog::write(const FileHeader& header, const Rows& rows,
                                        const QualityReport& quality, bool replace) const {
  const auto path = path_of(header);
  std::error_code failed;
  bool there = fs::exists(path, failed);
  if (there && !replace) {
    auto old = StoreReader::open(path);
    if (!old) return fail(old.error().fault, old.error().sentence + " (--replace writes it anew)");
    auto old_rows = old->read_all();
    if (!old_rows)
      return fail(old_rows.error().fault,
                  old_rows.error().sentence + " (--replace writes it anew)");
    if (old_rows->same_rows(rows)) return Outcome::Same;
    return fail(ErrorKind::BadArgument, path.string() + " is there already, from " +
                                          old->header().provenance.source +
                                          " and with other rows: give --replace to write it anew");
  }
  const auto bytes = store_bytes(header, rows, quality.counts());
  if (const auto done = write_store_file(path, bytes); !done) return tl::unexpected{done.error()};
  return there ? Outcome::Replaced : Outcome::Written;
}

} // namespace hft::store
