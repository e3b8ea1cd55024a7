#include "adapters/simulated/market/tape/stored_day.hpp"

#include "adapters/simulated/market/stored_ticks.hpp"

#include <utility>

namespace hft::simulated {

bool is_stored_day(std::string_view bytes) {
  return store::is_store_file(bytes);
}

Result<StoredDay> open_stored_day(const std::string& name,
                                  const std::shared_ptr<const std::string>& bytes) {
  auto reader = store::StoreReader::open_bytes(name, bytes);
  if (!reader) return tl::unexpected{reader.error()};
  const auto kind = reader->header().kind;
  if (kind != store::DataKind::Trades && kind != store::DataKind::Quotes)
    return fail(ErrorKind::Unsupported, "it holds " + std::string{store::to_string(kind)} +
                                          (kind == store::DataKind::Actions ? "" : " bars") +
                                          ", and a tape is of trades and quotes");
  if (const auto whole = reader->verify(); !whole) return tl::unexpected{whole.error()};
  StoredDay day;
  day.quotes = kind == store::DataKind::Quotes;
  const auto symbol = reader->header().symbol;
  day.source = std::make_unique<StoredTicks>(std::move(*reader), symbol);
  return day;
}

} // namespace hft::simulated
