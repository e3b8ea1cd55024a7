#pragma once

#include <archive.h>
#include <archive_entry.h>
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

/// One text packed by libarchive's filter of that code, alone or as the entry of an archive.
inline std::string archived(std::string_view text, int filter, int format, const char* name) {
  std::string out(text.size() + (std::size_t{1} << 20), '\0');
  std::size_t used = 0;
  auto* const writer = archive_write_new();
  archive_write_add_filter(writer, filter);
  archive_write_set_format(writer, format);
  archive_write_set_bytes_per_block(writer, 0);
  archive_write_open_memory(writer, out.data(), out.size(), &used);
  auto* const entry = archive_entry_new();
  archive_entry_set_pathname(entry, name);
  archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_perm(entry, 0644);
  archive_write_header(writer, entry);
  archive_write_data(writer, text.data(), text.size());
  archive_entry_free(entry);
  archive_write_close(writer);
  archive_write_free(writer);
  out.resize(used);
  return out;
}

/// A zip with its sizes in the zip64 fields, as some writers publish them.
inline std::string zip64(const std::string& name, const std::string& text) {
  const auto data = packed(text, -15);
  const auto crc = static_cast<std::uint32_t>(
    crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
  const auto append_long = [](std::string& out, std::uint64_t value) {
    append_number(out, static_cast<std::uint32_t>(value), 4);
    append_number(out, static_cast<std::uint32_t>(value >> 32), 4);
  };
  std::string extra;
  append_number(extra, 1, 2);
  append_number(extra, 16, 2);
  append_long(extra, text.size());
  append_long(extra, data.size());
  std::string common;
  append_number(common, 45, 2); // version
  append_number(common, 0, 2);  // flags
  append_number(common, 8, 2);
  append_number(common, 0, 4); // time and date
  append_number(common, crc, 4);
  append_number(common, 0xffffffff, 4);
  append_number(common, 0xffffffff, 4);
  append_number(common, static_cast<std::uint32_t>(name.size()), 2);
  append_number(common, static_cast<std::uint32_t>(extra.size()), 2);
  std::string out;
  append_number(out, 0x04034b50, 4);
  out += common + name + extra + data;
  const auto at = static_cast<std::uint32_t>(out.size());
  std::string directory;
  append_number(directory, 0x02014b50, 4);
  append_number(directory, 45, 2);
  directory += common;
  append_number(directory, 0, 2); // comment
  append_number(directory, 0, 4); // disk, internal attributes
  append_number(directory, 0, 4);
  append_number(directory, 0, 4); // where its header is
  directory += name + extra;
  out += directory;
  append_number(out, 0x06054b50, 4);
  append_number(out, 0, 4);
  append_number(out, 1, 2);
  append_number(out, 1, 2);
  append_number(out, static_cast<std::uint32_t>(directory.size()), 4);
  append_number(out, at, 4);
  append_number(out, 0, 2);
  return out;
}

} // namespace hft::simulated
