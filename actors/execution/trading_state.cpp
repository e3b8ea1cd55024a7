#include "actors/execution/trading_state.hpp"

#include <utility>

namespace hft {

namespace {

constexpr std::string_view blocked_words = "the broker has blocked the account";
constexpr std::string_view down_words = "the order stream is down";
constexpr std::string_view unreconciled_words = "the books are not reconciled yet";

} // namespace

std::string_view to_string(TradingPhase phase) {
  switch (phase) {
    case TradingPhase::JournalFailed: return "journal failed";
    case TradingPhase::Halted: return "halted";
    case TradingPhase::Blocked: return "blocked";
    case TradingPhase::Closing: return "closing";
    case TradingPhase::StreamDown: return "stream down";
    case TradingPhase::Reconciling: return "reconciling";
    case TradingPhase::Trading: return "trading";
  }
  return "?";
}

void TradingState::on_stream(bool up) {
  link_ = up ? BooksLink::Reconciling : BooksLink::StreamDown;
}

void TradingState::on_agreement() {
  if (link_ == BooksLink::Reconciling) link_ = BooksLink::Agreed;
}

void TradingState::on_doubt() {
  if (link_ == BooksLink::Agreed) link_ = BooksLink::Reconciling;
}

void TradingState::halt(std::string reason, HaltCause cause) {
  if (halt_ != HaltCause::Disagreement) halt_ = cause;
  if (!journal_failed_) reason_ = std::move(reason); // for good, and what an operator must mend
}

bool TradingState::resume() {
  if (journal_failed_) return false;
  const bool disagreed = std::exchange(halt_, HaltCause::None) == HaltCause::Disagreement;
  reason_.clear();
  if (disagreed) on_doubt(); // it trades again when both agree, not before
  return disagreed;
}

void TradingState::fail_journal(std::string reason) {
  if (journal_failed_) return;
  halt(std::move(reason));
  journal_failed_ = true;
}

bool TradingState::on_block(bool blocked) {
  return std::exchange(blocked_, blocked) != blocked;
}

TradingPhase TradingState::phase() const {
  if (journal_failed_) return TradingPhase::JournalFailed;
  if (halted()) return TradingPhase::Halted;
  if (blocked_) return TradingPhase::Blocked;
  if (closing_) return TradingPhase::Closing;
  switch (link_) {
    case BooksLink::StreamDown: return TradingPhase::StreamDown;
    case BooksLink::Reconciling: return TradingPhase::Reconciling;
    case BooksLink::Agreed: break;
  }
  return TradingPhase::Trading;
}

std::optional<TradingState::Standstill> TradingState::standstill() const {
  switch (phase()) {
    case TradingPhase::JournalFailed:
    case TradingPhase::Halted: return Standstill{Refusal::Halted, "trading is halted: " + reason_};
    case TradingPhase::Blocked: return Standstill{Refusal::Halted, std::string{blocked_words}};
    case TradingPhase::Closing: return Standstill{Refusal::SessionPhase, "the desk is closing"};
    case TradingPhase::StreamDown: return Standstill{Refusal::NotReady, std::string{down_words}};
    case TradingPhase::Reconciling:
      return Standstill{Refusal::NotReady, std::string{unreconciled_words}};
    case TradingPhase::Trading: break;
  }
  return std::nullopt;
}

std::optional<std::string> TradingState::closing_objection() const {
  if (journal_failed_) return reason_;
  if (blocked_) return std::string{blocked_words};
  if (link_ == BooksLink::StreamDown) return std::string{down_words};
  if (link_ == BooksLink::Reconciling) return std::string{unreconciled_words};
  return std::nullopt;
}

bool TradingState::take_journal_news() {
  return journal_failed_ && !std::exchange(journal_told_, true);
}

DeskChanged TradingState::told(std::string sentence, bool good_news) const {
  return {ready(), halted(), disagrees(), journal_failed_, std::move(sentence), good_news};
}

} // namespace hft
