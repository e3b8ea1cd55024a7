#include "app/cli/new_model_templates.hpp"

namespace hft::new_model {

const char* const header = R"(#pragma once

#include "models/model.hpp"
#include "models/parameters.hpp"

#include <algorithm>

namespace hft {

/// Buys once when a trade prints above the highest price of the first prints it saw.
class @CLASS@ final : public Model {
public:
  static constexpr const char* name = "@NAME@";
  static constexpr const char* summary = "buys once above the highest of the first prints";
  static std::vector<Parameter> parameters() {
    return {{"symbol", ParameterType::Ticker, "SPY", "", "", "what it watches and trades"},
            {"prints", ParameterType::Integer, "100", "1", "1000000", "prints that set the mark"},
            {"quantity", ParameterType::Quantity, "5", "1", "10000", "shares to buy"}};
  }

  explicit @CLASS@(const Settings& settings)
    : symbol_(settings.symbol("symbol")),
      left_(settings.integer("prints")),
      quantity_(settings.quantity("quantity")) {}

  Needs needs() const override {
    Needs needs;
    needs.symbols = {symbol_};
    return needs;
  }

  void on_trade(const Trade& trade, Decisions& out) override {
    if (left_ > 0) {
      --left_;
      highest_ = std::max(highest_, trade.price);
    } else if (!bought_ && trade.price > highest_) {
      bought_ = true;
      out.buy(symbol_, quantity_);
    }
  }

private:
  Symbol symbol_;
  std::int64_t left_;
  Quantity quantity_;
  Price highest_;
  bool bought_ = false;
};

} // namespace hft
)";

const char* const test = R"(#define CAF_SUITE @NAME@
#@INCLUDE@ "tests/test.hpp"

#include "models/catalog.hpp"

using namespace hft;

CAF_TEST(@NAME@ buys once above the highest of the first prints) {
  const auto model = make_model(parse_spec("@NAME@:prints=2").value(), {"SPY"}).value().release();
  const std::unique_ptr<Model> owner{model};
  Decisions out;
  for (const auto price : {dollars(10), dollars(12), dollars(12), dollars(13), dollars(14)}) {
    Trade trade;
    trade.symbol = "SPY";
    trade.price = price;
    model->on_trade(trade, out);
  }
  CAF_REQUIRE_EQUAL(out.decisions().size(), 1u);
  CAF_CHECK(out.decisions()[0].side == Side::Buy);
  CAF_CHECK(out.decisions()[0].quantity == shares(5));
}
)";

const char* const parameter_table =
  R"(| parameter | type | default | range | meaning |
|---|---|---|---|---|
| `symbol` | symbol | `SPY` |  | what it watches and trades |
| `prints` | integer | `100` | 1 to 1000000 | prints that set the mark |
| `quantity` | quantity | `5` | 1 to 10000 | shares to buy |
)";

const char* const page_in_tree = R"(# @NAME@

Buys `quantity` shares once, when a trade prints above the highest price of the first `prints` trades.

)";

const char* const plugin_source = R"(#include "@NAME@.hpp"

#include "models/external/plugin.hpp"

const hft::PluginDescription* hft_model_plugin() {
  return hft::describe_plugin<hft::@CLASS@>();
}
)";

const char* const plugin_test = R"(#include "@NAME@.hpp"

#include <cstdio>

// The model itself, without anything around it: ends with 0 when it does what it should.
int main() {
  const auto declared = hft::@CLASS@::parameters();
  const auto settings = hft::Settings::read("@NAME@", declared, {{"prints", "2"}});
  if (!settings) return std::puts(settings.error().sentence.c_str()), 1;
  hft::@CLASS@ model{*settings};
  hft::Decisions out;
  for (const auto price : {10, 12, 12, 13, 14}) {
    hft::Trade trade;
    trade.symbol = "SPY";
    trade.price = hft::dollars(price);
    model.on_trade(trade, out);
  }
  if (out.decisions().size() == 1 && out.decisions()[0].quantity == hft::shares(5)) return 0;
  return std::puts("@NAME@ should have bought five shares once"), 1;
}
)";

