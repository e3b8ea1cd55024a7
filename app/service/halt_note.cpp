#include "app/service/halt_note.hpp"

#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace hft {

void HaltNote::on_progress(const StatusSnapshot& status) {
  if (!status.desk_answers || status.desk.date == Date{}) return;
  const auto reason = !status.desk.halted               ? std::string{}
                      : status.desk.halt_reason.empty() ? std::string{"trading is halted"}
                                                        : status.desk.halt_reason;
  if (written_ == reason) return;
  written_ = reason;
  std::error_code ignored; // who is to be told must not end who trades
  if (reason.empty()) {
    std::filesystem::remove(file_, ignored);
    return;
  }
  const int out =
    ::open(file_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (out < 0) return;
  const auto line = reason + '\n';
  [[maybe_unused]] const auto written = ::write(out, line.data(), line.size());
  ::close(out);
}

} // namespace hft
