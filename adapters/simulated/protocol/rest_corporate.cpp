#include "adapters/simulated/protocol/rest_corporate.hpp"

#include "messages/new_york.hpp"

#include <algorithm>

namespace hft::simulated {

namespace {

bool is_among(std::string_view wanted, std::string_view list) {
  const auto parts = listed(list);
  return parts.empty() || std::find(parts.begin(), parts.end(), wanted) != parts.end();
}

bool concerns(const CorporateAction& action, std::string_view symbols) {
  return is_among(action.symbol.view(), symbols) ||
         (!action.new_symbol.empty() && is_among(action.new_symbol.view(), symbols));
}

HttpResponse announcements(const RestCall& call) {
  const auto& request = call.request;
  const auto types = request.parameter("ca_types");
  const auto since = parse_date(request.parameter("since").substr(0, 10));
  const auto until = parse_date(request.parameter("until").substr(0, 10));
  if (types.empty() || !since || !until)
    return error_response({422, 40010001, "ca_types, since and until are required", {}});
  auto body = Json::array();
  for (const auto& action : call.engine.exchange().corporate_actions())
    if (is_among(to_string(action.kind), types) && *since <= action.ex_date &&
        action.ex_date <= *until && concerns(action, request.parameter("symbol")))
      body.push_back(announcement_json(action));
  return json_response(body);
}

HttpResponse announcement(const RestCall& call) {
  for (const auto& action : call.engine.exchange().corporate_actions())
    if (action.id.view() == call.path[3]) return json_response(announcement_json(action));
  return error_response({404, 40410000, "announcement not found for " + call.path[3], {}});
}

std::string_view list_of(const CorporateAction& action) {
  switch (action.kind) {
    case CorporateAction::Kind::Dividend: return "cash_dividends";
    case CorporateAction::Kind::Rename: return "name_changes";
    default: return action.new_rate > action.old_rate ? "forward_splits" : "reverse_splits";
  }
}

/// The data side's form: lists by kind, numbers instead of texts.
HttpResponse data_actions(const RestCall& call) {
  const auto& request = call.request;
  const auto today = new_york_date(call.engine.now());
  const auto start = parse_date(request.parameter("start").substr(0, 10)).value_or(today);
  const auto end = parse_date(request.parameter("end").substr(0, 10)).value_or(today);
  auto lists = Json::object();
  for (const auto& action : call.engine.exchange().corporate_actions()) {
    const auto name = list_of(action);
    const auto type = name.substr(0, name.size() - 1); // without the plural's s
    if (action.ex_date < start || end < action.ex_date ||
        !concerns(action, request.parameter("symbols")) ||
        !is_among(type, request.parameter("types")))
      continue;
    const auto day = format_date(action.ex_date);
    Json row{{"id", action.id.view()}, {"process_date", day}};
    if (action.kind == CorporateAction::Kind::Rename) {
      row["old_symbol"] = action.symbol.view();
      row["new_symbol"] = action.new_symbol.view();
    } else {
      row["symbol"] = action.symbol.view();
      row["ex_date"] = row["record_date"] = row["payable_date"] = day;
    }
    if (action.kind == CorporateAction::Kind::Dividend) {
      row["rate"] = to_double(action.cash);
      row["special"] = row["foreign"] = false;
    }
    if (action.kind == CorporateAction::Kind::Split) {
      row["old_rate"] = to_double(action.old_rate);
      row["new_rate"] = to_double(action.new_rate);
    }
    lists[std::string{name}].push_back(std::move(row));
  }
  return json_response({{"corporate_actions", std::move(lists)}, {"next_page_token", nullptr}});
}

} // namespace

RestAnswer corporate_actions_answer(const RestCall& call) {
  if (call.is("GET", {"v2", "corporate_actions", "announcements"})) return announcements(call);
  if (call.is("GET", {"v2", "corporate_actions", "announcements", any_part}))
    return announcement(call);
  if (call.is("GET", {"v1", "corporate-actions"}) ||
      call.is("GET", {"v1beta1", "corporate-actions"}))
    return data_actions(call);
  return std::nullopt;
}

} // namespace hft::simulated
