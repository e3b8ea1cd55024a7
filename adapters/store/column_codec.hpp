#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hft::store {

/// How a column of integers is written. The format's numbers: never change one.
enum class Coding : std::uint8_t {
  Delta = 1,      ///< the difference to the row before
  KeyedDelta = 2, ///< the difference to the last row with the same key
  Sizes = 3,      ///< of units of 1e-9: round lots and odd lots in a byte each
};

/// Writes columns, each packed by zstd where that makes it smaller. One thread.
class ColumnEncoder {
public:
  ColumnEncoder();
  ~ColumnEncoder();
  ColumnEncoder(const ColumnEncoder&) = delete;
  ColumnEncoder& operator=(const ColumnEncoder&) = delete;

  /// Appends the shortest of the codings. `keys`, one a row, may be empty: then none is keyed.
  void integers(std::span<const std::int64_t> values, std::span<const std::uint8_t> keys,
                std::string& out);
  /// Appends each row's place among at most 65'536 words, and the words.
  void words(std::span<const std::uint32_t> places, const std::vector<std::string>& words,
             std::string& out);

private:
  void pack(std::uint8_t coding, std::string_view raw, std::string& out);
  struct Packer;
  std::unique_ptr<Packer> packer_;
};

/// Reads them. A text that is none of ours makes a call answer false; it never reads or writes
/// elsewhere. One thread.
class ColumnDecoder {
public:
  ColumnDecoder();
  ~ColumnDecoder();
  ColumnDecoder(const ColumnDecoder&) = delete;
  ColumnDecoder& operator=(const ColumnDecoder&) = delete;

  /// Takes a column from the front of `bytes` and fills all of `values`.
  bool integers(std::string_view& bytes, std::span<const std::uint8_t> keys,
                std::span<std::int64_t> values);
  bool words(std::string_view& bytes, std::span<std::uint32_t> places,
             std::vector<std::string>& words);

private:
  bool unpack(std::string_view& bytes, std::uint8_t& coding, std::string_view& raw);
  struct Unpacker;
  std::unique_ptr<Unpacker> unpacker_;
};

/// The most rows of a block, so that what claims more is no block.
inline constexpr std::size_t most_block_rows = 65'536;

} // namespace hft::store
