#define CAF_SUITE cpquant_examples
#include "tests/test.hpp"

/// The examples of docs/cpquant.md, compiled. `docs_test` holds both to the same words.

#include "adapters/cpquant/data_client.hpp"
#include "adapters/cpquant/plot_bars.hpp"
#include "adapters/cpquant/realtime_client.hpp"
#include "adapters/cpquant/trade_client.hpp"

#include <cstdio>

namespace examples {

using namespace hft;
using namespace hft::cpquant;

namespace {

// clang-format off
[[maybe_unused]]
Result<void> closing_prices() {
  auto client = AlpacaDataClient::from_environment();
  if (!client) return tl::unexpected{client.error()};
  const auto page = (*client)->get_bars({"SPY", "QQQ"}, {.timeframe = "1D", .start = "2026-01-02"});
  if (!page) return tl::unexpected{page.error()};
  for (const auto& [symbol, bars] : page->bars)
    for (const auto& bar : bars)
      std::printf("%s %s %s\n", symbol.c_str(), format_timestamp(bar.start).c_str(), to_string(bar.close).c_str());
  return plot_bars(page->bars.at("SPY"), "spy.html");
}

[[maybe_unused]]
Result<void> watch_trades() {
  auto client = AlpacaRealtimeClient::from_environment();
  if (!client) return tl::unexpected{client.error()};
  (*client)->subscribe_trades({"SPY"});
  return (*client)->listen([](const MarketEvent& event) {
    if (const auto* trade = std::get_if<Trade>(&event))
      std::printf("%s %s x %s\n", trade->symbol.str().c_str(), to_string(trade->price).c_str(), to_string(trade->size).c_str());
  });
}

[[maybe_unused]]
Result<void> buy_five() {
  auto client = AlpacaTradeClient::from_environment();
  if (!client) return tl::unexpected{client.error()};
  NewOrder order;
  order.symbol = "SPY";
  order.quantity = shares(5);
  order.client_order_id = "my-first-order";
  const auto taken = (*client)->submit_order(order);
  if (!taken) return tl::unexpected{taken.error()};
  std::printf("order %s is %s\n", taken->id.str().c_str(), taken->status.c_str());
  return (*client)->cancel_order(taken->id);
}
// clang-format on

} // namespace

} // namespace examples
