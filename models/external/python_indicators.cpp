#include "models/external/python_indicators.hpp"

#include "models/indicators/indicators.hpp"

#include "models/external/python_context.hpp"

#include <charconv>
#include <string>
#include <string_view>

namespace py = pybind11;

namespace hft {

namespace {

/// A number of observations, or `ValueError`.
std::int64_t period_of(std::int64_t period, const char* name) {
  if (period < 1 || period > 10'000'000)
    throw py::value_error(std::string{name} + "=" + std::to_string(period) +
                          " is not within 1 to 10000000");
  return period;
}

double positive(double value, const char* name) {
  if (!(value > 0) || !std::isfinite(value))
    throw py::value_error(std::string{name} + "=" + std::to_string(value) +
                          " is not more than zero");
  return value;
}

std::string text_of(const std::vector<double>& numbers) {
  std::string text;
  for (const auto value : numbers) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    if (!text.empty()) text += ' ';
    text.append(digits, end);
  }
  return text;
}

std::vector<double> numbers_in(std::string_view text) {
  std::vector<double> numbers;
  while (!text.empty()) {
    double value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{}) return {};
    numbers.push_back(value);
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    if (!text.empty() && text.front() != ' ') return {};
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  }
  return numbers;
}

/// What every indicator has: `value`, `ready`, `clear`, `save`, `restore`.
template <class Indicator>
py::class_<Indicator> indicator(py::module_& module, const char* name) {
  return py::class_<Indicator>(module, name)
    .def_property_readonly("value", [](const Indicator& x) { return x.value(); })
    .def_property_readonly("ready", [](const Indicator& x) { return x.ready(); })
    .def("clear", [](Indicator& x) { x.clear(); })
    .def("save", [](const Indicator& x) { return text_of(save_state(x)); })
    .def(
      "restore",
      [name = std::string{name}](Indicator& x, const std::string& saved) {
        if (!restore_state(x, numbers_in(saved)))
          throw py::value_error("'" + saved.substr(0, 40) + "' was not saved by such a " + name);
      },
      py::arg("saved"));
}

template <class Indicator>
py::class_<Indicator> of_prices(py::module_& module, const char* name) {
  return indicator<Indicator>(module, name)
    .def(
      "add", [](Indicator& x, double value) { x.add(value); }, py::arg("value"));
}

template <class Indicator>
py::class_<Indicator> of_bars(py::module_& module, const char* name) {
  return indicator<Indicator>(module, name)
    .def(
      "add", [](Indicator& x, double high, double low, double close) { x.add(high, low, close); },
      py::arg("high"), py::arg("low"), py::arg("close"));
}

template <class Indicator>
auto with_period() {
  return py::init([](std::int64_t period) { return Indicator{period_of(period, "period")}; });
}

template <class Indicator>
auto with_period_and_width(const char* name) {
  return py::init([name](std::int64_t period, double width) {
    return Indicator{period_of(period, "period"), positive(width, name)};
  });
}

} // namespace

