#pragma once

#include "messages/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hft::simulated {

/// A file's bytes as they lie on disk, shared by all who read parts of them.
using TapeBytes = std::shared_ptr<const std::string>;

/// The whole of a file. What is no regular file, or unreadable, is a Failure.
Result<TapeBytes> read_tape_file(const std::string& path);

/// One text inside a file: the file itself, what it holds packed, or an archive's entry.
struct TapeText {
  enum class Packing : std::uint8_t { Plain, Gzip, Archive };
  std::string name;  ///< for sentences: `FILE` or `FILE:ENTRY`
  std::string entry; ///< the name that says symbol and date; empty when the file's does
  TapeBytes bytes;
  Packing packing = Packing::Plain;
  std::size_t number = 0; ///< of an archive's entry, in its order
};

/// The texts of a file: by its bytes a gzip, a zip or tar archive (every entry that is a file),
/// packed by bzip2, xz or zstd, or plain. A torn or unsupported archive is a Failure.
Result<std::vector<TapeText>> texts_of(const std::string& name, const TapeBytes& bytes);

/// Unpacks a text piece by piece, as UTF-8: a byte-order mark is left out, UTF-16 is converted. A
/// text that unpacks to far more than recordings do is a Failure. Not for several threads.
class TapeUnpacker {
public:
  explicit TapeUnpacker(const TapeText& text);
  ~TapeUnpacker();
  TapeUnpacker(TapeUnpacker&&) noexcept;
  TapeUnpacker& operator=(TapeUnpacker&&) noexcept;
  /// Replaces `piece` by the next bytes, empty at the end. A torn text is a Failure.
  Result<void> next(std::string& piece);

private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Unpacks all of it to see that it is whole.
Result<void> check_tape_text(const TapeText& text);

} // namespace hft::simulated
