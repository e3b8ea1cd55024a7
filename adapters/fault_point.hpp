#pragma once

#include "messages/result.hpp"

#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

namespace hft {

/// What an armed place does to whoever passes it.
enum class FaultAct : std::uint8_t {
  Throw, ///< throws `std::runtime_error`
  Stall, ///< never returns
};

namespace fault {
inline std::atomic<bool> armed{false};
inline std::string place;              // written before `armed`
inline FaultAct act = FaultAct::Throw; // written before `armed`
inline std::atomic<int> passes{0};     // so many more passes are harmless
} // namespace fault

/// The slow half of `fault_point`.
inline void meet_fault(std::string_view place) {
  if (place != fault::place || fault::passes.fetch_sub(1) != 0) return;
  const auto name = std::string{place};
  std::fprintf(stderr, "fault point %s is reached\n", name.c_str());
  if (fault::act == FaultAct::Throw) throw std::runtime_error{"fault point " + name};
  for (;;) std::this_thread::sleep_for(std::chrono::hours{1});
}

/// A place at which the process can be told to throw or to stand still, so that tests can prove
/// what becomes of it: `thread.NAME` for a thread's own loop, `ROLE.MESSAGE` for an actor's
/// handler. Unarmed it costs a load and a comparison. Any thread.
inline void fault_point(std::string_view place) {
  if (fault::armed.load(std::memory_order_acquire)) [[unlikely]]
    meet_fault(place);
}

/// `PLACE` or `PLACE:COUNT`, the passing that is hit counted from 1. Before any thread starts.
inline Result<void> arm_fault_point(FaultAct act, std::string_view text) {
  const auto colon = text.rfind(':');
  int count = 1;
  if (colon != std::string_view::npos) {
    const auto number = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), count);
    if (error != std::errc{} || end != number.data() + number.size() || count < 1)
      return fail(ErrorKind::BadArgument,
                  "fault point " + std::string{text} +
                    " cannot be armed: after the colon stands a count from 1");
  }
  fault::place = std::string{text.substr(0, colon)};
  fault::act = act;
  fault::passes = count - 1;
  fault::armed.store(true, std::memory_order_release);
  return {};
}

} // namespace hft
