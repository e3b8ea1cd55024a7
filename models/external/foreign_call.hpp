#pragma once

#include "messages/timestamp.hpp"

#include <functional>
#include <string>

namespace hft {

/// What foreign code may take to start: to be imported, to make a model, to restore it.
struct ForeignLimits {
  Duration start = std::chrono::seconds{60};
  std::function<bool()> give_up; ///< asked meanwhile; true: nobody waits for it any more
  /// Called once by who waits, when it takes more than three seconds: nobody waits unawares.
  std::function<void()> on_slow{};
};

/// For all calls from now on. Any thread.
void set_foreign_limits(ForeignLimits limits);

enum class ForeignEnd : std::uint8_t {
  Returned,  ///< in time
  Late,      ///< after it was interrupted
  LeftBehind ///< it is still there, on a thread of its own, and what it holds may not be touched
};

/// Calls `call` on a thread of its own and waits for it as long as the limits allow, then calls
/// `interrupt` again and again for three seconds, then leaves it behind. `call` must own what it
/// uses and may not throw. Any thread.
ForeignEnd call_foreign(std::function<void()> call, std::function<void()> interrupt);

/// Whether some call was left behind: the process cannot end by returning from `main`.
bool foreign_call_left_behind();

/// The limit as text, `60 s`.
std::string foreign_limit_text();

} // namespace hft
