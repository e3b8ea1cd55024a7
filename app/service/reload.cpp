#include "app/service/reload.hpp"

#include "app/console/logging.hpp"
#include "app/settings/risk_settings.hpp"

#include <spdlog/spdlog.h>

#include <chrono>

namespace hft {

namespace {

Result<RiskConfig> read_limits(const RunOptions& again, Money exposure) {
  auto risk = read_risk(again.limits, exposure);
  if (risk) risk->signal_age = Duration{static_cast<std::int64_t>(again.max_signal_age * 1e9)};
  return risk;
}

} // namespace

std::string reload_settings(const RunOptions& options, LiveLimits& limits, ServiceNotice& notice,
                            const std::function<void()>& tell) {
  notice.reloading();
  std::string sentence;
  const auto again = options.read_again ? options.read_again() : Result<RunOptions>{options};
  auto risk = again ? read_limits(*again, limits.exposure())
                    : Result<RiskConfig>{tl::unexpected{again.error()}};
  if (risk) {
    limits.change(std::make_shared<const RiskConfig>(std::move(*risk)));
    tell();
    set_log_level(again->log_level);
    sentence = "The risk limits and the log level were read again.";
    spdlog::info("{}", sentence);
  } else {
    sentence = "The settings stay as they were: " + risk.error().sentence + ".";
    spdlog::error("{}", sentence);
  }
  notice.reloaded(sentence);
  return sentence;
}

} // namespace hft
