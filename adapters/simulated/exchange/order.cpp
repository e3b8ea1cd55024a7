#include "adapters/simulated/exchange/order.hpp"

#include <array>

namespace hft::simulated {

namespace {

constexpr std::array<std::string_view, 5> class_names{"", "simple", "bracket", "oco", "oto"};
constexpr std::array<std::string_view, 4> intent_names{"buy_to_open", "buy_to_close",
                                                       "sell_to_open", "sell_to_close"};

template <class Enum, std::size_t N>
std::optional<Enum> value_named(const std::array<std::string_view, N>& names,
                                std::string_view text) {
  for (std::size_t i = 0; i < N; ++i)
    if (names[i] == text) return static_cast<Enum>(i);
  return std::nullopt;
}

} // namespace

std::string_view to_string(OrderClass order_class) {
  return class_names.at(static_cast<std::size_t>(order_class));
}
std::optional<OrderClass> order_class_from(std::string_view text) {
  return value_named<OrderClass>(class_names, text);
}
std::string_view to_string(PositionIntent intent) {
  return intent_names.at(static_cast<std::size_t>(intent));
}
std::optional<PositionIntent> position_intent_from(std::string_view text) {
  return value_named<PositionIntent>(intent_names, text);
}

} // namespace hft::simulated
