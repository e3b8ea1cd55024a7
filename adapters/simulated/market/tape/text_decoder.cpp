#include "adapters/simulated/market/tape/text_decoder.hpp"

#include <utility>

namespace hft::simulated {

namespace {

void append_utf8(std::uint32_t code, std::string& out) {
  const auto byte = [&out](std::uint32_t value) { out += static_cast<char>(value); };
  if (code < 0x80) return byte(code);
  if (code < 0x800) {
    byte(0xc0 | code >> 6);
  } else {
    if (code < 0x10000) {
      byte(0xe0 | code >> 12);
    } else {
      byte(0xf0 | code >> 18);
      byte(0x80 | (code >> 12 & 0x3f));
    }
    byte(0x80 | (code >> 6 & 0x3f));
  }
  byte(0x80 | (code & 0x3f));
}

} // namespace

void TextDecoder::decode(std::string& piece) {
  if (coding_ == Coding::Unknown && !piece.empty()) look(piece);
  if (coding_ == Coding::LittleUtf16 || coding_ == Coding::BigUtf16) convert(piece);
}

/// Pieces are long: a mark lies in the first.
void TextDecoder::look(std::string& piece) {
  coding_ = Coding::Bytes;
  if (piece.starts_with("\xef\xbb\xbf")) {
    piece.erase(0, 3);
  } else if (piece.starts_with("\xff\xfe") || piece.starts_with("\xfe\xff")) {
    coding_ = piece.front() == '\xff' ? Coding::LittleUtf16 : Coding::BigUtf16;
    piece.erase(0, 2);
  }
}

void TextDecoder::convert(std::string& piece) {
  std::string out;
  out.reserve(piece.size() / 2 + 4);
  for (const char c : piece) {
    const auto byte = static_cast<unsigned char>(c);
    if (!half_) {
      half_ = byte;
      continue;
    }
    const auto first = *std::exchange(half_, std::nullopt);
    add(static_cast<std::uint16_t>(coding_ == Coding::LittleUtf16 ? byte << 8 | first
                                                                  : first << 8 | byte),
        out);
  }
  piece = std::move(out);
}

void TextDecoder::add(std::uint16_t unit, std::string& out) {
  const auto leading = std::exchange(leading_, std::nullopt);
  const bool is_trailing = unit >= 0xdc00 && unit < 0xe000;
  if (leading && is_trailing)
    return append_utf8(0x10000U + ((*leading - 0xd800U) << 10) + (unit - 0xdc00U), out);
  if (leading || is_trailing) out += '?';
  if (is_trailing) return;
  if (unit >= 0xd800 && unit < 0xdc00)
    leading_ = unit;
  else
    append_utf8(unit, out);
}

} // namespace hft::simulated
