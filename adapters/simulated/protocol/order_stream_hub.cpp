#include "adapters/simulated/protocol/order_stream_hub.hpp"

#include "adapters/simulated/protocol/json.hpp"

#include <algorithm>
#include <charconv>

namespace hft::simulated {

namespace {

constexpr std::size_t event_id_length = 26;

std::string event_text(const OrderUpdate& update) {
  auto data = to_json(update);
  data["at"] = format_timestamp(update.time);
  data["event_id"] = event_id_text(update.event_id);
  return "data: " + data.dump() + "\n\n";
}

} // namespace

std::string event_id_text(std::uint64_t id) {
  const auto digits = std::to_string(id);
  return std::string(event_id_length - digits.size(), '0') + digits;
}

std::optional<std::uint64_t> event_id_from(std::string_view text) {
  std::uint64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return id;
}

/// One client: a websocket session, or an event stream of `key`.
struct OrderStreamHub::Session final : SocketListener, std::enable_shared_from_this<Session> {
  Session(OrderStreamHub& owner, std::shared_ptr<StreamSocket> its_socket, Encoding encoding,
          bool offers_steps = false)
    : hub(owner),
      socket(std::move(its_socket)),
      keeps_step(offers_steps),
      client(encoding, [this](const ApiKeys& keys) {
        return !hub.faults_.strike(FaultKind::RefuseOrderAuth) && hub.config_.check(keys);
      }) {}

  /// Binary frames even for JSON, as the paper account does.
  bool binary() const {
    return client.encoding() == Encoding::Msgpack || !hub.faults_.armed(FaultKind::TextOrders);
  }
  void on_message(std::string_view payload, bool is_binary) override {
    const bool listened = client.listening();
    const auto reply = client.receive(payload, is_binary);
    if (keeps_step && !listened && client.listening()) hub.config_.on_listeners();
    for (const auto& frame : reply.frames)
      socket->send(std::make_shared<const std::string>(frame), binary());
    if (reply.close) socket->close();
  }
  void on_pong() override {
    if (pings_out > 0) --pings_out;
    if (pings_out == 0) hub.config_.on_change();
  }
  void on_closed() override {
    const auto keep = shared_from_this();
    hub.remove(this);
    if (keeps_step) hub.config_.on_listeners();
    hub.config_.on_change();
  }
  bool listens_to(const std::string& key) const {
    return events ? key == events_key : client.listening() && key == client.key();
  }
  void send(const OrderUpdate& update) {
    auto text = events ? event_text(update) : client.frame(update);
    socket->send(std::make_shared<const std::string>(std::move(text)), binary());
    ++sent;
  }

  OrderStreamHub& hub;
  std::shared_ptr<StreamSocket> socket;
  bool keeps_step;
  OrderStreamClient client;
  bool events = false;
  std::string events_key;
  std::size_t pings_out = 0;
  std::uint64_t sent = 0; ///< updates
};

AcceptSocket OrderStreamHub::accept(Encoding encoding, std::optional<ApiKeys> keys,
                                    bool keeps_step) {
  return [this, encoding, keeps_step,
          keys = std::move(keys)](const std::shared_ptr<StreamSocket>& socket) {
    auto session = std::make_shared<Session>(*this, socket, encoding, keeps_step);
    session->client.open(keys);
    sessions_.push_back(session);
    return session;
  };
}

AcceptSocket OrderStreamHub::accept_events(std::string key, std::vector<OrderUpdate> missed) {
  return [this, key = std::move(key),
          missed = std::move(missed)](const std::shared_ptr<StreamSocket>& socket) {
    auto session = std::make_shared<Session>(*this, socket, Encoding::Json);
    session->events = true;
    session->events_key = key;
    sessions_.push_back(session);
    for (const auto& update : missed) session->send(update);
    return session;
  };
}

void OrderStreamHub::remove(const Session* session) {
  std::erase_if(sessions_, [session](const auto& other) { return other.get() == session; });
}

std::size_t OrderStreamHub::send(const OrderUpdate& update) {
  std::size_t sent = 0;
  const auto sessions = sessions_;
  for (const auto& session : sessions) {
    if (!session->listens_to(update.account_key) || faults_.strike(FaultKind::MuteOrders)) continue;
    session->send(update);
    ++sent;
  }
  return sent;
}

std::size_t OrderStreamHub::publish(const OrderUpdate& update) {
  const FaultSubject subject{{}, {}, hft::to_string(update.event), update.order.symbol.view()};
  if (faults_.strike(FaultKind::DropUpdate, subject)) return 0;
  if (const auto rule = faults_.strike(FaultKind::DelayUpdate, subject)) {
    config_.call_after(rule->delay, [this, update] { send(update); });
    return 0;
  }
  if (faults_.strike(FaultKind::ReorderUpdate, subject)) {
    held_.push_back(update);
    return 0;
  }
  auto sent = send(update);
  if (faults_.strike(FaultKind::RepeatUpdate, subject)) sent += send(update);
  for (const auto& late : std::exchange(held_, {})) sent += send(late);
  return sent;
}

std::size_t OrderStreamHub::publish(const std::vector<OrderUpdate>& updates) {
  std::size_t sent = 0;
  for (const auto& update : updates) sent += publish(update);
  return sent;
}

std::size_t OrderStreamHub::publish_foreign(const std::string& key, const Json& data) {
  std::size_t sent = 0;
  const auto sessions = sessions_;
  for (const auto& session : sessions) {
    if (!session->listens_to(key) || faults_.strike(FaultKind::MuteOrders)) continue;
    auto text = session->events ? "data: " + data.dump() + "\n\n" : session->client.frame(data);
    session->socket->send(std::make_shared<const std::string>(std::move(text)), session->binary());
    ++sent;
  }
  return sent;
}

void OrderStreamHub::ping_all() {
  const auto sessions = sessions_;
  for (const auto& session : sessions) {
    if (session->events || session->keeps_step || !session->client.listening()) continue;
    ++session->pings_out;
    session->socket->ping();
  }
}

std::optional<std::uint64_t> OrderStreamHub::updates_sent(const std::string& key) const {
  for (auto session = sessions_.rbegin(); session != sessions_.rend(); ++session)
    if ((*session)->keeps_step && (*session)->listens_to(key)) return (*session)->sent;
  return std::nullopt;
}

std::size_t OrderStreamHub::awaited() const {
  return static_cast<std::size_t>(
    std::count_if(sessions_.begin(), sessions_.end(),
                  [](const auto& session) { return session->pings_out > 0; }));
}

void OrderStreamHub::cut_awaited() {
  const auto sessions = sessions_;
  for (const auto& session : sessions)
    if (session->pings_out > 0) session->socket->cut();
}

void OrderStreamHub::cut_all() {
  const auto sessions = sessions_;
  for (const auto& session : sessions) session->socket->cut();
}

} // namespace hft::simulated
