#include "adapters/simulated/market/tape/archive_reader.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <utility>

namespace hft::simulated {

namespace {

constexpr std::size_t archive_piece = 1 << 16;

std::string path_of(archive_entry* entry, std::size_t number) {
  if (const char* path = archive_entry_pathname_utf8(entry)) return path;
  if (const char* path = archive_entry_pathname(entry)) return path;
  return "entry " + std::to_string(number);
}

} // namespace

ArchiveReader::ArchiveReader(std::shared_ptr<const std::string> bytes)
  : bytes_(std::move(bytes)),
    archive_(archive_read_new()) {
  if (archive_ == nullptr) return;
  archive_read_support_filter_gzip(archive_);
  archive_read_support_filter_bzip2(archive_);
  archive_read_support_filter_xz(archive_);
  archive_read_support_filter_zstd(archive_);
  archive_read_support_format_zip(archive_);
  archive_read_support_format_tar(archive_);
  archive_read_support_format_raw(archive_);
  archive_read_support_format_empty(archive_);
  opened_ = archive_read_open_memory(archive_, bytes_->data(), bytes_->size()) == ARCHIVE_OK;
}

ArchiveReader::~ArchiveReader() {
  if (archive_ != nullptr) archive_read_free(archive_);
}

Result<std::optional<ArchiveReader::Entry>> ArchiveReader::next_entry() {
  if (!opened_) return because();
  archive_entry* found = nullptr;
  const int code = archive_read_next_header(archive_, &found);
  if (code == ARCHIVE_EOF) return std::optional<Entry>{};
  if (code < ARCHIVE_WARN) return because();
  ++entries_;
  Entry entry;
  if (archive_format(archive_) != ARCHIVE_FORMAT_RAW) { // else one text that is packed, no folder
    entry.path = path_of(found, entries_);
    entry.is_file = archive_entry_filetype(found) == AE_IFREG;
  }
  entry.is_encrypted = archive_entry_is_encrypted(found) != 0;
  return std::optional{std::move(entry)};
}

Result<void> ArchiveReader::read(std::string& piece) {
  piece.resize(archive_piece);
  const auto got = archive_read_data(archive_, piece.data(), piece.size());
  piece.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  if (got < 0) return because();
  return {};
}

tl::unexpected<Failure> ArchiveReader::because() const {
  const char* text = archive_ == nullptr ? nullptr : archive_error_string(archive_);
  return fail(ErrorKind::BadPayload, text == nullptr ? "it is damaged" : text);
}

} // namespace hft::simulated
