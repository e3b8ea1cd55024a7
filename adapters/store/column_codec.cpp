#include "adapters/store/column_codec.hpp"

#include "adapters/store/byte_text.hpp"
#include "messages/units.hpp"

#include <zstd.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <stdexcept>

namespace hft::store {

namespace {

constexpr int zstd_level = 3;
constexpr std::uint8_t packed_flag = 0x80; ///< of the coding's byte
constexpr std::uint8_t words_coding = 4;
constexpr std::size_t largest_column = std::size_t{4} << 20;
constexpr std::size_t longest_word = 1024;

constexpr std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
constexpr std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
}
/// Differences wrap: the sum wraps back.
constexpr std::int64_t difference(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}
constexpr std::uint64_t size_of(std::int64_t value) {
  return value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}
/// The code that says "see the escapes": all ones in so many bytes.
constexpr std::uint64_t escape_of(unsigned width) {
  return width == 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * width)) - 1;
}

/// The narrowest width at which few codes escape.
unsigned width_for(std::span<const std::uint64_t> codes) {
  std::array<std::size_t, 9> of_width{};
  for (const auto code : codes) {
    unsigned width = 1;
    while (width < 8 && code >= escape_of(width)) ++width;
    ++of_width[width];
  }
  std::size_t escapes = codes.size();
  for (unsigned width = 1; width < 8; ++width) {
    escapes -= of_width[width];
    if (escapes <= codes.size() / 16) return width;
  }
  return 8;
}

/// `width` planes of one byte a row, then the escapes.
void write_codes(std::span<const std::uint64_t> codes, std::string& out) {
  const unsigned width = width_for(codes);
  const auto escape = escape_of(width);
  out += static_cast<char>(width);
  for (unsigned plane = 0; plane < width; ++plane)
    for (const auto code : codes) out += static_cast<char>(std::min(code, escape) >> (8 * plane));
  ByteWriter writer{out};
  for (const auto code : codes)
    if (code >= escape) writer.varint(code);
}

void write_deltas(std::span<const std::int64_t> values, std::string& out) {
  const std::int64_t first = values.empty() ? 0 : values.front();
  std::uint64_t scale = 0;
  bool falls = false;
  for (std::size_t i = 1; i < values.size(); ++i) {
    const auto delta = difference(values[i], values[i - 1]);
    if (scale != 1) scale = std::gcd(scale, size_of(delta));
    falls = falls || delta < 0;
  }
  scale = std::max<std::uint64_t>(scale, 1);
  if (scale > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) scale = 1;
  ByteWriter writer{out};
  writer.i64(first);
  writer.u64(scale);
  writer.u8(falls ? 1 : 0);
  std::vector<std::uint64_t> codes(values.size());
  for (std::size_t i = 1; i < values.size(); ++i) {
    const auto steps = difference(values[i], values[i - 1]) / static_cast<std::int64_t>(scale);
    codes[i] = falls ? zigzag(steps) : static_cast<std::uint64_t>(steps);
  }
  write_codes(codes, out);
}

void write_keyed_deltas(std::span<const std::int64_t> values, std::span<const std::uint8_t> keys,
                        std::string& out) {
  std::array<std::int64_t, 256> last{};
  std::vector<std::uint64_t> codes(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    auto& before = last[keys[i]];
    codes[i] = zigzag(difference(values[i], before));
    before = values[i];
  }
  write_codes(codes, out);
}

constexpr std::int64_t round_lot = 100 * units_per_whole;
constexpr std::uint8_t size_escape = 255;

/// 0 to 127: so many hundreds of shares; 128 to 254: 1 to 127 shares.
std::optional<std::uint8_t> size_code(std::int64_t units) {
  if (units >= 0 && units <= 127 * round_lot && units % round_lot == 0)
    return static_cast<std::uint8_t>(units / round_lot);
  if (units > 0 && units <= 127 * units_per_whole && units % units_per_whole == 0)
    return static_cast<std::uint8_t>(127 + units / units_per_whole);
  return std::nullopt;
}

constexpr std::array<std::int64_t, 256> size_values() {
  std::array<std::int64_t, 256> values{};
  for (std::int64_t code = 0; code < 128; ++code)
    values[static_cast<std::size_t>(code)] = code * round_lot;
  for (std::int64_t code = 128; code < 255; ++code)
    values[static_cast<std::size_t>(code)] = (code - 127) * units_per_whole;
  return values;
}

/// Whole shares have an even number, units an odd one.
void write_sizes(std::span<const std::int64_t> values, std::string& out) {
  std::string escapes;
  ByteWriter escape{escapes};
  for (const auto units : values) {
    if (const auto code = size_code(units)) {
      out += static_cast<char>(*code);
      continue;
    }
    out += static_cast<char>(size_escape);
    if (units % units_per_whole == 0) {
      escape.u8(0);
      escape.varint(zigzag(units / units_per_whole));
    } else {
      escape.u8(1);
      escape.varint(zigzag(units));
    }
  }
  out += escapes;
}

