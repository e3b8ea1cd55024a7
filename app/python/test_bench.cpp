#include "app/python/test_bench.hpp"

#include "actors/model/model_host.hpp"
#include "messages/new_york.hpp"
#include "messages/symbol_text.hpp"
#include "models/external/python_context.hpp"
#include "models/external/python_model.hpp"
#include "models/external/python_words.hpp"

#include <pybind11/stl.h>

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace py = pybind11;

namespace hft {

namespace {

using Parameters = std::map<std::string, std::string>;

SessionPlan plan_of(Date date, bool early_close) {
  using std::chrono::hours;
  using std::chrono::minutes;
  SessionPlan plan;
  plan.date = date;
  plan.early_close = early_close;
  plan.pre_open = from_new_york(date, hours{4});
  plan.open = from_new_york(date, minutes{570});
  plan.close = from_new_york(date, early_close ? hours{13} : hours{16});
  plan.post_end = from_new_york(date, early_close ? hours{17} : hours{20});
  return plan;
}

Price price_of(const py::handle& value) {
  return {units_of(value, "a price")};
}
Quantity size_of(const py::handle& value) {
  return {units_of(value, "a number of shares")};
}

/// One model of a script, shown what a test says. Every call answers what was asked for in it, and
/// throws a `RuntimeError` with the fault's sentence once the model has failed.
class Bench {
public:
  Bench(const std::string& file, const Parameters& given, const std::vector<std::string>& symbols,
        const std::string& date, bool early_close) {
    const auto day = parse_date(date);
    if (!day) throw py::value_error("'" + date + "' is no date, as 2026-07-01 is one");
    plan_ = plan_of(*day, early_close);
    std::vector<Symbol> watched;
    for (const auto& symbol : symbols) watched.push_back(python_symbol(symbol));
    std::unique_ptr<Model> model;
    std::string wrong;
    {
      const py::gil_scoped_release unlocked; // the script is read on a thread of its own
      auto entry = read_python_model(file);
      if (entry) {
        const auto settings = Settings::read(entry->name, entry->parameters, given, watched);
        auto made = settings ? entry->make(*settings)
                             : Result<std::unique_ptr<Model>>{tl::unexpected{settings.error()}};
        if (made)
          model = std::move(*made);
        else
          wrong = made.error().sentence;
      } else {
        wrong = entry.error().sentence;
      }
    }
    if (!model) throw py::value_error(wrong);
    model_ = std::make_shared<const Model*>(model.get());
    HostOptions options;
    options.id = ModelId{"test"};
    options.name = "python:" + file;
    options.plan = plan_;
    host_ = std::make_unique<ModelHost>(options, std::move(model));
    now_ = plan_.open;
  }
  ~Bench() {
    if (_Py_IsFinalizing() != 0) { // nothing of Python may be touched any more
      static_cast<void>(host_.release());
      return;
    }
    const py::gil_scoped_release unlocked;
    host_.reset();
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  std::int64_t open() const { return plan_.open.nanoseconds; }
  std::int64_t close() const { return plan_.close.nanoseconds; }
  std::vector<std::string> symbols() const {
    std::vector<std::string> names;
    for (const auto& symbol : host_->needs().symbols) names.push_back(symbol.str());
    return names;
  }
  PythonContext context() const { return {model_}; }

  std::vector<Signal> trade(const std::string& symbol, const py::object& price,
                            const py::object& size, std::int64_t time,
                            const std::string& conditions) {
    Trade trade;
    trade.symbol = python_symbol(symbol);
    trade.price = price_of(price);
    trade.size = size_of(size);
    trade.time = {time};
    trade.id = ++trades_;
    trade.conditions = Conditions::truncated(conditions);
    return show(trade);
  }
  std::vector<Signal> quote(const std::string& symbol, const py::object& bid, const py::object& ask,
                            const py::object& bid_size, const py::object& ask_size,
                            std::int64_t time) {
    Quote quote;
    quote.symbol = python_symbol(symbol);
    quote.bid = price_of(bid);
    quote.ask = price_of(ask);
    quote.bid_size = size_of(bid_size);
    quote.ask_size = size_of(ask_size);
    quote.time = {time};
    return show(quote);
  }
  std::vector<Signal> bar(const Bar& bar) { return show(bar); }
  std::vector<Signal> status(const std::string& symbol, const std::string& code,
                             const std::string& reason, std::int64_t time) {
    TradingStatus status;
    status.symbol = python_symbol(symbol);
    status.status_code = code;
    status.reason_code = reason;
    status.time = {time};
    return show(status);
  }
  void history(const std::string& symbol, const py::object& open, const py::object& high,
               const py::object& low, const py::object& close, const py::object& volume,
               std::int64_t start) {
    past_.push_back(minute(symbol, open, high, low, close, volume, start));
  }
  void show_history() {
    const auto past = std::exchange(past_, {});
    unlocked([&] { host_->warm_up(past); });
    check();
  }
  static Bar minute(const std::string& symbol, const py::object& open, const py::object& high,
                    const py::object& low, const py::object& close, const py::object& volume,
                    std::int64_t start) {
    Bar bar;
    bar.symbol = python_symbol(symbol);
    bar.open = price_of(open);
    bar.high = price_of(high);
    bar.low = price_of(low);
    bar.close = bar.vwap = price_of(close);
    bar.volume = size_of(volume);
    bar.start = {start};
    return bar;
  }
  std::vector<Signal> session(const std::string& phase, std::int64_t time) {
    SessionChanged changed;
    for (const auto to : {SessionPhase::Closed, SessionPhase::PreOpen, SessionPhase::Regular,
                          SessionPhase::Closing, SessionPhase::AfterHours})
      if (to_string(to) == phase) changed.to = to;
    if (to_string(changed.to) != phase)
      throw py::value_error("'" + phase +
                            "' is no phase: Closed, PreOpen, Regular, Closing, AfterHours");
    changed.plan = plan_;
    changed.scheduled = changed.actual = {time};
    return answer([&] { return host_->on_session(changed, {}); });
  }
  std::vector<Signal> fill(const Signal& order, const py::object& price, const py::object& quantity,
                           const py::object& leaves, std::int64_t time,
                           const std::string& leg_name) {
    const auto leg = leg_name == "take_profit" ? Leg::TakeProfit
                     : leg_name == "stop_loss" ? Leg::StopLoss
                                               : Leg::None;
    Fill fill;
    fill.model = host_->id();
    fill.reference = order.reference;
    fill.symbol = order.symbol;
    fill.side = leg == Leg::None ? order.side : opposite(order.side);
    if (order.action == SignalAction::Close)
      fill.side = host_->context().position(order.symbol) > Quantity{} ? Side::Sell : Side::Buy;
    fill.quantity = size_of(quantity);
    fill.price = price_of(price);
    fill.leaves = size_of(leaves);
    fill.leg = leg;
    fill.model_position =
      host_->context().position(order.symbol) + signed_quantity(fill.side, fill.quantity);
    fill.time = {time};
    return answer([&] { return host_->on_fill(fill, {}); });
  }
  std::vector<Signal> closed(const Signal& order, const std::string& state, std::int64_t time) {
    OrderClosed closed;
    closed.model = host_->id();
    closed.reference = order.reference;
    closed.symbol = order.symbol;
    closed.state = order_state_from(state);
    if (!is_terminal(closed.state))
      throw py::value_error("'" + state + "' is no end of an order: canceled, expired, rejected");
    closed.time = {time};
    return answer([&] { return host_->on_order_closed(closed, {}); });
  }
  void refused(const Signal& order, const std::string& sentence, const std::string& reason) {
    OrderRefused refused;
    bool known = false;
    for (int i = 0; i <= static_cast<int>(Refusal::HeldBack) && !known; ++i) {
      refused.refusal = static_cast<Refusal>(i);
      known = to_string(refused.refusal) == reason;
    }
    if (!known) throw py::value_error("'" + reason + "' is no reason of a refusal");
    refused.model = host_->id();
    refused.reference = order.reference;
    refused.symbol = order.symbol;
    refused.side = order.side;
    refused.quantity = order.quantity;
    refused.sentence = sentence;
    unlocked([&] { host_->on_refused(refused); });
    check();
  }
  void gap(std::int64_t from, std::int64_t until) {
    unlocked([&] { host_->on_gap({{from}, {until}}); });
    check();
  }
  std::vector<Signal> takeover(const std::map<std::string, double>& positions) {
    InstanceBook book;
    for (const auto& [symbol, quantity] : positions)
      book.positions[python_symbol(symbol)] = size_of(py::float_(quantity));
    return answer([&] { return host_->on_takeover(book, {}); });
  }
  void account(const py::object& cash, const py::object& equity, const py::object& power) {
    host_->on_account({{units_of(cash, "an amount")},
                       {units_of(equity, "an amount")},
                       {units_of(power, "an amount")}});
  }
  void asset(const std::string& symbol, bool tradable, bool shortable, bool fractionable) {
    host_->on_asset({python_symbol(symbol), tradable, shortable, shortable, fractionable});
  }
  py::list notes() {
    py::list made;
    for (const auto& note : host_->take_notes().notes)
      made.append(py::make_tuple(note.time.nanoseconds, note.plot, note.value, note.text));
    return made;
  }
  std::map<std::string, std::string> save() {
    ModelCheckpoint memory;
    unlocked([&] { memory = host_->save(); });
    check();
    return memory.values;
  }
  void restore(const std::map<std::string, std::string>& values) {
    ModelCheckpoint memory{host_->report().name, 1, values};
    Result<void> restored;
    unlocked([&] { restored = host_->restore(memory); });
    if (!restored) throw py::value_error(restored.error().sentence);
  }

private:
  template <class Call>
  void unlocked(Call call) {
    const py::gil_scoped_release released;
    call();
  }
  template <class Call>
  std::vector<Signal> answer(Call call) {
    std::vector<Signal> made;
    unlocked([&] {
      const auto signals = call();
      made.assign(signals.begin(), signals.end());
    });
    check();
    return made;
  }
  std::vector<Signal> show(const MarketEvent& event) {
    auto batch = std::make_shared<MarketBatch>();
    batch->events.push_back(event);
    return answer([&] { return host_->on_frame({batch, {}, 0}); });
  }
  void check() const {
    if (host_->fault()) throw std::runtime_error{*host_->fault()};
  }

  SessionPlan plan_;
  std::shared_ptr<const Model*> model_;
  std::unique_ptr<ModelHost> host_;
  std::vector<MarketEvent> past_;
  Timestamp now_;
  std::int64_t trades_ = 0;
};

const char* name_of(SignalAction action) {
  switch (action) {
    case SignalAction::Place: return "place";
    case SignalAction::Replace: return "replace";
    case SignalAction::Cancel: return "cancel";
    case SignalAction::CancelAll: return "cancel_all";
    case SignalAction::Close: return "close";
  }
  return "?";
}

} // namespace

void define_test_bench(py::module_& module) {
  const auto number = [](auto value) { return to_double(value); };
  py::class_<Signal>(module, "Signal")
    .def_property_readonly("action", [](const Signal& x) { return name_of(x.action); })
    .def_property_readonly("symbol", [](const Signal& x) { return x.symbol.str(); })
    .def_property_readonly("side", [](const Signal& x) { return std::string{to_string(x.side)}; })
    .def_property_readonly("quantity", [number](const Signal& x) { return number(x.quantity); })
    .def_property_readonly("type", [](const Signal& x) { return std::string{to_string(x.type)}; })
    .def_property_readonly("limit_price",
                           [number](const Signal& x) { return number(x.limit_price); })
    .def_property_readonly("stop_price",
                           [number](const Signal& x) { return number(x.terms->stop_price); })
    .def_property_readonly("take_profit",
                           [number](const Signal& x) { return number(x.terms->take_profit); })
    .def_property_readonly("stop_loss",
                           [number](const Signal& x) { return number(x.terms->stop_loss); })
    .def_property_readonly("trail", [number](const Signal& x) { return number(x.terms->trail); })
    .def_property_readonly("trail_percent",
                           [](const Signal& x) { return to_double(x.terms->trail_percent.units); })
    .def_property_readonly("notional",
                           [number](const Signal& x) { return number(x.terms->notional); })
    .def_property_readonly("time_in_force",
                           [](const Signal& x) { return std::string{to_string(x.time_in_force)}; })
    .def_readonly("extended_hours", &Signal::extended_hours)
    .def_readonly("reference", &Signal::reference)
    .def_property_readonly("time", [](const Signal& x) { return x.caused_by.nanoseconds; })
    .def("__repr__", [](const Signal& x) {
      return "<" + std::string{name_of(x.action)} + ' ' + std::string{to_string(x.side)} + ' ' +
             to_string(x.quantity) + ' ' + x.symbol.str() + ' ' + std::string{to_string(x.type)} +
             '>';
    });
  py::class_<Bench>(module, "_Bench")
    .def(py::init<const std::string&, const Parameters&, const std::vector<std::string>&,
                  const std::string&, bool>())
    .def_property_readonly("open", &Bench::open)
    .def_property_readonly("close", &Bench::close)
    .def_property_readonly("symbols", &Bench::symbols)
    .def_property_readonly("context", &Bench::context)
    .def("trade", &Bench::trade)
    .def("quote", &Bench::quote)
    .def("bar",
         [](Bench& bench, const std::string& symbol, const py::object& open, const py::object& high,
            const py::object& low, const py::object& close, const py::object& volume,
            std::int64_t start) {
           return bench.bar(Bench::minute(symbol, open, high, low, close, volume, start));
         })
    .def("status", &Bench::status)
    .def("history", &Bench::history)
    .def("show_history", &Bench::show_history)
    .def("session", &Bench::session)
    .def("fill", &Bench::fill)
    .def("closed", &Bench::closed)
    .def("refused", &Bench::refused)
    .def("gap", &Bench::gap)
    .def("takeover", &Bench::takeover)
    .def("account", &Bench::account)
    .def("asset", &Bench::asset)
    .def("notes", &Bench::notes)
    .def("save", &Bench::save)
    .def("restore", &Bench::restore);
}

} // namespace hft
