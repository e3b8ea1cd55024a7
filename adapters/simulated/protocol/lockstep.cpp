#include "adapters/simulated/protocol/lockstep.hpp"

#include "adapters/simulated/engine/causal_time.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace hft::simulated {

void Lockstep::join(const std::string& key) {
  clients_[key].keeps = true;
}

void Lockstep::leave(const std::string& key) {
  auto& client = clients_[key];
  client.keeps = false;
  client.is_done = true;
  client.answered.clear();
}

bool Lockstep::keeps(const std::string& key) const {
  const auto found = clients_.find(key);
  return found != clients_.end() && found->second.keeps;
}

bool Lockstep::any() const {
  return std::any_of(clients_.begin(), clients_.end(),
                     [](const auto& entry) { return entry.second.keeps; });
}

std::string Lockstep::end_step(const std::string& key, std::uint64_t number, Timestamp now,
                               std::optional<std::uint64_t> updates) {
  auto& client = clients_[key];
  client.step = number;
  client.is_done = false;
  std::string text =
    R"({"step":)" + std::to_string(number) + R"(,"time":)" + std::to_string(now.nanoseconds);
  if (!client.answered.empty()) {
    text += R"(,"answered":[)";
    for (const auto answer : client.answered)
      text += std::to_string(answer) + (answer == client.answered.back() ? ']' : ',');
    client.answered.clear();
  }
  if (updates) text += R"(,"updates":)" + std::to_string(*updates);
  return text + '}';
}

bool Lockstep::on_message(const std::string& key, std::string_view message) {
  if (!message.starts_with(R"({"action":"done")")) return false;
  const auto json = nlohmann::json::parse(message, nullptr, false);
  const auto number = [&json](const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
  };
  if (!json.is_object()) return false;
  auto& client = clients_[key];
  if (number("step") != client.step) return true; // a newer one has begun
  client.is_done = true;
  client.made = std::max(client.made, number("requests"));
  return true;
}

bool Lockstep::receive(const std::string& key, std::uint64_t number, Timestamp cause,
                       std::function<void()> effect) {
  auto& client = clients_[key];
  client.ahead.insert(number);
  while (!client.ahead.empty() && *client.ahead.begin() <= client.here + 1) {
    client.here = std::max(client.here, *client.ahead.begin());
    client.ahead.erase(client.ahead.begin());
  }
  if (!client.keeps) return false;
  client.incoming[number] = {cause, std::move(effect)};
  return true;
}

void Lockstep::record_answer(const std::string& key, std::uint64_t number) {
  clients_[key].answered.push_back(number);
}

std::size_t Lockstep::awaited() const {
  return static_cast<std::size_t>(std::count_if(
    clients_.begin(), clients_.end(), [](const auto& entry) { return entry.second.is_awaited(); }));
}

void Lockstep::give_up_missing() {
  for (auto& [key, client] : clients_)
    if (client.is_done) client.here = std::max(client.here, client.made);
}

void Lockstep::schedule(Timestamp now, const SessionPlan& session, Arrivals& into) {
  for (auto& [key, client] : clients_) {
    for (auto& [number, request] : client.incoming) {
      client.last_arrival =
        std::max(client.last_arrival, arrival_time(request.cause, now, latency_, session));
      into.add(client.last_arrival, std::move(request.effect));
    }
    client.incoming.clear();
  }
}

} // namespace hft::simulated
