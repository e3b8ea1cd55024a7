#include "adapters/report/result_json.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace hft::report {

std::string result_json(const RunRecord& record, const std::vector<NamedFigure>& statistics,
                        const std::optional<RunSpeed>& speed) {
  using ResultJson = nlohmann::ordered_json;
  const auto& head = record.run;
  ResultJson result = {{"run",
                        {{"id", head.id},
                         {"kind", to_string(head.kind)},
                         {"code", head.code},
                         {"data", head.data},
                         {"profile", head.profile},
                         {"fees", head.fees},
                         {"feed", head.feed},
                         {"from", format_date(head.from)},
                         {"to", format_date(head.to)},
                         {"cash", to_string(head.cash)}}}};
  ResultJson models = ResultJson::object();
  for (const auto& model : record.models)
    models[model.id] = {{"name", model.name},
                        {"ticks", model.ticks},
                        {"signals", model.signals},
                        {"orders", model.orders},
                        {"fills", model.fills},
                        {"refused", model.refused},
                        {"realized_pnl", to_string(model.realized)},
                        {"unrealized_pnl", to_string(model.unrealized)},
                        {"fees", to_string(model.fees)}};
  result["models"] = std::move(models);
  ResultJson figures = ResultJson::object();
  for (const auto& one : statistics) {
    if (one.money)
      figures[one.key] = to_string(*one.money);
    else if (one.value && std::isfinite(*one.value))
      figures[one.key] = *one.value;
    else
      figures[one.key] = nullptr;
  }
  result["statistics"] = std::move(figures);
  if (speed)
    result["speed"] = {{"events", speed->events},
                       {"seconds", speed->seconds},
                       {"events_per_second", speed->seconds > 0
                                               ? static_cast<double>(speed->events) / speed->seconds
                                               : 0}};
  return result.dump(2, ' ', false, ResultJson::error_handler_t::replace) + '\n';
}

} // namespace hft::report
