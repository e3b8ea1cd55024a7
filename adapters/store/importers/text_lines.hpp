#pragma once

#include "adapters/simulated/market/tape/bytes.hpp"
#include "messages/result.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hft::store {

/// The lines of one text, unpacked as they are read, without their ends. One thread.
class TextLines {
public:
  explicit TextLines(const simulated::TapeText& text);
  /// The next line, empty optional at the end; a view that lives until the next call. A text that
  /// cannot be unpacked, or a line of more than 64 KiB, is a Failure that names the place.
  Result<std::optional<std::string_view>> next();
  /// Of the line read last, from 1.
  std::uint64_t number() const { return number_; }
  const std::string& name() const { return name_; }

private:
  std::string name_;
  simulated::TapeUnpacker unpacker_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::uint64_t number_ = 0;
  bool ended_ = false;
};

/// A line's fields between commas; those in quotes without them. Views into the line.
void split_fields(std::string_view line, std::vector<std::string_view>& fields);

/// A whole number, or nothing.
std::optional<std::int64_t> whole_number(std::string_view text);

} // namespace hft::store
