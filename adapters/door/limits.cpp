#include "adapters/door/limits.hpp"

#include <string_view>

namespace hft::door {

namespace {

std::string grouped(std::uint64_t number) {
  auto text = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), 1, ',');
  return text;
}

std::string bytes_text(std::size_t bytes) {
  if (bytes % mebibyte == 0) return std::to_string(bytes / mebibyte) + " MiB";
  if (bytes % 1024 == 0) return std::to_string(bytes / 1024) + " KiB";
  return grouped(bytes) + " bytes";
}

std::string seconds_text(Duration duration) {
  return grouped(static_cast<std::uint64_t>(duration / std::chrono::seconds{1})) + " s";
}

void add_bounds(std::vector<LimitRow>& rows, std::string_view what, const Bounds& bounds) {
  const std::string name{what};
  rows.push_back({name + ", unpacked", bytes_text(bounds.bytes)});
  rows.push_back({name + ", depth", std::to_string(bounds.depth)});
  rows.push_back({name + ", values", grouped(bounds.values)});
}

} // namespace

std::vector<LimitRow> limit_table() {
  std::vector<LimitRow> rows;
  add_bounds(rows, "REST answer", rest_answer);
  add_bounds(rows, "answer to an order request", order_answer);
  add_bounds(rows, "frame of the data stream", data_frame);
  add_bounds(rows, "frame of the order stream", order_frame);
  rows.push_back({"bodies received at once by one client", bytes_text(bodies_at_once)});
  rows.push_back({"headers of an answer", bytes_text(answer_headers)});
  rows.push_back({"pages of a list of orders", grouped(order_pages)});
  rows.push_back({"pages of a list of fills", grouped(fill_pages)});
  rows.push_back({"pages of a list of other activities, the newest", grouped(activity_pages)});
  rows.push_back({"pages of a question about history", grouped(history_pages)});
  rows.push_back({"items of a question about history", grouped(history_items)});
  rows.push_back({"events held while a gap is filled", grouped(held_events)});
  rows.push_back({"text of a field", bytes_text(field_text)});
  rows.push_back({"words of the broker in a sentence", bytes_text(shown_words)});
  rows.push_back({"page token", bytes_text(page_token)});
  rows.push_back({"price of a share",
                  "above 0 to " +
                    grouped(static_cast<std::uint64_t>(highest_price.units / units_per_whole)) +
                    " dollars"});
  rows.push_back({"size of a print",
                  "above 0 to " +
                    grouped(static_cast<std::uint64_t>(largest_print.units / units_per_whole)) +
                    " shares"});
  rows.push_back(
    {"price times size of a print", grouped(std::uint64_t{largest_print_dollars}) + " dollars"});
  rows.push_back({"print ahead of the venue's clock", seconds_text(print_ahead)});
  rows.push_back({"print behind the venue's clock", seconds_text(print_behind)});
  rows.push_back({"print behind the newest of its stream", seconds_text(print_out_of_order)});
  rows.push_back({"prints whose identity is remembered", grouped(prints_remembered)});
  rows.push_back({"wait asked for by the broker", seconds_text(longest_wait)});
  return rows;
}

} // namespace hft::door
