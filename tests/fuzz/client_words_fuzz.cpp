/// Any bytes as what a client says: to the venue's data stream in either encoding, and to a running
/// system's control socket.

#include "adapters/control/control_wire.hpp"
#include "adapters/simulated/protocol/data_stream_client.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hft;
  const std::string_view words{reinterpret_cast<const char*>(data), size};
  for (const auto encoding : {simulated::Encoding::Json, simulated::Encoding::Msgpack}) {
    simulated::DataStreamClient client{{encoding, 30, [](const auto&) { return 0; }}};
    (void)client.open(simulated::ApiKeys{"key", "secret"});
    for (const bool binary : {false, true}) (void)client.receive(words, binary);
  }
  (void)control::read_request(words);
  (void)control::read_answer(words);
  return 0;
}
