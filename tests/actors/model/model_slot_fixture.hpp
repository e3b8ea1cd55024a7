#pragma once

#include "tests/test.hpp"

#include "actors/model/model_slot.hpp"
#include "tests/actors/model/probe_model.hpp"

namespace hft::seat_fixture {

using Seen = std::vector<std::string>;

inline const char* const ten = "2026-03-02T15:00:00Z";
inline const char* const earlier = "2026-03-02T14:45:00Z";

inline Needs spy(Duration warm_up = {}) {
  Needs needs;
  needs.symbols = {"SPY"};
  needs.warm_up = warm_up;
  return needs;
}

inline std::shared_ptr<ModelHost> host_of(Seen& seen, const std::string& name = "probe",
                                          Needs needs = spy()) {
  return std::make_shared<ModelHost>(HostOptions{"m", name, march_plan()},
                                     std::make_unique<ProbeModel>(needs, seen));
}

inline std::vector<TimeWindow> quarter(const Needs& needs, Timestamp newest) {
  return {{newest - needs.warm_up, newest}};
}

struct Seated {
  Seen old_seen;
  Seen new_seen;
  ModelSlot seat{host_of(old_seen), false, false};
  std::uint64_t delivery = 0;

  std::size_t trade(std::int64_t size, const char* time = ten) {
    auto frame = frame_of({trade_at(time, "SPY", size)});
    frame.delivery = ++delivery;
    return seat.on_frame(frame).size();
  }
  Subscriptions acknowledged() { return seat.host().wanted(); }
};

} // namespace hft::seat_fixture
