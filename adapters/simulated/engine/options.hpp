#pragma once

#include "adapters/simulated/exchange/fill_profile.hpp"
#include "messages/fixed_text.hpp"
#include "messages/session.hpp"
#include "messages/units.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hft::simulated {

class MarketSource;

/// What a simulated venue plays, for whom, and how fast.
struct VenueOptions {
  std::uint16_t port = 0;   ///< 0 takes any free port of 127.0.0.1
  std::optional<Date> date; ///< trading date; empty: the tape's, else the newest session over
  Duration at{std::chrono::hours{9} + std::chrono::minutes{25}}; ///< New York time of day at start
  std::uint64_t seed = 1;
  double speed = 300; ///< venue seconds a real second; 0 is as fast as clients can follow
  std::vector<Symbol> symbols{Symbol{"SPY"}};
  std::vector<std::string> tapes; ///< files to play instead of a made-up day
  /// A clock with a speed keeps step as one at full speed does: in a session it stands until
  /// somebody subscribes, and it is late when those who listen are.
  bool in_step = false;
  /// How long a request of a client that keeps step is on its way, in venue time, and at the same
  /// time the longest step (see docs/venue.md, *Time*). At least a microsecond.
  Duration latency = std::chrono::milliseconds{20};
  bool quiet_tape = false;  ///< no trades of its own, only quotes and what is injected
  bool allow_flips = false; ///< one order may cross from long to short: kinder than the broker
  std::string key;          ///< empty: any key is an account of its own
  std::string secret;
  std::string faults_file;
  std::string state_file;  ///< accounts are kept there; empty: nowhere
  int rate_limit = 10'000; ///< requests an account may make in a minute of venue time; 0: any
  Money cash{1'000'000 * units_per_whole};                 ///< of a new account
  std::function<std::optional<SessionPlan>(Date)> session; ///< the trading calendar; needed
  const FillProfile* profile = find_fill_profile("touch"); ///< never null
  FeePlan fees = FeePlan::Paper;
  /// Where a session's market comes from, instead of tapes and made-up days; null: it has none.
  /// Its prices are as they were traded: splits and renames are in them already.
  std::function<std::unique_ptr<MarketSource>(const SessionPlan&)> source;
  std::vector<Symbol> hard_to_borrow; ///< cannot be sold short
  /// Trades and quotes kept of each symbol for questions after them, beyond the last session's.
  bool keeps_past_sessions = true;
};

} // namespace hft::simulated
