#pragma once

#include "adapters/order_journal.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace hft::storage {

/// The number a kind of entry has in the file: its place in the variant, counted from 1.
std::uint8_t kind_of(const JournalEntry& entry);
/// Appends the entry's fields to `bytes`: integers little-endian in their full width, text behind
/// its length, an optional value behind a byte that says whether it is there.
void encode(const JournalEntry& entry, std::string& bytes);
/// None when the kind is unknown or the bytes are not exactly such an entry.
std::optional<JournalEntry> decode(std::uint8_t kind, std::span<const std::byte> bytes);

} // namespace hft::storage
