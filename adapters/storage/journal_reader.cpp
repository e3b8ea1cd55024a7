#include "adapters/storage/journal_reader.hpp"

#include "adapters/storage/journal_format.hpp"
#include "adapters/storage/mapped_file.hpp"
#include "adapters/storage/record_codec.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

namespace hft::storage {

namespace {

struct File {
  std::filesystem::path path;
  FileHeader header;
  bool empty = false; // made, but the process died before it had a header
};

tl::unexpected<Failure> corrupt(const std::filesystem::path& path, std::size_t offset,
                                std::uint64_t record, const std::string& why) {
  return fail(ErrorKind::Storage, "journal " + path.string() + " is corrupt at offset " +
                                    std::to_string(offset) + ", record " + std::to_string(record) +
                                    ": " + why);
}

bool all_zero(std::span<const std::byte> bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::byte x) { return x == std::byte{}; });
}

// A complete record at `offset`, whatever came before it; none when there is not.
std::optional<RecordHeader> record_at(std::span<const std::byte> bytes, std::size_t offset) {
  RecordHeader header;
  if (bytes.size() - offset < sizeof header) return std::nullopt;
  std::memcpy(&header, bytes.data() + offset, sizeof header);
  const auto room = bytes.size() - offset - sizeof header;
  if (header.length == 0 || header.length > largest_payload || header.length - 1 > room)
    return std::nullopt;
  const auto payload = bytes.subspan(offset + sizeof header, header.length - 1);
  if (checksum(header, payload) != header.crc) return std::nullopt;
  const auto end = offset + sizeof header + payload.size();
  const auto padding = std::min(padded(payload.size()) - payload.size(), bytes.size() - end);
  if (!all_zero(bytes.subspan(end, padding))) return std::nullopt;
  return header;
}

// Whether any later record of this file is whole: then the bad one before it was not the last.
bool goes_on_after(std::span<const std::byte> bytes, std::size_t offset, std::uint64_t sequence) {
  for (offset += 8; offset + sizeof(RecordHeader) <= bytes.size(); offset += 8)
    if (const auto header = record_at(bytes, offset); header && header->sequence >= sequence)
      return true;
  return false;
}

class Reading {
public:
  explicit Reading(const std::function<void(const JournalRecord&)>& show) : show_(show) {}

  Result<void> read(const File& file) {
    const auto mapped = MappedView::open(file.path);
    if (!mapped) return tl::unexpected{mapped.error()};
    const auto bytes = mapped->bytes();
    std::size_t offset = sizeof(FileHeader);
    while (offset + sizeof(RecordHeader) <= bytes.size()) {
      const auto header = record_at(bytes, offset);
      if (!header) {
        if (all_zero(bytes.subspan(offset))) return {}; // room made ahead
        if (goes_on_after(bytes, offset, end_.last_sequence + 1))
          return corrupt(file.path, offset, end_.last_sequence + 1, "its checksum is wrong");
        return torn(file, offset);
      }
      if (auto taken = take(file, bytes, offset, *header); !taken) return taken;
      offset += sizeof(RecordHeader) + padded(header->length - 1);
    }
    if (mapped->was_cut())
      return corrupt(file.path, offset, end_.last_sequence + 1,
                     "another program cut it short while it was read");
    if (offset < bytes.size() && !all_zero(bytes.subspan(offset))) return torn(file, offset);
    return {};
  }

  /// The file must go on where the one before it ended.
  Result<void> enter(const File& file) {
    ++end_.files;
    const auto& header = file.header;
    if (header.first_sequence != end_.last_sequence + 1)
      return corrupt(file.path, 0, end_.last_sequence + 1,
                     "it begins with record " + std::to_string(header.first_sequence) +
                       ", so records before it are missing");
    if (header.previous != end_.last_crc)
      return corrupt(file.path, 0, header.first_sequence,
                     "the records before it are not those it was written after");
    return {};
  }

