#include "adapters/store/importers/importer.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <unistd.h>

/// The first byte chooses how the rest is named; whatever can be read goes into a store.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hft::store;
  constexpr const char* names[] = {"spy_20131007_trade.csv",
                                   "minute/spy/20131007_trade.zip",
                                   "factor_files/spy.csv",
                                   "pages.json",
                                   "unnamed",
                                   "2013-10-07.csv.gz"};
  if (size == 0) return 0;
  const auto folder =
    std::filesystem::temp_directory_path() / ("hft-import-fuzz-" + std::to_string(::getpid()));
  ImportSettings settings;
  settings.symbols = {"SPY"};
  settings.date = hft::make_date(2013, 10, 7);
  settings.replace = true;
  Importer importer{Catalog{folder}, settings};
  const auto done = importer.import_bytes(
    names[data[0] % std::size(names)],
    std::make_shared<const std::string>(reinterpret_cast<const char*>(data) + 1, size - 1));
  if (done) (void)importer.finish();
  std::filesystem::remove_all(folder);
  return 0;
}