void define_python_indicators(py::module_& module) {
  of_prices<Sma>(module, "Sma").def(with_period<Sma>(), py::arg("period"));
  of_prices<Ema>(module, "Ema").def(with_period<Ema>(), py::arg("period"));
  of_prices<Wma>(module, "Wma").def(with_period<Wma>(), py::arg("period"));
  of_prices<Rsi>(module, "Rsi").def(with_period<Rsi>(), py::arg("period") = 14);
  of_prices<Macd>(module, "Macd")
    .def(
      py::init([](std::int64_t fast, std::int64_t slow, std::int64_t signal) {
        return Macd{period_of(fast, "fast"), period_of(slow, "slow"), period_of(signal, "signal")};
      }),
      py::arg("fast") = 12, py::arg("slow") = 26, py::arg("signal") = 9)
    .def_property_readonly("signal", &Macd::signal)
    .def_property_readonly("histogram", &Macd::histogram);
  of_bars<Atr>(module, "Atr").def(with_period<Atr>(), py::arg("period") = 14);
  of_prices<Bollinger>(module, "Bollinger")
    .def(with_period_and_width<Bollinger>("deviations"), py::arg("period") = 20,
         py::arg("deviations") = 2.0)
    .def_property_readonly("upper", &Bollinger::upper)
    .def_property_readonly("lower", &Bollinger::lower);
  of_bars<Keltner>(module, "Keltner")
    .def(with_period_and_width<Keltner>("ranges"), py::arg("period") = 20, py::arg("ranges") = 2.0)
    .def_property_readonly("upper", &Keltner::upper)
    .def_property_readonly("lower", &Keltner::lower);
  indicator<Donchian>(module, "Donchian")
    .def(with_period<Donchian>(), py::arg("period") = 20)
    .def(
      "add", [](Donchian& x, double high, double low) { x.add(high, low); }, py::arg("high"),
      py::arg("low"))
    .def_property_readonly("upper", &Donchian::upper)
    .def_property_readonly("lower", &Donchian::lower);
  of_bars<Stochastic>(module, "Stochastic")
    .def(py::init([](std::int64_t period, std::int64_t smooth, std::int64_t signal) {
           return Stochastic{period_of(period, "period"), period_of(smooth, "smooth"),
                             period_of(signal, "signal")};
         }),
         py::arg("period") = 14, py::arg("smooth") = 3, py::arg("signal") = 3)
    .def_property_readonly("signal", &Stochastic::signal);
  of_bars<Adx>(module, "Adx")
    .def(with_period<Adx>(), py::arg("period") = 14)
    .def_property_readonly("plus", &Adx::plus)
    .def_property_readonly("minus", &Adx::minus);
  indicator<Obv>(module, "Obv")
    .def(py::init<>())
    .def(
      "add", [](Obv& x, double close, double volume) { x.add(close, volume); }, py::arg("close"),
      py::arg("volume"));
  indicator<SessionVwap>(module, "SessionVwap")
    .def(
      py::init([](double deviations) { return SessionVwap{positive(deviations, "deviations")}; }),
      py::arg("deviations") = 2.0)
    .def(
      "add",
      [](SessionVwap& x, double price, double volume, std::int64_t session) {
        x.add(price, volume, session);
      },
      py::arg("price"), py::arg("volume"), py::arg("session") = 0)
    .def_property_readonly("upper", &SessionVwap::upper)
    .def_property_readonly("lower", &SessionVwap::lower)
    .def_property_readonly("deviation", &SessionVwap::deviation)
    .def_property_readonly("volume", &SessionVwap::volume);
  of_prices<ZScore>(module, "ZScore")
    .def(with_period<ZScore>(), py::arg("period"))
    .def_property_readonly("mean", &ZScore::mean)
    .def_property_readonly("deviation", &ZScore::deviation);
  indicator<RollingCorrelation>(module, "RollingCorrelation")
    .def(with_period<RollingCorrelation>(), py::arg("period"))
    .def(
      "add", [](RollingCorrelation& x, double a, double b) { x.add(a, b); }, py::arg("x"),
      py::arg("y"))
    .def_property_readonly("beta", &RollingCorrelation::beta);
  of_prices<LinearRegression>(module, "LinearRegression")
    .def(with_period<LinearRegression>(), py::arg("period"))
    .def_property_readonly("slope", &LinearRegression::slope)
    .def_property_readonly("intercept", &LinearRegression::intercept);
  of_prices<P2Quantile>(module, "Quantile")
    .def(py::init([](double quantile) {
           if (!(quantile > 0 && quantile < 1))
             throw py::value_error("quantile=" + std::to_string(quantile) +
                                   " is not between 0 and 1");
           return P2Quantile{quantile};
         }),
         py::arg("quantile"));
  of_prices<Drawdown>(module, "Drawdown")
    .def(py::init<>())
    .def_property_readonly("largest", &Drawdown::largest)
    .def_property_readonly("peak", &Drawdown::peak);
  of_prices<RealizedVolatility>(module, "RealizedVolatility")
    .def(with_period_and_width<RealizedVolatility>("a_year"), py::arg("period"),
         py::arg("a_year") = 252.0);
  of_prices<Kalman>(module, "Kalman")
    .def(py::init([](double process, double measurement) {
           return Kalman{positive(process, "process"), positive(measurement, "measurement")};
         }),
         py::arg("process") = 1e-3, py::arg("measurement") = 1.0)
    .def_property_readonly("variance", &Kalman::variance)
    .def_property_readonly("gain", &Kalman::gain);
}

} // namespace hft
