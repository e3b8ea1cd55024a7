#include "app/logging.hpp"

#include "app/journal_sink.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <memory>
#include <mutex>
#include <utility>

namespace hft {

namespace {

/// The message with what JSON forbids in a string escaped.
class JsonMessage : public spdlog::custom_flag_formatter {
public:
  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& out) override {
    for (const char c : message.payload) {
      const auto code = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') out.push_back('\\');
      if (code < 0x20)
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", code);
      else
        out.push_back(c);
    }
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<JsonMessage>();
  }
};

std::mutex context_mutex;
LogContext present_context;

} // namespace

void set_up_logging(const std::string& level, const std::string& format) {
  const bool journal = format == "text" && logs_to_journal();
  auto logger = journal ? std::make_shared<spdlog::logger>("hft", make_journal_sink())
                        : spdlog::stderr_color_mt("hft");
  if (format == "json") {
    auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    formatter->add_flag<JsonMessage>('*').set_pattern(
      R"({"time":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l","message":"%*"})");
    logger->set_formatter(std::move(formatter));
  } else {
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%l%$ %v");
  }
  logger->set_level(spdlog::level::from_str(level));
  spdlog::set_default_logger(std::move(logger));
}

void set_log_level(const std::string& level) {
  spdlog::set_level(spdlog::level::from_str(level));
}

void say_failure(const std::string& sentence) {
  const auto* priority = logs_to_journal() ? "<3>" : "";
  std::fprintf(stderr, "%shft: %s\n", priority, sentence.c_str());
}

void set_log_context(LogContext context) {
  const std::lock_guard lock{context_mutex};
  present_context = std::move(context);
}

LogContext log_context() {
  const std::lock_guard lock{context_mutex};
  return present_context;
}

} // namespace hft
