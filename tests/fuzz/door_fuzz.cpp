/// Any bytes at the door: they are measured without being followed, and shown on one harmless line.

#include "adapters/door/bounds.hpp"
#include "adapters/door/retry_after.hpp"
#include "adapters/door/shown_text.hpp"

#include <cstdlib>

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hft::door;
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const Bounds small{4'000, 8, 100};
  require(size <= small.bytes || fit_json(bytes, small) == Fit::TooLong);
  require(size <= small.bytes || fit_msgpack(bytes, small) == Fit::TooLong);

  const auto line = shown(bytes);
  require(line.size() <= shown_words && is_showable(line) && shown(line) == line);
  require(!is_showable(bytes) || size > shown_words || line == bytes);

  const auto half = bytes.substr(0, size / 2);
  const auto wait = wait_asked_for(half, bytes.substr(size / 2), hft::Timestamp{});
  require(!wait || (*wait > hft::Duration{0} && *wait <= longest_wait));
  return 0;
}
