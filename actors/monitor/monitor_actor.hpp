#pragma once

#include "adapters/report/day_record.hpp"
#include "messages/facts.hpp"
#include "messages/interfaces.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <memory>

namespace hft {

/// How is the day so far?
struct DayQuery {};
struct DayAnswer {
  std::shared_ptr<const report::DayRecord> day; ///< never changed any more
};

} // namespace hft

CAF_BEGIN_TYPE_ID_BLOCK(hft_monitor, caf::id_block::hft::end)
CAF_ADD_TYPE_ID(hft_monitor, (hft::Fact))
CAF_ADD_TYPE_ID(hft_monitor, (hft::DeskVitals))
CAF_ADD_TYPE_ID(hft_monitor, (hft::FeedVitals))
CAF_ADD_TYPE_ID(hft_monitor, (hft::DayQuery))
CAF_ADD_TYPE_ID(hft_monitor, (hft::DayAnswer))
CAF_END_TYPE_ID_BLOCK(hft_monitor)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::Fact)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::DeskVitals)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::FeedVitals)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::DayQuery)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(hft::DayAnswer)

namespace hft {

/// Hears what happens and answers how the day is.
using MonitorActor =
  caf::typed_actor<Accepts<Fact>,           // observers: what happened in execution and supervisor
                   Accepts<DeskVitals>,     // observers: how the desk is, once a second
                   Accepts<FeedVitals>,     // observers: how the feed is, once a second
                   Accepts<StatusSnapshot>, // observers: how all are, once a second
                   Answers<DayQuery, DayAnswer>>; // page: the day so far, never changed any more

/// Keeps the day's record. Runs on CAF's scheduler; the record is copied only when somebody still
/// looks at it while it changes.
class Monitor : public MonitorActor::base {
public:
  Monitor(caf::actor_config& actor_config, report::RunIdentity identity,
          std::function<MonotonicTime()> now);
  const char* name() const override { return "monitor"; }
  behavior_type make_behavior() override;

private:
  report::DayRecord& own();

  std::shared_ptr<report::DayRecord> day_;
  std::function<MonotonicTime()> now_;
};

} // namespace hft
