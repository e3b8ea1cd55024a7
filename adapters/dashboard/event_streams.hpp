#pragma once

#include "adapters/net/http_server.hpp"
#include "adapters/report/day_record.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hft::dashboard {

/// One server-sent event as it is written; without an id when `id` is empty. `data` is one line.
std::string event_text(std::string_view name, const std::string& data, const std::string& id = {});

/// `RUN-NUMBER`, the id of the newest fact an event tells: a page that comes back names it.
std::string event_id(const std::string& run, std::uint64_t number);
/// The fact's number, when the id is of this run.
std::optional<std::uint64_t> number_in(std::string_view id, const std::string& run);

/// The pages that listen. Each gets the facts it has not had, and now and then the status; one that
/// has missed too much is told to begin anew. On the server's thread.
class EventStreams {
public:
  static constexpr std::size_t most_facts_at_once = 400;

  /// `commands`: whether the page may offer them. `last_id` as the page names it; empty: it begins.
  void add(std::shared_ptr<net::ServerStream> stream, const report::DayRecord& day,
           std::string_view last_id, bool commands, MonotonicTime now);
  /// To all: facts since the last turn; the status where `with_status`.
  void turn(const report::DayRecord& day, bool with_status, MonotonicTime now);
  bool empty() const { return listeners_.empty(); }
  std::size_t size() const { return listeners_.size(); }

private:
  struct Listener {
    std::shared_ptr<net::ServerStream> stream;
    std::uint64_t told = 0;
  };
  std::vector<Listener> listeners_;
};

} // namespace hft::dashboard
