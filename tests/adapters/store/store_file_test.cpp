#define CAF_SUITE store_file
#include "tests/test.hpp"

#include "adapters/store/row_stream.hpp"
#include "adapters/store/store_file.hpp"
#include "tests/temporary_directory.hpp"

#include <limits>
#include <random>

namespace store_file_test {

using namespace hft;
using namespace hft::store;

namespace {

FileHeader header_of(DataKind kind) {
  FileHeader header;
  header.kind = kind;
  header.symbol = "SPY";
  header.first_date = header.last_date = make_date(2013, 10, 7);
  header.provenance = {"sip", "a \"file\".csv", "engine ticks", "00ff", "hft test"};
  return header;
}

Trade trade_at(std::int64_t time, std::int64_t price, std::int64_t size, std::int64_t id) {
  Trade trade;
  trade.symbol = "SPY";
  trade.time = {time};
  trade.price = {price};
  trade.size = {size};
  trade.id = id;
  trade.exchange = "DQP"[id % 3 < 0 ? 0 : id % 3];
  trade.conditions = "@I";
  return trade;
}

/// Sorted rows of values from everywhere in 64 bits, small and large steps, many words.
Rows any_rows(std::uint64_t seed, std::size_t count, DataKind kind) {
  std::mt19937_64 random{seed};
  RowsBuilder builder{kind};
  std::vector<std::int64_t> times;
  const auto any = [&]() -> std::int64_t {
    switch (random() % 6) {
      case 0: return static_cast<std::int64_t>(random());
      case 1: return 0;
      case 2: return static_cast<std::int64_t>(random() % 300) * units_per_whole;
      case 3: return static_cast<std::int64_t>(random() % 1000) * 100 * units_per_whole;
      case 4: return -static_cast<std::int64_t>(random() % 100);
      default:
        return random() % 2 == 0 ? std::numeric_limits<std::int64_t>::min()
                                 : std::numeric_limits<std::int64_t>::max();
    }
  };
  for (std::size_t i = 0; i < count; ++i) times.push_back(any());
  std::sort(times.begin(), times.end());
  for (const auto time : times) {
    const auto word = std::to_string(random() % 400);
    switch (column_names(kind).size()) {
      case 4: builder.add({time, any(), any(), any()}, word); break;
      case 5: builder.add({time, any(), any(), any(), any()}, word); break;
      default: builder.add({time, any(), any(), any(), any(), any(), any(), any()}, word); break;
    }
  }
  return builder.take();
}

Result<Rows> read_back(const std::string& bytes) {
  auto reader = StoreReader::open_bytes("x.hft", std::make_shared<const std::string>(bytes));
  if (!reader) return tl::unexpected{reader.error()};
  if (const auto good = reader->verify(); !good) return tl::unexpected{good.error()};
  return reader->read_all();
}

std::string small_file() {
  RowsBuilder builder{DataKind::Trades};
  for (std::int64_t i = 0; i < 25; ++i)
    builder.add(trade_at(1'000'000 * i, 1'680'000'000'00 + i, (i + 1) * units_per_whole, i));
  return store_bytes(header_of(DataKind::Trades), builder.take(), {{"gap", 2}}, 10);
}

} // namespace

CAF_TEST(any rows of any kind come back to the bit) {
  int same = 0;
  int tried = 0;
  for (const auto kind : data_kinds)
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
      const auto rows = any_rows(seed, seed * 97 % 700, kind);
      const auto back = read_back(store_bytes(header_of(kind), rows, {}, 64 + seed * 40));
      ++tried;
      same += back && back->same_rows(rows) ? 1 : 0;
    }
  CAF_CHECK_EQUAL(same, tried);
}

CAF_TEST(more words than a byte can number come back) {
  RowsBuilder builder{DataKind::Actions};
  for (std::int64_t i = 0; i < 3000; ++i)
    builder.add({i, 1, 0, 0, 0, 0, 0, 0}, "word " + std::to_string(i));
  const auto rows = builder.take();
  const auto back = read_back(store_bytes(header_of(DataKind::Actions), rows, {}));
  CAF_REQUIRE(back);
  CAF_CHECK(back->same_rows(rows));
}

CAF_TEST(a file says what it is and where it came from) {
  const auto bytes = small_file();
  auto reader = StoreReader::open_bytes("x", std::make_shared<const std::string>(bytes));
  CAF_REQUIRE(reader);
  CAF_CHECK(reader->header() == header_of(DataKind::Trades));
  CAF_CHECK_EQUAL(reader->summary().rows, 25u);
  CAF_CHECK_EQUAL(reader->summary().troubles.at("gap"), 2u);
  CAF_CHECK_EQUAL(reader->blocks().size(), 3u);
  CAF_CHECK_EQUAL(reader->bytes(), bytes.size());
}

