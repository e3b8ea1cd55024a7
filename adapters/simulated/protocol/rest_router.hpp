#pragma once

#include "adapters/simulated/protocol/control.hpp"
#include "adapters/simulated/protocol/faults.hpp"
#include "adapters/simulated/protocol/rest_routes.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace hft::simulated {

/// Every request's way: keys, rate limit, faults, the paths, and the headers of the answer.
class RestRouter {
public:
  struct Config {
    std::string key; ///< empty: any
    std::string secret;
    int rate_limit = 10'000; ///< a minute of venue time for each key; 0: any
    std::function<std::string()> speed_text;
    std::function<double()> speed; ///< venue seconds a real second
    std::function<bool()> held;
    std::function<void(std::vector<StreamEvent>)> print; ///< injected events
    std::function<void()> faults_changed;
    ForeignBooks::Send send_foreign; ///< an order update of somebody else's order
  };

  RestRouter(Config config, VenueEngine& engine, Faults& faults)
    : config_(std::move(config)),
      engine_(engine),
      faults_(faults),
      foreign_(config_.send_foreign),
      control_({config_.print, config_.faults_changed, [this] { return requests(); }}, engine,
               faults, foreign_) {}
  RestRouter(const RestRouter&) = delete;
  RestRouter& operator=(const RestRouter&) = delete;

  HttpResponse answer(const HttpRequest& request);
  /// Whether these keys open an account.
  bool accepts(const ApiKeys& keys) const;

private:
  struct Minute {
    std::int64_t number = -1;
    int used = 0;
  };
  HttpResponse guarded(const HttpRequest& request);
  HttpResponse routed(const RestCall& call);
  Json requests() const;
  std::int64_t seconds_to_next_minute() const;
  bool within_rate(const std::string& key);
  void add_headers(const HttpRequest& request, HttpResponse& response);

  Config config_;
  VenueEngine& engine_;
  Faults& faults_;
  ForeignBooks foreign_;
  VenueControl control_;
  std::map<std::string, Minute> minutes_;
  std::map<std::string, std::uint64_t> counts_; ///< requests by method and path
  std::uint64_t request_number_ = 0;
};

} // namespace hft::simulated
