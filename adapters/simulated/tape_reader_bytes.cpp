#include "adapters/simulated/tape_reader_bytes.hpp"

#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>

namespace hft::simulated {
namespace {

constexpr std::size_t piece_size = 1 << 16;

/// A little-endian number of the archive format; the caller has checked the range.
std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t width) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < width; ++i)
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  return value;
}

tl::unexpected<Failure> torn(const std::string& name, const char* reason) {
  return fail(Fault::BadPayload, "tape cannot read " + name + ": " + reason);
}

/// The archive's closing record lies at the end, before a comment of at most 64 KiB.
std::optional<std::size_t> find_directory_end(std::string_view bytes) {
  constexpr std::size_t length = 22;
  if (bytes.size() < length) return std::nullopt;
  const auto last = bytes.size() - length;
  const auto first = last > 65'535 ? last - 65'535 : 0;
  for (auto at = last + 1; at-- > first;)
    if (number(bytes, at, 4) == 0x06054b50) return at;
  return std::nullopt;
}

/// Reads the directory's record at `at` and moves `at` behind it.
Result<TapeText> read_entry(const std::string& name, const TapeBytes& shared, std::size_t& at) {
  constexpr std::size_t record_length = 46;
  constexpr std::size_t header_length = 30;
  const std::string_view bytes{*shared};
  if (at + record_length > bytes.size() || number(bytes, at, 4) != 0x02014b50)
    return torn(name, "its directory is torn");
  const auto flags = number(bytes, at + 8, 2);
  const auto method = number(bytes, at + 10, 2);
  const auto name_length = number(bytes, at + 28, 2);
  TapeText text;
  text.bytes = shared;
  text.crc = number(bytes, at + 16, 4);
  text.has_crc = true;
  text.length = number(bytes, at + 20, 4);
  const std::size_t header = number(bytes, at + 42, 4);
  if (at + record_length + name_length > bytes.size()) return torn(name, "its directory is torn");
  text.entry = bytes.substr(at + record_length, name_length);
  text.name = name + ":" + text.entry;
  at += record_length + name_length + number(bytes, at + 30, 2) + number(bytes, at + 32, 2);
  if ((flags & 1) != 0) return torn(text.name, "it is encrypted");
  if (method != 0 && method != 8) return torn(text.name, "its compression is not deflate");
  if (text.length == 0xffffffff) return torn(text.name, "it is larger than 4 GiB");
  text.packing = method == 0 ? TapeText::Packing::Plain : TapeText::Packing::Deflate;
  if (header + header_length > bytes.size() || number(bytes, header, 4) != 0x04034b50)
    return torn(text.name, "its header is torn");
  text.offset =
    header + header_length + number(bytes, header + 26, 2) + number(bytes, header + 28, 2);
  if (text.offset > bytes.size() || text.length > bytes.size() - text.offset)
    return torn(text.name, "it reaches past the end of the archive");
  return text;
}

Result<std::vector<TapeText>> entries_of(const std::string& name, const TapeBytes& bytes) {
  const auto end = find_directory_end(*bytes);
  if (!end) return torn(name, "the archive is torn");
  const auto count = number(*bytes, *end + 10, 2);
  std::size_t at = number(*bytes, *end + 16, 4);
  std::vector<TapeText> texts;
  for (std::uint32_t i = 0; i < count; ++i) {
    auto text = read_entry(name, bytes, at);
    if (!text) return tl::unexpected{text.error()};
    if (!text->entry.empty() && text->entry.back() != '/') texts.push_back(std::move(*text));
  }
  if (texts.empty()) return torn(name, "the archive is empty");
  return texts;
}

} // namespace

Result<TapeBytes> read_tape_file(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return torn(path, "it is a directory");
  std::ifstream file{path, std::ios::binary};
  if (!file)
    return fail(Fault::NotFound, "tape cannot open " + path + ": no such file, or not readable");
  auto bytes = std::make_shared<std::string>(std::istreambuf_iterator<char>{file},
                                             std::istreambuf_iterator<char>{});
  if (file.bad()) return fail(Fault::Storage, "tape cannot read " + path + ": the disk would not");
  return bytes;
}

