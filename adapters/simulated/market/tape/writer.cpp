#include "adapters/simulated/market/tape/writer.hpp"

#include "adapters/simulated/market/tape/csv.hpp"
#include "messages/new_york.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <memory>
#include <system_error>
#include <utility>
#include <zlib.h>

namespace hft::simulated {

namespace {

constexpr std::int64_t nanoseconds_a_millisecond = 1'000'000;
constexpr std::int64_t units_a_tape_tick = units_per_whole / 10'000;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

/// One packed file, written beside its name and put in place when whole.
class PackedFile {
public:
  explicit PackedFile(std::string path)
    : path_{std::move(path)},
      beside_{path_ + ".new"},
      file_{gzopen(beside_.c_str(), "wb6")} {}
  PackedFile(const PackedFile&) = delete;
  PackedFile& operator=(const PackedFile&) = delete;
  ~PackedFile() {
    if (file_ != nullptr) gzclose(file_);
    std::error_code ignored;
    std::filesystem::remove(beside_, ignored);
  }

  void line(const std::string& text) {
    whole_ = whole_ && file_ != nullptr &&
             gzwrite(file_, text.data(), static_cast<unsigned>(text.size())) > 0;
  }
  Result<std::string> finish() {
    const bool closed = file_ != nullptr && gzclose(std::exchange(file_, nullptr)) == Z_OK;
    std::error_code failed;
    if (closed && whole_) std::filesystem::rename(beside_, path_, failed);
    if (!closed || !whole_ || failed)
      return fail(ErrorKind::BadArgument, "the tape " + path_ + " cannot be written");
    return path_;
  }

private:
  std::string path_;
  std::string beside_;
  gzFile file_;
  bool whole_ = true;
};

/// The files of one symbol; quotes only when they are wanted.
struct SymbolFiles {
  std::unique_ptr<PackedFile> trades;
  std::unique_ptr<PackedFile> quotes;
};

std::string milliseconds_since(Timestamp midnight, Timestamp time) {
  return std::to_string((time - midnight).count() / nanoseconds_a_millisecond);
}

std::string tape_price(Price price) {
  return std::to_string(price.units / units_a_tape_tick);
}

/// Decimal, a whole number where it is one.
std::string tape_size(Quantity size) {
  return to_string(size);
}

std::string hexadecimal(std::uint32_t flags) {
  char text[16];
  std::snprintf(text, sizeof text, "%x", flags);
  return text;
}

std::string line_of(const Trade& trade, Timestamp midnight) {
  return milliseconds_since(midnight, trade.time) + ',' + tape_price(trade.price) + ',' +
         tape_size(trade.size) + ',' + trade.exchange + ',' +
         hexadecimal(flags_of_conditions(trade.conditions)) + ",0\n";
}

std::string line_of(const Quote& quote, Timestamp midnight) {
  return milliseconds_since(midnight, quote.time) + ',' + tape_price(quote.bid) + ',' +
         tape_size(quote.bid_size) + ',' + tape_price(quote.ask) + ',' + tape_size(quote.ask_size) +
         ',' + quote.bid_exchange + ",0,0\n";
}

} // namespace

Result<std::vector<std::string>> write_tape(MarketSource& source, const std::string& folder,
                                            TapeKinds kinds) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed)
    return fail(ErrorKind::BadArgument,
                "the folder " + folder + " cannot be made: " + failed.message());
  auto date = format_date(source.date());
  date.erase(std::remove(date.begin(), date.end(), '-'), date.end());
  std::map<Symbol, SymbolFiles> files;
  for (const auto& symbol : source.symbols()) {
    const auto stem = folder + '/' + lower(symbol.str()) + '_' + date;
    auto& of_symbol = files[symbol];
    of_symbol.trades = std::make_unique<PackedFile>(stem + "_trade.csv.gz");
    if (kinds == TapeKinds::TradesAndQuotes)
      of_symbol.quotes = std::make_unique<PackedFile>(stem + "_quote.csv.gz");
  }
  const auto midnight = from_new_york(source.date(), Duration{0});
  while (source.next_time()) {
    const auto event = source.take();
    if (const auto* trade = std::get_if<Trade>(&event))
      files[trade->symbol].trades->line(line_of(*trade, midnight));
    else if (const auto* quote = std::get_if<Quote>(&event))
      if (auto& quotes = files[quote->symbol].quotes) quotes->line(line_of(*quote, midnight));
  }
  std::vector<std::string> written;
  for (auto& [symbol, of_symbol] : files)
    for (auto* file : {of_symbol.trades.get(), of_symbol.quotes.get()}) {
      if (file == nullptr) continue;
      auto path = file->finish();
      if (!path) return tl::unexpected{path.error()};
      written.push_back(std::move(*path));
    }
  return written;
}

} // namespace hft::simulated
