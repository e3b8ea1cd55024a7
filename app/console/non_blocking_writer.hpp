#pragma once

#include "messages/timestamp.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hft {

/// A descriptor that is written without waiting for whoever reads it: a paused terminal or a full
/// pipe holds up nothing. One thread.
class NonBlockingWriter {
public:
  /// `kept`: how many bytes wait for the reader at most; what comes then is counted, not shown.
  explicit NonBlockingWriter(int descriptor, std::size_t kept = std::size_t{1} << 20)
    : descriptor_(descriptor),
      kept_(kept) {}

  /// Whole lines, and writes what the reader has room for.
  void write(std::string_view lines);
  /// Writes what is left. With a patience it gives up when the reader takes nothing for so long;
  /// without one it waits for the reader.
  void finish(std::optional<Duration> patience);
  bool is_empty() const { return waiting_.empty(); }

private:
  bool write_some(int wait_ms);

  int descriptor_;
  std::size_t kept_;
  std::string waiting_;
  std::uint64_t dropped_ = 0; ///< lines
};

} // namespace hft
