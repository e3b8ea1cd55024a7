#include "adapters/report/summary_json.hpp"

#include "adapters/report/status_view.hpp"
#include "adapters/report/summary_parts.hpp"

namespace hft::report {

namespace {

Json positions_json(const ModelBook& book) {
  Json position = Json::object();
  for (const auto& held : book.positions) position[held.symbol.str()] = to_string(held.quantity);
  return position;
}

} // namespace

Json summary_object(const StatusSnapshot& status, const std::vector<std::string>& phases) {
  Json models = Json::object();
  for (const auto& model : status.models) {
    const auto position = positions_json(model.book);
    models[model.id.str()] = {{"ticks", model.counts.ticks},
                              {"signals", model.counts.signals},
                              {"orders", model.counts.orders},
                              {"fills", model.counts.fills},
                              {"refused", model.counts.refused},
                              {"position", position},
                              {"realized_pnl", to_string(model.book.realized_today)},
                              {"realized_since_start", to_string(model.book.realized)},
                              {"unrealized_pnl", to_string(model.book.unrealized)},
                              {"name", model.name},
                              {"parameters", model.parameters},
                              {"state", to_string(model.state)},
                              {"restarts", model.restarts},
                              {"faults", model.faults},
                              {"last_fault", model.last_fault},
                              {"frames", model.frames},
                              {"lost", model.lost},
                              {"repeated", model.repeated}};
  }
  for (const auto& book : unmanned_books(status))
    models[owner_of(book)] = {{"ticks", 0},
                              {"signals", 0},
                              {"orders", book.counts.orders},
                              {"fills", book.counts.fills},
                              {"refused", book.counts.refused},
                              {"position", positions_json(book)},
                              {"realized_pnl", to_string(book.realized_today)},
                              {"realized_since_start", to_string(book.realized)},
                              {"unrealized_pnl", to_string(book.unrealized)},
                              {"state", "not running"}};
  const auto& latency = status.desk.latency;
  return {
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
}

std::string summary_json(const StatusSnapshot& status, const std::vector<std::string>& phases) {
  return summary_object(status, phases).dump(2) + '\n';
}

} // namespace hft::report
