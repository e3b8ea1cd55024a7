/// Any bytes as the body of any answer.

#include "adapters/cpquant/wire_account.hpp"
#include "adapters/cpquant/wire_clock.hpp"
#include "adapters/cpquant/wire_error.hpp"
#include "adapters/cpquant/wire_history.hpp"
#include "adapters/cpquant/wire_order.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hft;
  using namespace hft::cpquant;
  const std::string_view body{reinterpret_cast<const char*>(data), size};
  (void)parse_order(body);
  (void)parse_orders(body);
  (void)parse_fills(body);
  (void)parse_account(body);
  (void)parse_assets(body);
  (void)parse_positions(body);
  (void)parse_activities(body);
  (void)parse_portfolio_history(body);
  (void)parse_batch(body);
  (void)parse_clock(body, "300", {});
  (void)parse_calendar(body, make_date(2026, 1, 1), make_date(2026, 12, 31));
  (void)parse_bar_page(body);
  (void)parse_latest_bars(body);
  (void)parse_trade_page(body);
  (void)parse_names(body);
  (void)parse_option_chain(body);
  (void)answer_kind(422, parse_error(422, body));
  return 0;
}
