#pragma once

#include "adapters/store/importers/importer.hpp"
#include "messages/result.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace hft::store {

/// Which history to ask the broker for.
struct FetchPlan {
  std::vector<Symbol> symbols;
  Date from;
  Date to; ///< with it
  bool trades = true;
  bool quotes = true;
  bool bars = true;    ///< of minutes and of days
  bool actions = true; ///< corporate actions
  std::string feed = "sip";
  Timestamp now; ///< sessions that are not over are left for another day
};

/// How to reach the broker, and whom to tell.
struct FetchPorts {
  using Parameters = std::vector<std::pair<std::string, std::string>>;
  /// GET on the broker's data host; the body.
  std::function<Result<std::string>(const std::string& path, const Parameters&)> get;
  std::function<void(Duration)> wait;
  /// What is being done: of how many parts so many are done, and what the present one is. False
  /// stops the fetch after this page.
  std::function<bool(std::size_t done, std::size_t parts, const std::string& what)> progress;
};

struct FetchResult {
  ImportResult imported;
  std::size_t there = 0; ///< parts that were in the store already
  std::size_t empty = 0; ///< parts of which the broker has nothing
  bool stopped = false;
};

/// Fetches page by page. A day that is in the store is not asked for again; pages of a day that was
/// not finished are kept below `.fetch` and gone on with where they end. Prices are as they were
/// traded (no adjustment). "Too many requests" and a broken line are waited out; what remains a
/// Failure names the part, and the next call goes on from there.
Result<FetchResult> fetch_history(const Catalog& catalog, const ImportSettings& settings,
                                  const FetchPlan& plan, const FetchPorts& ports);

} // namespace hft::store
