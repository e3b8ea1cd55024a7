#pragma once

#include "messages/result.hpp"

#include <array>
#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <string>
#include <string_view>

namespace hft {

/// Steps of journal and send at which the process can be told to die, so that tests can prove what
/// its successor makes of the remains. Nothing happens unless one is armed; passing one unarmed
/// costs a load and a comparison.
enum class CrashPoint : std::uint8_t {
  JournalFileMade,     ///< a new file has room and no header
  JournalFileBegun,    ///< its header is stored
  JournalGrown,        ///< a file was made longer
  JournalPayload,      ///< a record's payload is stored, its header is not
  JournalRecordHeader, ///< the header is stored but for the length: there is no record yet
  JournalRecord,       ///< the length is stored: the record is there
  DeskStarted,         ///< the journal was replayed and the start is written
  StreamUp,            ///< the order stream is up, nothing was asked yet
  BooksArrived,        ///< the broker's books came, nothing of them is written
  BooksMerged,         ///< they are merged and written
  OrderIntended,       ///< the intent is written, the gateway does not know of it
  OrderHandedOver,     ///< the gateway has the order, `sent` is not written
  OrderSent,           ///< `sent` is written
  RequestBefore,       ///< the request is composed, none of it written to the socket
  RequestHalf,         ///< half of the request is written
  RequestWritten,      ///< all of it is written
  AnswerArrived,       ///< an answer to order entry came, nothing is written
  AnswerBooked,        ///< it is written and believed
  EventArrived,        ///< an order event came, nothing is written
  EventBooked,         ///< it is written and believed, nobody was told
  EventTold,           ///< models were told of its fill
  LookUpArrived,       ///< the broker said what became of a doubtful order
  CancelWritten,       ///< the cancel is written, the gateway does not know of it
  CancelHandedOver,    ///< the gateway has the cancel
  HaltWritten,         ///< a halt is written, nothing was done about it
  ResumeWritten,       ///< its end is written
  CheckpointWritten,   ///< a model's memory is written beside the old one
};

inline constexpr std::array<std::string_view, 27> crash_point_names{
  "journal.file_made", "journal.file_begun", "journal.grown",  "journal.payload",
  "journal.header",    "journal.record",     "desk.started",   "stream.up",
  "books.arrived",     "books.merged",       "order.intended", "order.handed_over",
  "order.sent",        "request.before",     "request.half",   "request.written",
  "answer.arrived",    "answer.booked",      "event.arrived",  "event.booked",
  "event.told",        "look_up.arrived",    "cancel.written", "cancel.handed_over",
  "halt.written",      "resume.written",     "memory.written"};
static_assert(crash_point_names.size() ==
              static_cast<std::size_t>(CrashPoint::CheckpointWritten) + 1);

namespace crash {
inline std::atomic<int> armed{-1}; // the point's number; -1: none
inline std::atomic<int> passes{0}; // so many more passes are survived
} // namespace crash

/// Whether this passing of the point is the one to die at; counts it. Any thread.
inline bool crash_due(CrashPoint point) {
  if (crash::armed.load(std::memory_order_relaxed) != static_cast<int>(point)) [[likely]]
    return false;
  return crash::passes.fetch_sub(1) == 0;
}

/// Dies as by `kill -9` if this is the armed point and its time has come.
inline void crash_point(CrashPoint point) {
  if (crash_due(point)) [[unlikely]]
    std::raise(SIGKILL);
}

/// `NAME` or `NAME:COUNT`, the passing at which to die counted from 1. Refuses what is no point and
/// names those there are.
inline Result<void> arm_crash_point(std::string_view text) {
  const auto colon = text.find(':');
  const auto name = text.substr(0, colon);
  int count = 1;
  if (colon != std::string_view::npos) {
    const auto number = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), count);
    if (error != std::errc{} || end != number.data() + number.size() || count < 1)
      return fail(ErrorKind::BadArgument,
                  "crash point " + std::string{text} +
                    " cannot be armed: after the colon stands a count from 1");
  }
  std::string known;
  for (std::size_t i = 0; i < crash_point_names.size(); ++i) {
    if (crash_point_names[i] == name) {
      crash::passes = count - 1;
      crash::armed = static_cast<int>(i);
      return {};
    }
    known += (known.empty() ? "" : " ") + std::string{crash_point_names[i]};
  }
  return fail(ErrorKind::BadArgument,
              "crash point " + std::string{name} + " cannot be armed: it is none of " + known);
}

} // namespace hft
