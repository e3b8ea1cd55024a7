#include "adapters/simulated/protocol/data_stream_client.hpp"

#include "adapters/simulated/protocol/json.hpp"

#include <algorithm>
#include <utility>

namespace hft::simulated {

namespace {

constexpr std::pair<int, std::string_view> error_texts[] = {
  {400, "invalid syntax"},
  {401, "not authenticated"},
  {402, "auth failed"},
  {403, "already authenticated"},
  {404, "auth timeout"},
  {405, "symbol limit exceeded"},
  {406, "connection limit exceeded"},
  {407, "slow client"},
  {408, "v2 not enabled"},
  {409, "insufficient subscription"},
  {410, "invalid subscribe action for this feed"},
  {500, "internal error"},
};

bool plausible_symbol(std::string_view text) {
  if (text == "*") return true;
  constexpr std::string_view marks = "./-";
  return !text.empty() && text.size() <= Symbol::max_length &&
         std::all_of(text.begin(), text.end(), [&](char letter) {
           return (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
                  marks.find(letter) != std::string_view::npos;
         });
}

/// The symbols a request names for one channel; nothing when the list makes no sense.
std::optional<std::vector<std::string>> wish_of(const Json& message, std::string_view channel) {
  const auto found = message.find(std::string{channel});
  std::vector<std::string> symbols;
  if (found == message.end() || found->is_null()) return symbols;
  if (!found->is_array()) return std::nullopt;
  for (const auto& item : *found) {
    if (!item.is_string() || !plausible_symbol(item.get_ref<const std::string&>()))
      return std::nullopt;
    symbols.push_back(item.get<std::string>());
  }
  return symbols;
}

} // namespace

std::string_view stream_error_text(int code) {
  for (const auto& [known, text] : error_texts)
    if (known == code) return text;
  return "internal error";
}

StreamReply DataStreamClient::error(int code, bool close) const {
  const Json message =
    Json::array({Json{{"T", "error"}, {"code", code}, {"msg", stream_error_text(code)}}});
  return {{encode(message, config_.encoding)}, close};
}

StreamReply DataStreamClient::success(std::string_view text) const {
  const Json message = Json::array({Json{{"T", "success"}, {"msg", text}}});
  return {{encode(message, config_.encoding)}, false};
}

StreamReply DataStreamClient::acknowledgment() const {
  Json body{{"T", "subscription"}};
  const auto list = [this](StreamChannel channel) {
    const auto& selection = selections_[static_cast<std::size_t>(channel)];
    auto symbols = Json::array();
    if (selection.all) symbols.push_back("*");
    for (const auto& symbol : selection.symbols) symbols.push_back(symbol.view());
    return symbols;
  };
  for (std::size_t i = 0; i < stream_channel_count; ++i) {
    const auto channel = static_cast<StreamChannel>(i);
    const auto& selection = selections_[i];
    const auto asked = selection.all || !selection.symbols.empty();
    // Listed only when asked for: clients of equities do not expect it.
    if (channel == StreamChannel::Imbalances && !asked) continue;
    body[std::string{stream_channel_names[i]}] = list(channel);
  }
  body["corrections"] = list(StreamChannel::Trades);
  body["cancelErrors"] = list(StreamChannel::Trades);
  return {{encode(Json::array({std::move(body)}), config_.encoding)}, false};
}

StreamReply DataStreamClient::open(const std::optional<ApiKeys>& header_keys) {
  auto reply = success("connected");
  if (!header_keys) return reply;
  auto answer = authenticate(*header_keys);
  std::move(answer.frames.begin(), answer.frames.end(), std::back_inserter(reply.frames));
  reply.close = answer.close;
  return reply;
}

StreamReply DataStreamClient::authenticate(const ApiKeys& keys) {
  if (authenticated_) return error(403);
  if (const auto code = config_.check(keys); code != 0) return error(code, code != 406);
  authenticated_ = true;
  key_ = keys.id;
  return success("authenticated");
}

StreamReply DataStreamClient::auth_deadline() {
  return authenticated_ ? StreamReply{} : error(404, true);
}

StreamReply DataStreamClient::receive(std::string_view payload, bool binary) {
  const auto message = decode(payload, binary ? config_.encoding : Encoding::Json);
  if (message.is_discarded() || !message.is_object()) return error(400);
  const auto action = text_at(message, "action");
  if (action == "auth") {
    const auto key = text_at(message, "key");
    const auto secret = text_at(message, "secret");
    // An OAuth token travels as the secret under a fixed key.
    const auto token = key == "oauth" || key == "access_token";
    return authenticate(token ? ApiKeys{secret, secret} : ApiKeys{key, secret});
  }
  if (action != "subscribe" && action != "unsubscribe") return error(400);
  if (!authenticated_) return error(401);
  auto selections = selections_;
  for (std::size_t i = 0; i < stream_channel_count; ++i) {
    const auto wish = wish_of(message, stream_channel_names[i]);
    if (!wish) return error(400);
    auto& selection = selections[i];
    const auto add = action == "subscribe";
    for (const auto& symbol : *wish) {
      if (symbol == "*") {
        selection.all = add;
      } else if (add) {
        selection.symbols.insert(Symbol::truncated(symbol));
      } else {
        selection.symbols.erase(Symbol::truncated(symbol));
      }
    }
  }
  if (action == "subscribe" && !within_limit(selections)) return error(405);
  selections_ = std::move(selections);
  return acknowledgment();
}

bool DataStreamClient::within_limit(const Selections& selections) const {
  if (config_.symbol_limit == 0) return true;
  const auto fits = [&](StreamChannel channel) {
    const auto& selection = selections[static_cast<std::size_t>(channel)];
    return !selection.all && selection.symbols.size() <= config_.symbol_limit;
  };
  return fits(StreamChannel::Trades) && fits(StreamChannel::Quotes);
}

bool DataStreamClient::subscribed() const {
  return std::any_of(selections_.begin(), selections_.end(), [](const Selection& selection) {
    return selection.all || !selection.symbols.empty();
  });
}

bool DataStreamClient::wants(StreamChannel channel, const Symbol& symbol) const {
  const auto& selection = selections_[static_cast<std::size_t>(channel)];
  return selection.all || selection.symbols.contains(symbol);
}

} // namespace hft::simulated
