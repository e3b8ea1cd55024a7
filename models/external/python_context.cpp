#include "models/external/python_context.hpp"

#include "models/external/python_words.hpp"

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

namespace py = pybind11;

namespace hft {

namespace {

constexpr auto number = [](auto value) { return to_double(value); };

const Context& of(const PythonContext& context) {
  if (*context.model == nullptr) throw py::value_error("the model of this context is gone");
  return (*context.model)->context();
}

template <class T>
py::object or_none(const T* value) {
  return value == nullptr ? py::object{py::none()} : py::cast(*value);
}

bool has_numpy() {
  static const bool there = [] {
    try {
      py::module_::import("numpy");
      return true;
    } catch (const py::error_already_set&) {
      return false;
    }
  }();
  return there;
}

/// The array keeps the history alive, whatever becomes of the model.
template <class History, class T>
py::object column_of(const std::shared_ptr<const History>& history, std::span<const T> values) {
  if (!has_numpy()) {
    py::list list;
    for (const auto value : values) list.append(value);
    return list;
  }
  using Owned = std::shared_ptr<const History>;
  const py::capsule owner{new Owned{history}, [](void* held) { delete static_cast<Owned*>(held); }};
  py::array_t<T> array{static_cast<py::ssize_t>(values.size()), values.data(), owner};
  array.attr("setflags")(py::arg("write") = false);
  return array;
}

/// The bars a script is shown: columns without copying where numpy is there, else lists.
struct PythonBars {
  std::shared_ptr<const BarHistory> history;
  template <class T>
  py::object column(std::span<const T> values) const {
    return column_of(history, values);
  }
};

/// The trades a script is shown, in the same way.
struct PythonTrades {
  std::shared_ptr<const TradeHistory> history;
  template <class T>
  py::object column(std::span<const T> values) const {
    return column_of(history, values);
  }
};

PythonTrades trades_of(const PythonContext& context, const std::string& symbol) {
  const auto found = of(context).trades(python_symbol(symbol));
  if (!found)
    throw py::value_error("no trades of " + symbol +
                          " are kept: needs() says how many, as {'keep_trades': 1000}, and which "
                          "symbols it watches");
  return {found};
}

PythonBars bars_of(const PythonContext& context, const std::string& symbol,
                   const py::object& size) {
  const auto named = python_symbol(symbol);
  std::shared_ptr<const BarHistory> found;
  if (size.is_none()) {
    found = of(context).bars(named);
  } else {
    const auto text = py::cast<std::string>(py::str(size));
    const auto read = bar_size_from(text);
    if (!read)
      throw py::value_error("'" + text +
                            "' is no size of bars: '30s', '5m', '1h', '1d', '10000v' "
                            "(shares), '500t' (trades)");
    found = of(context).bars(named, *read);
  }
  if (!found)
    throw py::value_error("there are no such bars of " + symbol +
                          ": needs() says which symbols and sizes are built");
  return {found};
}

} // namespace

void define_python_context(py::module_& module) {
  py::class_<AccountState>(module, "Account")
    .def_property_readonly("cash", [](const AccountState& x) { return number(x.cash); })
    .def_property_readonly("equity", [](const AccountState& x) { return number(x.equity); })
    .def_property_readonly("buying_power",
                           [](const AccountState& x) { return number(x.buying_power); });
  py::class_<AssetTraits>(module, "Asset")
    .def_property_readonly("symbol", [](const AssetTraits& x) { return x.symbol.str(); })
    .def_readonly("tradable", &AssetTraits::tradable)
    .def_readonly("shortable", &AssetTraits::shortable)
    .def_readonly("easy_to_borrow", &AssetTraits::easy_to_borrow)
    .def_readonly("fractionable", &AssetTraits::fractionable);
  py::class_<OpenOrder>(module, "OpenOrder")
    .def_readonly("reference", &OpenOrder::reference)
    .def_property_readonly("symbol", [](const OpenOrder& x) { return x.symbol.str(); })
    .def_property_readonly("side",
                           [](const OpenOrder& x) { return std::string{to_string(x.side)}; })
    .def_property_readonly("leaves", [](const OpenOrder& x) { return number(x.leaves); })
    .def_property_readonly("type",
                           [](const OpenOrder& x) { return std::string{to_string(x.type)}; })
    .def_property_readonly("limit_price", [](const OpenOrder& x) { return number(x.limit_price); })
    .def_property_readonly("stop_price", [](const OpenOrder& x) { return number(x.stop_price); })
    .def_property_readonly("leg", [](const OpenOrder& x) -> py::object {
      return x.leg == Leg::None ? py::object{py::none()} : py::str(std::string{to_string(x.leg)});
    });
  py::class_<BarSet>(module, "BarSet")
    .def_property_readonly("size", [](const BarSet& x) { return to_string(x.size); })
    .def_property_readonly("end", [](const BarSet& x) { return x.end.nanoseconds; })
    .def("__len__", [](const BarSet& x) { return x.bars.size(); })
    .def("__contains__",
         [](const BarSet& x, const std::string& symbol) {
           return x.find(Symbol::truncated(symbol)) != nullptr;
         })
    .def("__getitem__",
         [](const BarSet& x, const std::string& symbol) {
           const auto* bar = x.find(Symbol::truncated(symbol));
           if (bar == nullptr) throw py::key_error("the model does not watch " + symbol);
           return *bar;
         })
    .def("__iter__", [](const BarSet& x) { return py::iter(py::cast(x.bars)); });
  py::class_<PythonBars>(module, "Bars")
    .def("__len__", [](const PythonBars& x) { return x.history->size(); })
    .def_property_readonly("full", [](const PythonBars& x) { return x.history->full(); })
    .def_property_readonly("open", [](const PythonBars& x) { return x.column(x.history->open()); })
    .def_property_readonly("high", [](const PythonBars& x) { return x.column(x.history->high()); })
    .def_property_readonly("low", [](const PythonBars& x) { return x.column(x.history->low()); })
    .def_property_readonly("close",
                           [](const PythonBars& x) { return x.column(x.history->close()); })
    .def_property_readonly("vwap", [](const PythonBars& x) { return x.column(x.history->vwap()); })
    .def_property_readonly("volume",
                           [](const PythonBars& x) { return x.column(x.history->volume()); })
    .def_property_readonly("end", [](const PythonBars& x) { return x.column(x.history->end()); });
  py::class_<PythonTrades>(module, "Trades")
    .def("__len__", [](const PythonTrades& x) { return x.history->size(); })
    .def_property_readonly("full", [](const PythonTrades& x) { return x.history->full(); })
    .def_property_readonly("price",
                           [](const PythonTrades& x) { return x.column(x.history->price()); })
    .def_property_readonly("volume",
                           [](const PythonTrades& x) { return x.column(x.history->volume()); })
    .def_property_readonly("time",
                           [](const PythonTrades& x) { return x.column(x.history->time()); });
  using Self = PythonContext;
  py::class_<Self>(module, "Context")
    .def_property_readonly("now", [](const Self& x) { return of(x).now().nanoseconds; })
    .def_property_readonly("time_of_day",
                           [](const Self& x) { return number(of(x).time_of_day().count()); })
    .def_property_readonly("date", [](const Self& x) { return format_date(of(x).date()); })
    .def_property_readonly("open", [](const Self& x) { return of(x).session().open.nanoseconds; })
    .def_property_readonly("close", [](const Self& x) { return of(x).session().close.nanoseconds; })
    .def_property_readonly("early_close", [](const Self& x) { return of(x).session().early_close; })
    .def_property_readonly("is_open", [](const Self& x) { return of(x).is_open(); })
    .def_property_readonly("minutes_since_open",
                           [](const Self& x) { return of(x).minutes_since_open(); })
    .def_property_readonly("minutes_to_close",
                           [](const Self& x) { return of(x).minutes_to_close(); })
    .def(
      "position",
      [](const Self& x, const std::string& symbol) {
        return number(of(x).position(python_symbol(symbol)));
      },
      py::arg("symbol"))
    .def(
      "average_price",
      [](const Self& x, const std::string& symbol) {
        return number(of(x).average_price(python_symbol(symbol)));
      },
      py::arg("symbol"))
    .def(
      "unrealized",
      [](const Self& x, const std::string& symbol) {
        return number(of(x).unrealized(python_symbol(symbol)));
      },
      py::arg("symbol"))
    .def_property_readonly("positions",
                           [](const Self& x) {
                             py::dict held;
                             for (const auto& [symbol, quantity] : of(x).positions())
                               held[py::str(symbol.str())] = number(quantity);
                             return held;
                           })
    .def(
      "open_orders",
      [](const Self& x, const py::object& symbol) {
        std::vector<OpenOrder> orders;
        for (const auto& order : of(x).open_orders())
          if (symbol.is_none() || order.symbol.str() == py::cast<std::string>(py::str(symbol)))
            orders.push_back(order);
        return orders;
      },
      py::arg("symbol") = py::none())
    .def_property_readonly("fills_today", [](const Self& x) { return of(x).fills_today(); })
    .def_property_readonly("account",
                           [](const Self& x) {
                             const auto& account = of(x).account();
                             return or_none(account ? &*account : nullptr);
                           })
    .def(
      "asset",
      [](const Self& x, const std::string& symbol) {
        return or_none(of(x).asset(python_symbol(symbol)));
      },
      py::arg("symbol"))
    .def(
      "last_trade",
      [](const Self& x, const std::string& symbol) {
        return or_none(of(x).last_trade(python_symbol(symbol)));
      },
      py::arg("symbol"))
    .def(
      "last_quote",
      [](const Self& x, const std::string& symbol) {
        return or_none(of(x).last_quote(python_symbol(symbol)));
      },
      py::arg("symbol"))
    .def(
      "last_price",
      [](const Self& x, const std::string& symbol) -> py::object {
        const auto price = of(x).last_price(python_symbol(symbol));
        return price == Price{} ? py::object{py::none()} : py::float_(number(price));
      },
      py::arg("symbol"))
    .def("bars", bars_of, py::arg("symbol"), py::arg("size") = py::none())
    .def("trades", trades_of, py::arg("symbol"));
}

} // namespace hft
