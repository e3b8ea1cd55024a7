#pragma once

#include "adapters/simulated/market/source.hpp"
#include "adapters/store/catalog.hpp"
#include "adapters/store/corporate_actions.hpp"
#include "messages/result.hpp"
#include "messages/session.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hft::simulated {

/// Which days of a store are to be played.
struct StoredMarketRequest {
  std::string root;
  std::vector<Symbol> symbols;
  Date from;
  Date to;          ///< inclusive
  std::string feed; ///< empty: the first of sip, iex and others that has the day
  std::function<std::optional<SessionPlan>(Date)> session;
};

/// Many days of a market data store. Of each symbol and day the finest data are played: trades with
/// their quotes, else minute bars, else the daily bar. A symbol's days under an earlier name are
/// played under the name asked for. One thread.
class StoredMarket {
public:
  /// Looks which days are there. A Failure when there is nothing at all to play, or a file cannot
  /// be read.
  static Result<std::unique_ptr<StoredMarket>> open(StoredMarketRequest request);

  /// Sessions with data of any of the symbols, by date.
  const std::vector<Date>& days() const { return days_; }
  /// A symbol without data on a session that others, or its own neighbours, have.
  struct Missing {
    Symbol symbol;
    Date date;
  };
  const std::vector<Missing>& missing() const { return missing_; }
  /// What the import found in the files that are played.
  struct Trouble {
    Symbol symbol;
    Date date;
    std::string kind;
    std::uint64_t count = 0;
  };
  const std::vector<Trouble>& troubles() const { return troubles_; }
  const std::set<std::string>& feeds() const { return feeds_; }
  /// `trades`, `quotes`, `minute`, `daily`: of what is played.
  const std::set<std::string>& kinds() const { return kinds_; }
  /// Short text of all rows' hashes, the same for the same data.
  std::string fingerprint() const;

  struct Action {
    Symbol symbol;
    store::CorporateActionRow row;
  };
  /// What companies did from the day after the first one on, by date.
  const std::vector<Action>& actions() const { return actions_; }

  /// The market of one of the days; null when it has none.
  Result<std::unique_ptr<MarketSource>> open_day(const SessionPlan& plan);
  /// What was traded, or the bars, in [from, until); as far as the store has it.
  std::vector<MarketEvent> past(const Symbol& symbol, Channel channel, Timestamp from,
                                Timestamp until) const;

private:
  explicit StoredMarket(StoredMarketRequest request);
  std::optional<store::Catalog::Entry> find(const Symbol& symbol, store::DataKind kind,
                                            Date date) const;
  /// The name `symbol` had on a date.
  Symbol name_on(const Symbol& symbol, Date date) const;
  Result<void> look_through();
  void record_use(const store::Catalog::Entry& entry, const Symbol& symbol, Date date);
  Result<std::optional<Bar>> daily_bar(const Symbol& symbol, Date date) const;

  StoredMarketRequest request_;
  store::Catalog catalog_;
  std::vector<Date> days_;
  std::vector<Missing> missing_;
  std::vector<Trouble> troubles_;
  std::set<std::string> feeds_;
  std::set<std::string> kinds_;
  std::set<std::string> hashes_;
  std::vector<Action> actions_;
  struct Renaming {
    Date date;
    Symbol before;
  };
  std::map<Symbol, std::vector<Renaming>> names_;            ///< newest first
  mutable std::map<std::string, std::map<Date, Bar>> years_; ///< daily bars by file
};

} // namespace hft::simulated