/// A view of codes: planes, and behind them the escapes.
struct Codes {
  unsigned width = 0;
  const unsigned char* planes = nullptr;
  ByteReader escapes{{}};

  static std::optional<Codes> read(std::string_view raw, std::size_t rows) {
    if (raw.empty()) return std::nullopt;
    Codes codes;
    codes.width = static_cast<unsigned char>(raw.front());
    raw.remove_prefix(1);
    if (codes.width < 1 || codes.width > 8 || raw.size() / codes.width < rows) return std::nullopt;
    codes.planes = reinterpret_cast<const unsigned char*>(raw.data());
    codes.escapes = ByteReader{raw.substr(codes.width * rows)};
    return codes;
  }
};

/// Hands each row's code to `take(row, code)`.
template <unsigned width, class Take>
void each_code(Codes& codes, std::size_t rows, Take take) {
  for (std::size_t row = 0; row < rows; ++row) {
    std::uint64_t code = 0;
    for (unsigned plane = 0; plane < width; ++plane)
      code |= static_cast<std::uint64_t>(codes.planes[plane * rows + row]) << (8 * plane);
    if (code == escape_of(width)) [[unlikely]]
      code = codes.escapes.varint();
    take(row, code);
  }
}

template <class Take>
bool read_codes(std::string_view raw, std::size_t rows, Take take) {
  auto codes = Codes::read(raw, rows);
  if (!codes) return false;
  switch (codes->width) {
    case 1: each_code<1>(*codes, rows, take); break;
    case 2: each_code<2>(*codes, rows, take); break;
    case 3: each_code<3>(*codes, rows, take); break;
    case 4: each_code<4>(*codes, rows, take); break;
    case 5: each_code<5>(*codes, rows, take); break;
    case 6: each_code<6>(*codes, rows, take); break;
    case 7: each_code<7>(*codes, rows, take); break;
    default: each_code<8>(*codes, rows, take); break;
  }
  return codes->escapes.good() && codes->escapes.at_end();
}

bool read_deltas(std::string_view raw, std::span<std::int64_t> values) {
  ByteReader reader{raw};
  auto value = reader.u64();
  const auto scale = reader.u64();
  const auto falls = reader.u8();
  if (!reader.good() || falls > 1) return false;
  const auto codes = reader.text(reader.size());
  if (falls == 0)
    return read_codes(codes, values.size(), [&](std::size_t row, std::uint64_t code) {
      value += code * scale;
      values[row] = static_cast<std::int64_t>(value);
    });
  return read_codes(codes, values.size(), [&](std::size_t row, std::uint64_t code) {
    value += static_cast<std::uint64_t>(unzigzag(code)) * scale;
    values[row] = static_cast<std::int64_t>(value);
  });
}

bool read_keyed_deltas(std::string_view raw, std::span<const std::uint8_t> keys,
                       std::span<std::int64_t> values) {
  if (keys.size() != values.size()) return false;
  std::array<std::uint64_t, 256> last{};
  return read_codes(raw, values.size(), [&](std::size_t row, std::uint64_t code) {
    auto& value = last[keys[row]];
    value += static_cast<std::uint64_t>(unzigzag(code));
    values[row] = static_cast<std::int64_t>(value);
  });
}

bool read_sizes(std::string_view raw, std::span<std::int64_t> values) {
  static constexpr auto of_code = size_values();
  if (raw.size() < values.size()) return false;
  ByteReader escapes{raw.substr(values.size())};
  for (std::size_t row = 0; row < values.size(); ++row) {
    const auto code = static_cast<unsigned char>(raw[row]);
    if (code != size_escape) [[likely]] {
      values[row] = of_code[code];
      continue;
    }
    const auto form = escapes.u8();
    const auto number = unzigzag(escapes.varint());
    if (form > 1) return false;
    values[row] = form == 1 ? number
                            : static_cast<std::int64_t>(static_cast<std::uint64_t>(number) *
                                                        std::uint64_t{units_per_whole});
  }
  return escapes.good() && escapes.at_end();
}

} // namespace

struct ColumnEncoder::Packer {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  std::string packed;
  std::string raw;  ///< the coding that is tried
  std::string best; ///< the shortest so far
  std::string tried;
  ~Packer() { ZSTD_freeCCtx(context); }
};

ColumnEncoder::ColumnEncoder() : packer_(std::make_unique<Packer>()) {}
ColumnEncoder::~ColumnEncoder() = default;

void ColumnEncoder::pack(std::uint8_t coding, std::string_view raw, std::string& out) {
  auto& packed = packer_->packed;
  packed.resize(ZSTD_compressBound(raw.size()));
  const auto size = ZSTD_compressCCtx(packer_->context, packed.data(), packed.size(), raw.data(),
                                      raw.size(), zstd_level);
  if (ZSTD_isError(size)) throw std::runtime_error{"zstd has no memory to pack a column"};
  ByteWriter writer{out};
  if (size >= raw.size()) {
    writer.u8(coding);
    writer.u32(static_cast<std::uint32_t>(raw.size()));
    writer.text(raw);
    return;
  }
  writer.u8(coding | packed_flag);
  writer.u32(static_cast<std::uint32_t>(size));
  writer.u32(static_cast<std::uint32_t>(raw.size()));
  writer.text({packed.data(), size});
}

