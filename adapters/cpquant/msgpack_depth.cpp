#include "adapters/cpquant/json_fields.hpp"

#include <vector>

namespace hft::cpquant {

namespace {

/// What one msgpack value's head says: how many bytes to skip, and how many values follow inside.
struct Head {
  std::uint64_t skip = 0;
  std::uint64_t inside = 0;
};

class Walker {
public:
  explicit Walker(std::string_view bytes) : bytes_(bytes) {}

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
    at_ =
      head.skip > bytes_.size() - std::min(at_, bytes_.size()) ? bytes_.size() : at_ + head.skip;
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

} // namespace

bool msgpack_is_shallow(std::string_view bytes, std::size_t deepest) {
  Walker walker{bytes};
  std::vector<std::uint64_t> open; // values still to come at each level
  while (!walker.at_end()) {
    const auto head = walker.next();
    if (!open.empty()) --open.back();
    if (head.inside > 0) open.push_back(head.inside);
    if (open.size() > deepest) return false;
    while (!open.empty() && open.back() == 0) open.pop_back();
  }
  return true;
}

} // namespace hft::cpquant
