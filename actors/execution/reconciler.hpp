#pragma once

#include "actors/execution/account_books.hpp"
#include "actors/execution/books_poll.hpp"
#include "actors/execution/corporate_actions.hpp"
#include "actors/execution/order_look_ups.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hft {

struct ReconcilerPauses {
  Duration poll;           ///< between looks at the broker's books
  Duration recheck;        ///< after a difference, a failure, a doubt
  Duration answer_timeout; ///< of books and orders, then asked again
};

/// Keeps our books and the broker's the same: asks for its books and for single orders, merges what
/// they tell, compares positions, books what moved without an order. Pure but for the journal.
///
/// Invariants: what the first look at an account shows was there before us and is nobody's. Books
/// agree only when every order is accounted for and no position of a model differs; while what is
/// ours cannot be read, they do not. What cannot be is kept out until the broker, asked, says the
/// same. What is somebody else's is left alone, and told once.
class Reconciler {
public:
  Reconciler(AccountBooks& books, const ReconcilerPauses& pauses);

  /// Asks for the broker's books now.
  void fetch(DeskTime at, DeskOutput& out);
  void fetch_when_due(DeskTime at, DeskOutput& out);
  /// When no order is in doubt any more and only the books are missing.
  void fetch_when_known(DeskTime at, DeskOutput& out);
  /// The stream is another one: an answer under way is older than it.
  void on_stream() { poll_.drop_answer(); }

  /// Merges the answer; false when nobody waits for it or it cannot be read. Then the early events
  /// are due, and `look_again_for_missed`; unless that asks anew, `agree`.
  bool on_books(const BooksFetched& fetched, DeskTime at, DeskOutput& out);
  /// True when the event is kept until the first look has come: it may be in it already.
  bool keep_early(const OrderEvent& event);
  std::vector<OrderEvent> take_early_events();
  void look_again_for_missed(DeskTime at, DeskOutput& out);
  /// Compares. False when something of ours could not be read: the books are as good as unread.
  bool agree(const BrokerBooks& books, DeskTime at, DeskOutput& out);
  /// What cannot be read and is somebody else's is told once and left out. False when it is ours.
  bool leave_out(const std::vector<UnreadItem>& items, DeskTime at, DeskOutput& out);

  /// Nothing is asked for and nothing is due to be.
  bool is_calm(MonotonicTime now) const {
    return !poll_.fetching() && now < poll_.next() && look_ups_.is_calm(now);
  }
  /// Asks about single orders, as far as it is time to.
  void ask_about_orders(DeskTime at, DeskOutput& out);
  void ask(const ClientOrderId& id) { look_ups_.ask(id); }
  void ask_anew(const ClientOrderId& id) { look_ups_.ask_anew(id); }
  /// False when the answer changes nothing.
  bool on_lookup(const OrderLookedUp& answer, DeskTime at, DeskOutput& out);
  /// Orders whose exits the broker has not told yet.
  std::size_t exits_awaited() const;
  /// What the broker tells of an order's exits makes them its model's.
  void learn_exits(const BrokerOrder& order, DeskTime at, DeskOutput* out);
  /// Figures that cannot be are kept out of journal and books, and told once an order.
  void keep_out(const ClientOrderId& id, const BrokerOrderId& broker_id, const std::string& what,
                DeskTime at, DeskOutput& out);

  /// What moved of the model's shares without an order and it was not told yet; it is now.
  std::vector<CorporateAction> take_corporate_actions(const ModelId& model, DeskTime at);
  CorporateActions& actions() { return actions_; }
  const CorporateActions& actions() const { return actions_; }

  /// The first date of this account's books; a later one changes nothing.
  void begin(Date date);
  /// From the journal.
  void recall(Timestamp watermark) { poll_.recall(watermark); }
  void recall_inherited(Timestamp updated) { poll_.inherit(updated); }
  /// Another account.
  void forget();

  const BooksPoll& poll() const { return poll_; }
  /// With the broker, at the newest look that did.
  const std::optional<Timestamp>& agreed() const { return agreed_; }

private:
  void take_baseline(const BrokerBooks& books, DeskTime at, DeskOutput& out);
  void merge(const BrokerBooks& books, DeskTime at, DeskOutput& out);
  void compare(const BrokerBooks& books, DeskTime at, DeskOutput& out);
  bool is_ours(const UnreadItem& item) const;
  bool is_ours(const Symbol& symbol) const;
  void take_activities(const BrokerBooks& books, DeskTime at, DeskOutput& out);
  void book_adjustment(const PositionAdjustment& adjustment, const BrokerBooks& books, DeskTime at,
                       DeskOutput& out);
  bool may_be_renamed(const PositionDifference& come,
                      const std::vector<PositionDifference>& differences) const;
  void leave_alone(const PositionDifference& difference, DeskTime at, DeskOutput& out);
  void ask_about_missing(const BrokerBooks& books);

  AccountBooks& books_;
  Duration pause_;
  BooksPoll poll_;
  OrderLookUps look_ups_;
  CorporateActions actions_;
  std::optional<Timestamp> agreed_;
  Date began_;
  std::vector<OrderEvent> before_baseline_;
  bool missed_events_ = false;       // there were more of them than are kept
  std::set<BrokerOrderId> kept_out_; // orders of which something implausible was told, once each
  std::set<Symbol> halves_;          // of changes of names, see `CorporateActions::Reading`
};

} // namespace hft
