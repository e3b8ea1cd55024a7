/// Any bytes as a binary frame of the data stream.

#include "adapters/cpquant/wire_market.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  hft::cpquant::decode_market_frame({reinterpret_cast<const char*>(data), size}, true);
  return 0;
}
