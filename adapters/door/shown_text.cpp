#include "adapters/door/shown_text.hpp"

#include <cstdint>

namespace hft::door {

namespace {

/// One code point of UTF-8 at the front; length 1 and not `good` for a byte that begins none.
struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 1;
  bool good = false;
};

CodePoint first_of(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t length = lead >= 0xf0 && lead <= 0xf4  ? 4
                             : lead >= 0xe0 && lead < 0xf0 ? 3
                             : lead >= 0xc2 && lead < 0xe0 ? 2
                                                           : 0;
  if (length == 0 || text.size() < length) return {lead, 1, false};
  std::uint32_t value = lead & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {lead, 1, false};
    value = value << 6 | (byte(i) & 0x3fU);
  }
  constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < smallest[length] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
    return {lead, 1, false};
  return {value, length, true};
}

/// Moves the cursor, turns the line round or cannot be seen.
bool is_treacherous(std::uint32_t c) {
  const auto within = [c](std::uint32_t from, std::uint32_t to) { return c >= from && c <= to; };
  return c < 0x20 || within(0x7f, 0x9f) || c == 0xad || c == 0x34f || c == 0x61c ||
         within(0x115f, 0x1160) || within(0x17b4, 0x17b5) || within(0x180b, 0x180f) ||
         within(0x200b, 0x200f) || within(0x2028, 0x202e) || within(0x2060, 0x206f) ||
         c == 0x3164 || within(0xe000, 0xf8ff) || within(0xfe00, 0xfe0f) || c == 0xfeff ||
         c == 0xffa0 || within(0xfff0, 0xfffc) || within(0xe0000, 0x10ffff);
}

void add_hex(std::string& into, std::uint32_t value, int digits) {
  constexpr char hex[] = "0123456789abcdef";
  for (int i = digits - 1; i >= 0; --i) into += hex[value >> (4 * i) & 0xfU];
}

std::string escaped(const CodePoint& c) {
  if (c.good && c.value == '\n') return "\\n";
  if (c.good && c.value == '\r') return "\\r";
  if (c.good && c.value == '\t') return "\\t";
  std::string text;
  if (!c.good || c.value < 0x80) {
    text = "\\x";
    add_hex(text, c.value, 2);
  } else {
    text = "\\u";
    add_hex(text, c.value, c.value > 0xffff ? 6 : 4);
  }
  return text;
}

} // namespace

bool is_showable(std::string_view text) {
  while (!text.empty()) {
    const auto c = first_of(text);
    if (!c.good || is_treacherous(c.value)) return false;
    text.remove_prefix(c.length);
  }
  return true;
}

std::string shown(std::string_view text, std::size_t most) {
  std::string made;
  std::size_t fits = 0; // as much as may stay when it has to be cut
  while (!text.empty()) {
    const auto c = first_of(text);
    if (c.good && !is_treacherous(c.value))
      made += text.substr(0, c.length);
    else
      made += escaped(c);
    text.remove_prefix(c.length);
    if (made.size() > most) {
      made.resize(fits);
      return made + "...";
    }
    if (made.size() + 3 <= most) fits = made.size();
  }
  return made;
}

} // namespace hft::door