void ColumnEncoder::integers(std::span<const std::int64_t> values,
                             std::span<const std::uint8_t> keys, std::string& out) {
  auto& [context, packed, raw, best, tried] = *packer_;
  best.clear();
  const auto consider = [&](Coding coding) {
    tried.clear();
    pack(static_cast<std::uint8_t>(coding), raw, tried);
    if (best.empty() || tried.size() < best.size()) best.swap(tried);
    raw.clear();
  };
  raw.clear();
  write_deltas(values, raw);
  consider(Coding::Delta);
  write_sizes(values, raw);
  consider(Coding::Sizes);
  if (!keys.empty()) {
    write_keyed_deltas(values, keys, raw);
    consider(Coding::KeyedDelta);
  }
  out += best;
}

void ColumnEncoder::words(std::span<const std::uint32_t> places,
                          const std::vector<std::string>& words, std::string& out) {
  // Only the words these rows have, in the order in which they come.
  constexpr auto unseen = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> renamed(words.size(), unseen);
  std::vector<std::uint32_t> used;
  for (const auto place : places)
    if (renamed[place] == unseen) {
      renamed[place] = static_cast<std::uint32_t>(used.size());
      used.push_back(place);
    }
  auto& raw = packer_->raw;
  raw.clear();
  ByteWriter writer{raw};
  writer.u32(static_cast<std::uint32_t>(used.size()));
  for (const auto place : used) {
    writer.u16(static_cast<std::uint16_t>(words[place].size()));
    writer.text(words[place]);
  }
  for (const auto place : places) raw += static_cast<char>(renamed[place] & 0xff);
  if (used.size() > 256)
    for (const auto place : places) raw += static_cast<char>(renamed[place] >> 8);
  pack(words_coding, raw, out);
}

struct ColumnDecoder::Unpacker {
  ZSTD_DCtx* context = ZSTD_createDCtx();
  std::string raw;
  ~Unpacker() { ZSTD_freeDCtx(context); }
};

ColumnDecoder::ColumnDecoder() : unpacker_(std::make_unique<Unpacker>()) {}
ColumnDecoder::~ColumnDecoder() = default;

bool ColumnDecoder::unpack(std::string_view& bytes, std::uint8_t& coding, std::string_view& raw) {
  ByteReader reader{bytes};
  const auto first = reader.u8();
  coding = first & static_cast<std::uint8_t>(~packed_flag);
  const auto stored = reader.u32();
  const auto unpacked = (first & packed_flag) != 0 ? reader.u32() : stored;
  const auto content = reader.text(stored);
  if (!reader.good() || unpacked > largest_column) return false;
  bytes = bytes.substr(bytes.size() - reader.size());
  if ((first & packed_flag) == 0) {
    raw = content;
    return true;
  }
  auto& buffer = unpacker_->raw;
  if (buffer.size() < unpacked) buffer.resize(unpacked);
  const auto size = ZSTD_decompressDCtx(unpacker_->context, buffer.data(), unpacked, content.data(),
                                        content.size());
  if (ZSTD_isError(size) || size != unpacked) return false;
  raw = {buffer.data(), size};
  return true;
}

bool ColumnDecoder::integers(std::string_view& bytes, std::span<const std::uint8_t> keys,
                             std::span<std::int64_t> values) {
  std::uint8_t coding = 0;
  std::string_view raw;
  if (!unpack(bytes, coding, raw)) return false;
  switch (static_cast<Coding>(coding)) {
    case Coding::Delta: return read_deltas(raw, values);
    case Coding::KeyedDelta: return read_keyed_deltas(raw, keys, values);
    case Coding::Sizes: return read_sizes(raw, values);
  }
  return false;
}

bool ColumnDecoder::words(std::string_view& bytes, std::span<std::uint32_t> places,
                          std::vector<std::string>& words) {
  std::uint8_t coding = 0;
  std::string_view raw;
  if (!unpack(bytes, coding, raw) || coding != words_coding) return false;
  ByteReader reader{raw};
  const auto count = reader.u32();
  if (count > most_block_rows || count > places.size()) return false;
  words.clear();
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto length = reader.u16();
    if (length > longest_word) return false;
    words.emplace_back(reader.text(length));
  }
  const auto low = reader.text(places.size());
  const auto high = count > 256 ? reader.text(places.size()) : std::string_view{};
  if (!reader.good() || !reader.at_end()) return false;
  std::uint32_t largest = 0;
  for (std::size_t row = 0; row < places.size(); ++row) {
    std::uint32_t place = static_cast<unsigned char>(low[row]);
    if (!high.empty())
      place |= static_cast<std::uint32_t>(static_cast<unsigned char>(high[row])) << 8;
    places[row] = place;
    largest = std::max(largest, place);
  }
  return places.empty() || largest < count;
}

} // namespace hft::store
