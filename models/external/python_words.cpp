#include "models/external/python_words.hpp"

#include "messages/price_grid.hpp"
#include "messages/sale_conditions.hpp"
#include "messages/symbol_text.hpp"
#include "models/external/python_context.hpp"
#include "models/external/python_indicators.hpp"
#include "models/external/python_model.hpp"
#include "models/external/python_scope.hpp"
#include "models/parameters.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <map>
#include <pthread.h>
#include <stdexcept>
#include <string_view>
#include <unistd.h>

namespace py = pybind11;

namespace hft {

namespace {

Side side_of(const std::string& text) {
  const auto side = side_from(text);
  if (!side) throw py::value_error("'" + text + "' is no side: buy or sell");
  return *side;
}

OrderType type_of(const std::string& text) {
  const auto type = order_type_from(text);
  if (!type)
    throw py::value_error("'" + text +
                          "' is no type of order: market, limit, stop, stop_limit, trailing_stop");
  return *type;
}

TimeInForce time_in_force_of(const std::string& text) {
  const auto time = time_in_force_from(text);
  if (!time)
    throw py::value_error("'" + text + "' is no time in force: day, gtc, opg, cls, ioc, fok");
  return *time;
}

/// Nobody orders none of something, or at less than nothing; the line of the script is known here.
std::int64_t positive(const py::handle& number, const char* what) {
  const auto units = units_of(number, what);
  if (units <= 0)
    throw py::value_error("'" + py::cast<std::string>(py::str(number)) + "' is not " + what +
                          " above zero");
  return units;
}

Quantity quantity_of(const py::handle& number) {
  return {positive(number, "a number of shares")};
}
Price price_of(const py::handle& number) {
  return {positive(number, "a price")};
}

std::string text_of(const Symbol& symbol) {
  return symbol.str();
}

template <class Event>
auto time_getter() {
  return [](const Event& event) { return event.time.nanoseconds; };
}
template <class Event>
auto symbol_getter() {
  return [](const Event& event) { return text_of(event.symbol); };
}

/// Since when which thread is in a call of a script. Python's lock guards it.
std::map<unsigned long, std::chrono::steady_clock::time_point>& calls_under_way() {
  static std::map<unsigned long, std::chrono::steady_clock::time_point> calls;
  return calls;
}

} // namespace

namespace {

std::atomic<bool> is_forked_copy{false};

// A script may fork for work of its own, but its copy of the process is no second trader: where it
// would come back to us, it ends.
void end_forked_copy() {
  if (!is_forked_copy) return;
  constexpr std::string_view words = "a script forked the process, and the copy ends where it "
                                     "would have traded too: it must end by os._exit\n";
  if (::write(STDERR_FILENO, words.data(), words.size()) < 0) ::_exit(1);
  ::_exit(1);
}

} // namespace

ScriptCall::ScriptCall() {
  static const int watching = ::pthread_atfork(nullptr, nullptr, [] { is_forked_copy = true; });
  if (watching != 0) throw std::runtime_error{"the system does not let us know of forks"};
  calls_under_way()[PyThread_get_thread_ident()] = std::chrono::steady_clock::now();
}

ScriptCall::~ScriptCall() {
  end_forked_copy();
  calls_under_way().erase(PyThread_get_thread_ident());
  PyThreadState_SetAsyncExc(PyThread_get_thread_ident(), nullptr); // one that came too late
}

void interrupt_python(Duration under_way_for) {
  if (Py_IsInitialized() == 0) return;
  const py::gil_scoped_acquire lock;
  const auto exception = py::module_::import("hft").attr("Interrupted");
  for (const auto& [thread, since] : calls_under_way())
    if (std::chrono::steady_clock::now() - since >= under_way_for)
      PyThreadState_SetAsyncExc(thread, exception.ptr());
}

void interrupt_python_thread(unsigned long thread) {
  if (Py_IsInitialized() == 0) return;
  const py::gil_scoped_acquire lock;
  if (calls_under_way().contains(thread))
    PyThreadState_SetAsyncExc(thread, py::module_::import("hft").attr("Interrupted").ptr());
}

std::int64_t units_of(const py::handle& number, const char* what) {
  const auto text = py::cast<std::string>(py::str(number));
  auto units = parse_units(text);
  if (!units && !py::isinstance<py::str>(number) && py::hasattr(number, "__float__"))
    units =
      units_from_double(py::cast<double>(py::float_(py::reinterpret_borrow<py::object>(number))));
  if (!units || py::isinstance<py::bool_>(number))
    throw py::value_error("'" + text + "' is not " + what + " with at most 9 decimals");
  return *units;
}

Symbol python_symbol(const std::string& text) {
  const auto symbol = Symbol::from(text);
  if (!symbol || !is_symbol_text(text))
    throw py::value_error("'" + shown_symbol(text.substr(0, 40)) +
                          "' is no symbol: letters, digits, . and /, " +
                          std::to_string(Symbol::max_length) + " at most");
  return *symbol;
}

namespace {

using Wish = PythonSignals::Wish;

/// What the prices make of an order that does not name its type.
OrderType type_of(const Wish& wish) {
  if (!wish.type.empty()) return type_of(wish.type);
  if (!wish.trail.is_none() || !wish.trail_percent.is_none()) return OrderType::TrailingStop;
  if (!wish.stop.is_none()) return wish.limit.is_none() ? OrderType::Stop : OrderType::StopLimit;
  return wish.limit.is_none() && !wish.oco ? OrderType::Market : OrderType::Limit;
}

void need(bool given, bool wanted, OrderType type, const char* what) {
  if (given == wanted) return;
  const auto order = "a " + std::string{to_string(type)} + " order ";
  throw py::value_error(order + (wanted ? "needs a " : "takes no ") + what);
}

OrderTerms terms_of(const Wish& wish, OrderType type) {
  OrderTerms terms;
  const auto price = [](const py::object& number) {
    return number.is_none() ? Price{} : price_of(number);
  };
  const bool stops = type == OrderType::Stop || type == OrderType::StopLimit;
  need(!wish.stop.is_none(), stops, type, "stop_price");
  const bool trails = !wish.trail.is_none() || !wish.trail_percent.is_none();
  need(trails, type == OrderType::TrailingStop, type, "trail or trail_percent");
  if (!wish.trail.is_none() && !wish.trail_percent.is_none())
    throw py::value_error("a trailing stop has a trail or a trail_percent, one of the two");
  terms.stop_price = price(wish.stop);
  terms.trail = price(wish.trail);
  if (!wish.trail_percent.is_none())
    terms.trail_percent.units = positive(wish.trail_percent, "a percentage");
  if (!wish.notional.is_none())
    terms.notional.units = positive(wish.notional, "a number of dollars");
  terms.take_profit = price(wish.take_profit);
  terms.stop_loss = price(wish.stop_loss);
  terms.stop_loss_limit = price(wish.stop_loss_limit);
  terms.take_profit_reference = wish.take_profit_reference;
  terms.stop_loss_reference = wish.stop_loss_reference;
  const bool profit = !wish.take_profit.is_none();
  const bool loss = !wish.stop_loss.is_none();
  if (wish.oco)
    terms.contingency = Contingency::Oco;
  else if (profit && loss)
    terms.contingency = Contingency::Bracket;
  else if (profit || loss)
    terms.contingency = Contingency::Oto;
  else if (!wish.stop_loss_limit.is_none())
    throw py::value_error("stop_loss_limit needs a stop_loss");
  return terms;
}

} // namespace

void PythonSignals::place(const Wish& wish) {
  Decision decision;
  decision.symbol = python_symbol(wish.symbol);
  decision.side = side_of(wish.side);
  if (wish.quantity.is_none() == wish.notional.is_none())
    throw py::value_error("an order needs a quantity or a notional, one of the two");
  if (!wish.quantity.is_none()) decision.quantity = quantity_of(wish.quantity);
  decision.type = type_of(wish);
  decision.time_in_force = time_in_force_of(wish.time_in_force);
  const auto& limit = wish.oco ? wish.take_profit : wish.limit;
  const bool limited = decision.type == OrderType::Limit || decision.type == OrderType::StopLimit;
  need(!limit.is_none(), limited, decision.type, "limit_price");
  if (!limit.is_none()) decision.limit_price = price_of(limit);
  if (const auto terms = terms_of(wish, decision.type); terms != OrderTerms{})
    decision.terms = terms;
  decision.reference = wish.reference;
  decision.extended_hours = wish.extended_hours.is_none()
                              ? extended_hours_ && decision.type == OrderType::Limit &&
                                  decision.terms->contingency == Contingency::None &&
                                  decision.time_in_force == TimeInForce::Day
                              : py::cast<bool>(wish.extended_hours);
  signals_.add(decision);
}
void PythonSignals::replace(std::uint32_t reference, const std::string& symbol,
                            const std::string& side, const py::object& quantity,
                            const py::object& price, const py::object& stop) {
  const auto which = python_symbol(symbol);
  if (price.is_none() && stop.is_none())
    throw py::value_error("replace needs a price, a stop, or both");
  if (!price.is_none() && !stop.is_none())
    signals_.replace(reference, which, side_of(side), quantity_of(quantity), price_of(stop),
                     price_of(price));
  else
    signals_.replace(reference, which, side_of(side), quantity_of(quantity),
                     price_of(price.is_none() ? stop : price));
}
void PythonSignals::cancel(std::uint32_t reference, const std::string& symbol) {
  signals_.cancel(reference, python_symbol(symbol));
}
void PythonSignals::cancel_all(const py::object& symbol) {
  if (symbol.is_none())
    signals_.cancel_all();
  else
    signals_.cancel_all(python_symbol(py::cast<std::string>(symbol)));
}
void PythonSignals::close(const std::string& symbol, std::uint32_t reference) {
  signals_.close(python_symbol(symbol), reference);
}

void PythonSignals::move_to(Decisions& out) {
  for (const auto& decision : signals_.decisions()) out.add(decision);
  for (auto& remark : signals_.take_remarks()) {
    if (remark.plot.empty())
      out.note(remark.text);
    else
      out.plot(remark.plot, remark.value);
  }
  signals_.clear();
}

namespace {

/// One code of the tape as a text: what is no ASCII would be none.
std::string code_text(char code) {
  return std::string(1, code >= ' ' && code <= '~' ? code : '?');
}

/// `take_profit`, `stop_loss`, or None: it is no exit of a group.
py::object leg_text(Leg leg) {
  if (leg == Leg::None) return py::none();
  return py::str(std::string{to_string(leg)});
}

/// A dictionary of what an order takes beside its symbol, side and quantity, by name.
Wish wish_of(const std::string& symbol, const std::string& side, const py::object& quantity,
             const py::kwargs& rest) {
  Wish wish{symbol, side, quantity};
  for (const auto& [key, value] : rest) {
    const auto name = py::cast<std::string>(key);
    const auto given = py::reinterpret_borrow<py::object>(value);
    const auto number = [&] {
      if (!py::isinstance<py::int_>(given) || py::cast<std::int64_t>(given) < 0 ||
          py::cast<std::int64_t>(given) > UINT32_MAX)
        throw py::value_error(name + " must be a whole number from 0 to 4294967295");
      return py::cast<std::uint32_t>(given);
    };
    const auto text = [&] {
      if (!py::isinstance<py::str>(given)) throw py::value_error(name + " must be a text");
      return py::cast<std::string>(given);
    };
    if (name == "limit" || name == "limit_price")
      wish.limit = given;
    else if (name == "stop" || name == "stop_price")
      wish.stop = given;
    else if (name == "trail")
      wish.trail = given;
    else if (name == "trail_percent")
      wish.trail_percent = given;
    else if (name == "notional")
      wish.notional = given;
    else if (name == "take_profit")
      wish.take_profit = given;
    else if (name == "stop_loss")
      wish.stop_loss = given;
    else if (name == "stop_loss_limit")
      wish.stop_loss_limit = given;
    else if (name == "time_in_force" || name == "tif")
      wish.time_in_force = text();
    else if (name == "type")
      wish.type = text();
    else if (name == "extended_hours")
      wish.extended_hours = given;
    else if (name == "reference")
      wish.reference = number();
    else if (name == "take_profit_reference")
      wish.take_profit_reference = number();
    else if (name == "stop_loss_reference")
      wish.stop_loss_reference = number();
    else
      throw py::type_error("an order takes no '" + name +
                           "': limit, stop, trail, trail_percent, notional, take_profit, "
                           "stop_loss, stop_loss_limit, time_in_force (tif), extended_hours, "
                           "reference, take_profit_reference, stop_loss_reference, type");
  }
  return wish;
}

} // namespace

// Prices and sizes are floats here, for statistics; what a script asks for is exact again.
void define_python_words(py::module_& module) {
  // No Exception: a script that goes on after every error does not go on after this one.
  module.attr("Interrupted") = py::reinterpret_steal<py::object>(
    PyErr_NewException("hft.Interrupted", PyExc_BaseException, nullptr));
  const auto number = [](auto value) { return to_double(value); };
  py::class_<Trade>(module, "Trade")
    .def_property_readonly("symbol", symbol_getter<Trade>())
    .def_property_readonly("price", [number](const Trade& x) { return number(x.price); })
    .def_property_readonly("size", [number](const Trade& x) { return number(x.size); })
    .def_property_readonly("exchange", [](const Trade& x) { return code_text(x.exchange); })
    .def_property_readonly("tape", [](const Trade& x) { return code_text(x.tape); })
    .def_property_readonly("conditions",
                           [](const Trade& x) {
                             py::list codes;
                             for (const char code : x.conditions.view())
                               codes.append(code_text(code));
                             return codes;
                           })
    .def_property_readonly("updates_last", [](const Trade& x) { return updates_last_price(x); })
    .def_property_readonly("time", time_getter<Trade>());
  py::class_<Quote>(module, "Quote")
    .def_property_readonly("symbol", symbol_getter<Quote>())
    .def_property_readonly("bid", [number](const Quote& x) { return number(x.bid); })
    .def_property_readonly("ask", [number](const Quote& x) { return number(x.ask); })
    .def_property_readonly("bid_size", [number](const Quote& x) { return number(x.bid_size); })
    .def_property_readonly("ask_size", [number](const Quote& x) { return number(x.ask_size); })
    .def_property_readonly("time", time_getter<Quote>());
  py::class_<Bar>(module, "Bar")
    .def_property_readonly("symbol", symbol_getter<Bar>())
    .def_property_readonly("open", [number](const Bar& x) { return number(x.open); })
    .def_property_readonly("high", [number](const Bar& x) { return number(x.high); })
    .def_property_readonly("low", [number](const Bar& x) { return number(x.low); })
    .def_property_readonly("close", [number](const Bar& x) { return number(x.close); })
    .def_property_readonly("vwap", [number](const Bar& x) { return number(x.vwap); })
    .def_property_readonly("volume", [number](const Bar& x) { return number(x.volume); })
    .def_property_readonly("trade_count", [](const Bar& x) { return x.trade_count; })
    .def_property_readonly(
      "size", [](const Bar& x) { return to_string(x.kind == BarKind::Built ? x.size : BarSize{}); })
    .def_property_readonly("start", [](const Bar& x) { return x.start.nanoseconds; })
    .def_property_readonly("end", [](const Bar& x) { return end_of(x).nanoseconds; });
  py::class_<Fill>(module, "Fill")
    .def_property_readonly("symbol", symbol_getter<Fill>())
    .def_property_readonly("side", [](const Fill& x) { return std::string{to_string(x.side)}; })
    .def_property_readonly("quantity", [number](const Fill& x) { return number(x.quantity); })
    .def_property_readonly("price", [number](const Fill& x) { return number(x.price); })
    .def_property_readonly("leaves", [number](const Fill& x) { return number(x.leaves); })
    .def_property_readonly("position", [number](const Fill& x) { return number(x.model_position); })
    .def_property_readonly("reference", [](const Fill& x) { return x.reference; })
    .def_property_readonly("leg", [](const Fill& x) { return leg_text(x.leg); })
    .def_property_readonly("time", time_getter<Fill>());
  py::class_<OrderClosed>(module, "OrderClosed")
    .def_property_readonly("symbol", symbol_getter<OrderClosed>())
    .def_property_readonly("state",
                           [](const OrderClosed& x) { return std::string{to_string(x.state)}; })
    .def_property_readonly("filled", [number](const OrderClosed& x) { return number(x.filled); })
    .def_property_readonly("leg", [](const OrderClosed& x) { return leg_text(x.leg); })
    .def_property_readonly("reference", [](const OrderClosed& x) { return x.reference; });
  py::class_<OrderRefused>(module, "OrderRefused")
    .def_property_readonly("symbol", symbol_getter<OrderRefused>())
    .def_property_readonly("reason",
                           [](const OrderRefused& x) { return std::string{to_string(x.refusal)}; })
    .def_property_readonly("sentence", [](const OrderRefused& x) { return x.sentence; })
    .def_property_readonly("reference", [](const OrderRefused& x) { return x.reference; });
  py::class_<CorporateAction>(module, "CorporateAction")
    .def_property_readonly("kind",
                           [](const CorporateAction& x) { return std::string{to_string(x.kind)}; })
    .def_property_readonly("symbol", symbol_getter<CorporateAction>())
    .def_property_readonly("new_symbol",
                           [](const CorporateAction& x) { return x.new_symbol.str(); })
    .def_property_readonly("before",
                           [number](const CorporateAction& x) { return number(x.before); })
    .def_property_readonly("after", [number](const CorporateAction& x) { return number(x.after); })
    .def_property_readonly("old_shares",
                           [number](const CorporateAction& x) { return number(x.old_shares); })
    .def_property_readonly("new_shares",
                           [number](const CorporateAction& x) { return number(x.new_shares); })
    .def_property_readonly("cash", [number](const CorporateAction& x) { return number(x.cash); })
    .def_property_readonly("time", [](const CorporateAction& x) { return x.time.nanoseconds; });
  py::class_<TradingStatus>(module, "TradingStatus")
    .def_property_readonly("symbol", symbol_getter<TradingStatus>())
    .def_property_readonly("code", [](const TradingStatus& x) { return x.status_code; })
    .def_property_readonly("message", [](const TradingStatus& x) { return x.status_message; })
    .def_property_readonly("reason_code", [](const TradingStatus& x) { return x.reason_code; })
    .def_property_readonly("reason", [](const TradingStatus& x) { return x.reason_message; })
    .def_property_readonly(
      "halts", [](const TradingStatus& x) { return halt_effect(x) == HaltEffect::Halts; })
    .def_property_readonly(
      "resumes", [](const TradingStatus& x) { return halt_effect(x) == HaltEffect::Resumes; })
    .def_property_readonly("time", time_getter<TradingStatus>());
  py::class_<SessionChanged>(module, "SessionChanged")
    .def_property_readonly("phase",
                           [](const SessionChanged& x) { return std::string{to_string(x.to)}; })
    .def_property_readonly("date", [](const SessionChanged& x) { return format_date(x.plan.date); })
    .def_property_readonly("open", [](const SessionChanged& x) { return x.plan.open.nanoseconds; })
    .def_property_readonly("close",
                           [](const SessionChanged& x) { return x.plan.close.nanoseconds; })
    .def_property_readonly("early_close",
                           [](const SessionChanged& x) { return x.plan.early_close; })
    .def_property_readonly("time", [](const SessionChanged& x) { return x.scheduled.nanoseconds; });
  const auto order_on = [](const char* side) {
    return [side](PythonSignals& self, const std::string& symbol, const py::object& quantity,
                  const py::kwargs& rest) { self.place(wish_of(symbol, side, quantity, rest)); };
  };
  // Before an order is sent the desk rounds too; this is for who wants to know where to.
  module.def(
    "round_to_tick",
    [](const py::object& price, const std::string& side) {
      const auto exact = price_of(price);
      const auto near = tick_near(exact);
      return to_double(near ? *near : round_to_tick(exact, side_of(side)));
    },
    py::arg("price"), py::arg("side"));
  module.def(
    "tick_size", [](const py::object& price) { return to_double(tick_size(price_of(price))); },
    py::arg("price"));
  py::class_<PythonSignals>(module, "Signals")
    .def("buy", order_on("buy"), py::arg("symbol"), py::arg("quantity") = py::none())
    .def("sell", order_on("sell"), py::arg("symbol"), py::arg("quantity") = py::none())
    .def(
      "limit",
      [](PythonSignals& self, const std::string& symbol, const std::string& side,
         const py::object& quantity, const py::object& price, std::uint32_t reference,
         const py::kwargs& rest) {
        auto wish = wish_of(symbol, side, quantity, rest);
        wish.type = "limit";
        wish.limit = price;
        wish.reference = reference;
        self.place(wish);
      },
      py::arg("symbol"), py::arg("side"), py::arg("quantity"), py::arg("price"),
      py::arg("reference") = 0)
    .def(
      "order",
      [](PythonSignals& self, const std::string& symbol, const std::string& side,
         const py::object& quantity, const py::kwargs& rest) {
        auto wish = wish_of(symbol, side, quantity, rest);
        if (wish.type.empty()) wish.type = "market";
        self.place(wish);
      },
      py::arg("symbol"), py::arg("side"), py::arg("quantity") = py::none())
    .def(
      "oco",
      [](PythonSignals& self, const std::string& symbol, const std::string& side,
         const py::object& quantity, const py::kwargs& rest) {
        auto wish = wish_of(symbol, side, quantity, rest);
        wish.oco = true;
        if (wish.take_profit.is_none() || wish.stop_loss.is_none())
          throw py::value_error("an oco order needs a take_profit and a stop_loss");
        self.place(wish);
      },
      py::arg("symbol"), py::arg("side"), py::arg("quantity"))
    .def("replace", &PythonSignals::replace, py::arg("reference"), py::arg("symbol"),
         py::arg("side"), py::arg("quantity"), py::arg("price") = py::none(),
         py::arg("stop") = py::none())
    .def("cancel_all", &PythonSignals::cancel_all, py::arg("symbol") = py::none())
    .def("close", &PythonSignals::close, py::arg("symbol"), py::arg("reference") = 0)
    .def("cancel", &PythonSignals::cancel, py::arg("reference"), py::arg("symbol"))
    .def("note", &PythonSignals::note, py::arg("text"))
    .def("plot", &PythonSignals::plot, py::arg("name"), py::arg("value"));
  define_python_context(module);
  define_python_indicators(module);
}

namespace {

/// pybind11 says in several lines what a call takes: the first of them, in one sentence. Empty when
/// the text is another.
std::string taken_arguments(const std::string& text) {
  if (const auto made = text.find("__init__(): incompatible constructor arguments");
      made != std::string::npos) {
    const auto first = text.find("hft.", made);
    if (first == std::string::npos) return {};
    auto takes = text.substr(first + 4, text.find('\n', first) - first - 4);
    const auto given = text.find("Invoked with: ");
    const auto name = takes.substr(0, takes.find('('));
    auto call = given == std::string::npos ? std::string{} : text.substr(given + 14, 120);
    call = call.substr(0, call.find('\n'));
    return name + " takes " + takes.substr(name.size()) +
           (call.empty() ? "" : " and was given " + call);
  }
  const auto wrong = text.find("(): incompatible function arguments");
  const auto first = text.find("(self: ");
  if (wrong == std::string::npos || first == std::string::npos) return {};
  auto takes = text.substr(first, text.find('\n', first) - first);
  takes = takes.substr(0, takes.rfind(" -> "));
  if (const auto rest = takes.find(", "); rest != std::string::npos)
    takes = '(' + takes.substr(rest + 2); // without `self`
  const auto given = text.find("Invoked with: ");
  auto call = given == std::string::npos ? std::string{} : text.substr(given + 14, 120);
  call = call.substr(0, call.find('\n'));
  const auto rest = call.find(", "); // behind `self`
  call = rest == std::string::npos ? "nothing" : call.substr(rest + 2);
  return text.substr(0, wrong) + " takes " + takes + " and was given " + call;
}

/// `hft.Trade has no 'volume': it has symbol, price, ...`; empty for what is none of ours.
std::string missing_attribute(const py::error_already_set& error) {
  if (!error.matches(PyExc_AttributeError) || !py::hasattr(error.value(), "obj")) return {};
  const py::object of = error.value().attr("obj");
  const py::object name = error.value().attr("name");
  if (of.is_none() || !py::isinstance<py::str>(name)) return {};
  const py::object type = py::type::of(of);
  if (py::cast<std::string>(py::str(type.attr("__module__"))) != "hft") return {};
  std::vector<std::string> known;
  for (const auto& one : py::module_::import("builtins").attr("dir")(type))
    if (const auto text = py::cast<std::string>(one); !text.starts_with("_")) known.push_back(text);
  const auto word = py::cast<std::string>(name);
  const auto near = nearest_of(word, known);
  return py::cast<std::string>(type.attr("__name__")) + " has no '" + word +
         "': " + (near.empty() ? "it has " + listed(known) : "did you mean " + listed(near) + "?");
}

/// The whole traceback in one line, outermost first: ` (breakout.py line 20, line 31, helpers.py
/// line 4)`; of a script that is imported through ourselves, from its own lines on.
std::string places_in(const py::object& trace, const std::string& file) {
  constexpr std::size_t most = 12;
  const auto whole = std::filesystem::absolute(file).lexically_normal().string();
  std::vector<std::string> places;
  std::string before;
  for (py::object at = trace; at && !at.is_none(); at = at.attr("tb_next")) {
    const auto in = py::cast<std::string>(at.attr("tb_frame").attr("f_code").attr("co_filename"));
    const bool own = in == file || in == whole;
    if (!own && places.empty()) continue;
    const auto name = own ? file : std::filesystem::path{in}.filename().string();
    const auto line = "line " + std::to_string(py::cast<int>(at.attr("tb_lineno")));
    places.push_back(name == before ? line : name + ' ' + line);
    before = name;
  }
  std::string text;
  const auto skipped = places.size() > most ? places.size() - most : 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i > 1 && i < skipped + 2 && skipped > 0) {
      if (i == 2) text += ", ...";
      continue;
    }
    text += (i == 0 ? "" : ", ") + places[i];
  }
  return text.empty() ? text : " (" + text + ')';
}

