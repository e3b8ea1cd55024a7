/// Any bytes as a text frame: nothing breaks, and the scanner says what the general parser says.

#include "adapters/cpquant/wire_market.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static hft::cpquant::MarketDecoder decoder; // with the memory of the frames before, as in life
  const std::string_view frame{reinterpret_cast<const char*>(data), size};
  if (decoder.decode(frame, false) != hft::cpquant::decode_market_frame(frame, false)) std::abort();
  return 0;
}
