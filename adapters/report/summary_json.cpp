#include "adapters/report/summary_json.hpp"

#include <nlohmann/json.hpp>

namespace hft::report {

std::string summary_json(const StatusSnapshot& status, const std::vector<std::string>& phases) {
  using Json = nlohmann::ordered_json;
  Json models = Json::object();
  for (const auto& model : status.models) {
    Json position = Json::object();
    for (const auto& held : model.book.positions)
      position[held.symbol.str()] = to_string(held.quantity);
    models[model.id.str()] = {{"ticks", model.counts.ticks},
                              {"signals", model.counts.signals},
                              {"orders", model.counts.orders},
                              {"fills", model.counts.fills},
                              {"refused", model.counts.refused},
                              {"position", std::move(position)},
                              {"realized_pnl", to_string(model.book.realized)},
                              {"unrealized_pnl", to_string(model.book.unrealized)},
                              {"state", to_string(model.state)},
                              {"restarts", model.restarts},
                              {"faults", model.faults},
                              {"last_fault", model.last_fault},
                              {"frames", model.frames},
                              {"lost", model.lost},
                              {"repeated", model.repeated}};
  }
  const auto& latency = status.desk.latency;
  const Json summary = {
    {"models", std::move(models)},
    {"latency_us",
     {{"p50", latency.p50}, {"p99", latency.p99}, {"p999", latency.p999}, {"max", latency.max}}},
    {"session", {{"date", format_date(status.session.plan.date)}, {"phases", phases}}},
    {"feed",
     {{"frames", status.feed.frames},
      {"events", status.feed.events},
      {"malformed", status.feed.malformed},
      {"reconnects", status.feed.reconnects},
      {"gaps", status.feed.gaps},
      {"conflated", status.feed.conflated}}},
    {"refusals", status.desk.refusals}};
  return summary.dump(2) + '\n';
}

} // namespace hft::report