/// What led to it: `; from KeyError: 'x'`.
std::string causes_of(const py::object& raised) {
  std::string text;
  auto cause = raised.attr("__cause__");
  for (int depth = 0; depth < 3 && !cause.is_none(); ++depth) {
    const auto words = py::cast<std::string>(py::str(cause));
    text += "; from " + py::cast<std::string>(py::type::of(cause).attr("__name__")) +
            (words.empty() ? "" : ": " + words.substr(0, words.find('\n')));
    cause = py::object{cause}.attr("__cause__");
  }
  return text;
}

} // namespace

std::string sentence_of(const py::error_already_set& error, const std::string& file) {
  auto text = py::cast<std::string>(error.type().attr("__name__"));
  const auto value = py::cast<std::string>(py::str(error.value()));
  if (const auto taken = taken_arguments(value); !taken.empty())
    text += ": " + taken;
  else if (const auto missing = missing_attribute(error); !missing.empty())
    text += ": " + missing;
  else if (!value.empty())
    text += ": " + value.substr(0, value.find('\n'));
  text += places_in(error.trace(), file);
  text += causes_of(error.value());
  // It goes to logs and terminals: what is no text there is not passed on.
  std::replace_if(
    text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
  return text;
}

std::string traceback_of(const py::error_already_set& error) {
  try {
    const py::object trace = error.trace() ? error.trace() : py::object{py::none()};
    const py::object lines =
      py::module_::import("traceback").attr("format_exception")(error.type(), error.value(), trace);
    return py::cast<std::string>(py::str("").attr("join")(lines));
  } catch (const py::error_already_set&) { // its own words cannot be had
    return {};
  }
}

} // namespace hft
