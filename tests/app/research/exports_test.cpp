#define CAF_SUITE research_exports
#include "tests/test.hpp"

#include "app/research/exports.hpp"
#include "tests/app/research/made_record.hpp"

namespace exports_test {

using namespace hft;
using namespace hft::research;

CAF_TEST(positions add up to the equity with the cash) {
  auto record = flat_record({1010, 1020});
  add_fill(record, minute(0, 1), Side::Buy, 2, dollars(100));
  add_fill(record, minute(1, 1), Side::Sell, 3, dollars(100));
  record.bars.push_back({"SPY", minute(0, 389), std::chrono::minutes{1}, dollars(105), dollars(105),
                         dollars(105), dollars(105), shares(1)});

  CAF_CHECK_EQUAL(positions_csv(record),
                  "date,SPY,cash\n2026-01-06,210,800\n2026-01-07,-105,1125\n");
}

CAF_TEST(transactions are on the trading date of New York) {
  auto record = flat_record({1000});
  add_fill(record, minute(0, 605, 30), Side::Sell, 2, cents(10050), Money{20'000'000});

  CAF_CHECK_EQUAL(transactions_csv(record),
                  "time,amount,price,symbol,txn_dollars,commission,order_id\n"
                  "2026-01-06 19:35:30,-2,100.5,SPY,201,0.02,o1\n");
}

CAF_TEST(returns are one row a day) {
  CAF_CHECK_EQUAL(returns_csv(statistics_of(flat_record({1500, 750}))),
                  "date,return\n2026-01-06,0.5\n2026-01-07,-0.5\n");
}

CAF_TEST(round trips have the columns LEAN writes) {
  auto record = flat_record({1000});
  add_fill(record, minute(0, 1), Side::Buy, 2, dollars(100), money(1));
  add_fill(record, minute(1, 2, 1), Side::Sell, 2, dollars(103), money(1));

  CAF_CHECK_EQUAL(
    round_trips_csv(statistics_of(record)),
    "Symbol,EntryTime,EntryPrice,Direction,Quantity,ExitTime,ExitPrice,ProfitLoss,TotalFees,MAE,"
    "MFE,Duration,EndTradeDrawdown,IsWin,Model\n"
    "SPY,2026-01-06T14:31:00Z,100,Long,2,2026-01-07T14:32:01Z,103,6,2,,,1.00:01:01,,True,m\n");
}

CAF_TEST(text with commas and quotes stays one cell) {
  auto record = flat_record({1000});
  add_fill(record, minute(0, 1), Side::Buy, 2, dollars(100));
  record.orders[0].id = "a,\"b\"\n";

  CAF_CHECK(orders_csv(record).find("\n\"a,\"\"b\"\"\n\",m,SPY,buy,market,2,") !=
            std::string::npos);
}

} // namespace exports_test
