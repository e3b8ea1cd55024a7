#include "actors/execution/desk.hpp"

namespace hft {

// Halts that are not ours to end: of a symbol, of the market, of the account at the broker. Nothing
// of them is journaled: the venue and the broker say anew how it stands.

void Desk::publish_halts(DeskOutput& out) {
  for (auto& sentence : marks_.take_news()) tell(out, std::move(sentence));
}

void Desk::on_feed(const FeedStateChanged& change) {
  // Subscribing may be a change of wishes on a stream that stays up.
  if (change.state != FeedState::Live && change.state != FeedState::Subscribing) marks_.on_gap();
}

void Desk::record_block(const BrokerBooks& books, DeskOutput& out) {
  if (books.shorting_enabled && *books.shorting_enabled != shorting_enabled_.value_or(true))
    tell(out,
         *books.shorting_enabled ? "the broker lets the account sell short again"
                                 : "the account is not allowed to sell short: orders that "
                                   "would are refused here",
         true);
  if (books.shorting_enabled) shorting_enabled_ = books.shorting_enabled;
  if (!state_.on_block(books.blocked)) return;
  tell(out, books.blocked
              ? "the broker has blocked the account: no orders until it lets it trade again"
              : "the broker lets the account trade again");
}

} // namespace hft
