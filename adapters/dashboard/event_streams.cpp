#include "adapters/dashboard/event_streams.hpp"

#include "adapters/dashboard/day_json.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace hft::dashboard {

std::string event_text(std::string_view name, const std::string& data, const std::string& id) {
  std::string text;
  if (!id.empty()) text += "id: " + id + '\n';
  text += "event: ";
  text += name;
  return text + "\ndata: " + data + "\n\n";
}

std::string event_id(const std::string& run, std::uint64_t number) {
  return run + '-' + std::to_string(number);
}

std::optional<std::uint64_t> number_in(std::string_view id, const std::string& run) {
  if (!id.starts_with(run + '-')) return std::nullopt;
  id.remove_prefix(run.size() + 1);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (error != std::errc{} || end != id.data() + id.size()) return std::nullopt;
  return number;
}

void EventStreams::add(std::shared_ptr<net::ServerStream> stream, const report::DayRecord& day,
                       std::string_view last_id, bool commands, MonotonicTime now) {
  const auto& run = day.identity().run;
  const auto known = number_in(last_id, run);
  const bool goes_on = known && !day.lost_after(*known);
  Listener listener{std::move(stream), goes_on ? *known : day.newest()};
  listener.stream->send("retry: 1000\n\n");
  listener.stream->send(
    event_text("hello", std::string{"{\"commands\":"} + (commands ? "true}" : "false}")));
  if (!goes_on)
    listener.stream->send(event_text("begin", day_json(day), event_id(run, day.newest())));
  listener.stream->send(event_text("status", newest_status(day, now)));
  listeners_.push_back(std::move(listener));
}

void EventStreams::turn(const report::DayRecord& day, bool with_status, MonotonicTime now) {
  std::erase_if(listeners_, [](const auto& listener) { return !listener.stream->is_open(); });
  if (listeners_.empty()) return;
  const auto& run = day.identity().run;
  std::map<std::uint64_t, std::string> written; // pages have mostly had the same
  for (auto& listener : listeners_) {
    if (listener.told == day.newest()) continue;
    auto& text = written[listener.told];
    if (text.empty()) {
      const auto id = event_id(run, day.newest());
      const bool too_many = day.newest() - listener.told > most_facts_at_once;
      text = too_many || day.lost_after(listener.told)
               ? event_text("begin", day_json(day), id)
               : event_text("facts", facts_json(day, listener.told, most_facts_at_once), id);
    }
    listener.told = day.newest();
    listener.stream->send(text);
  }
  if (!with_status) return;
  const auto status = event_text("status", newest_status(day, now));
  for (auto& listener : listeners_) listener.stream->send(status);
}

} // namespace hft::dashboard
