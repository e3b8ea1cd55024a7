#pragma once

#include "adapters/simulated/exchange/account_book.hpp"
#include "adapters/simulated/exchange/fees.hpp"
#include "adapters/simulated/exchange/ids.hpp"
#include "adapters/simulated/exchange/order_book.hpp"
#include "adapters/simulated/exchange/settings.hpp"
#include "adapters/simulated/exchange/snapshots.hpp"

#include <deque>

namespace hft::simulated {

/// What was held of a symbol until `at`.
struct HoldingChange {
  Timestamp at;
  Symbol symbol;
  Holding before;
};

/// One API key's account.
struct Account {
  std::string key;
  Uuid id;
  std::string number;
  Timestamp created;
  AccountBook book;
  Money last_equity;
  ExactMoney reserved = 0; ///< by open orders
  std::vector<EquityPoint> curve{};
  std::vector<AccountActivity> activities{}; ///< that are no fills, oldest first
  std::deque<HoldingChange> changes{};       ///< of the last hour, for positions that lag
  AccountSettings settings{};
  DayFees fees{}; ///< of today

  /// Before it changes: what is held of `symbol` is remembered for an hour.
  void remember_holding(const Symbol& symbol, Timestamp now);
  Holding holding(const Symbol& symbol) const;
  /// As it was `lag` before `now`.
  Holding holding_at(const Symbol& symbol, Timestamp now, Duration lag) const;
};

/// Every account, by API key and by its place, and what each is worth in the book's prices.
/// Invariants: a key has one account, whose place never changes; a symbol without a price counts
/// what it cost.
class Accounts {
public:
  /// `config` must outlive it.
  explicit Accounts(const ExchangeConfig& config) : config_(config) {}

  /// The account of a key, and none when it was not opened yet.
  std::optional<AccountIndex> find(std::string_view key) const;
  /// Opens one for a key that has none; its id is of `numbers`.
  AccountIndex open(std::string_view key, Timestamp now, SeededNumbers& numbers);
  /// A saved one; its key must be new.
  AccountIndex restore(Account account);

  AccountIndex count() const { return static_cast<AccountIndex>(accounts_.size()); }
  Account& at(AccountIndex index) { return accounts_[index]; }
  const Account& at(AccountIndex index) const { return accounts_[index]; }
  auto begin() { return accounts_.begin(); }
  auto end() { return accounts_.end(); }
  auto begin() const { return accounts_.begin(); }
  auto end() const { return accounts_.end(); }

  ExactMoney equity(const Account& account, const OrderBook& book) const;
  /// What new orders may still reserve, at least zero.
  ExactMoney power(const Account& account, const OrderBook& book) const;
  bool may_short(const Account& account, const OrderBook& book) const;
  /// `as_of`: the date of its balances.
  AccountSnapshot snapshot(const Account& account, const OrderBook& book, Date as_of) const;
  /// Each account's equity is its last one, and what it holds counts from today's marks on.
  void close_day(const OrderBook& book);
  /// One point of each account's curve.
  void sample_equity(Timestamp minute, const OrderBook& book);

private:
  /// What is held, at the book's prices.
  struct Worth {
    ExactMoney longs = 0;
    ExactMoney shorts = 0; ///< negative
  };
  Worth worth(const Account& account, const OrderBook& book) const;
  int multiplier(const Account& account, const OrderBook& book) const;

  const ExchangeConfig& config_;
  std::deque<Account> accounts_;
  std::map<std::string, AccountIndex, std::less<>> by_key_;
};

/// One position in the book's prices; `available` shares are free to be closed.
PositionSnapshot position_snapshot(const Symbol& symbol, const Holding& holding, Quantity available,
                                   const OrderBook& book);

} // namespace hft::simulated