  const JournalEnd& end() const { return end_; }
  void record_torn(const File& file, std::size_t offset) { (void)torn(file, offset); }

private:
  Result<void> take(const File& file, std::span<const std::byte> bytes, std::size_t offset,
                    const RecordHeader& header) {
    const auto expected = end_.last_sequence + 1;
    if (header.sequence != expected)
      return corrupt(file.path, offset, expected,
                     "it says it is record " + std::to_string(header.sequence));
    if (header.previous != end_.last_crc)
      return corrupt(file.path, offset, expected, "it was not written after the record before it");
    auto entry =
      decode(header.kind, bytes.subspan(offset + sizeof(RecordHeader), header.length - 1));
    if (!entry)
      return corrupt(file.path, offset, expected,
                     "its content of kind " + std::to_string(header.kind) + " cannot be read");
    end_.last_sequence = header.sequence;
    end_.last_crc = header.crc;
    ++end_.records;
    if (show_) show_({header.sequence, {header.at}, std::move(*entry)});
    return {};
  }

  Result<void> torn(const File& file, std::size_t offset) {
    end_.torn.push_back("journal " + file.path.string() + " ends in a torn record at offset " +
                        std::to_string(offset) + ": record " +
                        std::to_string(end_.last_sequence + 1) + " was not finished");
    return {};
  }

  const std::function<void(const JournalRecord&)>& show_;
  JournalEnd end_;
};

Result<File> look_at(const std::filesystem::path& path) {
  const auto mapped = MappedView::open(path);
  if (!mapped) return tl::unexpected{mapped.error()};
  const auto bytes = mapped->bytes();
  File file{path, {}, false};
  if (bytes.size() < sizeof(FileHeader) || all_zero(bytes)) {
    file.empty = true;
    return file;
  }
  std::memcpy(&file.header, bytes.data(), sizeof file.header);
  if (std::memcmp(file.header.magic, FileHeader{}.magic, sizeof file.header.magic) != 0)
    return corrupt(path, 0, 0, "it does not begin as a journal does");
  if (file.header.version != FileHeader{}.version)
    return fail(ErrorKind::Unsupported, "journal " + path.string() + " has format version " +
                                          std::to_string(file.header.version) +
                                          ": this program reads 1");
  if (checksum(file.header) != file.header.crc)
    return corrupt(path, 0, 0, "its header's checksum is wrong");
  return file;
}

Result<std::vector<File>> files_of(const std::filesystem::path& directory) {
  std::vector<File> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator{directory, error}) {
    if (!is_journal_file(entry.path().filename().string())) continue;
    auto file = look_at(entry.path());
    if (!file) return tl::unexpected{file.error()};
    files.push_back(std::move(*file));
  }
  if (error && error != std::errc::no_such_file_or_directory)
    return fail(ErrorKind::Storage,
                "journal directory " + directory.string() + " cannot be read: " + error.message());
  std::sort(files.begin(), files.end(), [](const File& a, const File& b) {
    return a.header.first_sequence != b.header.first_sequence
             ? a.header.first_sequence < b.header.first_sequence
             : a.path < b.path;
  });
  return files;
}

} // namespace

Result<JournalEnd> read_journal(const std::filesystem::path& directory,
                                const std::function<void(const JournalRecord&)>& show) {
  const auto files = files_of(directory);
  if (!files) return tl::unexpected{files.error()};
  Reading reading{show};
  for (const auto& file : *files) {
    if (file.empty) {
      reading.record_torn(file, 0);
      continue;
    }
    if (auto entered = reading.enter(file); !entered) return tl::unexpected{entered.error()};
    if (auto read = reading.read(file); !read) return tl::unexpected{read.error()};
  }
  return reading.end();
}

Result<JournalEnd> verify_journal(const std::filesystem::path& directory) {
  return read_journal(directory, {});
}

} // namespace hft::storage
