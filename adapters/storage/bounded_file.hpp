#pragma once

#include "messages/result.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace hft::storage {

/// Whether a symbolic link in the last place of a path is followed.
enum class Links : std::uint8_t { Follow, Refuse };

/// What people write by hand stays far below it: settings, keys, calendars.
inline constexpr std::size_t largest_written_file = std::size_t{1} << 20;

/// A whole file that somebody named; empty optional when there is none. Refuses what is no regular
/// file (a pipe, a device, a directory) without waiting for it, and what has more than `limit`
/// bytes: `FILE is no regular file`.
Result<std::optional<std::string>> read_bounded(const std::filesystem::path& file,
                                                std::size_t limit, Links links = Links::Follow);

} // namespace hft::storage
