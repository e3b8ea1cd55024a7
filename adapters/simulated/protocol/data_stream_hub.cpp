#include "adapters/simulated/protocol/data_stream_hub.hpp"

#include "adapters/simulated/protocol/msgpack_writer.hpp"

#include <algorithm>
#include <array>

namespace hft::simulated {

namespace {

constexpr auto auth_time = std::chrono::seconds{10};
constexpr auto delayed_by = std::chrono::minutes{15};

/// One frame's events, written once for each encoding when first asked for.
class EncodedFrame {
public:
  explicit EncodedFrame(const std::vector<StreamEvent>& events) : events_(events) {}

  /// One message of the events with `chosen` set; equal wishes share it.
  StreamSocket::Bytes message(const std::vector<bool>& chosen, Encoding encoding) {
    for (const auto& made : messages_)
      if (made.encoding == encoding && made.chosen == chosen) return made.bytes;
    const auto& items = items_of(encoding);
    const auto count = static_cast<std::size_t>(std::count(chosen.begin(), chosen.end(), true));
    std::string text;
    text.reserve(items.text.size() + 8);
    if (encoding == Encoding::Msgpack) MsgpackWriter{text}.array(count);
    for (std::size_t i = 0; i < events_.size(); ++i) {
      if (!chosen[i]) continue;
      if (encoding == Encoding::Json) text.push_back(text.empty() ? '[' : ',');
      const auto begin = i == 0 ? 0 : items.ends[i - 1];
      text.append(items.text, begin, items.ends[i] - begin);
    }
    if (encoding == Encoding::Json) text.push_back(']');
    messages_.push_back({encoding, chosen, std::make_shared<const std::string>(std::move(text))});
    return messages_.back().bytes;
  }

private:
  struct Items {
    std::string text;
    std::vector<std::size_t> ends;
  };
  struct Message {
    Encoding encoding;
    std::vector<bool> chosen;
    StreamSocket::Bytes bytes;
  };

  const Items& items_of(Encoding encoding) {
    auto& items = items_[static_cast<std::size_t>(encoding)];
    if (!items.ends.empty()) return items;
    for (const auto& event : events_) {
      append_encoded(items.text, event, encoding);
      items.ends.push_back(items.text.size());
    }
    return items;
  }

  const std::vector<StreamEvent>& events_;
  std::array<Items, 2> items_;
  std::vector<Message> messages_;
};

} // namespace

std::optional<DataFeed> data_feed_of(std::string_view path) {
  if (path.ends_with('/')) path.remove_suffix(1);
  if (path == "/v2/iex") return DataFeed::Iex;
  if (path == "/v2/sip") return DataFeed::Sip;
  if (path == "/v2/delayed_sip") return DataFeed::DelayedSip;
  if (path == "/v2/test") return DataFeed::Test;
  return std::nullopt;
}

/// One client: its socket and its state.
struct DataStreamHub::Session final : SocketListener, std::enable_shared_from_this<Session> {
  Session(DataStreamHub& owner, std::shared_ptr<StreamSocket> its_socket, DataFeed its_feed,
          Encoding encoding, bool offers_steps)
    : hub(owner),
      socket(std::move(its_socket)),
      feed(its_feed),
      keeps_step(offers_steps && owner.config_.lockstep != nullptr),
      client({encoding,
              static_cast<std::size_t>(
                std::max(0, owner.faults_.limit(FaultKind::SymbolLimit).value_or(0))),
              [this](const ApiKeys& keys) { return hub.check(*this, keys); }}) {}

  void reply(const StreamReply& reply) {
    const auto binary = client.encoding() == Encoding::Msgpack;
    for (const auto& frame : reply.frames)
      socket->send(std::make_shared<const std::string>(frame), binary);
    if (reply.close) socket->close();
  }
  void on_message(std::string_view payload, bool binary) override {
    if (keeps_step && hub.config_.lockstep->on_message(client.key(), payload)) return;
    reply(client.receive(payload, binary));
    if (keeps_step && client.subscribed()) {
      joined = true;
      hub.config_.lockstep->join(client.key());
    }
    if (joined) hub.config_.on_wishes();
    hub.config_.on_change();
  }
  void on_pong() override {
    // Clients send pongs unasked, too.
    if (pings_out > 0) --pings_out;
    if (pings_out == 0) hub.config_.on_change();
  }
  void on_closed() override {
    const auto keep = shared_from_this();
    hub.remove(this);
    if (joined) hub.config_.lockstep->leave(client.key());
    hub.config_.on_change();
  }
  bool wants(const StreamEvent& event) const {
    return client.wants(channel_of(event), symbol_of(event));
  }

