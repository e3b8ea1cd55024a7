#include "adapters/simulated/exchange/fees.hpp"

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

constexpr std::string_view advisory = "SEC fee rate advisory";
constexpr std::array section_31{
  FeeRate{on(2009, 4, 10), dollars(2'570), {}, advisory},
  FeeRate{on(2010, 1, 15), dollars(1'270), {}, advisory},
  FeeRate{on(2010, 4, 1), dollars(1'690), {}, advisory},
  FeeRate{on(2011, 1, 21), dollars(1'920), {}, advisory},
  FeeRate{on(2012, 2, 21), dollars(1'800), {}, advisory},
  FeeRate{on(2012, 4, 1), dollars(2'240), {}, advisory},
  FeeRate{on(2013, 5, 25), dollars(1'740), {}, advisory},
  FeeRate{on(2014, 3, 18), dollars(2'210), {}, advisory},
  FeeRate{on(2015, 2, 14), dollars(1'840), {}, advisory},
  FeeRate{on(2016, 2, 16), dollars(2'180), {}, advisory},
  FeeRate{on(2017, 7, 4), dollars(2'310), {}, advisory},
  FeeRate{on(2018, 5, 22), dollars(1'300), {}, advisory},
  FeeRate{on(2019, 4, 16), dollars(2'070), {}, advisory},
  FeeRate{on(2020, 2, 18), dollars(2'210), {}, advisory},
  FeeRate{on(2021, 2, 25), dollars(510), {}, advisory},
  FeeRate{on(2022, 5, 14), dollars(2'290), {}, advisory},
  FeeRate{on(2023, 2, 27), dollars(800), {}, advisory},
  FeeRate{on(2024, 5, 22), dollars(2'780), {}, advisory},
  FeeRate{on(2025, 5, 14), dollars(0), {}, advisory},
  FeeRate{on(2026, 4, 4), dollars(2'060), {}, advisory},
};

constexpr std::string_view by_laws = "FINRA By-Laws, Schedule A, section 1";
constexpr std::array trading_activity{
  FeeRate{on(2008, 6, 30), dollars(7'500), dollars(375), by_laws},
  FeeRate{on(2011, 11, 1), dollars(9'000), dollars(450), by_laws},
  FeeRate{on(2012, 7, 1), dollars(11'900), dollars(595), by_laws},
  FeeRate{on(2022, 1, 1), dollars(13'000), dollars(649), by_laws},
  FeeRate{on(2023, 1, 1), dollars(14'500), dollars(727), by_laws},
  FeeRate{on(2024, 1, 1), dollars(16'600), dollars(830), by_laws},
  FeeRate{on(2026, 1, 1), dollars(19'500), dollars(979), by_laws},
};

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

Money DayFees::add(Date date, Side side, Price price, Quantity quantity) {
  if (date != date_) {
    date_ = date;
    section_31_ = activity_ = 0;
  }
  if (side != Side::Sell) return {};
  const auto before = rounded_up(section_31_) + rounded_up(activity_);
  constexpr int128 million = 1'000'000;
  if (const auto row = rate_on(section_31, date))
    section_31_ += exact_product(price, quantity) / million * row->rate.units / units_per_whole;
  if (const auto row = rate_on(trading_activity, date)) {
    const auto fee = int128{quantity.units} * row->rate.units / million;
    activity_ +=
      row->cap.units == 0 ? fee : std::min(fee, int128{row->cap.units} * units_per_whole);
  }
  return rounded_up(section_31_) + rounded_up(activity_) - before;
}

} // namespace hft::simulated
