#include "models/catalog.hpp"

#include "models/avellaneda_stoikov.hpp"
#include "models/bollinger_breakout.hpp"
#include "models/donchian_trend.hpp"
#include "models/ema_cross.hpp"
#include "models/faulty.hpp"
#include "models/modulo.hpp"
#include "models/momentum.hpp"
#include "models/online_logistic.hpp"
#include "models/opening_range.hpp"
#include "models/order_flow_imbalance.hpp"
#include "models/overnight_gap.hpp"
#include "models/pairs.hpp"
#include "models/rsi_reversion.hpp"
#include "models/volatility_target.hpp"
#include "models/vwap_execution.hpp"
#include "models/vwap_reversion.hpp"
#include "models/zscore_reversion.hpp"

#include <algorithm>

namespace hft {

namespace {

std::vector<std::string> model_names() {
  std::vector<std::string> names;
  for (const auto& entry : catalog()) names.push_back(entry.name);
  return names;
}

tl::unexpected<Failure> unknown_model(const std::string& name) {
  const auto near = nearest_models(name);
  return fail(ErrorKind::BadArgument, "there is no model '" + name + "': " +
                                        (near.empty() ? "the models are " + listed(model_names())
                                                      : "did you mean " + listed(near) + "?"));
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

} // namespace

const std::vector<ModelEntry>& catalog() {
  static const std::vector<ModelEntry> table{
    describe<AvellanedaStoikov>(),
    describe<BollingerBreakout>(),
    describe<DonchianTrend>(),
    describe<EmaCross>(),
    describe<Faulty>(),
    describe<Modulo>(),
    describe<Momentum>(),
    describe<OnlineLogistic>(),
    describe<OpeningRange>(),
    describe<OrderFlowImbalance>(),
    describe<OvernightGap>(),
    describe<Pairs>(),
    describe<RsiReversion>(),
    describe<VolatilityTarget>(),
    describe<VwapExecution>(),
    describe<VwapReversion>(),
    describe<ZscoreReversion>(),
  };
  return table;
}

const ModelEntry* find_model(std::string_view name) {
  const auto& table = catalog();
  const auto found =
    std::find_if(table.begin(), table.end(), [&](const auto& entry) { return entry.name == name; });
  return found == table.end() ? nullptr : &*found;
}

std::vector<std::string> nearest_models(std::string_view name) {
  return nearest_of(name, model_names());
}

Result<std::unique_ptr<Model>> make_model(const ModelSpec& spec,
                                          const std::vector<Symbol>& default_symbols) {
  const auto* entry = find_model(spec.name);
  if (entry == nullptr) return unknown_model(spec.name);
  return make_model(*entry, spec, default_symbols);
}

Result<std::unique_ptr<Model>> make_model(const ModelEntry& entry, const ModelSpec& spec,
                                          const std::vector<Symbol>& default_symbols) {
  const auto settings =
    Settings::read(entry.name, entry.parameters, spec.parameters, default_symbols);
  if (!settings) return tl::unexpected<Failure>{settings.error()};
  return entry.make(*settings);
}

std::string models_text() {
  std::vector<const ModelEntry*> entries;
  for (const auto& entry : catalog()) entries.push_back(&entry);
  return models_text(entries);
}

std::string models_text(const std::vector<const ModelEntry*>& entries) {
  std::size_t width = 0;
  for (const auto* entry : entries) width = std::max(width, entry->name.size());
  std::string text;
  for (const auto* entry : entries) text += padded(entry->name, width + 2) + entry->summary + '\n';
  return text;
}

std::string model_text(const ModelEntry& entry) {
  auto text = entry.name + ": " + entry.summary + '\n';
  if (entry.parameters.empty()) return text + "It takes no parameters.\n";
  std::size_t names = 0;
  std::size_t values = 0;
  for (const auto& parameter : entry.parameters) {
    names = std::max(names, parameter.name.size());
    values = std::max(values, parameter.default_value.size());
  }
  for (const auto& parameter : entry.parameters) {
    text += "  " + padded(parameter.name, names + 2) +
            padded(std::string{to_string(parameter.type)}, 10) + "default " +
            padded(parameter.default_value, values + 2) + parameter.doc;
    if (const auto range = range_text(parameter); !range.empty()) text += " (" + range + ')';
    text += '\n';
  }
  return text;
}

std::string model_markdown(const ModelEntry& entry) {
  if (entry.parameters.empty()) return "It takes no parameters.\n";
  std::string text = "| parameter | type | default | range | meaning |\n|---|---|---|---|---|\n";
  for (const auto& parameter : entry.parameters)
    text += "| `" + parameter.name + "` | " + std::string{to_string(parameter.type)} + " | `" +
            parameter.default_value + "` | " + range_text(parameter) + " | " + parameter.doc +
            " |\n";
  return text;
}

} // namespace hft
