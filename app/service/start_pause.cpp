#include "app/service/start_pause.hpp"

#include "actors/supervisor/run_outcome.hpp"
#include "adapters/storage/owned_directory.hpp"
#include "app/wall_clock.hpp"

#include <spdlog/spdlog.h>

#include <cstdlib>
#include <locale>
#include <sstream>
#include <thread>

namespace hft {

Duration start_pause(const std::vector<Timestamp>& bad_starts, Timestamp now) {
  constexpr Duration pauses[] = {std::chrono::seconds{0},  std::chrono::seconds{0},
                                 std::chrono::seconds{5},  std::chrono::seconds{20},
                                 std::chrono::seconds{60}, std::chrono::seconds{100}};
  std::size_t recent = 0;
  for (const auto start : bad_starts)
    if (start <= now && now - start <= std::chrono::minutes{30}) ++recent;
  return pauses[std::min(recent, std::size(pauses) - 1)];
}

std::vector<Timestamp> StartLog::bad_starts() const {
  std::vector<Timestamp> starts;
  const auto text =
    storage::read_bounded(file_, storage::largest_written_file, storage::Links::Refuse);
  std::istringstream in{text && *text ? **text : ""};
  in.imbue(std::locale::classic());
  for (std::int64_t nanoseconds = 0; in >> nanoseconds;) starts.push_back({nanoseconds});
  return starts;
}

void StartLog::record_start(Timestamp now) const {
  constexpr std::size_t kept = 10;
  auto starts = bad_starts();
  starts.push_back(now);
  if (starts.size() > kept) starts.erase(starts.begin(), starts.end() - kept);
  std::string text;
  for (const auto start : starts) text += std::to_string(start.nanoseconds) + '\n';
  const auto folder = storage::OwnedDirectory::open(file_.parent_path(), storage::Links::Follow);
  if (folder) static_cast<void>(folder->replace(file_.filename().string(), text));
}

void StartLog::record_good_end() const {
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
}

void wait_before_start(const StartLog& starts, ServiceNotice& notice) {
  if (!std::getenv("NOTIFY_SOCKET")) return;
  const auto pause = start_pause(starts.bad_starts(), wall_clock_now());
  if (pause > Duration::zero()) {
    const auto seconds = std::to_string(pause / std::chrono::seconds{1});
    spdlog::warn("The last runs ended badly: waiting {} s before the next.", seconds);
    notice.status("The last runs ended badly: waiting " + seconds + " s before the next.");
    std::this_thread::sleep_for(pause); // a signal for the end ends the process meanwhile
  }
  starts.record_start(wall_clock_now());
}

bool is_mended_by_restart(int code) {
  return code == exit_code::failed || code == exit_code::venue;
}

} // namespace hft
