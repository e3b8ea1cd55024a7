#include "adapters/simulated/exchange/activities.hpp"

#include "messages/new_york.hpp"

#include <algorithm>

namespace hft::simulated {

std::vector<FillRecord> fills_page(const Orders& orders, AccountIndex account,
                                   const ActivityQuery& query) {
  const auto matches = [&](const FillRecord& record) {
    if (query.date && new_york_date(record.time) != *query.date) return false;
    if (query.after && record.time <= *query.after) return false;
    return !query.until || record.time < *query.until;
  };
  const auto limit = std::min<std::size_t>(query.page_size, 100);
  const auto booked = orders.fills_of(account);
  std::vector<FillRecord> page;
  bool started = query.page_token.empty();
  const auto collect = [&](auto begin, auto end) {
    for (auto at = begin; at != end && page.size() < limit; ++at) {
      const auto& record = orders.fills()[*at];
      if (started && matches(record))
        page.push_back(record);
      else if (!started)
        started = record.activity_id == query.page_token;
    }
  };
  const auto is_before = [&](std::size_t place) {
    return query.after && orders.fills()[place].time <= *query.after;
  };
  if (query.ascending)
    collect(started ? std::partition_point(booked.begin(), booked.end(), is_before)
                    : booked.begin(),
            booked.end());
  else
    collect(booked.rbegin(), booked.rend());
  return page;
}

bool ActivityQuery::wants(std::string_view type) const {
  const bool is_trade = type == "FILL";
  if (category == Category::Trades && !is_trade) return false;
  if (category == Category::NotTrades && is_trade) return false;
  return types.empty() || std::find(types.begin(), types.end(), type) != types.end();
}

std::vector<Activity> activities_page(const Orders& orders, const Accounts& accounts,
                                      AccountIndex account, const ActivityQuery& query) {
  // Both lists are in order of booking already.
  std::vector<const FillRecord*> filled;
  if (query.wants("FILL"))
    for (const auto index : orders.fills_of(account)) filled.push_back(&orders.fills()[index]);
  std::vector<std::pair<const FillRecord*, const AccountActivity*>> merged;
  auto next = filled.begin();
  for (const auto& other : accounts.at(account).activities) {
    if (!query.wants(other.type)) continue;
    while (next != filled.end() && (*next)->time <= other.booked)
      merged.emplace_back(*next++, nullptr);
    merged.emplace_back(nullptr, &other);
  }
  for (; next != filled.end(); ++next) merged.emplace_back(*next, nullptr);
  if (!query.ascending) std::reverse(merged.begin(), merged.end());
  std::vector<Activity> page;
  bool started = query.page_token.empty();
  for (const auto& [fill, other] : merged) {
    const auto& id = fill ? fill->activity_id : other->id;
    if (!started) {
      started = id == query.page_token;
      continue;
    }
    const auto time = fill ? fill->time : other->booked;
    const auto date = fill ? new_york_date(fill->time) : other->date;
    if (query.date && date != *query.date) continue;
    if (query.after && time <= *query.after) continue;
    if (query.until && time >= *query.until) continue;
    if (page.size() == std::min<std::size_t>(query.page_size, 100)) break;
    page.push_back(fill ? Activity{*fill} : Activity{*other});
  }
  return page;
}

} // namespace hft::simulated