  DataStreamHub& hub;
  std::shared_ptr<StreamSocket> socket;
  DataFeed feed;
  bool keeps_step;
  DataStreamClient client;
  std::size_t pings_out = 0;
  bool joined = false; ///< has subscribed once, and is told of steps from then on
};

AcceptSocket DataStreamHub::accept(DataFeed feed, Encoding encoding, std::optional<ApiKeys> keys,
                                   bool keeps_step) {
  return [this, feed, encoding, keeps_step,
          keys = std::move(keys)](const std::shared_ptr<StreamSocket>& socket) {
    auto session = std::make_shared<Session>(*this, socket, feed, encoding, keeps_step);
    sessions_.push_back(session);
    session->reply(session->client.open(keys));
    config_.call_after(auth_time, [waiting = std::weak_ptr{session}] {
      if (const auto late = waiting.lock()) late->reply(late->client.auth_deadline());
    });
    return session;
  };
}

int DataStreamHub::check(const Session& session, const ApiKeys& keys) {
  if (const auto rule = faults_.strike(FaultKind::RefuseAuth)) return rule->code ? rule->code : 406;
  if (const auto code = config_.check(keys); code != 0) return code;
  const auto limit = faults_.limit(FaultKind::ConnectionLimit);
  if (!limit) return 0;
  const auto others = std::count_if(sessions_.begin(), sessions_.end(), [&](const auto& other) {
    return other.get() != &session && other->feed == session.feed &&
           other->client.authenticated() && other->client.key() == keys.id;
  });
  return others < *limit ? 0 : 406;
}

void DataStreamHub::remove(const Session* session) {
  std::erase_if(sessions_, [session](const auto& other) { return other.get() == session; });
}

std::size_t DataStreamHub::send(const Frame& frame,
                                const std::function<bool(const Session&)>& chosen) {
  const bool silence = faults_.armed(FaultKind::SilentSubscription);
  const auto silenced = [&](const StreamEvent& event) {
    return silence &&
           faults_.strike(FaultKind::SilentSubscription, {{}, {}, {}, symbol_of(event).view()});
  };
  EncodedFrame encoded{frame};
  std::size_t sent = 0;
  const auto sessions = sessions_; // a slow client is cut while we go
  std::vector<bool> wanted(frame.size());
  for (const auto& session : sessions) {
    if (!chosen(*session)) continue;
    bool any = false;
    for (std::size_t i = 0; i < frame.size(); ++i) {
      wanted[i] = session->wants(frame[i]) && !silenced(frame[i]);
      any = any || wanted[i];
    }
    if (!any || faults_.strike(FaultKind::MuteData)) continue;
    if (session->socket->queued_bytes() > config_.most_queued) {
      // The client does not read: it will not read this either, but it may.
      session->reply({{R"([{"T":"error","code":407,"msg":"slow client"}])"}, false});
      session->socket->cut();
      continue;
    }
    const auto encoding = session->client.encoding();
    session->socket->send(encoded.message(wanted, encoding), encoding == Encoding::Msgpack);
    ++sent;
  }
  return sent;
}

std::size_t DataStreamHub::broadcast(const Frame& frame, Timestamp now) {
  std::size_t sent = 0;
  if (!frame.empty())
    sent = send(frame, [](const Session& session) {
      return session.feed == DataFeed::Iex || session.feed == DataFeed::Sip;
    });
  const auto delays = [](const auto& session) { return session->feed == DataFeed::DelayedSip; };
  if (std::none_of(sessions_.begin(), sessions_.end(), delays)) {
    delayed_.clear();
    return sent;
  }
  if (!frame.empty()) delayed_.push_back({now + delayed_by, frame});
  while (!delayed_.empty() && delayed_.front().due <= now) {
    sent += send(delayed_.front().frame,
                 [](const Session& session) { return session.feed == DataFeed::DelayedSip; });
    delayed_.pop_front();
  }
  return sent;
}

std::size_t DataStreamHub::broadcast_test(const Frame& frame) {
  return send(frame, [](const Session& session) { return session.feed == DataFeed::Test; });
}

bool DataStreamHub::subscribed() const {
  return std::any_of(sessions_.begin(), sessions_.end(), [](const auto& session) {
    // One that keeps step and wants nothing any more waits for the end of the session.
    return session->feed != DataFeed::Test && (session->client.subscribed() || session->joined);
  });
}

bool DataStreamHub::test_subscribed() const {
  return std::any_of(sessions_.begin(), sessions_.end(), [](const auto& session) {
    return session->feed == DataFeed::Test && session->client.subscribed();
  });
}

void DataStreamHub::ping_all() {
  const auto sessions = sessions_;
  for (const auto& session : sessions) {
    if (!session->client.subscribed() || session->joined) continue;
    ++session->pings_out;
    session->socket->ping();
  }
}

void DataStreamHub::end_step(
  std::uint64_t number, Timestamp now,
  const std::function<std::optional<std::uint64_t>(const std::string&)>& updates_of) {
  const auto sessions = sessions_;
  for (const auto& session : sessions) {
    if (!session->joined) continue;
    const auto& key = session->client.key();
    session->socket->send(std::make_shared<const std::string>(
                            config_.lockstep->end_step(key, number, now, updates_of(key))),
                          false);
  }
}

std::size_t DataStreamHub::awaited() const {
  return static_cast<std::size_t>(
    std::count_if(sessions_.begin(), sessions_.end(),
                  [](const auto& session) { return session->pings_out > 0; }));
}

void DataStreamHub::cut_awaited() {
  const auto sessions = sessions_;
  for (const auto& session : sessions)
    if (session->pings_out > 0) session->socket->cut();
}

void DataStreamHub::cut_all() {
  const auto sessions = sessions_;
  for (const auto& session : sessions) session->socket->cut();
}

} // namespace hft::simulated
