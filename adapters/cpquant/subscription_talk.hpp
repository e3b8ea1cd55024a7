#pragma once

#include "messages/market.hpp"

#include <deque>
#include <optional>
#include <string>

namespace hft::cpquant {

/// Brings what the venue sends to what we wish, one request at a time. A refused request is taken
/// apart by symbols until what the plan allows is subscribed and the rest is known by name. Pure.
class SubscriptionTalk {
public:
  struct Request {
    bool subscribe = true; ///< false: unsubscribe
    Subscriptions what;
    bool operator==(const Request&) const = default;
  };

  /// A new connection: nothing is subscribed there.
  void reset();
  void want(const Subscriptions& wish);
  /// What was refused is asked for once more.
  void ask_again();

  /// What to say now; empty while an answer is awaited, and when there is nothing to say.
  std::optional<Request> next();
  /// The venue's list of all it sends: the answer to what was said, or unasked.
  void on_acknowledged(const Subscriptions& set);
  /// What was said was refused.
  void on_refused(const std::string& sentence);

  bool is_awaiting() const { return said_.has_value(); }
  bool is_settled() const { return !said_ && waiting_.empty(); }
  /// What the venue says it sends.
  const Subscriptions& acknowledged() const { return acknowledged_; }
  /// Whether anything wished for is sent, or nothing is wished for.
  bool has_any() const;
  /// What is wished for and not sent, in one sentence with the reason; empty when nothing is.
  std::string missing_text() const;

private:
  void ask_for(const Subscriptions& added);

  Subscriptions wish_;
  Subscriptions acknowledged_;
  std::deque<Request> waiting_;
  std::optional<Request> said_;
  std::string refusal_; ///< the last, in the venue's words
  int refusals_ = 0;    ///< since the wish was last asked for as a whole
};

} // namespace hft::cpquant
