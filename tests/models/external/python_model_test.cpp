#define CAF_SUITE python_model
#include "tests/test.hpp"

#include "models/external/foreign_call.hpp"
#include "models/external/python_model.hpp"
#include "models/external/shelf.hpp"
#include "tests/models/walk.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

namespace python_model_test {

using namespace hft;

namespace {

/// A script written for one test.
struct Script {
  explicit Script(const std::string& text)
    : file(std::filesystem::temp_directory_path() / ("hft-script-" + std::to_string(getpid())) /
           "script.py") {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream{file} << text;
  }
  ~Script() { std::filesystem::remove_all(file.parent_path()); }

  std::string refusal() const {
    const auto made = shelf_model("");
    if (made) return "";
    auto text = made.error().sentence;
    // The path is the machine's.
    for (auto at = text.find(file.string()); at != std::string::npos; at = text.find(file.string()))
      text.replace(at, file.string().size(), "FILE");
    return text;
  }
  Result<std::unique_ptr<Model>> shelf_model(const std::string& parameters) const {
    ModelShelf shelf;
    return shelf.make(parse_spec("p=python:" + file.string() + parameters).value(), {"SPY"});
  }

  std::filesystem::path file;
};

std::string thrown_by(Model& model, const Trade& trade) {
  Decisions out;
  try {
    model.on_trade(trade, out);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::string breakout = "python:external/breakout.py";

std::unique_ptr<Model> script_model(const std::string& spec) {
  ModelShelf shelf;
  return std::move(shelf.make(parse_spec(spec).value(), {"SPY"}).value());
}

std::string bought(Model& model, std::initializer_list<int> prices) {
  std::string text;
  for (const auto price : prices) {
    Decisions out;
    model.on_trade(print_of("SPY", dollars(price)), out);
    for (const auto& decision : out.decisions())
      text += std::to_string(price) + ':' + to_string(decision.quantity);
  }
  return text;
}

/// What a print makes the script throw while calls longer than `patience` are interrupted.
std::string thrown_under_interrupts(Model& model, Duration patience) {
  std::atomic<bool> over = false;
  std::string said;
  std::thread caller{[&] {
    said = thrown_by(model, print_of("SPY", dollars(100)));
    over = true;
  }};
  while (!over) interrupt_python(patience);
  caller.join();
  return said;
}

} // namespace

CAF_TEST(a spec of a python file names the file and takes its stem as id) {
  const auto spec = parse_spec("python:some/where/breakout.py:prints=2").value();
  CAF_CHECK_EQUAL(spec.id.str(), "breakout");
  CAF_CHECK_EQUAL(spec.name, "python:some/where/breakout.py");
  CAF_CHECK_EQUAL(spec.parameters.at("prints"), "2");
  CAF_CHECK(needs_own_thread(spec));
  CAF_CHECK(parse_spec(format_spec(spec)).value() == spec);
  const auto named = parse_spec("a=python:b.py").value();
  CAF_CHECK_EQUAL(named.id.str(), "a");
  const auto nameless = parse_spec("python");
  CAF_CHECK_EQUAL(nameless.error().sentence,
                  "model 'python': it names no file; write [ID=]python:FILE.py[:key=value,...]");
}

CAF_TEST(a script decides with checked parameters) {
  if (!python_is_there()) return;
  const auto model = script_model(breakout + ":prints=2,quantity=7");
  CAF_CHECK(model->needs().symbols == (std::vector<Symbol>{"SPY"}));
  CAF_CHECK_EQUAL(bought(*model, {10, 12, 12, 13, 14}), "13:7");
  ModelShelf shelf;
  const auto wrong = shelf.make(parse_spec(breakout + ":prints=0").value(), {"SPY"});
  CAF_CHECK(has(wrong.error().sentence, "prints='0': out of range, allowed is 1 to 1000000"));
}

CAF_TEST(a script remembers and refuses a newer memory) {
  if (!python_is_there()) return;
  const auto first = script_model(breakout + ":prints=2");
  bought(*first, {10, 12});
  const auto second = script_model(breakout + ":prints=2");
  CAF_CHECK_EQUAL(hft::refusal_of(*second, first->save()), "");
  CAF_CHECK_EQUAL(bought(*second, {13}), "13:5");
  CAF_CHECK(has(hft::refusal_of(*second, newer(first->save())), "version 99 is newer than 1"));
  auto broken = first->save();
  broken.values.erase("left");
  CAF_CHECK(has(hft::refusal_of(*second, broken), "cannot use its memory: KeyError: 'left'"));
}

CAF_TEST(what a script throws is a fault of one line) {
  if (!python_is_there()) return;
  const Script script{"class Model:\n"
                      "    def __init__(self, settings): pass\n"
                      "    def needs(self): return {'symbols': ['SPY']}\n"
                      "    def on_trade(self, trade, out):\n"
                      "        if trade.size == 1: out.buy('SPY', 'many')\n"
                      "        return {}['x']\n"};
  const auto model = script.shelf_model("");
  CAF_REQUIRE(model.has_value());
  const auto text = thrown_by(**model, print_of("SPY", dollars(1)));
  CAF_CHECK_EQUAL(text, "KeyError: 'x' (" + script.file.string() + " line 6)");
  const auto other = thrown_by(**model, print_of("SPY", dollars(1), shares(1)));
  CAF_CHECK(has(other, "ValueError: 'many' is not a number of shares with at most 9 decimals"));
}

CAF_TEST(a script sees where a print was made and under which conditions) {
  if (!python_is_there()) return;
  const Script script{"class Model:\n"
                      "    def __init__(self, settings): pass\n"
                      "    def needs(self): return {'symbols': ['SPY']}\n"
                      "    def on_trade(self, trade, out):\n"
                      "        raise ValueError(f'{trade.exchange} {trade.tape} '\n"
                      "                         f'{trade.conditions} {trade.updates_last}')\n"};
  const auto model = script.shelf_model("");
  CAF_REQUIRE(model.has_value());
  auto trade = print_of("SPY", dollars(1));
  trade.exchange = 'D';
  trade.tape = 'C';
  trade.conditions = "@T";
  CAF_CHECK(has(thrown_by(**model, trade), "ValueError: D C ['@', 'T'] False"));
  trade.conditions = "@";
  trade.exchange = static_cast<char>(0xE9);
  CAF_CHECK(has(thrown_by(**model, trade), "ValueError: ? C ['@'] True"));
}

CAF_TEST(a file that is no model is refused in one sentence) {
  if (!python_is_there()) return;
  CAF_CHECK_EQUAL(Script{"def f(:\n"}.refusal(),
                  "model python:FILE cannot be used: SyntaxError: invalid syntax "
                  "(script.py, line 1)");
  CAF_CHECK_EQUAL(Script{"x = 1\n"}.refusal(),
                  "model python:FILE cannot be used: it has no class Model");
  CAF_CHECK_EQUAL(Script{"1 / 0\n"}.refusal(),
                  "model python:FILE cannot be used: ZeroDivisionError: division by zero (FILE "
                  "line 1)");
  CAF_CHECK_EQUAL(Script{"class Model:\n  def __init__(self, s): pass\n"
                         "  def needs(self): return {'symbol': 'SPY'}\n"}
                    .refusal(),
                  "model python:FILE cannot be used: needs() knows no 'symbol': did you mean "
                  "symbols?");
  ModelShelf shelf;
  const auto none = shelf.make(parse_spec("python:nowhere.py").value(), {"SPY"});
  CAF_CHECK_EQUAL(none.error().sentence,
                  "model python:nowhere.py cannot be used: there is no such file");
}

CAF_TEST(a script makes limit orders and answers to fills) {
  if (!python_is_there()) return;
  const Script script{"class Model:\n"
                      "    def __init__(self, settings): pass\n"
                      "    def needs(self):\n"
                      "        return {'symbols': ['SPY'], 'quotes': True, 'timer': 2.5}\n"
                      "    def on_quote(self, quote, out):\n"
                      "        out.limit('SPY', 'buy', 10, quote.bid, reference=3)\n"
                      "        out.replace(3, 'SPY', 'buy', 10, '99.98')\n"
                      "        out.cancel(3, 'SPY')\n"
                      "    def on_fill(self, fill, out):\n"
                      "        out.sell(fill.symbol, fill.quantity)\n"};
  const auto made = script.shelf_model("");
  CAF_REQUIRE(made.has_value());
  auto& model = **made;
  CAF_CHECK(model.needs().quotes);
  CAF_CHECK(model.needs().timer == std::chrono::milliseconds{2500});
  Quote quote;
  quote.bid = cents(9999);
  Decisions out;
  model.on_quote(quote, out);
  CAF_REQUIRE_EQUAL(out.decisions().size(), 3u);
  CAF_CHECK(out.decisions()[0].limit_price == cents(9999));
  CAF_CHECK(out.decisions()[1].action == SignalAction::Replace);
  CAF_CHECK(out.decisions()[2].action == SignalAction::Cancel);
  Fill fill;
  fill.symbol = "SPY";
  fill.quantity = shares(4);
  Decisions after;
  model.on_fill(fill, after);
  CAF_REQUIRE_EQUAL(after.decisions().size(), 1u);
  CAF_CHECK(after.decisions()[0].side == Side::Sell);
}

CAF_TEST(a script that loops is interrupted and names the line) {
  if (!python_is_there()) return;
  const Script script{"class Model:\n"
                      "    def __init__(self, settings): pass\n"
                      "    def needs(self): return {'symbols': ['SPY']}\n"
                      "    def on_trade(self, trade, out):\n"
                      "        while True:\n"
                      "            try:\n"
                      "                while True: pass\n"
                      "            except Exception: pass\n"};
  const auto model = std::move(script.shelf_model("").value());
  const auto said = thrown_under_interrupts(*model, Duration{0});
  CAF_CHECK(said.starts_with("Interrupted (") && has(said, "script.py line"));
}

CAF_TEST(a call that is under way for a moment is not interrupted) {
  if (!python_is_there()) return;
  const Script script{"class Model:\n"
                      "    def __init__(self, settings): pass\n"
                      "    def needs(self): return {'symbols': ['SPY']}\n"
                      "    def on_trade(self, trade, out):\n"
                      "        for i in range(10000): pass\n"};
  const auto model = std::move(script.shelf_model("").value());
  const auto said = thrown_under_interrupts(*model, std::chrono::hours{1});
  CAF_CHECK_EQUAL(said, "");
}

CAF_TEST(a script can ask for every order that a model can) {
  if (!python_is_there()) return;
  const Script script{
    "class Model:\n"
    "    def __init__(self, settings): pass\n"
    "    def needs(self): return {'symbols': ['SPY'], 'extended_hours': True}\n"
    "    def on_trade(self, trade, out):\n"
    "        out.buy('SPY', 1, time_in_force='cls', reference=4)\n"
    "        out.limit('SPY', 'sell', 2, 101, 5)\n"
    "        out.limit('SPY', 'sell', 2, 101, extended_hours=False)\n"
    "        out.limit('SPY', 'sell', 2, 101, time_in_force='ioc')\n"
    "        out.order('SPY', 'buy', 3, type='limit', limit_price=99, time_in_force='fok',\n"
    "                  extended_hours=True, reference=6)\n"
    "        out.order('SPY', 'sell', 1, type='stop_limit', limit_price=98, stop_price=99)\n"};
  const auto model = std::move(script.shelf_model("").value());
  Decisions out;
  model->on_trade(print_of("SPY", dollars(100)), out);
  const auto& made = out.decisions();
  CAF_REQUIRE_EQUAL(made.size(), 6u);
  const auto decision = [](Side side, std::int64_t size, OrderType type, TimeInForce time,
                           std::int64_t limit, bool extended, std::uint32_t reference) {
    return Decision{SignalAction::Place, "SPY",    side,     shares(size), type, time,
                    dollars(limit),      extended, reference};
  };
  using enum OrderType;
  using enum TimeInForce;
  CAF_CHECK(made[0] == decision(Side::Buy, 1, Market, Cls, 0, false, 4));
  CAF_CHECK(made[1] == decision(Side::Sell, 2, Limit, Day, 101, true, 5));
  CAF_CHECK(made[2] == decision(Side::Sell, 2, Limit, Day, 101, false, 0));
  CAF_CHECK(made[3] == decision(Side::Sell, 2, Limit, Ioc, 101, false, 0));
  CAF_CHECK(made[4] == decision(Side::Buy, 3, Limit, Fok, 99, true, 6));
  auto stop_limit = decision(Side::Sell, 1, StopLimit, Day, 98, false, 0);
  OrderTerms terms;
  terms.stop_price = dollars(99);
  stop_limit.terms = terms;
  CAF_CHECK(made[5] == stop_limit);
}

CAF_TEST(a script orders by the prices it gives) {
  if (!python_is_there()) return;
  const Script script{
    "import hft\n"
    "class Model:\n"
    "    def __init__(self, settings): pass\n"
    "    def needs(self): return {'symbols': ['SPY']}\n"
    "    def on_trade(self, trade, out):\n"
    "        out.buy('SPY', 1, limit=99, tif='gtc', reference=1)\n"
    "        out.sell('SPY', 2, stop=98)\n"
    "        out.sell('SPY', 2, stop=98, limit=97)\n"
    "        out.sell('SPY', 2, trail=0.5)\n"
    "        out.sell('SPY', 2, trail_percent=1.5)\n"
    "        out.buy('SPY', notional=1000)\n"
    "        out.buy('SPY', 3, take_profit=110, stop_loss=95, stop_loss_limit=94, reference=4,\n"
    "                take_profit_reference=5, stop_loss_reference=6)\n"
    "        out.buy('SPY', 3, limit=99, stop_loss=95)\n"
    "        out.oco('SPY', 'sell', 3, take_profit=110, stop_loss=95)\n"
    "        out.replace(6, 'SPY', 'sell', 3, stop=96)\n"
    "        out.cancel_all()\n"
    "        out.cancel_all('SPY')\n"
    "        out.close('SPY')\n"
    "        assert hft.round_to_tick(99.999, 'buy') == 99.99\n"
    "        assert hft.round_to_tick(trade.price * 0.99, 'sell') == 99.0\n"
    "        assert hft.tick_size(0.5) == 0.0001\n"};
  const auto model = std::move(script.shelf_model("").value());
  Decisions out;
  model->on_trade(print_of("SPY", dollars(100)), out);

  const Symbol spy{"SPY"};
  Decisions wanted;
  wanted.limit(spy, Side::Buy, shares(1), dollars(99), 1).time_in_force = TimeInForce::Gtc;
  wanted.stop(spy, Side::Sell, shares(2), dollars(98));
  wanted.stop_limit(spy, Side::Sell, shares(2), dollars(98), dollars(97));
  wanted.trailing_stop(spy, Side::Sell, shares(2), {.dollars = cents(50)});
  wanted.trailing_stop(spy, Side::Sell, shares(2), {.percent = {1'500'000'000}});
  wanted.market(spy, Side::Buy, Money{1000 * units_per_whole});
  wanted.bracket(spy, Side::Buy, shares(3), {dollars(110), dollars(95), dollars(94), 5, 6}, 4);
  wanted.bracket(spy, Side::Buy, shares(3), dollars(99), {.stop_loss = dollars(95)});
  wanted.oco(spy, Side::Sell, shares(3), {dollars(110), dollars(95)});
  wanted.replace(6, spy, Side::Sell, shares(3), dollars(96));
  wanted.cancel_all();
  wanted.cancel_all(spy);
  wanted.close(spy);
  CAF_CHECK(out.decisions() == wanted.decisions());
}

CAF_TEST(an order of a script that does not fit together is a fault with a sentence) {
  if (!python_is_there()) return;
  const auto said = [](const std::string& call) {
    const Script script{"class Model:\n"
                        "    def __init__(self, settings): pass\n"
                        "    def needs(self): return {'symbols': ['SPY']}\n"
                        "    def on_trade(self, trade, out): " +
                        call + "\n"};
    return thrown_by(*script.shelf_model("").value(), print_of("SPY", dollars(100)));
  };
  CAF_CHECK(has(said("out.buy('SPY')"), "an order needs a quantity or a notional, one of the two"));
  CAF_CHECK(has(said("out.buy('SPY', 1, notional=5)"), "one of the two"));
  CAF_CHECK(
    has(said("out.order('SPY', 'sell', 1, type='stop')"), "a stop order needs a stop_price"));
  CAF_CHECK(has(said("out.order('SPY', 'sell', 1, type='limit', limit=3, trail=1)"),
                "a limit order takes no trail or trail_percent"));
  CAF_CHECK(has(said("out.buy('SPY', 1, take_profits=5)"), "an order takes no 'take_profits'"));
  CAF_CHECK(has(said("out.buy('SPY', 1, stop_loss_limit=5)"), "stop_loss_limit needs a stop_loss"));
  CAF_CHECK(has(said("out.buy('SPY', 1, reference=-1)"), "reference must be a whole number"));
  CAF_CHECK(has(said("out.oco('SPY', 'sell', 1, take_profit=5)"),
                "an oco order needs a take_profit and a stop_loss"));
}

CAF_TEST(a script that watches the regular session alone orders for it) {
  if (!python_is_there()) return;
  const Script script{"class Model:\n"
                      "    def __init__(self, settings): pass\n"
                      "    def needs(self): return {'symbols': ['SPY']}\n"
                      "    def on_trade(self, trade, out): out.limit('SPY', 'buy', 2, 99)\n"};
  const auto model = std::move(script.shelf_model("").value());
  Decisions out;
  model->on_trade(print_of("SPY", dollars(100)), out);
  CAF_CHECK(!out.decisions().at(0).extended_hours);
}

CAF_TEST(numbers of a script may come out of arithmetic) {
  if (!python_is_there()) return;
  const Script script{
    "from decimal import Decimal\n"
    "from fractions import Fraction\n"
    "class Model:\n"
    "    def __init__(self, settings): pass\n"
    "    def needs(self): return {'symbols': ['SPY']}\n"
    "    def on_trade(self, trade, out):\n"
    "        for price in (448.50000000000006, 0.1 + 0.2 + 449, trade.price / 3,\n"
    "                      Decimal(1) / 3, Fraction(2, 3), '1.25', 7):\n"
    "            out.limit('SPY', 'buy', 0.1 + 0.2, price)\n"
    "        for bad in (float('nan'), True, '0.12345678912', 1e300):\n"
    "            try: out.limit('SPY', 'buy', 1, bad)\n"
    "            except ValueError as e: self.said = str(e)\n"
    "            else: raise RuntimeError(bad)\n"};
  const auto model = std::move(script.shelf_model("").value());
  Decisions out;
  CAF_CHECK_EQUAL(thrown_by(*model, print_of("SPY", dollars(100))), "");
  model->on_trade(print_of("SPY", dollars(100)), out);
  std::vector<std::string> prices;
  for (const auto& decision : out.decisions()) {
    prices.push_back(to_string(decision.limit_price));
    CAF_CHECK_EQUAL(to_string(decision.quantity), "0.3");
  }
  CAF_CHECK(prices == (std::vector<std::string>{"448.5", "449.3", "33.333333333", "0.333333333",
                                                "0.666666667", "1.25", "7"}));
}

CAF_TEST(a word that names no option of an order is a fault that lists them) {
  if (!python_is_there()) return;
  const auto said = [](const std::string& call) {
    const Script script{"class Model:\n"
                        "    def __init__(self, settings): pass\n"
                        "    def needs(self): return {'symbols': ['SPY']}\n"
                        "    def on_trade(self, trade, out): " +
                        call + "\n"};
    return thrown_by(*script.shelf_model("").value(), print_of("SPY", dollars(100)));
  };
  CAF_CHECK(has(said("out.buy('SPY', 1, time_in_force='gtd')"),
                "'gtd' is no time in force: day, gtc, opg, cls, ioc, fok"));
  CAF_CHECK(has(said("out.order('SPY', 'buy', 1, type='trail')"),
                "'trail' is no type of order: market, limit, stop, stop_limit, trailing_stop"));
}

CAF_TEST(a script hears of sessions and of halts) {
  if (!python_is_there()) return;
  const Script script{
    "class Model:\n"
    "    def __init__(self, settings): self.close = 0\n"
    "    def needs(self): return {'symbols': ['SPY']}\n"
    "    def on_session(self, session, out): self.close = session.close\n"
    "    def on_status(self, status, out):\n"
    "        if status.halts and self.close == 7: out.cancel(3, status.symbol)\n"};
  const auto model = std::move(script.shelf_model("").value());
  Decisions out;
  SessionChanged session;
  session.plan.close = Timestamp{7};
  model->on_session(session, out);
  TradingStatus halt;
  halt.symbol = "SPY";
  halt.status_code = "H";
  halt.tape = 'C';
  model->on_status(halt, out);
  CAF_REQUIRE_EQUAL(out.decisions().size(), 1u);
  CAF_CHECK(out.decisions()[0].action == SignalAction::Cancel);
}

CAF_TEST(scripts with equally named helpers do not meet) {
  if (!python_is_there()) return;
  const Script one{
    "import helper\nfrom helper import WHO\nclass Model:\n    summary = WHO + helper.WHO\n"};
  const auto elsewhere = one.file.parent_path() / "elsewhere";
  std::filesystem::create_directories(elsewhere);
  std::ofstream{one.file.parent_path() / "helper.py"} << "WHO = 'one'\n";
  std::ofstream{elsewhere / "helper.py"} << "WHO = 'two'\n";
  std::filesystem::copy_file(one.file, elsewhere / "script.py");
  const auto first = read_python_model(one.file.string());
  const auto second = read_python_model((elsewhere / "script.py").string());
  CAF_REQUIRE(first.has_value() && second.has_value());
  CAF_CHECK_EQUAL(first->summary, "oneone");
  CAF_CHECK_EQUAL(second->summary, "twotwo");
}

CAF_TEST(a script is a module that pickles and is inspected) {
  if (!python_is_there()) return;
  const Script script{
    "import dataclasses, inspect, pickle, sys\n"
    "@dataclasses.dataclass\n"
    "class Level:\n"
    "    price: float = 0.0\n"
    "copy = pickle.loads(pickle.dumps(Level(2.5)))\n"
    "class Model:\n"
    "    summary = f'{copy == Level(2.5)} {\"price\" in inspect.getsource(Level)} '\\\n"
    "              f'{sys.modules[__name__].Level is Level} {sys.flags.utf8_mode}'\n"};
  const auto read = read_python_model(script.file.string());
  CAF_REQUIRE(read.has_value());
  CAF_CHECK_EQUAL(read->summary, "True True True 1");
}

CAF_TEST(a script that does not end its start is interrupted and refused) {
  if (!python_is_there()) return;
  set_foreign_limits({std::chrono::milliseconds{100}, {}});
  CAF_CHECK(has(Script{"while True: pass\n"}.refusal(), "it was interrupted"));
  CAF_CHECK(has(Script{"class Model:\n  def __init__(self, s):\n    while True: pass\n"}.refusal(),
                "it was interrupted"));
  set_foreign_limits({std::chrono::hours{1}, [] { return true; }});
  CAF_CHECK(has(Script{"while True: pass\n"}.refusal(), "it was interrupted"));
  set_foreign_limits({});
}

CAF_TEST(a symbol of a script has letters and digits and dots and slashes) {
  if (!python_is_there()) return;
  const Script script{"class Model:\n"
                      "    def __init__(self, settings): pass\n"
                      "    def needs(self): return {'symbols': ['BRK.B', 'BTC/USD', 'spy1']}\n"
                      "    def on_trade(self, trade, out): out.buy('\\u2603\\u202eSPY', 1)\n"};
  const auto model = script.shelf_model("");
  CAF_REQUIRE(model.has_value());
  const auto said = thrown_by(**model, print_of("SPY", dollars(1)));
  CAF_CHECK(has(said, "SPY' is no symbol"));
  CAF_CHECK(std::all_of(said.begin(), said.end(), [](char c) { return c > 0; }));
}

} // namespace python_model_test
