#pragma once

#include "messages/control.hpp"
#include "messages/order.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace hft {

/// What the desk knows of the account at the broker.
enum class BooksLink : std::uint8_t {
  StreamDown,  ///< orders may end without our hearing of it
  Reconciling, ///< the stream is up, our books are not known to be the broker's
  Agreed
};

enum class HaltCause : std::uint8_t {
  None,
  Asked,       ///< by an operator, by the kill switch, by what does not fit the books
  Disagreement ///< the broker's positions differ from ours
};

/// What may be done now; of several reasons the first in this order is told.
enum class TradingPhase : std::uint8_t {
  JournalFailed,
  Halted,
  Blocked, ///< by the broker
  Closing, ///< the desk cancels what works and sends no more
  StreamDown,
  Reconciling,
  Trading
};
std::string_view to_string(TradingPhase phase);

/// Whether we may trade, and every reason why not: order stream, books, halt, the broker's word,
/// the journal, the close, the flattening before a session's end. Pure.
///
/// Invariants: each input changes what it speaks of and nothing else, but that a journal that
/// failed halts too, and that who resumes after a disagreement has to agree anew. A stream that
/// comes or goes leaves no books agreed. A failed journal is never mended and never resumed from; a
/// disagreement stays the cause of a halt, whatever else is told meanwhile. An order may be sent in
/// the phase Trading alone.
class TradingState {
public:
  void on_stream(bool up);
  /// Our books are the broker's; as long as the stream is down that says nothing.
  void on_agreement();
  /// Something was missed: until the books agree again.
  void on_doubt();
  void halt(std::string reason, HaltCause cause = HaltCause::Asked);
  /// True when the halt was for a disagreement: then the books are to be compared anew.
  bool resume();
  /// Nothing can be journaled any more. Only the first failure counts.
  void fail_journal(std::string reason);
  /// The broker blocks the account or lets it trade. True when that is new.
  bool on_block(bool blocked);
  void begin_close() { closing_ = true; }
  /// Another session: what was closed may trade again.
  void reopen() { closing_ = false; }
  /// Positions are closed before the session ends: models may order no more.
  void begin_flattening() { flattening_ = true; }
  void end_flattening() { flattening_ = false; }

  TradingPhase phase() const;
  struct Standstill {
    Refusal refusal = Refusal::Halted;
    std::string sentence;
  };
  /// Blind means still: why nothing new may be sent at all; none in the phase Trading.
  std::optional<Standstill> standstill() const;
  /// Why not even a position may be closed, which a halt and a close leave possible.
  std::optional<std::string> closing_objection() const;

  BooksLink link() const { return link_; }
  bool stream_up() const { return link_ != BooksLink::StreamDown; }
  /// The stream is up and the books agree.
  bool ready() const { return link_ == BooksLink::Agreed; }
  HaltCause halt_cause() const { return halt_; }
  bool halted() const { return halt_ != HaltCause::None; }
  bool disagrees() const { return halt_ == HaltCause::Disagreement; }
  bool journal_failed() const { return journal_failed_; }
  bool blocked() const { return blocked_; }
  bool closing() const { return closing_; }
  bool flattening() const { return flattening_; }
  /// Of the halt, as it was told last, or the journal's failure; empty without one.
  const std::string& halt_reason() const { return reason_; }
  /// True once after the journal failed: somebody must be told.
  bool take_journal_news();
  /// How it stands, with a sentence for the supervisor.
  DeskChanged told(std::string sentence, bool good_news) const;

private:
  BooksLink link_ = BooksLink::StreamDown;
  HaltCause halt_ = HaltCause::None;
  bool journal_failed_ = false;
  bool journal_told_ = false;
  bool blocked_ = false;
  bool closing_ = false;
  bool flattening_ = false;
  std::string reason_;
};

} // namespace hft
