#include "messages/gateway.hpp"

namespace hft {

std::string_view to_string(UnreadItem::Kind kind) {
  switch (kind) {
    case UnreadItem::Kind::Order: return "order";
    case UnreadItem::Kind::Fill: return "fill";
    case UnreadItem::Kind::Position: return "position";
    case UnreadItem::Kind::Activity: return "activity";
    case UnreadItem::Kind::Event: return "order event";
    case UnreadItem::Kind::Asset: return "asset";
    case UnreadItem::Kind::Session: return "session";
  }
  return "item";
}

} // namespace hft
