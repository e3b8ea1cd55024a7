#pragma once

#include "adapters/simulated/exchange/order.hpp"
#include "adapters/simulated/protocol/data_stream_client.hpp"
#include "adapters/simulated/protocol/json.hpp"

namespace hft::simulated {

/// One trade_updates session without its socket.
class OrderStreamClient {
public:
  using CheckKeys = std::function<bool(const ApiKeys&)>;

  OrderStreamClient(Encoding encoding, CheckKeys check)
    : encoding_(encoding),
      check_(std::move(check)) {}

  /// Keys of the upgrade's headers count as an authentication that is not answered.
  void open(const std::optional<ApiKeys>& header_keys);
  StreamReply receive(std::string_view payload, bool binary);

  /// A frame for `update`; the caller has checked `listening` and the account.
  std::string frame(const OrderUpdate& update) const;
  /// The same for an update that is JSON already.
  std::string frame(const Json& data) const;

  Encoding encoding() const { return encoding_; }
  bool listening() const { return listening_; }
  const std::string& key() const { return key_; }

private:
  bool authenticate(const ApiKeys& keys);

  Encoding encoding_;
  CheckKeys check_;
  bool authenticated_ = false;
  bool listening_ = false;
  std::string key_;
};

} // namespace hft::simulated
