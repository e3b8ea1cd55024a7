#pragma once

#include "messages/market.hpp"
#include "messages/model_notes.hpp"
#include "messages/order.hpp"
#include "messages/session.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hft {

/// The stream of facts: what a run tells whoever watches, one fact a thing that happened. It goes
/// one way, from those who trade to those who look.

/// An order was handed to the broker.
struct OrderSent {
  Order order;
};
/// Something about orders or positions that does not fit; one sentence.
struct AnomalyFound {
  std::string sentence;
};
/// Something that ought not to happen; one sentence.
struct IncidentHappened {
  std::string sentence;
};
/// Something good or ordinary that a day's story tells; one sentence.
struct NewsTold {
  std::string sentence;
};
struct ReadinessChanged {
  bool ready = false;
  std::string sentence;
};
/// Nothing runs, on purpose: the market is closed.
struct WaitingBegan {};
/// Everything is down and stays down.
struct RunEnded {
  int exit_code = 0;
  std::string sentence; ///< empty when all went well
};

struct Fact {
  Timestamp time; ///< venue time
  std::variant<OrderSent, Fill, OrderRefused, OrderClosed, AnomalyFound, IncidentHappened, NewsTold,
               SessionChanged, ReadinessChanged, FeedStateChanged, ModelNotes, WaitingBegan,
               RunEnded>
    what;
};

/// The steps on the way of a tick to an order and its answer, in that order.
enum class Stage : std::uint8_t {
  Wait,   ///< in the socket before it was read: at most, and none while we keep up
  Decode, ///< frame read to events
  Model,  ///< events to decision at the desk: feed, model; beside the lane from the frame read
  Gate,   ///< decision to order handed over: risk gate, journal
  Write,  ///< handed over to written to the socket
  Order,  ///< frame read to order written: all of them
  Answer, ///< order written to answer read
};
inline constexpr std::size_t stage_count = 7;
std::string_view to_string(Stage stage);

/// Upper edges of the counts below, the same for every stage.
inline constexpr std::array<Duration, 16> latency_edges{
  std::chrono::microseconds{5},   std::chrono::microseconds{10},  std::chrono::microseconds{20},
  std::chrono::microseconds{50},  std::chrono::microseconds{100}, std::chrono::microseconds{200},
  std::chrono::microseconds{500}, std::chrono::milliseconds{1},   std::chrono::milliseconds{2},
  std::chrono::milliseconds{5},   std::chrono::milliseconds{10},  std::chrono::milliseconds{20},
  std::chrono::milliseconds{50},  std::chrono::milliseconds{100}, std::chrono::milliseconds{500},
  std::chrono::seconds{5}};

/// How long things took since whoever counts them started.
struct LatencyCounts {
  std::array<std::uint64_t, latency_edges.size()> up_to{}; ///< not longer than the edge: cumulative
  std::uint64_t count = 0;
  Duration sum{0};
};

/// What the desk knows of itself beside its status: told with each status, off the way of orders.
struct DeskVitals {
  struct Mark {
    Symbol symbol;
    Price price;
    Timestamp time;
  };
  bool stream_up = false;                           ///< the account's stream of order events
  std::optional<Timestamp> stream_changed;          ///< venue time since when it is so
  std::optional<Timestamp> stream_heard;            ///< venue time of the newest event or answer
  std::optional<Timestamp> books_agreed;            ///< venue time of the newest look that agreed
  std::vector<Mark> marks;                          ///< the newest prices, at most 64 symbols
  std::array<LatencyCounts, stage_count> latencies; ///< `Wait` and `Decode` are the feed's
};

/// What the feed knows of itself beside its status: told with each status, off the way of orders.
struct FeedVitals {
  LatencyCounts wait; ///< see Stage
  LatencyCounts decode;
};

} // namespace hft