Result<std::vector<TapeText>> texts_of(const std::string& name, const TapeBytes& bytes) {
  if (bytes->starts_with("PK\x03\x04") || bytes->starts_with("PK\x05\x06"))
    return entries_of(name, bytes);
  TapeText text;
  text.name = name;
  text.bytes = bytes;
  text.length = bytes->size();
  if (bytes->starts_with("\x1f\x8b")) text.packing = TapeText::Packing::Gzip;
  return std::vector<TapeText>{std::move(text)};
}

struct TapeUnpacker::State {
  std::string name;
  TapeBytes bytes;
  std::string_view left; ///< packed bytes not yet given to zlib
  TapeText::Packing packing;
  bool has_crc;
  std::uint32_t wanted_crc;
  uLong crc = crc32(0, nullptr, 0);
  z_stream stream{};
  bool inflating = false;
  bool ended = false;

  explicit State(const TapeText& text)
    : name{text.name},
      bytes{text.bytes},
      left{std::string_view{*text.bytes}.substr(text.offset, text.length)},
      packing{text.packing},
      has_crc{text.has_crc},
      wanted_crc{text.crc} {
    if (packing == TapeText::Packing::Plain) return;
    const int window = packing == TapeText::Packing::Gzip ? 16 + MAX_WBITS : -MAX_WBITS;
    inflating = inflateInit2(&stream, window) == Z_OK;
  }
  ~State() {
    if (inflating) inflateEnd(&stream);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  Result<void> next(std::string& piece) {
    piece.clear();
    if (!ended) {
      const auto done = packing == TapeText::Packing::Plain ? copy(piece) : unpack(piece);
      if (!done) return done;
      if (has_crc)
        crc =
          crc32(crc, reinterpret_cast<const Bytef*>(piece.data()), static_cast<uInt>(piece.size()));
    }
    if (ended && has_crc && crc != wanted_crc) return torn(name, "its checksum does not match");
    return {};
  }

  Result<void> copy(std::string& piece) {
    piece = left.substr(0, piece_size);
    left.remove_prefix(piece.size());
    ended = left.empty();
    return {};
  }

  Result<void> unpack(std::string& piece) {
    if (!inflating) return torn(name, "memory for unpacking is missing");
    piece.resize(piece_size);
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    while (stream.avail_out > 0 && !ended) {
      if (stream.avail_in == 0) feed();
      const auto code = inflate(&stream, Z_NO_FLUSH);
      if (code == Z_STREAM_END)
        finish_member();
      else if (code == Z_BUF_ERROR)
        return torn(name, "the compressed text ends too early");
      else if (code != Z_OK)
        return torn(name, "the compressed text is damaged");
    }
    piece.resize(piece.size() - stream.avail_out);
    return {};
  }

  void feed() {
    const auto size = std::min<std::size_t>(left.size(), std::numeric_limits<uInt>::max() / 2);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(left.data())); // zlib reads only.
    stream.avail_in = static_cast<uInt>(size);
    left.remove_prefix(size);
  }

  /// A gzip file may hold several members, one after the other; zeros behind them are padding.
  void finish_member() {
    if (stream.avail_in == 0) feed();
    ended = packing != TapeText::Packing::Gzip || stream.avail_in == 0 || *stream.next_in != 0x1f;
    if (!ended) inflateReset(&stream);
  }
};

TapeUnpacker::TapeUnpacker(const TapeText& text) : state_{std::make_unique<State>(text)} {}
TapeUnpacker::~TapeUnpacker() = default;
TapeUnpacker::TapeUnpacker(TapeUnpacker&&) noexcept = default;
TapeUnpacker& TapeUnpacker::operator=(TapeUnpacker&&) noexcept = default;

Result<void> TapeUnpacker::next(std::string& piece) {
  return state_->next(piece);
}

Result<void> check_tape_text(const TapeText& text) {
  TapeUnpacker unpacker{text};
  std::string piece;
  do {
    if (const auto done = unpacker.next(piece); !done) return done;
  } while (!piece.empty());
  return {};
}

} // namespace hft::simulated
