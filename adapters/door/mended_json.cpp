#include "adapters/door/mended_json.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

namespace hft::door {

namespace {

constexpr std::string_view no_value = "{}";

/// The bytes of the character that begins here, zero when it is no UTF-8 of one.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t at) {
    return at < text.size() ? static_cast<unsigned>(static_cast<unsigned char>(text[at])) : 0U;
  };
  const auto follows = [&](std::size_t at) { return (byte(at) & 0xc0U) == 0x80U; };
  const auto lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return follows(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const bool is_short = lead == 0xe0 && byte(1) < 0xa0;
    const bool is_half = lead == 0xed && byte(1) >= 0xa0;
    return follows(1) && follows(2) && !is_short && !is_half ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const bool is_short = lead == 0xf0 && byte(1) < 0x90;
    const bool is_beyond = lead == 0xf4 && byte(1) >= 0x90;
    return follows(1) && follows(2) && follows(3) && !is_short && !is_beyond ? 4 : 0;
  }
  return 0;
}

/// The value of an escape of four hexadecimal digits (\ud83d) that stands here.
std::optional<unsigned> code_unit(std::string_view text) {
  if (text.size() < 6 || !text.starts_with("\\u")) return std::nullopt;
  unsigned value = 0;
  const auto* end = text.data() + 6;
  const auto [stop, error] = std::from_chars(text.data() + 2, end, value, 16);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

/// Goes over a text once and writes what is to be read instead.
class Mender {
public:
  explicit Mender(std::string_view text) : text_(text) { out_.reserve(text.size()); }

  std::optional<std::string> mended() {
    while (at_ < text_.size()) {
      if (text_[at_] == '"')
        keep_text();
      else if (!keep_number() && !keep_word())
        keep(1);
    }
    if (!changed_) return std::nullopt;
    return std::move(out_);
  }

private:
  std::string_view rest() const { return text_.substr(at_); }

  void keep(std::size_t count) {
    out_.append(rest().substr(0, count));
    at_ = std::min(text_.size(), at_ + count);
  }

  void replace(std::size_t count, std::string_view by) {
    out_.append(by);
    at_ += count;
    changed_ = true;
  }

  void keep_text() {
    keep(1);
    while (at_ < text_.size()) {
      const auto lead = static_cast<unsigned char>(text_[at_]);
      if (lead == '"') return keep(1);
      if (lead == '\\')
        keep_escape();
      else if (const auto length = character_length(rest()); length == 0 || lead < 0x20)
        replace(1, "?");
      else
        keep(length);
    }
  }

  void keep_escape() {
    const auto unit = code_unit(rest());
    if (!unit) return keep(2);
    const bool is_first = *unit >= 0xd800 && *unit < 0xdc00;
    const bool is_second = *unit >= 0xdc00 && *unit < 0xe000;
    if (!is_first && !is_second) return keep(6);
    const auto next = code_unit(rest().substr(6));
    if (is_first && next && *next >= 0xdc00 && *next < 0xe000) return keep(12);
    replace(6, "?");
  }

  bool keep_number() {
    const auto lead = text_[at_];
    if (lead != '-' && (lead < '0' || lead > '9')) return false;
    if (rest().starts_with("-Infinity")) {
      replace(9, no_value);
      return true;
    }
    const auto length = std::min(rest().find_first_not_of("0123456789+-.eE"), rest().size());
    double value = 0;
    const auto number = rest().substr(0, length);
    const auto read = std::from_chars(number.data(), number.data() + length, value);
    if (read.ec == std::errc::result_out_of_range)
      replace(length, no_value);
    else
      keep(length);
    return true;
  }

  bool keep_word() {
    for (const std::string_view word : {"NaN", "Infinity"}) {
      if (!rest().starts_with(word)) continue;
      replace(word.size(), no_value);
      return true;
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
  bool changed_ = false;
};

} // namespace

std::optional<std::string> mended_json(std::string_view text) {
  return Mender{text}.mended();
}

} // namespace hft::door
