/// Any bytes as a text frame: nothing breaks, the scanner says what the general parser says, and
/// what comes through is a market.

#include "adapters/cpquant/wire_market.hpp"
#include "adapters/door/plausible.hpp"
#include "adapters/door/shown_text.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static hft::cpquant::MarketDecoder decoder; // with the memory of the frames before, as in life
  const std::string_view frame{reinterpret_cast<const char*>(data), size};
  const auto decoded = decoder.decode(frame, false);
  if (decoded != hft::cpquant::decode_market_frame(frame, false)) std::abort();
  for (const auto& event : decoded.events) {
    if (!hft::door::is_symbol_text(hft::symbol_of(event).view())) std::abort();
    const auto* trade = std::get_if<hft::Trade>(&event);
    if (trade && !hft::door::is_print(trade->price, trade->size)) std::abort();
    const auto* status = std::get_if<hft::TradingStatus>(&event);
    if (status && !hft::door::is_showable(status->status_message)) std::abort();
  }
  return 0;
}
