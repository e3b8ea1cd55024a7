#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace hft::storage {

/// CRC-32C (Castagnoli) of `bytes`, continued from the checksum `before` of what precedes them.
/// Uses the processor's instruction where it has one.
std::uint32_t crc32c(std::span<const std::byte> bytes, std::uint32_t before = 0);
/// The same by table, on any processor.
std::uint32_t crc32c_by_table(std::span<const std::byte> bytes, std::uint32_t before = 0);

} // namespace hft::storage
