#pragma once

#include "adapters/control/control_server.hpp"
#include "adapters/dashboard/access.hpp"
#include "adapters/report/day_record.hpp"
#include "messages/result.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace hft::dashboard {

/// Where the page's answers come from. Each is called on the server's thread and must not block;
/// answers may come on any thread.
struct DashboardSources {
  using Day = std::shared_ptr<const report::DayRecord>;
  std::function<void(std::function<void(Day)>)> day;
  /// What `hft control` asks; also for `GET /api/status` and `/api/orders`.
  control::ControlServer::Handler control;
  /// Past sessions as JSON, and the report of one of them as a page; read from disk, quickly.
  std::function<std::string()> sessions;
  std::function<Result<std::string>(const std::string& account, const std::string& date)> report;
  std::function<MonotonicTime()> now;
};

struct DashboardOptions {
  std::uint16_t port = 8470; ///< taken: the next free one of 100
  bool commands = false;
  bool open_metrics = false;
  std::filesystem::path state_dir; ///< holds the token
  net::HttpServerLimits limits{};
};

/// The page: state, events, commands and metrics over HTTP on 127.0.0.1, on a thread of its own.
/// Nobody who looks can hold up who trades: it asks only what the day's record holds.
class DashboardServer {
public:
  /// Fails with one sentence when no port or no token can be had.
  static Result<std::unique_ptr<DashboardServer>> open(DashboardOptions options,
                                                       DashboardSources sources);
  DashboardServer(const DashboardServer&) = delete;
  DashboardServer& operator=(const DashboardServer&) = delete;
  /// Closes all connections and joins the thread.
  ~DashboardServer();

  std::uint16_t port() const;
  /// `http://127.0.0.1:8470/#token=...`: whoever has it may look.
  std::string address() const;

private:
  class Pages;
  DashboardServer(std::unique_ptr<net::HttpServer> server, std::shared_ptr<Pages> pages);
  std::shared_ptr<Pages> pages_;
  std::unique_ptr<net::HttpServer> server_;
};

} // namespace hft::dashboard
