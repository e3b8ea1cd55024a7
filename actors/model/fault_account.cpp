#include "actors/model/fault_account.hpp"

#include "messages/new_york.hpp"
#include "models/model_fault.hpp"

#include <cxxabi.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <typeinfo>

namespace hft {

namespace {

constexpr std::size_t most_bytes = 16'000; ///< of what was thrown
constexpr std::size_t most_orders = 10;

std::string type_of(const std::exception& error) {
  const char* mangled = typeid(error).name();
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name{
    abi::__cxa_demangle(mangled, nullptr, nullptr, &status), std::free};
  return name ? name.get() : mangled;
}

/// The exception, and those it was thrown because of.
void add_causes(std::string& text, const std::exception& error, int depth = 0) {
  if (const auto* fault = dynamic_cast<const ModelFault*>(&error)) {
    text += fault->whole();
  } else {
    text += (depth == 0 ? "" : "because of ") + type_of(error) + ": " + error.what() + '\n';
  }
  constexpr int deepest = 10;
  if (depth == deepest) return;
  try {
    std::rethrow_if_nested(error);
  } catch (const std::exception& cause) {
    add_causes(text, cause, depth + 1);
  } catch (...) {
    text += "because of something that is no exception\n";
  }
}

std::string thrown_text(const std::exception_ptr& thrown) {
  std::string text;
  if (!thrown) return text;
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    add_causes(text, error);
  } catch (...) {
    text = "something that is no exception\n";
  }
  if (text.size() <= most_bytes) return text;
  // The beginning says where it was called from, the end what went wrong.
  return text.substr(0, most_bytes / 4) + "\n...\n" + text.substr(text.size() - most_bytes / 4 * 3);
}

/// Each line two columns in; what is no text there is shown as a question mark.
std::string indented(const std::string& text) {
  std::string lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    auto line = text.substr(at, end - at);
    std::replace_if(
      line.begin(), line.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
    if (!line.empty()) lines += "  " + line + '\n';
    at = end + 1;
  }
  return lines;
}

std::string price_text(Price price) {
  return price == Price{} ? "" : ' ' + to_string(price);
}

std::string order_text(const OpenOrder& order) {
  auto text = fmt::format("{} {} {} {}{}{}", order.symbol.view(), to_string(order.side),
                          to_string(order.leaves), to_string(order.type),
                          price_text(order.limit_price), price_text(order.stop_price));
  if (order.reference != 0) text += fmt::format(" (reference {})", order.reference);
  return text;
}

std::string book_text(const Context& context) {
  std::string text;
  for (const auto& [symbol, quantity] : context.positions())
    text += fmt::format("{}{} {} at {}", text.empty() ? "it holds: " : ", ", symbol.view(),
                        to_string(quantity), to_string(context.average_price(symbol)));
  if (text.empty()) text = "it holds: nothing";
  text += '\n';
  std::size_t named = 0;
  for (const auto& order : context.open_orders()) {
    if (named++ == most_orders) break;
    text += "open order: " + order_text(order) + '\n';
  }
  if (const auto all = context.open_orders().size(); all > most_orders)
    text += fmt::format("and {} more open orders\n", all - most_orders);
  return text;
}

} // namespace

std::string shown_text(const Trade& trade) {
  std::string conditions{trade.conditions.view()};
  return fmt::format("{} x {} on {}{}", to_string(trade.price), to_string(trade.size),
                     trade.exchange, conditions.empty() ? "" : ", conditions " + conditions);
}

std::string shown_text(const Quote& quote) {
  return fmt::format("{} x {} bid, {} x {} asked", to_string(quote.bid), to_string(quote.bid_size),
                     to_string(quote.ask), to_string(quote.ask_size));
}

std::string shown_text(const Bar& bar) {
  return fmt::format("{}open {}, high {}, low {}, close {}, volume {}, began {}",
                     bar.kind == BarKind::Built ? to_string(bar.size) + ", " : "",
                     to_string(bar.open), to_string(bar.high), to_string(bar.low),
                     to_string(bar.close), to_string(bar.volume), format_new_york_clock(bar.start));
}

std::string shown_text(const BarSet& bars) {
  std::string text = to_string(bars.size);
  for (const auto& bar : bars.bars)
    text += fmt::format(", {} {}", bar.symbol.view(), to_string(bar.close));
  return text;
}

std::string shown_text(const TradingStatus& status) {
  return status.status_code + ' ' + status.status_message + ' ' + status.reason_message;
}

std::string shown_text(const Fill& fill) {
  return fmt::format("{} {} at {}, it holds {} after it, reference {}", to_string(fill.side),
                     to_string(fill.quantity), to_string(fill.price),
                     to_string(fill.model_position), fill.reference);
}

std::string shown_text(const OrderClosed& closed) {
  return fmt::format("{}, {} filled, reference {}", to_string(closed.state),
                     to_string(closed.filled), closed.reference);
}

std::string shown_text(const OrderRefused& refused) {
  return fmt::format("{} {} refused: {}, reference {}", to_string(refused.side),
                     to_string(refused.quantity), refused.sentence, refused.reference);
}

std::string shown_text(const SessionChanged& changed) {
  return fmt::format("to {} on {}", to_string(changed.to), format_date(changed.plan.date));
}

std::string shown_text(const CorporateAction& action) {
  return fmt::format("{}, {} before, {} of {} after", to_string(action.kind),
                     to_string(action.before), to_string(action.after), action.new_symbol.view());
}

std::string shown_text(const FeedGap& gap) {
  return fmt::format("from {} until {}", format_new_york_clock(gap.from),
                     format_new_york_clock(gap.until));
}

std::string fault_account(const FaultPlace& place, const Context& context,
                          const std::exception_ptr& thrown) {
  auto text = "handler: " + place.handler + '\n';
  if (!place.shown.empty()) text += "event: " + place.shown + '\n';
  if (place.at != Timestamp{})
    text += fmt::format("time: {} New York ({})\n", format_new_york(place.at),
                        format_timestamp(place.at));
  return indented(text + book_text(context) + thrown_text(thrown));
}

} // namespace hft
