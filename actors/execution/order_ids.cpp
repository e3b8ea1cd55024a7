#include "actors/execution/order_ids.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace hft {

namespace {

// Nobody sends so many orders: a stranger's id with a higher number must not use up what is left.
// What we give ourselves is always the next one, and counts.
constexpr std::uint64_t highest_number = 1'000'000'000'000'000;
constexpr std::size_t date_length = 8;

bool is_date(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

void OrderIds::observe(const ClientOrderId& id) {
  const auto text = id.view();
  const auto first = text.find('-');
  const auto last = text.rfind('-');
  if (first != date_length || last == first || last == std::string_view::npos) return;
  if (!is_date(text.substr(0, first))) return;
  std::uint64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + last + 1, end, number);
  const auto model = ModelId::from(text.substr(first + 1, last - first - 1));
  if (read.ec != std::errc{} || read.ptr != end || !model) return;
  const auto found = used_.find(*model);
  const auto used = found == used_.end() ? 0 : found->second;
  if (number > highest_number && number != used + 1) return;
  used_[*model] = std::max(used, number);
}

ClientOrderId OrderIds::next(Date date, const ModelId& model) const {
  const auto day = civil(date);
  char text[ClientOrderId::max_length];
  auto* end = text;
  const auto number = static_cast<std::uint64_t>(static_cast<int>(day.year())) * 10'000 +
                      static_cast<unsigned>(day.month()) * 100 + static_cast<unsigned>(day.day());
  end = std::to_chars(end, text + 12, number).ptr;
  *end++ = '-';
  const auto name = model.view();
  end = std::copy(name.begin(), name.end(), end);
  *end++ = '-';
  const auto used = used_.find(model);
  end = std::to_chars(end, text + sizeof text, (used == used_.end() ? 0 : used->second) + 1).ptr;
  return ClientOrderId::truncated({text, static_cast<std::size_t>(end - text)});
}

} // namespace hft
