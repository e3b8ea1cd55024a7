#include "adapters/simulated/exchange/fees.hpp"

#include "adapters/simulated/exchange/fee_doubts.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace hft::simulated {

namespace {

constexpr int128 exact_cent = int128{10'000'000} * units_per_whole; ///< in units of 1e-18 dollars

constexpr Date on(int year, unsigned month, unsigned day) {
  const auto days = std::chrono::sys_days{std::chrono::year{year} / static_cast<int>(month) /
                                          static_cast<int>(day)};
  return Date{static_cast<std::int32_t>(days.time_since_epoch().count())};
}

/// Dollars in hundredths.
constexpr Money dollars(std::int64_t hundredths) {
  return Money{hundredths * (units_per_whole / 100)};
}

/// Its date or its rate is from memory: the documents that were at hand say only that it held
/// within the time of its row.
constexpr std::string_view unconfirmed = "no document confirms the row's beginning";

constexpr std::string_view advisory = "SEC fee rate advisory";
constexpr std::array section_31{
  FeeRate{on(2012, 4, 1), dollars(2'240), {}, unconfirmed},
  FeeRate{on(2012, 11, 15), dollars(2'240), {}, "SEC fee rate advisory 2 for 2013"},
  FeeRate{on(2013, 5, 25), dollars(1'740), {}, unconfirmed},
  FeeRate{on(2014, 3, 18), dollars(2'210), {}, "FINRA information notice of 2014-03-03"},
  FeeRate{on(2015, 2, 14), dollars(1'840), {}, unconfirmed},
  FeeRate{on(2016, 2, 16), dollars(2'180), {}, unconfirmed},
  FeeRate{on(2016, 3, 15), dollars(2'180), {}, "FINRA information notice of 2016-03-15"},
  FeeRate{on(2017, 7, 4), dollars(2'310), {}, advisory},
  FeeRate{on(2018, 5, 22), dollars(1'300), {}, unconfirmed},
  FeeRate{on(2019, 4, 16), dollars(2'070), {}, "SEC fee rate advisory 2 for 2019"},
  FeeRate{on(2020, 2, 18), dollars(2'210), {}, "FINRA information notice of 2020-02-03"},
  FeeRate{on(2021, 2, 25), dollars(510), {}, "SEC fee rate advisory 2 for 2021"},
  FeeRate{on(2022, 5, 14), dollars(2'290), {}, advisory},
  FeeRate{on(2023, 2, 27), dollars(800), {}, advisory},
  FeeRate{on(2024, 5, 22), dollars(2'780), {}, advisory},
  FeeRate{on(2025, 5, 14), dollars(0), {}, "FINRA information notice of 2025-04-24"},
  FeeRate{on(2026, 4, 4), dollars(2'060), {}, advisory},
};

constexpr std::array trading_activity{
  FeeRate{on(2011, 7, 1), dollars(9'000), dollars(450), "FINRA regulatory notice 11-27"},
  FeeRate{on(2012, 7, 1), dollars(11'900), dollars(595), unconfirmed},
  FeeRate{on(2022, 1, 1), dollars(13'000), dollars(649), unconfirmed},
  FeeRate{on(2023, 1, 1), dollars(14'500), dollars(727), unconfirmed},
  FeeRate{on(2024, 1, 1), dollars(16'600), dollars(830), unconfirmed},
  FeeRate{on(2025, 1, 1), dollars(16'600), dollars(830), "FINRA By-Laws, Schedule A, section 1"},
  FeeRate{on(2026, 1, 1), dollars(19'500), dollars(979), unconfirmed},
};

/// Before the first row that one is taken.
const FeeRate& rate_or_first(std::span<const FeeRate> rates, Date date) {
  const auto after = std::upper_bound(rates.begin(), rates.end(), date,
                                      [](Date day, const FeeRate& row) { return day < row.from; });
  return after == rates.begin() ? *after : *std::prev(after);
}

/// What of the dates from `from` to `to` the table does not know for certain.
void add_doubts(std::string_view fee, std::span<const FeeRate> rates, Date from, Date to,
                std::vector<std::string>& doubts) {
  const auto first = rates.front().from;
  if (from < first)
    doubts.push_back(std::string{fee} + " before " + format_date(first) +
                     " is not known: taken as of that date");
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const auto& row = rates[i];
    if (row.source != unconfirmed || row.from > to) continue;
    if (i + 1 < rates.size() && rates[i + 1].from <= from) continue;
    doubts.push_back(std::string{fee} + " from " + format_date(row.from) +
                     " on is not confirmed by a document");
  }
}

/// The next whole exact_cent, as money.
Money rounded_up(int128 exact) {
  const auto cents = (exact + exact_cent - 1) / exact_cent;
  return Money{static_cast<std::int64_t>(cents) * (units_per_whole / 100)};
}

} // namespace

std::span<const FeeRate> section_31_rates() {
  return section_31;
}

std::span<const FeeRate> trading_activity_rates() {
  return trading_activity;
}

std::optional<FeeRate> rate_on(std::span<const FeeRate> rates, Date date) {
  const auto after = std::upper_bound(rates.begin(), rates.end(), date,
                                      [](Date day, const FeeRate& row) { return day < row.from; });
  return after == rates.begin() ? std::nullopt : std::optional{*std::prev(after)};
}

std::vector<std::string> fee_doubts(Date from, Date to) {
  std::vector<std::string> doubts;
  add_doubts("the SEC's fee on sales", section_31, from, to, doubts);
  add_doubts("FINRA's trading activity fee", trading_activity, from, to, doubts);
  return doubts;
}

Money DayFees::add(Date date, Side side, Price price, Quantity quantity) {
  if (date != date_) {
    date_ = date;
    section_31_ = activity_ = 0;
  }
  if (side != Side::Sell) return {};
  const auto before = rounded_up(section_31_) + rounded_up(activity_);
  constexpr int128 million = 1'000'000;
  const auto& of_value = rate_or_first(section_31, date);
  section_31_ += exact_product(price, quantity) / million * of_value.rate.units / units_per_whole;
  const auto& of_shares = rate_or_first(trading_activity, date);
  const auto fee = int128{quantity.units} * of_shares.rate.units / million;
  const auto cap = int128{of_shares.cap.units} * units_per_whole;
  activity_ += cap == 0 ? fee : std::min(fee, cap);
  return rounded_up(section_31_) + rounded_up(activity_) - before;
}

} // namespace hft::simulated
