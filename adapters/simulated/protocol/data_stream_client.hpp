#pragma once

#include "adapters/simulated/protocol/data_stream_codec.hpp"

#include <array>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace hft::simulated {

struct ApiKeys {
  std::string id;
  std::string secret;
};

/// What a stream client gets in return for a message.
struct StreamReply {
  std::vector<std::string> frames; ///< one websocket message each
  bool close = false;              ///< after the frames
};

/// The broker's error of the data stream for a code; `internal error` for codes it does not have.
std::string_view stream_error_text(int code);

/// One data-stream session without its socket: authentication, subscriptions, answers.
class DataStreamClient {
public:
  /// 0 when the keys are good, otherwise the error code to answer with (402, 406, 409).
  using CheckKeys = std::function<int(const ApiKeys&)>;

  struct Config {
    Encoding encoding = Encoding::Json;
    std::size_t symbol_limit = 0; ///< for trades and for quotes; 0 is no limit
    CheckKeys check;
  };

  explicit DataStreamClient(Config config) : config_(std::move(config)) {}

  /// The welcome; with keys from the upgrade's headers the second frame answers them.
  StreamReply open(const std::optional<ApiKeys>& header_keys);
  /// A message of the client; `binary` decides how it is read on a MessagePack session.
  StreamReply receive(std::string_view payload, bool binary);
  /// Ten seconds have passed since the socket opened.
  StreamReply auth_deadline();

  Encoding encoding() const { return config_.encoding; }
  bool authenticated() const { return authenticated_; }
  const std::string& key() const { return key_; }
  bool subscribed() const;
  bool wants(StreamChannel channel, const Symbol& symbol) const;

private:
  struct Selection {
    std::set<Symbol> symbols;
    bool all = false;
  };
  using Selections = std::array<Selection, stream_channel_count>;

  StreamReply authenticate(const ApiKeys& keys);
  StreamReply error(int code, bool close = false) const;
  StreamReply success(std::string_view message) const;
  StreamReply acknowledgment() const;
  bool within_limit(const Selections& selections) const;

  Config config_;
  bool authenticated_ = false;
  std::string key_;
  Selections selections_;
};

} // namespace hft::simulated
