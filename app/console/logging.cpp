#include "app/console/logging.hpp"

#include "app/console/journal_sink.hpp"
#include "app/console/standard_streams.hpp"
#include "app/console/terminal.hpp"
#include "messages/new_york.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <chrono>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <mutex>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace hft {

namespace {

/// A sentence quotes what somebody wrote: its end says what is wrong, so a long one loses its
/// middle.
std::string without_middle(const std::string& sentence) {
  constexpr std::size_t most = 2000;
  constexpr std::size_t head = 300;
  constexpr std::size_t tail = 300;
  if (sentence.size() <= most) return sentence;
  return sentence.substr(0, head) + " ... " + sentence.substr(sentence.size() - tail);
}

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

/// Standard error without waiting long for its reader: a pager that is not scrolled must hold up
/// nobody who logs. Lines that find no room are counted and told of later.
class PatientErrorSink : public spdlog::sinks::stderr_color_sink_mt {
public:
  void log(const spdlog::details::log_msg& message) override {
    if (!has_room(message)) {
      ++dropped_;
      return;
    }
    if (const auto dropped = dropped_.exchange(0); dropped != 0)
      say_failure("(" + std::to_string(dropped) + " lines of the log are left out)");
    spdlog::sinks::stderr_color_sink_mt::log(message);
  }

private:
  /// A pipe that polls as writable takes PIPE_BUF bytes at once.
  bool has_room(const spdlog::details::log_msg& message) const {
    pollfd ready{STDERR_FILENO, POLLOUT, 0};
    const int patience_ms = dropped_ == 0 ? 200 : 0;
    if (!standard_error_is_ours()) return false;
    return message.payload.size() < PIPE_BUF - 128 && ::poll(&ready, 1, patience_ms) > 0;
  }

  std::atomic<std::uint64_t> dropped_{0};
};

std::mutex context_mutex;
LogContext present_context;
std::function<Timestamp()> venue_clock; // guarded by context_mutex

Timestamp log_time(const spdlog::log_clock::time_point& written) {
  const std::lock_guard lock{context_mutex};
  if (venue_clock) return venue_clock();
  return {std::chrono::duration_cast<Duration>(written.time_since_epoch()).count()};
}

Timestamp whole_second(Timestamp time) {
  constexpr std::int64_t second = 1'000'000'000;
  return {time.nanoseconds - time.nanoseconds % second};
}

/// New York's time, the venue's when it has a clock of its own: the one the display shows.
class NewYorkTime : public spdlog::custom_flag_formatter {
public:
  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& out) override {
    const auto text = format_new_york(whole_second(log_time(message.time)));
    out.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<NewYorkTime>();
  }
};

} // namespace

void set_up_logging(const std::string& level, const std::string& format) {
  const bool journal = format == "text" && logs_to_journal();
  auto errors = std::make_shared<PatientErrorSink>();
  if (!may_colour(STDERR_FILENO)) errors->set_color_mode(spdlog::color_mode::never);
  auto logger = std::make_shared<spdlog::logger>(
    "hft", journal ? make_journal_sink() : spdlog::sink_ptr{std::move(errors)});
  if (format == "json") {
    auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    formatter->add_flag<JsonMessage>('*').set_pattern(
      R"({"time":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l","message":"%*"})");
    logger->set_formatter(std::move(formatter));
  } else {
    auto formatter = std::make_unique<spdlog::pattern_formatter>();
    formatter->add_flag<NewYorkTime>('*').set_pattern("%* %^%l%$ %v");
    logger->set_formatter(std::move(formatter));
  }
  logger->set_level(spdlog::level::from_str(level));
  spdlog::set_default_logger(std::move(logger));
}

void set_log_clock(std::function<Timestamp()> clock) {
  const std::lock_guard lock{context_mutex};
  venue_clock = std::move(clock);
}

void set_log_level(const std::string& level) {
  spdlog::set_level(spdlog::level::from_str(level));
}

void say_failure(const std::string& sentence) {
  if (standard_error_is_ours()) std::fputs(failure_line(sentence).c_str(), stderr);
}

void say_account(const std::string& lines) {
  if (standard_error_is_ours()) std::fputs(lines.c_str(), stderr);
}

std::string failure_line(const std::string& sentence) {
  return (logs_to_journal() ? "<3>hft: " : "hft: ") + without_middle(sentence) + '\n';
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
