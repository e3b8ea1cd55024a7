#pragma once

#include "adapters/store/column_codec.hpp"
#include "adapters/store/rows.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hft::store {

/// Writes rows as the body of a block: the words, then each column of integers. One thread.
class BlockEncoder {
public:
  /// Appends rows `first` to `first + count`, at most `most_block_rows`.
  void encode(const Rows& rows, std::size_t first, std::size_t count, std::string& out);

private:
  ColumnEncoder columns_;
  std::vector<std::uint8_t> keys_;
};

/// Reads it into rows that are used again and again. One thread.
class BlockDecoder {
public:
  /// Replaces `rows` by the block's; false when the body is none of so many rows of their kind.
  bool decode(std::string_view body, std::size_t count, Rows& rows);

private:
  ColumnDecoder columns_;
  std::vector<std::uint8_t> keys_;
};

} // namespace hft::store
