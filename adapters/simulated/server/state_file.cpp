#include "adapters/simulated/server/state_file.hpp"

#include "adapters/door/bounds.hpp"
#include "adapters/simulated/protocol/json.hpp"
#include "adapters/storage/bounded_file.hpp"
#include "adapters/storage/replaced_file.hpp"

namespace hft::simulated {

std::string state_text(const ExchangeState& state) {
  std::string out = "{\"version\":1,\"rows\":[";
  for (std::size_t i = 0; i < state.size(); ++i) {
    Json fields = Json::object();
    for (const auto& [name, value] : state[i].fields) fields[name] = value;
    out += i ? ",\n" : "\n";
    out += Json{{"kind", state[i].kind}, {"fields", std::move(fields)}}.dump();
  }
  return out + "\n]}\n";
}

Result<ExchangeState> parse_state(std::string_view text) try {
  if (!door::is_shallow(text))
    return fail(ErrorKind::BadPayload, "the state cannot be read: it is nested too deep");
  const auto json = Json::parse(text.begin(), text.end());
  if (json.at("version") != 1)
    return fail(ErrorKind::BadPayload, "the state is of another version than 1");
  ExchangeState state;
  for (const auto& row : json.at("rows")) {
    StateRow made{row.at("kind").get<std::string>(), {}};
    for (const auto& field : row.at("fields").items())
      made.fields[field.key()] = field.value().get<std::string>();
    state.push_back(std::move(made));
  }
  return state;
} catch (const nlohmann::json::exception& e) {
  return fail(ErrorKind::BadPayload, std::string{"the state cannot be read: "} + e.what());
}

Result<ExchangeState> read_state(const std::string& file) {
  constexpr std::size_t largest_state = std::size_t{1} << 30;
  const auto text = storage::read_bounded(file, largest_state);
  if (!text) return fail(ErrorKind::Storage, "venue: its state " + text.error().sentence);
  if (!*text) return ExchangeState{};
  auto state = parse_state(**text);
  if (!state) return fail(state.error().fault, file + ": " + state.error().sentence);
  return state;
}

Result<void> write_state(const std::string& file, const ExchangeState& state) {
  if (const auto written = storage::replace_file(file, state_text(state)); !written)
    return fail(ErrorKind::Storage, "venue cannot write " + file + ": " + written.error().sentence);
  return {};
}

} // namespace hft::simulated
