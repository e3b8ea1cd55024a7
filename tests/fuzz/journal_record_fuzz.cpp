/// Any bytes as a journal record: what is read is written back and read the same.

#include "adapters/storage/record_codec.hpp"

#include <algorithm>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hft::storage;
  if (size == 0) return 0;
  const auto bytes = std::as_bytes(std::span{data + 1, size - 1});
  const auto entry = decode(data[0], bytes);
  if (!entry) return 0;
  std::string written;
  encode(*entry, written);
  if (kind_of(*entry) != data[0] || !std::ranges::equal(std::as_bytes(std::span{written}), bytes))
    std::abort();
  return 0;
}
