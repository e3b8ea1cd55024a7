#include "app/console/journal_sink.hpp"

#include "app/console/logging.hpp"

#include <spdlog/sinks/base_sink.h>

#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <sys/stat.h>
#include <sys/uio.h>
#include <systemd/sd-journal.h>
#include <unistd.h>
#include <vector>

namespace hft {

namespace {

/// syslog's numbers, which the journal takes as PRIORITY.
int priority_of(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::critical: return 2;
    case spdlog::level::err: return 3;
    case spdlog::level::warn: return 4;
    case spdlog::level::info: return 6;
    default: return 7;
  }
}

class JournalSink : public spdlog::sinks::base_sink<std::mutex> {
protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    const auto context = log_context();
    std::vector<std::string> fields{
      "MESSAGE=" + std::string{message.payload.data(), message.payload.size()},
      "PRIORITY=" + std::to_string(priority_of(message.level)), "SYSLOG_IDENTIFIER=hft"};
    if (!context.phase.empty()) fields.push_back("HFT_PHASE=" + context.phase);
    if (!context.session.empty()) fields.push_back("HFT_SESSION=" + context.session);
    std::vector<iovec> parts;
    for (auto& field : fields) parts.push_back({field.data(), field.size()});
    sd_journal_sendv(parts.data(), static_cast<int>(parts.size()));
  }
  void flush_() override {}
};

} // namespace

bool logs_to_journal() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat status {};
  if (!stream || fstat(STDERR_FILENO, &status) != 0) return false;
  char actual[64];
  std::snprintf(actual, sizeof actual, "%lu:%lu", static_cast<unsigned long>(status.st_dev),
                static_cast<unsigned long>(status.st_ino));
  return std::string{actual} == stream;
}

std::shared_ptr<spdlog::sinks::sink> make_journal_sink() {
  return std::make_shared<JournalSink>();
}

} // namespace hft
