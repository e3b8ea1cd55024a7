#include "adapters/store/block_codec.hpp"
#include "adapters/store/store_file.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

/// The first byte chooses: a whole file, or (below the checksums, which a fuzzer does not guess)
/// the body of a block of some kind, whose second byte says how many rows it has.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hft::store;
  if (size < 2) return 0;
  const std::string bytes{reinterpret_cast<const char*>(data) + 2, size - 2};
  if (data[0] % 6 == 5) {
    auto reader = StoreReader::open_bytes("fuzz", std::make_shared<const std::string>(bytes));
    if (reader) (void)reader->verify();
    return 0;
  }
  Rows rows{data_kinds[data[0] % 6]};
  (void)BlockDecoder{}.decode(bytes, data[1], rows);
  return 0;
}
