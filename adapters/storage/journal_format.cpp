#include "adapters/storage/journal_format.hpp"

#include "adapters/storage/crc32c.hpp"

#include <cstddef>

namespace hft::storage {

std::uint32_t checksum(const FileHeader& header) {
  return crc32c(std::as_bytes(std::span{&header, 1}).first(offsetof(FileHeader, crc)));
}

std::uint32_t checksum(const RecordHeader& header, std::span<const std::byte> payload) {
  const auto bytes = std::as_bytes(std::span{&header, 1});
  auto crc = crc32c(bytes.first(offsetof(RecordHeader, crc)));
  crc = crc32c(bytes.subspan(offsetof(RecordHeader, previous)), crc);
  return crc32c(payload, crc);
}

std::string journal_file_name(Date date, std::uint32_t part) {
  auto number = std::to_string(part);
  number.insert(0, number.size() < 3 ? 3 - number.size() : 0, '0');
  return "orders-" + format_date(date) + '-' + number + ".journal";
}

bool is_journal_file(const std::string& name) {
  return name.starts_with("orders-") && name.ends_with(".journal");
}

} // namespace hft::storage
