#include "adapters/store/exporters/dbn_export.hpp"

#include "adapters/store/byte_text.hpp"
#include "adapters/store/mark.hpp"
#include "messages/new_york.hpp"

#include <algorithm>
#include <limits>

namespace hft::store {

namespace {

// Version 1 of the encoding: all numbers least significant byte first, prices in units of 1e-9.
constexpr std::uint8_t dbn_version = 1;
constexpr std::size_t symbol_length = 22;
constexpr std::uint32_t instrument = 1;
constexpr std::int64_t no_price = std::numeric_limits<std::int64_t>::max();
constexpr std::uint8_t last_flag = 128; ///< the last record of its event

struct Schema {
  std::uint16_t number;
  std::uint8_t record_type;
  std::uint8_t words; ///< a record's length in units of four bytes
};

std::optional<Schema> schema_of(DataKind kind) {
  switch (kind) {
    case DataKind::Trades: return Schema{4, 0x00, 12};
    case DataKind::Quotes: return Schema{1, 0x01, 20};
    case DataKind::MinuteBars: return Schema{6, 0x21, 14};
    case DataKind::DailyBars: return Schema{9, 0x23, 14};
    case DataKind::Actions: break;
  }
  return std::nullopt;
}

void padded(std::string_view text, std::size_t length, ByteWriter& writer) {
  writer.text(text.substr(0, length));
  writer.text(std::string(length - std::min(length, text.size()), '\0'));
}

std::uint32_t date_number(Date date) {
  const auto day = civil(date);
  return static_cast<std::uint32_t>(static_cast<int>(day.year()) * 10'000) +
         static_cast<unsigned>(day.month()) * 100 + static_cast<unsigned>(day.day());
}

std::string metadata(const FileHeader& header, const Schema& schema) {
  std::string body;
  ByteWriter writer{body};
  padded("HFT.STORE", 16, writer);
  writer.u16(schema.number);
  writer.i64(from_new_york(header.first_date, Duration{0}).nanoseconds);
  writer.i64(from_new_york(header.last_date + 1, Duration{0}).nanoseconds);
  writer.u64(0);                                         // no limit
  writer.u64(std::numeric_limits<std::uint64_t>::max()); // the number of records: not told
  writer.u8(1);                                          // asked by raw symbol
  writer.u8(0);                                          // answered by instrument id
  writer.u8(0);                                          // no send times
  writer.text(std::string(47, '\0'));
  writer.u32(0); // no schema definition
  writer.u32(1);
  padded(header.symbol.view(), symbol_length, writer);
  writer.u32(0); // partial
  writer.u32(0); // not found
  writer.u32(1); // mappings
  padded(header.symbol.view(), symbol_length, writer);
  writer.u32(1);
  writer.u32(date_number(header.first_date));
  writer.u32(date_number(header.last_date + 1));
  padded(std::to_string(instrument), symbol_length, writer);
  std::string text{"DBN"};
  ByteWriter head{text};
  head.u8(dbn_version);
  head.u32(static_cast<std::uint32_t>(body.size()));
  head.text(body);
  return text;
}

/// Whole shares that fit 32 bits.
std::optional<std::uint32_t> whole_shares(std::int64_t units) {
  if (units < 0 || units % units_per_whole != 0) return std::nullopt;
  const auto whole = units / units_per_whole;
  if (whole > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return static_cast<std::uint32_t>(whole);
}

std::int64_t price_or_none(std::int64_t price) {
  return price == 0 ? no_price : price;
}

/// The record, or why the encoding cannot hold it.
const char* record(const Rows& rows, std::size_t row, const Schema& schema, std::string& out) {
  constexpr const char* no_size = "its size is no whole number of shares below 2^32";
  const auto at = [&](std::size_t c) { return rows.columns[c][row]; };
  ByteWriter writer{out};
  writer.u8(schema.words);
  writer.u8(schema.record_type);
  writer.u16(0); // no publisher
  writer.u32(instrument);
  writer.i64(at(column::time));
  if (rows.kind == DataKind::Trades) {
    const auto size = whole_shares(at(column::size));
    if (!size) return no_size;
    writer.i64(at(column::price));
    writer.u32(*size);
    writer.text("TN"); // a trade, no side
    writer.u8(last_flag);
    writer.u8(0); // depth
    writer.i64(at(column::time));
    writer.u32(0);
    writer.u32(static_cast<std::uint32_t>(at(column::id)));
    return nullptr;
  }
  if (rows.kind == DataKind::Quotes) {
    const auto bid_size = whole_shares(at(column::bid_size));
    const auto ask_size = whole_shares(at(column::ask_size));
    if (!bid_size || !ask_size) return no_size;
    writer.i64(no_price); // what changed is not told, only how the book stands
    writer.u32(0);
    writer.text("MN");
    writer.u8(last_flag);
    writer.u8(0);
    writer.i64(at(column::time));
    writer.u32(0);
    writer.u32(0);
    writer.i64(price_or_none(at(column::bid)));
    writer.i64(price_or_none(at(column::ask)));
    writer.u32(*bid_size);
    writer.u32(*ask_size);
    writer.u32(0);
    writer.u32(0);
    return nullptr;
  }
  if (at(column::volume) % units_per_whole != 0) return "its volume is no whole number of shares";
  for (const auto c : {column::open, column::high, column::low, column::close}) writer.i64(at(c));
  writer.i64(at(column::volume) / units_per_whole);
  return nullptr;
}

} // namespace

Result<void> export_dbn(StoreReader& reader, const Output& out) {
  const auto schema = schema_of(reader.header().kind);
  if (!schema)
    return fail(ErrorKind::Unsupported, "corporate actions have no form in DBN: give csv");
  if (!out(metadata(reader.header(), *schema)))
    return fail(ErrorKind::Storage, "the export cannot be written");
  Rows rows{reader.header().kind};
  std::string text;
  for (std::size_t block = 0; block < reader.blocks().size(); ++block) {
    if (const auto done = reader.read_block(block, rows); !done) return done;
    text.clear();
    for (std::size_t row = 0; row < rows.size(); ++row)
      if (const char* trouble = record(rows, row, *schema, text))
        return fail(ErrorKind::Unsupported, "the row at " + format_timestamp(rows.time(row)) +
                                              " has no form in DBN: " + trouble);
    if (!out(text)) return fail(ErrorKind::Storage, "the export cannot be written");
  }
  return {};
}

} // namespace hft::store