CAF_TEST(equal rows have equal hashes wherever they came from) {
  const auto rows = any_rows(5, 100, DataKind::Quotes);
  auto other = header_of(DataKind::Quotes);
  other.provenance.source = "elsewhere";
  const auto a = StoreReader::open_bytes(
    "a", std::make_shared<const std::string>(store_bytes(header_of(DataKind::Quotes), rows, {})));
  const auto b =
    StoreReader::open_bytes("b", std::make_shared<const std::string>(store_bytes(other, rows, {})));
  CAF_CHECK_EQUAL(a->summary().sha256, b->summary().sha256);
}

CAF_TEST(a file cut at any byte is refused with its name) {
  const auto whole = small_file();
  std::size_t refused = 0;
  std::size_t named = 0;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto back = read_back(whole.substr(0, length));
    refused += back ? 0 : 1;
    named += !back && back.error().sentence.find("x.hft") != std::string::npos ? 1 : 0;
  }
  CAF_CHECK_EQUAL(refused, whole.size());
  CAF_CHECK_EQUAL(named, whole.size());
}

CAF_TEST(a torn file is told how far it is good) {
  const auto whole = small_file();
  auto reader = StoreReader::open_bytes("x.hft", std::make_shared<const std::string>(whole));
  const auto second = reader->blocks()[1];
  const auto torn = read_back(whole.substr(0, second.offset + second.length + 3));
  CAF_REQUIRE(!torn);
  const auto place =
    "2 blocks of 20 rows are whole, up to byte " + std::to_string(second.offset + second.length);
  CAF_CHECK(torn.error().sentence.find(place) != std::string::npos);
}

CAF_TEST(any flipped bit is found) {
  const auto whole = small_file();
  std::size_t found = 0;
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (int bit = 0; bit < 8; bit += 3) {
      auto altered = whole;
      altered[at] = static_cast<char>(altered[at] ^ (1 << bit));
      found += read_back(altered) ? 0 : 1;
    }
  CAF_CHECK_EQUAL(found, whole.size() * 3);
}

CAF_TEST(an altered block is named with its byte) {
  auto bytes = small_file();
  const auto entry =
    StoreReader::open_bytes("x.hft", std::make_shared<const std::string>(bytes))->blocks()[1];
  bytes[entry.offset + 40] = static_cast<char>(bytes[entry.offset + 40] ^ 1);
  const auto back = read_back(bytes);
  CAF_REQUIRE(!back);
  CAF_CHECK_EQUAL(back.error().sentence, "x.hft is altered at byte " +
                                           std::to_string(entry.offset) +
                                           ", in block 2: import it again");
}

CAF_TEST(a file is written whole beside its place) {
  TemporaryDirectory folder;
  const auto file = folder.path / "sip" / "SPY" / "a.hft";
  CAF_REQUIRE(write_store_file(file, small_file()));
  CAF_CHECK(StoreReader::open(file).has_value());
  CAF_CHECK(!std::filesystem::exists(file.string() + ".new"));
}

CAF_TEST(a cursor seeks to the first row of a time) {
  RowCursor cursor{
    *StoreReader::open_bytes("x", std::make_shared<const std::string>(small_file()))};
  CAF_REQUIRE(cursor.seek({12'500'000}));
  CAF_REQUIRE(*cursor.load());
  CAF_CHECK_EQUAL(cursor.time().nanoseconds, 13'000'000);
  CAF_REQUIRE(cursor.seek({99'000'000}));
  CAF_CHECK(!*cursor.load());
}

CAF_TEST(files are merged by time and those added first go first) {
  const auto bytes_at = [](std::initializer_list<std::int64_t> times, std::int64_t price) {
    RowsBuilder builder{DataKind::Trades};
    for (const auto time : times) builder.add(trade_at(time, price, 1, 1));
    return std::make_shared<const std::string>(
      store_bytes(header_of(DataKind::Trades), builder.take(), {}, 2));
  };
  RowMerge merge;
  merge.add(RowCursor{*StoreReader::open_bytes("a", bytes_at({1, 3, 3, 9}, 10))});
  merge.add(RowCursor{*StoreReader::open_bytes("b", bytes_at({0, 3, 4, 5, 20}, 20))});
  std::string order;
  for (auto run = merge.next(); run && *run; run = merge.next())
    for (auto row = (*run)->begin; row < (*run)->end; ++row)
      order += std::to_string((*run)->cursor->rows().time(row).nanoseconds) +
               ((*run)->stream == 0 ? "a " : "b ");
  CAF_CHECK_EQUAL(order, "0b 1a 3a 3a 3b 4b 5b 9a 20b ");
}

} // namespace store_file_test
