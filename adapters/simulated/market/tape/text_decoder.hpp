#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace hft::simulated {

/// Makes UTF-8 of a text that comes in pieces and may begin with a byte-order mark: the mark is
/// left out, UTF-16 of either order is converted. A text without a mark stays as it is. A surrogate
/// that stands alone becomes `?`.
class TextDecoder {
public:
  /// Replaces the piece; what is incomplete at its end waits for the next.
  void decode(std::string& piece);

private:
  enum class Coding : std::uint8_t { Unknown, Bytes, LittleUtf16, BigUtf16 };
  void look(std::string& piece);
  void convert(std::string& piece);
  void add(std::uint16_t unit, std::string& out);

  Coding coding_ = Coding::Unknown;
  std::optional<unsigned char> half_;    ///< a unit's first byte
  std::optional<std::uint16_t> leading_; ///< a pair's first surrogate
};

} // namespace hft::simulated
