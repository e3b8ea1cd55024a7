#include "adapters/door/retry_after.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace hft::door {

namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Whole seconds; a fraction counts as one more.
std::optional<std::int64_t> seconds_in(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (end == text.data() || *text.data() == '-') return std::nullopt;
  if (error == std::errc::result_out_of_range) return INT64_MAX;
  if (error != std::errc{}) return std::nullopt;
  const auto rest = text.substr(static_cast<std::size_t>(end - text.data()));
  if (rest.empty()) return seconds;
  if (rest.front() != '.' || rest.size() < 2 ||
      rest.find_first_not_of("0123456789", 1) != std::string_view::npos)
    return std::nullopt;
  return seconds == INT64_MAX ? seconds : seconds + 1;
}

std::optional<Duration> bounded(std::int64_t seconds) {
  if (seconds <= 0) return std::nullopt;
  const auto most = longest_wait / std::chrono::seconds{1};
  return std::chrono::seconds{std::min<std::int64_t>(seconds, most)};
}

} // namespace

std::optional<Timestamp> parse_http_date(std::string_view text) {
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT" ||
      text[7] != ' ' || text[11] != ' ' || text[16] != ' ')
    return std::nullopt;
  const auto month = std::find(months.begin(), months.end(), text.substr(8, 3));
  if (month == months.end()) return std::nullopt;
  const auto number = static_cast<int>(month - months.begin()) + 1;
  auto made = std::string{text.substr(12, 4)} + '-' + (number < 10 ? "0" : "") +
              std::to_string(number) + '-' + std::string{text.substr(5, 2)} + 'T' +
              std::string{text.substr(17, 8)} + 'Z';
  return parse_timestamp(made);
}

std::optional<Duration> wait_asked_for(std::string_view retry_after, std::string_view reset,
                                       Timestamp now) {
  retry_after = trimmed(retry_after);
  if (const auto seconds = seconds_in(retry_after)) return bounded(*seconds);
  const auto rounded_up = [&](Timestamp until) {
    const auto wait = until - now;
    return bounded((wait + std::chrono::seconds{1} - Duration{1}) / std::chrono::seconds{1});
  };
  if (const auto date = parse_http_date(retry_after)) return rounded_up(*date);
  reset = trimmed(reset);
  const auto epoch = seconds_in(reset);
  constexpr std::int64_t last = 9'000'000'000; // seconds that fit 64 bits of nanoseconds
  if (!epoch || *epoch > last) return std::nullopt;
  return rounded_up(Timestamp{*epoch * 1'000'000'000});
}

} // namespace hft::door
