#pragma once

#include "messages/timestamp.hpp"
#include "messages/units.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace hft::door {

/// How large and how deep something read may be. `values` counts every value of a document:
/// objects, lists, texts, numbers.
struct Bounds {
  std::size_t bytes = 0; ///< unpacked
  std::size_t depth = 0;
  std::size_t values = 0;
};

inline constexpr std::size_t mebibyte = 1024U * 1024U;

/// One answer over REST: the largest real one is the list of all assets.
inline constexpr Bounds rest_answer{16 * mebibyte, 32, 500'000};
/// The answer to a request that places, changes or cancels orders.
inline constexpr Bounds order_answer{4 * mebibyte, 32, 100'000};
inline constexpr Bounds data_frame{4 * mebibyte, 16, 300'000};
inline constexpr Bounds order_frame{mebibyte, 32, 20'000};

/// Bodies of all answers that one HTTP client receives at the same time.
inline constexpr std::size_t bodies_at_once = 32 * mebibyte;
/// Status lines, headers and trailers of one answer.
inline constexpr std::size_t answer_headers = 64U * 1024U;

/// Pages and items of one question.
inline constexpr std::size_t order_pages = 100;
inline constexpr std::size_t fill_pages = 200;
inline constexpr std::size_t activity_pages = 10; ///< other than fills; the newest are read
inline constexpr std::size_t history_pages = 100;
inline constexpr std::size_t history_items = 500'000;
/// Events kept back while a gap is filled.
inline constexpr std::size_t held_events = 200'000;

/// Text of one field, the words of the broker in a sentence, and a page token: bytes.
inline constexpr std::size_t field_text = 1024;
inline constexpr std::size_t shown_words = 300;
inline constexpr std::size_t page_token = 2048;

/// Dollars a share: the dearest stock costs less than a tenth of it.
inline constexpr Price highest_price = dollars(10'000'000);
/// Shares of one print, and its price times its size.
inline constexpr Quantity largest_print = shares(1'000'000'000);
inline constexpr std::int64_t largest_print_dollars = 1'000'000'000'000;

/// How far the time on a print may be from the venue's clock, in real time.
inline constexpr Duration print_ahead{std::chrono::seconds{5}};
inline constexpr Duration print_behind{std::chrono::seconds{120}};
/// How far the time on a print may be behind the newest one of the stream.
inline constexpr Duration print_out_of_order{std::chrono::seconds{30}};
/// Prints whose identity is remembered.
inline constexpr std::size_t prints_remembered = 458'752;

/// The longest wait that a broker can ask for; a longer one is cut to it.
inline constexpr Duration longest_wait{std::chrono::hours{1}};

/// One row of the table for people, see `docs/input-limits.md`.
struct LimitRow {
  std::string what;
  std::string limit;
};
/// Every limit above.
std::vector<LimitRow> limit_table();

} // namespace hft::door
