#include "messages/order_terms.hpp"

namespace hft {

std::string_view to_string(Contingency contingency) {
  switch (contingency) {
    case Contingency::None: return "none";
    case Contingency::Bracket: return "bracket";
    case Contingency::Oco: return "oco";
    case Contingency::Oto: return "oto";
  }
  return "?";
}

std::string_view to_string(Leg leg) {
  switch (leg) {
    case Leg::None: return "none";
    case Leg::TakeProfit: return "take_profit";
    case Leg::StopLoss: return "stop_loss";
  }
  return "?";
}

} // namespace hft
