#pragma once

#include "messages/timestamp.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace hft::storage {

/// How a journal file begins. All numbers are little-endian.
struct FileHeader {
  char magic[8] = {'H', 'F', 'T', 'J', 'R', 'N', 'L', '\n'};
  std::uint32_t version = 1;
  std::uint32_t size = 48; ///< of this header
  std::int32_t date = 0;   ///< trading date, days since 1970-01-01
  std::uint32_t part = 0;  ///< of this date
  std::uint64_t first_sequence = 1;
  std::uint32_t previous = 0; ///< checksum of the last record before this file
  std::uint32_t reserved = 0;
  std::uint32_t reserved_too = 0;
  std::uint32_t crc = 0; ///< CRC-32C of the 44 bytes before it
};
static_assert(sizeof(FileHeader) == 48);

/// How a record begins; its payload follows, padded with zeros to a multiple of 8 bytes. The length
/// is stored last, so that a record is there completely or not at all when the process dies.
struct RecordHeader {
  std::uint32_t length =
    0;                   ///< of the payload and one, so that it is never zero: zero ends the file
  std::uint32_t crc = 0; ///< CRC-32C over the length, then `previous` to the payload's end
  std::uint32_t previous = 0; ///< the checksum of the record before: a chain over all files
  std::uint8_t kind = 0;
  std::uint8_t reserved[3] = {};
  std::uint64_t sequence = 0; ///< counts from 1 over all files
  std::int64_t at = 0;        ///< venue time, nanoseconds since 1970
};
static_assert(sizeof(RecordHeader) == 32);

inline constexpr std::size_t largest_payload = 1 << 20;

constexpr std::size_t padded(std::size_t size) {
  return (size + 7) / 8 * 8;
}
std::uint32_t checksum(const FileHeader& header);
std::uint32_t checksum(const RecordHeader& header, std::span<const std::byte> payload);

/// `orders-2026-03-02-001.journal`
std::string journal_file_name(Date date, std::uint32_t part);
/// Whether a file of the state directory is one of the journal's.
bool is_journal_file(const std::string& name);

} // namespace hft::storage
