#pragma once

#include "adapters/net/http.hpp"
#include "adapters/venue_steps.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

namespace hft::cpquant {

/// What a simulated venue says at the end of a step: how far it has come, which of our requests it
/// has answered in it, and how many order updates it has sent since we listen.
struct StepMessage {
  StepReached step;
  std::vector<std::uint64_t> answered;
  std::optional<std::uint64_t> updates; ///< empty: nobody of us listens to them
};

/// Empty when the message is no step.
std::optional<StepMessage> parse_step(std::string_view message);
/// `{"action":"done","step":N,"requests":M}`: the step is worked off, and `requests` is the number
/// of our last request.
std::string done_message(std::uint64_t step, std::uint64_t requests);

/// Keeps step with a simulated venue: puts together what one step brings over three kinds of
/// connections, so that it reaches the desk in an order that depends on the venue alone, and says
/// when we are done. Between the data stream, the order stream and the order gateway of one
/// account. On the lane's thread.
class StepKeeper final : public VenueSteps {
public:
  /// Told each step's time before anything of it is handed on, and nothing when the venue keeps
  /// step with us no more.
  explicit StepKeeper(std::function<void(std::optional<Timestamp>)> on_time)
    : on_time_(std::move(on_time)) {}

  /// To be sent with every websocket's opening: we will answer steps.
  static net::Headers offer() { return {{"X-Keeps-Step", "1"}}; }

  // The data stream.
  void on_stream_open(std::function<void(const std::string&)> say,
                      std::function<void(const StepReached&)> on_step);
  /// Nothing is held back any more.
  void on_stream_lost();
  /// True when the message was a step; it is used up then.
  bool on_message(std::string_view message);

  // The order stream.
  void on_listening();
  void on_updates_lost();
  /// Whoever they were for is gone.
  void forget_updates();
  void on_update(std::function<void()> hand_on);

  // The gateway.
  /// The number of a request that is being made.
  std::uint64_t begin_request();
  /// What the venue is to know of it.
  net::Headers headers_of(std::uint64_t number) const;
  void on_answer(std::uint64_t number, std::function<void()> hand_on);

  // The port.
  bool keeping() const override { return last_.number != 0 || marker_.has_value(); }
  bool release() override;
  void done(std::uint64_t number) override;
  void set_cause(Timestamp time) override { cause_ = time; }
  std::string missing() const override;

private:
  void record_arrival();

  std::function<void(std::optional<Timestamp>)> on_time_;
  std::function<void(const std::string&)> say_;
  std::function<void(const StepReached&)> on_step_;
  std::optional<StepMessage> marker_; ///< begun, and something of it has not arrived yet
  StepReached last_;                  ///< the newest that was complete; number 0: none
  Timestamp cause_;
  std::uint64_t requests_ = 0;
  std::set<std::uint64_t> open_requests_;
  bool listening_ = false;
  std::uint64_t updates_ = 0; ///< since we listen
  std::map<std::uint64_t, std::function<void()>> answers_;
  std::vector<std::function<void()>> held_updates_;
};

} // namespace hft::cpquant
