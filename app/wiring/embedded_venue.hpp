#pragma once

#include "adapters/simulated/server/venue.hpp"

#include <memory>
#include <string>
#include <thread>

namespace hft {

/// The simulated venue on a thread of this process: same sockets, same protocol as alone.
class EmbeddedVenue {
public:
  explicit EmbeddedVenue(std::unique_ptr<simulated::Venue> venue)
    : venue_(std::move(venue)),
      thread_([this] { venue_->run(); }) {}
  ~EmbeddedVenue() {
    venue_->stop();
    thread_.join();
  }
  EmbeddedVenue(const EmbeddedVenue&) = delete;
  EmbeddedVenue& operator=(const EmbeddedVenue&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(venue_->port()); }

private:
  std::unique_ptr<simulated::Venue> venue_;
  std::thread thread_;
};

} // namespace hft
