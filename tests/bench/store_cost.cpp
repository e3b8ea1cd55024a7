// What a file of the store costs: bytes a row beside csv.gz, nanoseconds to decode a row, to read
// it into a message, and to seek. Arguments: recorded ticks; without any, a made-up day of
// nanoseconds.

#include "adapters/store/importers/importer.hpp"
#include "adapters/store/row_stream.hpp"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <random>
#include <string>

namespace {

using namespace hft;
using namespace hft::store;

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void measure(const std::string& name, const std::string& file, std::uintmax_t packed_csv) {
  auto reader = StoreReader::open(file);
  if (!reader) {
    std::printf("%s\n", reader.error().sentence.c_str());
    return;
  }
  const auto rows = static_cast<double>(reader->summary().rows);
  Rows block{reader->header().kind};
  double best = 1e9;
  for (int run = 0; run < 15; ++run) {
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < reader->blocks().size(); ++i) (void)reader->read_block(i, block);
    best = std::min(best, seconds_since(begin));
  }
  double best_messages = 1e9;
  std::int64_t sum = 0;
  for (int run = 0; run < 15; ++run) {
    auto again = StoreReader::open(file);
    RowCursor cursor{std::move(*again)};
    Trade trade;
    Quote quote;
    const auto begin = std::chrono::steady_clock::now();
    while (cursor.load().value_or(false)) {
      const auto& block_rows = cursor.rows();
      for (auto row = cursor.row(); row < block_rows.size(); ++row) {
        if (block_rows.kind == DataKind::Trades) {
          read_trade(block_rows, cursor.marks(), row, trade);
          sum += trade.price.units;
        } else {
          read_quote(block_rows, cursor.marks(), row, quote);
          sum += quote.bid.units;
        }
      }
      cursor.advance(block_rows.size());
    }
    best_messages = std::min(best_messages, seconds_since(begin));
  }
  const auto middle = Timestamp{reader->blocks().front().first.nanoseconds / 2 +
                                reader->blocks().back().last.nanoseconds / 2};
  double seek = 1e9;
  for (int run = 0; run < 15; ++run) {
    auto again = StoreReader::open(file);
    RowCursor cursor{std::move(*again)};
    const auto begin = std::chrono::steady_clock::now();
    (void)cursor.seek(middle);
    seek = std::min(seek, seconds_since(begin));
  }
  std::printf("%-32s %9.0f rows  %5.2f B/row", name.c_str(), rows,
              static_cast<double>(reader->bytes()) / rows);
  if (packed_csv > 0) std::printf(" (csv.gz %5.2f)", static_cast<double>(packed_csv) / rows);
  std::printf("  decode %5.1f ns  to messages %5.1f ns  seek %5.3f ms%s\n", best / rows * 1e9,
              best_messages / rows * 1e9, seek * 1e3, sum == 42 ? "." : "");
}

/// Nanosecond stamps, ids that count up on each exchange, conditions as of a busy day.
Rows made_up_day(std::size_t count) {
  std::mt19937_64 random{1};
  RowsBuilder builder{DataKind::Trades};
  const char exchanges[] = {'D', 'Q', 'P', 'Z', 'K', 'N', 'V'};
  const Conditions conditions[] = {"@", "@I", "@F", "@FI", "@T"};
  std::int64_t ids[7] = {};
  Trade trade;
  trade.symbol = "SPY";
  trade.tape = 'B';
  trade.price = dollars(450);
  trade.time = {1'700'000'000'000'000'000};
  for (std::size_t i = 0; i < count; ++i) {
    const auto where = random() % 7;
    if (random() % 3 == 0) // prints come in bursts of one order
      trade.time = trade.time + Duration{static_cast<std::int64_t>(random() % 80'000'000)};
    else
      trade.time = trade.time + Duration{static_cast<std::int64_t>(random() % 512)};
    trade.price = trade.price + cents(static_cast<std::int64_t>(random() % 3) - 1);
    trade.size = shares(random() % 2 == 0 ? 100 : static_cast<std::int64_t>(random() % 300 + 1));
    trade.exchange = exchanges[where];
    trade.id = ids[where] += static_cast<std::int64_t>(1 + random() % 3);
    trade.conditions = conditions[random() % 20 < 14 ? 0 : random() % 5];
    builder.add(trade);
  }
  return builder.take();
}

} // namespace

int main(int argc, char** argv) {
  const auto folder = std::filesystem::temp_directory_path() /
                      ("hft-store-cost-" + std::to_string(std::random_device{}()));
  ImportSettings settings;
  settings.tool = "store_cost";
  for (int i = 1; i < argc; ++i) {
    Importer importer{Catalog{folder}, settings};
    const auto begin = std::chrono::steady_clock::now();
    if (const auto done = importer.import_file(argv[i]); !done) {
      std::printf("%s\n", done.error().sentence.c_str());
      continue;
    }
    const auto result = importer.finish();
    const auto took = seconds_since(begin);
    if (!result) continue;
    for (const auto& file : result->files) {
      measure(file.path.filename().string(), file.path.string(),
              std::filesystem::file_size(argv[i]));
      std::printf("%-32s import %.0f ns a row\n", "", took / static_cast<double>(file.rows) * 1e9);
    }
  }
  const auto file = (folder / "made_up.hft").string();
  FileHeader header;
  header.symbol = "SPY";
  (void)write_store_file(file, store_bytes(header, made_up_day(500'000), {}));
  measure("made-up day, nanoseconds", file, 0);
  std::filesystem::remove_all(folder);
  return 0;
}
