#pragma once

#include "app/service/service_notice.hpp"
#include "messages/timestamp.hpp"

#include <filesystem>
#include <string_view>
#include <vector>

namespace hft {

/// How long to wait before a start after these earlier ones, none of which ended well: at once
/// after one, then longer and longer, up to 100 s, which outlasts the 90 s for which a broker may
/// hold a lost connection for a living one. Starts more than half an hour ago no longer count.
Duration start_pause(const std::vector<Timestamp>& bad_starts, Timestamp now);

/// The starts that have not ended well yet, one a line in `starts` of the state directory.
class StartLog {
public:
  explicit StartLog(const std::filesystem::path& state_dir) : file_(state_dir / "starts") {}

  std::vector<Timestamp> bad_starts() const;
  /// Only the last ones are kept.
  void record_start(Timestamp now) const;
  void record_good_end() const;

private:
  std::filesystem::path file_;
};

/// Started again and again by a service manager, the program waits longer each time; a person who
/// starts it wants it now.
void wait_before_start(const StartLog& starts, ServiceNotice& notice);

/// Codes other than these end the service for good: whoever starts it again has mended something.
bool is_mended_by_restart(int exit_code);

} // namespace hft
