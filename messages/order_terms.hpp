#pragma once

#include "messages/units.hpp"

#include <cstdint>
#include <memory>
#include <string_view>

namespace hft {

/// Per cent in units of 1e-9: 1.5 % is 1'500'000'000.
struct Percent {
  std::int64_t units = 0;
  auto operator<=>(const Percent&) const = default;
};
inline std::string to_string(Percent x) {
  return format_units(x.units);
}

/// How the orders of a group depend on each other.
enum class Contingency : std::uint8_t {
  None,
  Bracket, ///< an entry; once it is filled, a take-profit and a stop-loss, one cancels the other
  Oco,     ///< a take-profit and a stop-loss of what is held; one cancels the other
  Oto,     ///< an entry; once it is filled, one exit
};
std::string_view to_string(Contingency contingency);

/// Which exit of its group an order is.
enum class Leg : std::uint8_t { None, TakeProfit, StopLoss };
std::string_view to_string(Leg leg); ///< `none`, `take_profit`, `stop_loss`

/// What few orders have. Prices and amounts of zero are not given.
struct OrderTerms {
  Price stop_price;      ///< of a stop and a stop-limit
  Price trail;           ///< of a trailing stop, in dollars behind the best price since
  Percent trail_percent; ///< or in per cent of it
  Money notional;        ///< worth so many dollars; the quantity is then zero
  Contingency contingency = Contingency::None;
  Price take_profit;                       ///< limit price of that leg
  Price stop_loss;                         ///< stop price of that leg
  Price stop_loss_limit;                   ///< its limit price; zero: it sells at the market
  std::uint32_t take_profit_reference = 0; ///< the model's own number of that leg; zero: none
  std::uint32_t stop_loss_reference = 0;
  bool operator==(const OrderTerms&) const = default;
};

/// `OrderTerms` that are shared and never changed; empty for plain orders, which so stay small.
/// Reading an empty one reads terms of which none is given.
class SharedTerms {
public:
  SharedTerms() = default;
  SharedTerms(const OrderTerms& terms) : terms_(std::make_shared<const OrderTerms>(terms)) {}
  explicit operator bool() const { return terms_ != nullptr; }
  const OrderTerms& operator*() const { return terms_ ? *terms_ : none(); }
  const OrderTerms* operator->() const { return &**this; }
  friend bool operator==(const SharedTerms& a, const SharedTerms& b) {
    return a.terms_ == b.terms_ || *a == *b;
  }

private:
  static const OrderTerms& none() {
    static const OrderTerms terms;
    return terms;
  }
  std::shared_ptr<const OrderTerms> terms_;
};

} // namespace hft
