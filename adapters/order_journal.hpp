#pragma once

#include "messages/gateway.hpp"
#include "messages/order.hpp"
#include "messages/result.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <variant>

namespace hft {

/// What the desk writes down, in the order in which it happened. Replaying the entries through the
/// same pure classes gives the desk's state again.
namespace journal {

/// A process begins to trade `account` on `date`. Another account's orders and positions are
/// history.
struct Started {
  std::string account;
  Date date;
  std::string program;
};
/// An order is about to be sent; `replaces` is empty unless it is the successor of another.
struct Intent {
  Order order;
  ClientOrderId replaces;
};
/// The order has been handed to the gateway.
struct Sent {
  ClientOrderId id;
};
/// A cancel has been handed to the gateway.
struct CancelSent {
  ClientOrderId id;
};
struct Answered {
  OrderAnswered answer;
};
struct Happened {
  OrderEvent event;
};
/// The broker described an order when asked (poll, look-up, reconciliation), and it was news.
struct Described {
  BrokerOrder order;
};
/// A fill out of the account's activities that no event had told.
struct Filled {
  BrokerFill fill;
};
/// The broker was asked twice and has no such order: it never arrived.
struct Absent {
  ClientOrderId id;
};
struct Refused {
  OrderRefused refused;
};
struct Halted {
  std::string reason;
  bool books_disagree = false;
};
struct Resumed {
  std::string by;
};
/// A position that existed before the first record.
struct Baseline {
  BrokerPosition position;
};
/// An order that existed before the first record; what it had filled by then is in the baseline.
struct Inherited {
  BrokerOrder order;
};
/// Our books and the broker's agree.
struct Reconciled {
  Timestamp watermark;
  std::uint64_t orders_open = 0;
  std::uint64_t positions = 0;
};
/// Something that ought not to happen, told for people.
struct Noted {
  std::string sentence;
};
/// The desk stopped in order.
struct Closed {
  std::string reason;
};
/// A trading date began with this profit, realized and unrealized: the day's loss counts from it.
struct DayBegan {
  ModelId model;
  bool account = false; ///< of the whole account; else of `model`
  Money profit;
};
/// The halt just written is the kill switch's; `flatten`: positions are to be closed.
struct Tripped {
  bool flatten = false;
};
/// The closing orders are all intended.
struct Flattened {};
/// An order, or a part of one, that may be sent only later, under the id it holds: when `after`
/// (empty: none) is filled, and when what else works in its symbol lets it. Its quantity is taken
/// from the waiting order `after` where that one waits too. Ends by its `Intent` or by `Dropped`.
struct Waiting {
  Order order;
  ClientOrderId after;
};
/// What waited under this id will not be sent.
struct Dropped {
  ClientOrderId id;
  std::string reason;
};
/// Shares or cash moved without an order: booked as `PositionBook::adjust` shares it out.
struct Adjusted {
  PositionAdjustment adjustment;
};
/// An activity that needs no booking, now or later: it was before us, or of nothing we held.
struct ActivityPassed {
  std::string id;
};
/// The model has been told of all that was booked for it so far.
struct ActionsTold {
  ModelId model;
};
/// A model's long holding and another's short one were settled against each other at `price`, in
/// the books alone: `seller` has sold `quantity` to `buyer`.
struct Settled {
  Symbol symbol;
  ModelId seller;
  ModelId buyer;
  Quantity quantity;
  Price price;
};
/// What the order of the next record (`Intent` or `Waiting`) under this id has beyond the usual.
struct Terms {
  ClientOrderId id;
  OrderTerms terms;
};
/// An order at the broker is an exit of our order `parent`.
struct LegLearnt {
  ClientOrderId parent;
  BrokerOrder order;
};

} // namespace journal

using JournalEntry =
  std::variant<journal::Started, journal::Intent, journal::Sent, journal::CancelSent,
               journal::Answered, journal::Happened, journal::Described, journal::Filled,
               journal::Absent, journal::Refused, journal::Halted, journal::Resumed,
               journal::Baseline, journal::Inherited, journal::Reconciled, journal::Noted,
               journal::Closed, journal::DayBegan, journal::Tripped, journal::Flattened,
               journal::Adjusted, journal::ActivityPassed, journal::ActionsTold, journal::Waiting,
               journal::Dropped, journal::Settled, journal::Terms, journal::LegLearnt>;

/// An entry as it was found: `sequence` counts from 1 over all files, `at` is venue time.
struct JournalRecord {
  std::uint64_t sequence = 0;
  Timestamp at;
  JournalEntry entry;
};

/// Port: the append-only memory of the desk. One thread at a time; `append` is cheap enough for the
/// hot path. After a failure nothing more may be sent to the broker.
class OrderJournal {
public:
  virtual ~OrderJournal() = default;
  /// The entry survives the death of this process once this returned.
  virtual Result<void> append(Timestamp at, const JournalEntry& entry) = 0;
  /// Further entries belong to this trading date. Off the hot path.
  virtual Result<void> rotate(Date date) = 0;
  /// Makes room ahead of need. Off the hot path, now and then.
  virtual Result<void> prepare() = 0;

  /// The number of the newest entry, and of the newest that has survived all it is meant to
  /// survive. They differ only while a disk is waited for: nothing may be sent then whose intent is
  /// newer than `durable`.
  virtual std::uint64_t appended() const { return 0; }
  virtual std::uint64_t durable() const { return 0; }
  /// Wants `durable` to come up with `appended` now; what is appended meanwhile comes along.
  virtual void commit() {}
  /// Told, on any thread, when `durable` has grown after a `commit`.
  virtual void on_durable(std::function<void()>) {}
};

} // namespace hft
