#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Archives made in memory, for the tests of the tape reader.
namespace hft::simulated {

/// zlib's `window` says the form: 31 a gzip, -15 a bare stream.
inline std::string packed(std::string_view text, int window) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

inline std::string gzip(std::string_view text) {
  return packed(text, 31);
}

struct ZipEntry {
  std::string name;
  std::string text;
  bool deflated = true;
};

inline void append_number(std::string& out, std::uint32_t value, int width) {
  for (int i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

inline std::string zip(const std::vector<ZipEntry>& entries) {
  std::string out;
  std::string directory;
  for (const auto& entry : entries) {
    const auto data = entry.deflated ? packed(entry.text, -15) : entry.text;
    const auto crc = crc32(0, reinterpret_cast<const Bytef*>(entry.text.data()),
                           static_cast<uInt>(entry.text.size()));
    std::string common;
    append_number(common, 20, 2); // version
    append_number(common, 0, 2);  // flags
    append_number(common, entry.deflated ? 8 : 0, 2);
    append_number(common, 0, 4); // time and date
    append_number(common, static_cast<std::uint32_t>(crc), 4);
    append_number(common, static_cast<std::uint32_t>(data.size()), 4);
    append_number(common, static_cast<std::uint32_t>(entry.text.size()), 4);
    append_number(common, static_cast<std::uint32_t>(entry.name.size()), 2);
    append_number(common, 0, 2); // extra field
    append_number(directory, 0x02014b50, 4);
    append_number(directory, 20, 2);
    directory += common;
    append_number(directory, 0, 2); // comment
    append_number(directory, 0, 4); // disk, internal attributes
    append_number(directory, 0, 4);
    append_number(directory, static_cast<std::uint32_t>(out.size()), 4);
    directory += entry.name;
    append_number(out, 0x04034b50, 4);
    out += common + entry.name + data;
  }
  const auto at = static_cast<std::uint32_t>(out.size());
  out += directory;
  append_number(out, 0x06054b50, 4);
  append_number(out, 0, 4);
  append_number(out, static_cast<std::uint32_t>(entries.size()), 2);
  append_number(out, static_cast<std::uint32_t>(entries.size()), 2);
  append_number(out, static_cast<std::uint32_t>(directory.size()), 4);
  append_number(out, at, 4);
  append_number(out, 0, 2);
  return out;
}

} // namespace hft::simulated
