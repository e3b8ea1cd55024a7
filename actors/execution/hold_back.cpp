#include "actors/execution/hold_back.hpp"

#include "messages/new_york.hpp"

#include <algorithm>

namespace hft {

std::string reason_of(const std::string& words) {
  std::string reason;
  for (const char c : words.substr(0, words.find(" (HTTP "))) {
    const bool number = (c >= '0' && c <= '9') || c == '.' || c == ',';
    if (!number)
      reason += c;
    else if (reason.empty() || reason.back() != '#')
      reason += '#';
  }
  return reason;
}

std::optional<std::string> HoldBack::on_refused(const Order& order, bool opens,
                                                const std::string& words, Timestamp at) {
  auto& matter = matters_[key_of(order, opens)];
  auto reason = reason_of(words);
  if (reason != matter.words) matter = {std::move(reason), {}, 0, {}};
  matter.told = words;
  ++matter.times;
  if (matter.times < config_.free) return std::nullopt;
  auto pause = config_.first;
  for (auto more = matter.times - config_.free; more > 0 && pause < config_.longest; --more)
    pause *= 2;
  pause = std::min(pause, config_.longest);
  matter.until = at + pause;
  return "model " + order.model.str() + " is held back: " + *objection(order, opens, at);
}

void HoldBack::on_taken(const Order& order, bool opens) {
  if (!matters_.empty()) matters_.erase(key_of(order, opens));
}

std::optional<std::string> HoldBack::objection(const Order& order, bool opens,
                                               Timestamp now) const {
  if (matters_.empty()) return std::nullopt;
  const auto found = matters_.find(key_of(order, opens));
  if (found == matters_.end() || now >= found->second.until) return std::nullopt;
  const auto& matter = found->second;
  return std::to_string(matter.times) + " times in a row " + matter.told +
         "; not asked again before " + format_new_york_clock(matter.until) + " New York time";
}

} // namespace hft
