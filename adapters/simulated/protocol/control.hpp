#pragma once

#include "adapters/simulated/protocol/faults.hpp"
#include "adapters/simulated/protocol/foreign_books.hpp"
#include "adapters/simulated/protocol/rest_routes.hpp"

#include <functional>

namespace hft::simulated {

/// The venue's own paths, `/_venue/...`: what an operator or a test does to the market, to the
/// accounts and to the venue itself. No keys.
class VenueControl {
public:
  struct Config {
    std::function<void(std::vector<StreamEvent>)> print; ///< injected events
    std::function<void()> faults_changed;
    std::function<Json()> requests; ///< how often each was made, by kind
  };

  VenueControl(Config config, VenueEngine& engine, Faults& faults, ForeignBooks& foreign)
    : config_(std::move(config)),
      engine_(engine),
      faults_(faults),
      foreign_(foreign) {}

  /// Nothing for a path that is none of its own.
  RestAnswer answer(const RestCall& call);

private:
  HttpResponse ledger();
  HttpResponse print(const HttpRequest& request);
  HttpResponse change_faults(const HttpRequest& request);
  HttpResponse corporate_action(const HttpRequest& request);
  HttpResponse activity(const HttpRequest& request);
  HttpResponse foreign(const HttpRequest& request);
  HttpResponse asset(const HttpRequest& request);

  Config config_;
  VenueEngine& engine_;
  Faults& faults_;
  ForeignBooks& foreign_;
};

} // namespace hft::simulated
