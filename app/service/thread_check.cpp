#include "app/service/thread_check.hpp"

#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace hft {

Result<void> check_threads(int count) {
  std::mutex gate; // all are there before one may go
  std::unique_lock closed{gate};
  std::vector<std::thread> threads;
  std::string refusal;
  try {
    for (int i = 0; i < count; ++i)
      threads.emplace_back([&gate] { const std::lock_guard passed{gate}; });
  } catch (const std::system_error& error) {
    refusal = error.code().message();
  }
  const auto had = threads.size();
  closed.unlock();
  for (auto& thread : threads) thread.join();
  if (refusal.empty()) return {};
  return fail(ErrorKind::Unsupported, "the system gives " + std::to_string(had) +
                                        " threads more, and " + std::to_string(count) +
                                        " are needed: " + refusal);
}

} // namespace hft
