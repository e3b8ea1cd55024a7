#include "adapters/report/session_listing.hpp"

#include "adapters/report/session_files.hpp"
#include "messages/number_text.hpp"

#include <cstdio>

namespace hft::report {

namespace {

struct Found {
  std::vector<Json> sessions;
  std::vector<std::string> failures;
  bool readable = true; ///< the folder
};

Found all_of(const std::filesystem::path& folder) {
  Found found;
  const auto files = report_files(folder);
  if (!files) return {{}, {files.error().sentence}, false};
  for (const auto& file : *files) {
    auto object = read_object(file);
    if (!object)
      found.failures.push_back(object.error().sentence);
    else if (object->is_object())
      found.sessions.push_back(std::move(*object));
  }
  return found;
}

std::string outcome_of(const Json& session, const Json& totals) {
  const auto position = text_or(totals, "position", "-");
  if (text_or(session, "finished", "") == "true") return position;
  return totals.empty() ? "not finished" : position + ", not finished";
}

std::string row_of(const Json& session) {
  const auto totals = session.value("totals", Json::object());
  const auto latency = session.value("latency_us", Json::object());
  std::string median = "-";
  if (latency.contains("p50") && latency["p50"].is_number())
    median = fixed_text(latency["p50"].get<double>(), 1);
  char row[256];
  std::snprintf(row, sizeof row, "%-10s %6s %8s %8s %8s %14s %14s %9s %9s  ",
                text_or(session, "date", "-").c_str(), text_or(session, "starts", "-").c_str(),
                text_or(totals, "orders", "-").c_str(), text_or(totals, "fills", "-").c_str(),
                text_or(totals, "refused", "-").c_str(),
                text_or(totals, "realized_pnl", "-").c_str(),
                text_or(totals, "unrealized_pnl", "-").c_str(), median.c_str(),
                text_or(session, "incident_count", "-").c_str());
  return row + outcome_of(session, totals) + '\n';
}

} // namespace

SessionListing sessions_text(const std::filesystem::path& folder) {
  auto found = all_of(folder);
  if (found.sessions.empty())
    return {found.failures.empty() ? "no session has been traded yet\n" : "", found.failures};
  std::string text =
    "date       starts   orders    fills  refused       realized     unrealized    "
    "p50 us incidents  position\n";
  for (const auto& session : found.sessions) text += row_of(session);
  return {std::move(text), std::move(found.failures)};
}

SessionListing sessions_json(const std::filesystem::path& folder) {
  auto found = all_of(folder);
  if (!found.readable) return {"", std::move(found.failures)};
  const Json array = std::move(found.sessions);
  return {array.dump(2) + '\n', std::move(found.failures)};
}

} // namespace hft::report
