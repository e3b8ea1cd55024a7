#pragma once

#include "actors/execution/desk_time.hpp"
#include "actors/execution/order_ledger.hpp"
#include "actors/execution/waiting_orders.hpp"
#include "messages/gateway.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace hft {

/// The single orders that the broker is asked about by our ids: those in doubt, those of which no
/// answer came, those that others wait for, and those whose exits are not known. Pure.
///
/// Invariants: an order is asked about until the broker says what it is or says twice that it has
/// none of the kind; a question that got no answer is asked again after a pause; between two
/// questions about one order there is always a pause. Exits are asked for a few times and then
/// given up.
class OrderLookUps {
public:
  /// `pause`: after an answer that settles nothing; `answer_timeout`: until a question is lost.
  OrderLookUps(Duration pause, Duration answer_timeout)
    : pause_(pause),
      answer_timeout_(answer_timeout) {}

  /// It is to be asked about, unless it is already.
  void ask(const ClientOrderId& id) { questions_.try_emplace(id); }
  /// What was answered before counts no more.
  void ask_anew(const ClientOrderId& id) { questions_[id] = {}; }
  bool asks_about(const ClientOrderId& id) const { return questions_.contains(id); }

  /// Nobody is asked about, and exits are not due to be.
  bool is_calm(MonotonicTime now) const { return questions_.empty() && now < next_exits_; }

  struct Due {
    std::vector<ClientOrderId> ids;        ///< to be asked about now
    std::vector<ClientOrderId> given_up{}; ///< this is the last question about their exits
  };
  Due due(const OrderLedger& ledger, const WaitingOrders& waiting, DeskTime at);

  enum class Outcome : std::uint8_t {
    Found,  ///< to be closed by `close`, or put off
    Absent, ///< said for the first time: asked again
    Gone    ///< said often enough to be believed: the question is closed
  };
  struct Heard {
    Outcome outcome = Outcome::Found;
    Timestamp asked_at;
  };
  /// None when nobody asked, or the broker could not be heard.
  std::optional<Heard> on_answer(const OrderLookedUp& answer, MonotonicTime now);
  void close(const ClientOrderId& id) { questions_.erase(id); }
  /// What was found cannot be: asked again, later than usual.
  void put_off(const ClientOrderId& id, MonotonicTime now);

  /// Orders whose exits are not known and are still asked for.
  std::size_t exits_awaited(const OrderLedger& ledger) const;
  /// Another account.
  void forget();

private:
  struct Question {
    MonotonicTime next;
    unsigned absent = 0;
    bool asked = false;
    Timestamp asked_at;
  };
  void ask_about_awaited(const OrderLedger& ledger, const WaitingOrders& waiting, DeskTime at);
  void ask_about_exits(const OrderLedger& ledger, DeskTime at, Due& due);
  void ask_about_doubtful(const OrderLedger& ledger, DeskTime at);

  Duration pause_;
  Duration answer_timeout_;
  std::map<ClientOrderId, Question> questions_;
  std::map<ClientOrderId, unsigned> exits_asked_; // how often
  MonotonicTime next_exits_;
  MonotonicTime next_awaited_;
};

} // namespace hft