const char* const plugin_cmake = R"cmake(cmake_minimum_required(VERSION 3.25)
project(hft_model_@NAME@ LANGUAGES CXX)
set(HFT_SOURCE "" CACHE PATH "the source tree of the hft that will load it, where that is not installed")
find_path(HFT_HEADERS models/external/plugin.hpp HINTS ${HFT_SOURCE} PATH_SUFFIXES hft)
if(NOT HFT_HEADERS)
  message(FATAL_ERROR "hft is not installed here: say where its source tree is, -DHFT_SOURCE=DIR")
endif()
find_path(EXPECTED_HEADERS tl/expected.hpp)
if(NOT EXPECTED_HEADERS)
  message(FATAL_ERROR "tl/expected.hpp is missing: install libexpected-dev")
endif()
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
include_directories(${HFT_HEADERS})

# What it calls is found in the program; only its one function is for the program to see.
add_library(hft_model_@NAME@ MODULE @NAME@.cpp)
set_target_properties(hft_model_@NAME@ PROPERTIES CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)

# The test runs without the program: it brings along what models are made of.
enable_testing()
file(GLOB parts ${HFT_HEADERS}/models/model.cpp ${HFT_HEADERS}/models/checkpoint.cpp
                ${HFT_HEADERS}/models/parameters.cpp ${HFT_HEADERS}/models/trading/*.cpp
                ${HFT_HEADERS}/messages/units.cpp ${HFT_HEADERS}/messages/timestamp.cpp
                ${HFT_HEADERS}/messages/market.cpp ${HFT_HEADERS}/messages/order.cpp
                ${HFT_HEADERS}/messages/session.cpp ${HFT_HEADERS}/messages/corporate_action.cpp)
add_library(hft_parts STATIC EXCLUDE_FROM_ALL ${parts})
add_executable(@NAME@_test @NAME@_test.cpp)
target_link_libraries(@NAME@_test hft_parts)
add_test(NAME @NAME@ COMMAND @NAME@_test)
)cmake";

const char* const plugin_page = R"(# @NAME@

Buys `quantity` shares once, when a trade prints above the highest price of the first `prints` trades.

    cmake -B build && cmake --build build && ctest --test-dir build    # add -DHFT_SOURCE=THE_TREE where hft is not installed
    hft --model-path=build --model=@NAME@:prints=500

)";

const char* const script =
  R"py("""Buys once when a trade prints above the highest price of the first prints it saw."""


class Model:
    summary = "buys once above the highest of the first prints"
    parameters = [
        dict(name="symbol", type="symbol", default="SPY", doc="what it watches and trades"),
        dict(name="prints", type="integer", default=100, minimum=1, maximum=1000000,
             doc="prints that set the mark"),
        dict(name="quantity", type="quantity", default=5, minimum=1, maximum=10000,
             doc="shares to buy"),
    ]

    def __init__(self, settings):
        self.settings = settings
        self.left = settings.prints
        self.highest = 0.0
        self.bought = False

    def on_trade(self, trade, out):
        if self.left > 0:
            self.left -= 1
            self.highest = max(self.highest, trade.price)
        elif not self.bought and trade.price > self.highest:
            self.bought = True
            out.buy(self.settings.symbol, self.settings.quantity)

    def save(self):
        return {"left": self.left, "highest": self.highest, "bought": self.bought}

    def restore(self, values):
        self.left = int(values["left"])
        self.highest = float(values["highest"])
        self.bought = values["bought"] == "True"
)py";

const char* const script_test = R"py("""Runs the model without hft: python3 @NAME@_test.py"""
import unittest
from types import SimpleNamespace

from @NAME@ import Model


class Wishes(list):
    """Keeps what the model asks for."""

    def buy(self, symbol, quantity):
        self.append(("buy", symbol, quantity))


class Test(unittest.TestCase):
    def test_it_buys_once_above_the_highest_of_the_first_prints(self):
        model, out = Model(SimpleNamespace(symbol="SPY", prints=2, quantity=5.0)), Wishes()
        for price in (10, 12, 12, 13, 14):
            model.on_trade(SimpleNamespace(symbol="SPY", price=price, size=100.0), out)
        self.assertEqual(out, [("buy", "SPY", 5.0)])


if __name__ == "__main__":
    unittest.main()
)py";

const char* const script_page = R"(# @NAME@

Buys `quantity` shares once, when a trade prints above the highest price of the first `prints` trades.

    python3 @NAME@_test.py
    hft --model=python:@NAME@.py:prints=500

)";

} // namespace hft::new_model
