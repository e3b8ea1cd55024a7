#include "adapters/door/bounds.hpp"

#include <algorithm>
#include <array>

namespace hft::door {

namespace {

constexpr std::size_t deepest_possible = 64;

/// What one msgpack value's head says: how many bytes to skip, and how many values follow inside.
struct Head {
  std::uint64_t skip = 0;
  std::uint64_t inside = 0;
};

/// Walks over msgpack values without building them.
class MsgpackWalker {
public:
  explicit MsgpackWalker(std::string_view bytes) : bytes_(bytes) {}

  bool at_end() const { return at_ >= bytes_.size(); }

  /// Moves past one value's head and payload. Lengths beyond the end just end the walk.
  Head next() {
    const auto lead = static_cast<unsigned>(take(1));
    Head head;
    if (lead <= 0x7f || lead >= 0xe0) return head;
    if (lead <= 0x8f)
      head.inside = 2ULL * (lead & 0x0f);
    else if (lead <= 0x9f)
      head.inside = lead & 0x0f;
    else if (lead <= 0xbf)
      head.skip = lead & 0x1f;
    else
      head = wide(lead);
    at_ = head.skip > bytes_.size() - at_ ? bytes_.size() : at_ + head.skip;
    return head;
  }

private:
  Head wide(unsigned lead) {
    switch (lead) {
      case 0xc4:
      case 0xd9: return {take(1), 0};
      case 0xc5:
      case 0xda: return {take(2), 0};
      case 0xc6:
      case 0xdb: return {take(4), 0};
      case 0xc7: return {take(1) + 1, 0};
      case 0xc8: return {take(2) + 1, 0};
      case 0xc9: return {take(4) + 1, 0};
      case 0xca:
      case 0xce:
      case 0xd2: return {4, 0};
      case 0xcb:
      case 0xcf:
      case 0xd3: return {8, 0};
      case 0xcc:
      case 0xd0: return {1, 0};
      case 0xcd:
      case 0xd1: return {2, 0};
      case 0xd4: return {2, 0};
      case 0xd5: return {3, 0};
      case 0xd6: return {5, 0};
      case 0xd7: return {9, 0};
      case 0xd8: return {17, 0};
      case 0xdc: return {0, take(2)};
      case 0xdd: return {0, take(4)};
      case 0xde: return {0, 2 * take(2)};
      case 0xdf: return {0, 2 * take(4)};
      default: return {0, 0};
    }
  }

  std::uint64_t take(std::size_t count) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count && at_ < bytes_.size(); ++i)
      value = value << 8 | static_cast<unsigned char>(bytes_[at_++]);
    return value;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
};

/// Just past the closing quote of the text that begins at `at`, or the end.
std::size_t past_text(std::string_view text, std::size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '"')
      return at + 1;
  }
  return text.size();
}

} // namespace

Fit fit_json(std::string_view text, const Bounds& bounds) {
  if (text.size() > bounds.bytes) return Fit::TooLong;
  std::size_t depth = 0;
  // Every value but the first has a comma or an opening bracket before it; a key adds none.
  std::size_t values = 1;
  for (std::size_t at = 0; at < text.size();) {
    switch (text[at]) {
      case '"': at = past_text(text, at); continue;
      case '[':
      case '{':
        if (++depth > bounds.depth) return Fit::TooDeep;
        ++values;
        break;
      case ']':
      case '}':
        if (depth > 0) --depth;
        break;
      case ',': ++values; break;
      default: break;
    }
    if (values > bounds.values) return Fit::TooMany;
    ++at;
  }
  return Fit::Fits;
}

Fit fit_msgpack(std::string_view bytes, const Bounds& bounds) {
  if (bytes.size() > bounds.bytes) return Fit::TooLong;
  const auto deepest = std::min(bounds.depth, deepest_possible);
  std::array<std::uint64_t, deepest_possible + 1> open{}; // values still to come at each level
  std::size_t depth = 0;
  std::size_t values = 0;
  MsgpackWalker walker{bytes};
  while (!walker.at_end()) {
    const auto head = walker.next();
    if (++values > bounds.values) return Fit::TooMany;
    if (depth > 0) --open[depth - 1];
    if (head.inside > 0) {
      if (depth >= deepest) return Fit::TooDeep;
      open[depth++] = head.inside;
    }
    while (depth > 0 && open[depth - 1] == 0) --depth;
  }
  return Fit::Fits;
}

std::string reason_of(Fit fit, const Bounds& bounds) {
  switch (fit) {
    case Fit::Fits: return {};
    case Fit::TooLong: return "larger than " + std::to_string(bounds.bytes) + " bytes";
    case Fit::TooDeep: return "nested deeper than " + std::to_string(bounds.depth);
    case Fit::TooMany: return "of more than " + std::to_string(bounds.values) + " values";
  }
  return {};
}

} // namespace hft::door
