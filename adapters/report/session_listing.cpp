#include "adapters/report/session_listing.hpp"

#include "adapters/report/session_files.hpp"
#include "messages/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <system_error>

namespace hft::report {

namespace {

struct Found {
  std::vector<Json> sessions;
  std::vector<std::string> failures;
  bool readable = true; ///< every folder
};

bool has_report(const std::filesystem::path& folder) {
  std::error_code none;
  return std::filesystem::is_regular_file(folder / "report.html", none);
}

void add(Found& found, const AccountSessions& account) {
  const auto files = report_files(account.folder);
  if (!files) {
    found.failures.push_back(files.error().sentence);
    found.readable = false;
    return;
  }
  for (const auto& file : *files) {
    auto object = read_object(file);
    if (!object) {
      found.failures.push_back(object.error().sentence);
    } else if (object->is_object()) {
      (*object)["account"] = account.account;
      if (!account.reports.empty())
        (*object)["report"] = has_report(account.reports / text_or(*object, "date", ""));
      found.sessions.push_back(std::move(*object));
    }
  }
}

Found all_of(const std::vector<AccountSessions>& accounts) {
  Found found;
  for (const auto& account : accounts) add(found, account);
  std::stable_sort(found.sessions.begin(), found.sessions.end(), [](const Json& a, const Json& b) {
    return text_or(a, "date", "") < text_or(b, "date", "");
  });
  return found;
}

/// What a report says of profit, exact; nothing when it says none.
std::optional<Money> money_in(const Json& totals, const char* key) {
  const auto units = parse_units(text_or(totals, key, ""));
  return units ? std::optional{Money{*units}} : std::nullopt;
}

/// The instances with what they are made of, as a run is told apart from another.
std::string models_of(const Json& session) {
  const auto models = session.value("models", Json::object());
  std::string text;
  for (const auto& [id, model] : models.items()) {
    const auto name = text_or(model, "name", id);
    text += (text.empty() ? "" : ", ") + id + (name == id ? "" : "=" + name);
    auto separator = ':';
    const auto parameters = model.value("parameters", Json::object());
    for (const auto& [key, value] : parameters.items()) {
      text += separator + key + '=' + (value.is_string() ? value.get<std::string>() : value.dump());
      separator = ',';
    }
  }
  return text;
}

std::string row(const std::string& first, const std::string& orders, const std::string& fills,
                const std::string& realized, const std::string& unrealized,
                const std::string& incidents) {
  return fmt::format("{:<14} {:>8} {:>8} {:>14} {:>14} {:>8}\n", first, orders, fills, realized,
                     unrealized, incidents);
}

std::string second_line(const Json& session, const Json& totals) {
  std::string text = "  " + text_or(session, "account", "") + ": " + models_of(session);
  if (totals.contains("position")) text += "; holds " + text_or(totals, "position", "-");
  if (const auto starts = text_or(session, "starts", "1"); starts != "1" && starts != "0")
    text += "; " + starts + " starts";
  if (text_or(session, "finished", "") != "true") text += "; not finished";
  return text + '\n';
}

std::string rows_of(const Json& session) {
  const auto totals = session.value("totals", Json::object());
  return row(text_or(session, "date", "-"), text_or(totals, "orders", "-"),
             text_or(totals, "fills", "-"), text_or(totals, "realized_pnl", "-"),
             text_or(totals, "unrealized_pnl", "-"), text_or(session, "incident_count", "-")) +
         second_line(session, totals);
}

/// Sessions are added up; what an account holds is counted once, as its newest session has it.
std::string total_of(const std::vector<Json>& sessions) {
  std::uint64_t orders = 0;
  std::uint64_t fills = 0;
  std::uint64_t incidents = 0;
  Money realized;
  std::map<std::string, Money> unrealized;
  for (const auto& session : sessions) {
    const auto totals = session.value("totals", Json::object());
    orders += count_in(totals, "orders");
    fills += count_in(totals, "fills");
    incidents += count_in(session, "incident_count");
    realized += money_in(totals, "realized_pnl").value_or(Money{});
    if (const auto held = money_in(totals, "unrealized_pnl"))
      unrealized[text_or(session, "account", "")] = *held;
  }
  Money held;
  for (const auto& [account, money] : unrealized) held += money;
  const auto count = std::to_string(sessions.size());
  return row(count + (sessions.size() == 1 ? " session" : " sessions"), std::to_string(orders),
             std::to_string(fills), to_cents(realized), to_cents(held), std::to_string(incidents));
}

} // namespace

SessionListing sessions_text(const std::vector<AccountSessions>& accounts) {
  auto found = all_of(accounts);
  if (found.sessions.empty())
    return {found.failures.empty() ? "no session has been traded yet\n" : "", found.failures};
  std::string text = row("date", "orders", "fills", "realized", "unrealized", "trouble");
  for (const auto& session : found.sessions) text += rows_of(session);
  text += total_of(found.sessions);
  return {std::move(text), std::move(found.failures)};
}

SessionListing sessions_json(const std::vector<AccountSessions>& accounts) {
  auto found = all_of(accounts);
  if (!found.readable && found.sessions.empty()) return {"", std::move(found.failures)};
  const Json array = std::move(found.sessions);
  return {array.dump(2) + '\n', std::move(found.failures)};
}

} // namespace hft::report
