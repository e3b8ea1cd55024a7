#include "adapters/door/bounds.hpp"

#include <msgpack/null_visitor.hpp>
#include <msgpack/unpack.hpp>

#include <limits>

namespace hft::door {

namespace {

/// Counts what a msgpack document holds while the library reads it, and stops it at a bound.
class BoundsVisitor : public msgpack::null_visitor {
public:
  explicit BoundsVisitor(const Bounds& bounds) : bounds_(bounds) {}

  Fit fit() const { return fit_; }

  bool count_value() { return ++values_ <= bounds_.values || stop(Fit::TooMany); }

  bool start_array(std::uint32_t) { return enter(); }
  bool start_array_item() { return count_value(); }
  bool end_array() { return leave(); }
  bool start_map(std::uint32_t) { return enter(); }
  bool start_map_key() { return count_value(); }
  bool start_map_value() { return count_value(); }
  bool end_map() { return leave(); }

private:
  bool enter() { return ++depth_ <= bounds_.depth || stop(Fit::TooDeep); }
  bool leave() {
    --depth_;
    return true;
  }
  bool stop(Fit why) {
    fit_ = why;
    return false;
  }

  const Bounds& bounds_;
  Fit fit_ = Fit::Fits;
  std::size_t values_ = 0;
  std::size_t depth_ = 0;
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
  BoundsVisitor visitor{bounds};
  for (std::size_t at = 0; at < bytes.size() && visitor.count_value();)
    if (!msgpack::parse(bytes.data(), bytes.size(), at, visitor)) break;
  return visitor.fit();
}

bool is_shallow(std::string_view text, std::size_t most) {
  constexpr auto any = std::numeric_limits<std::size_t>::max();
  return fit_json(text, {.bytes = any, .depth = most, .values = any}) == Fit::Fits;
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
