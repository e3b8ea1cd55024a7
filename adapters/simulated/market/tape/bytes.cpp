#include "adapters/simulated/market/tape/bytes.hpp"

#include "adapters/simulated/market/tape/archive_reader.hpp"
#include "adapters/simulated/market/tape/text_decoder.hpp"
#include "adapters/storage/bounded_file.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace hft::simulated {
namespace {

constexpr std::size_t piece_size = 1 << 16;
constexpr std::size_t largest_file = std::size_t{8} << 30;
constexpr std::size_t most_entries = 10'000;
/// Ticks shrink to a tenth or a twentieth. What unpacks to more than so many times its size is no
/// recording, once it has become large.
constexpr std::size_t largest_ratio = 200;
constexpr std::size_t always_taken = std::size_t{256} << 20;

tl::unexpected<Failure> torn(const std::string& name, const std::string& reason) {
  return fail(ErrorKind::BadPayload, "tape cannot read " + name + ": " + reason);
}

Result<std::vector<TapeText>> entries_of(const std::string& name, const TapeBytes& bytes) {
  ArchiveReader reader{bytes};
  std::vector<TapeText> texts;
  for (std::size_t number = 0;; ++number) {
    auto entry = reader.next_entry();
    if (!entry) return torn(name, entry.error().sentence);
    if (!*entry) break;
    if (number == most_entries)
      return torn(name, "it has more than " + std::to_string(most_entries) + " entries");
    if (!(*entry)->is_file) continue;
    TapeText text;
    text.bytes = bytes;
    text.packing = TapeText::Packing::Archive;
    text.number = number;
    text.entry = std::move((*entry)->path);
    text.name = name + (text.entry.empty() ? "" : ":" + text.entry);
    if ((*entry)->is_encrypted) return torn(text.name, "it is encrypted");
    texts.push_back(std::move(text));
  }
  if (texts.empty()) return torn(name, "the archive is empty");
  return texts;
}

bool is_tar(std::string_view bytes) {
  return bytes.size() > 262 && bytes.substr(257, 5) == "ustar";
}

bool is_archive(const std::string& name, std::string_view bytes) {
  using namespace std::string_view_literals;
  for (const auto magic : {"PK\x03\x04"sv, "PK\x05\x06"sv, "PK\x06\x06"sv, "BZh"sv,
                           "\xfd\x37zXZ\0"sv, "\x28\xb5\x2f\xfd"sv})
    if (bytes.starts_with(magic)) return true;
  return is_tar(bytes) || name.ends_with(".tar.gz") || name.ends_with(".tgz");
}

} // namespace

Result<TapeBytes> read_tape_file(const std::string& path) {
  auto text = storage::read_bounded(path, largest_file);
  if (!text) return fail(ErrorKind::BadArgument, "tape cannot be read: " + text.error().sentence);
  if (!*text)
    return fail(ErrorKind::NotFound,
                "tape cannot open " + path + ": no such file, or not readable");
  return std::make_shared<const std::string>(std::move(**text));
}

Result<std::vector<TapeText>> texts_of(const std::string& name, const TapeBytes& bytes) {
  if (is_archive(name, *bytes)) return entries_of(name, bytes);
  TapeText text;
  text.name = name;
  text.bytes = bytes;
  if (bytes->starts_with("\x1f\x8b")) text.packing = TapeText::Packing::Gzip;
  return std::vector<TapeText>{std::move(text)};
}

/// gzip is zlib's, which checks what libarchive does not: the sum of each member.
struct TapeUnpacker::State {
  std::string name;
  TapeBytes bytes;
  std::string_view left; ///< bytes not yet given on
  TapeText::Packing packing;
  std::size_t number;
  std::unique_ptr<ArchiveReader> archive;
  z_stream stream{};
  bool inflating = false;
  bool ended = false;
  std::size_t unpacked = 0;
  TextDecoder decoder;

  explicit State(const TapeText& text)
    : name{text.name},
      bytes{text.bytes},
      left{*text.bytes},
      packing{text.packing},
      number{text.number} {
    if (packing == TapeText::Packing::Gzip)
      inflating = inflateInit2(&stream, 16 + MAX_WBITS) == Z_OK;
  }
  ~State() {
    if (inflating) inflateEnd(&stream);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  Result<void> next(std::string& piece) {
    for (piece.clear(); piece.empty() && !ended;) {
      if (const auto done = read(piece); !done) return done;
      unpacked += piece.size();
      if (unpacked > always_taken && unpacked / largest_ratio > bytes->size())
        return torn(name, "it unpacks to more than " + std::to_string(largest_ratio) +
                            " times its size, which no recording does");
      decoder.decode(piece);
    }
    return {};
  }

  Result<void> read(std::string& piece) {
    switch (packing) {
      case TapeText::Packing::Plain: return copy(piece);
      case TapeText::Packing::Gzip: return unpack(piece);
      case TapeText::Packing::Archive: break;
    }
    return extract(piece);
  }

  Result<void> copy(std::string& piece) {
    piece = left.substr(0, piece_size);
    left.remove_prefix(piece.size());
    ended = left.empty();
    return {};
  }

  Result<void> extract(std::string& piece) {
    if (!archive) {
      archive = std::make_unique<ArchiveReader>(bytes);
      for (std::size_t i = 0; i <= number; ++i) {
        const auto entry = archive->next_entry();
        if (!entry) return torn(name, entry.error().sentence);
        if (!*entry) return torn(name, "the archive ends too early");
      }
    }
    if (const auto done = archive->read(piece); !done) return torn(name, done.error().sentence);
    ended = piece.empty();
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
    ended = stream.avail_in == 0 || *stream.next_in != 0x1f;
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
