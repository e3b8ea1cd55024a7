/// Any bytes as a frame of the order stream, of either opcode.

#include "adapters/cpquant/wire_order.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view frame{reinterpret_cast<const char*>(data), size};
  for (const bool binary : {false, true}) (void)hft::cpquant::decode_order_frame(frame, binary);
  return 0;
}
