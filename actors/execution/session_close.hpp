#pragma once

#include "actors/execution/desk_time.hpp"
#include "messages/session.hpp"

#include <cstdint>
#include <optional>

namespace hft {

/// What is to be done next before a session ends.
enum class SessionCloseStep : std::uint8_t {
  CancelWorking,   ///< once a session
  BeginFlattening, ///< once a session: models order no more, what works is canceled
  ClosePositions   ///< again while the lead lasts, with pauses
};

/// The last minutes of a session: what works is canceled, then what is held is sold or bought back.
/// Pure.
///
/// Invariants: nothing is due outside of a lead, which ends with the session's close; a lead of
/// zero never begins. Positions are closed only after flattening began, only while orders may be
/// sent, and never twice within a pause.
class SessionClose {
public:
  /// Both leads count back from the close of the regular session.
  SessionClose(Duration cancel_lead, Duration flatten_lead)
    : cancel_lead_(cancel_lead),
      flatten_lead_(flatten_lead) {}

  /// The next step, which is taken to be done by whoever asks; to be asked again until there is
  /// none.
  std::optional<SessionCloseStep> due(const std::optional<SessionPlan>& plan, DeskTime at,
                                      bool may_send);
  /// Another session lies ahead.
  void begin_session() { canceled_ = flattening_ = false; }

private:
  Duration cancel_lead_;
  Duration flatten_lead_;
  bool canceled_ = false;
  bool flattening_ = false;
  MonotonicTime next_closing_;
};

} // namespace hft
