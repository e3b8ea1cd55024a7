#include "adapters/simulated/market/tape/reader.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

/// The first byte chooses how the rest is named; whatever opens is played to its end.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hft::simulated;
  constexpr const char* names[] = {"spy_20131007_trade.csv",
                                   "spy_20131007_quote.csv.gz",
                                   "tick/spy/20131007_trade.zip",
                                   "pages.json",
                                   "unnamed.csv",
                                   "spy_20131007_trade.csv.zst",
                                   "ticks.tar",
                                   "ticks.tar.gz"};
  if (size == 0) return 0;
  TapeOptions options;
  options.symbols = {"SPY"};
  options.date = hft::make_date(2013, 10, 7);
  const std::string bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
  const auto source = open_tape_bytes(names[data[0] % std::size(names)], bytes, options);
  if (!source) return 0;
  while ((*source)->next_time()) (void)(*source)->take();
  return 0;
}
