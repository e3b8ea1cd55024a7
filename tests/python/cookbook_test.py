"""Every recipe of docs/cookbook.md and every model of docs/examples/ is run, in the engine's own host."""
import os
import re
import tempfile
import unittest

from hft_testing import Bench

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DOCS = os.path.join(SOURCE, "docs")


def recipes():
    with open(os.path.join(DOCS, "cookbook.md")) as file:
        return dict(re.findall(r"^## (.+?)\n.*?```python\n(.*?)```", file.read(), re.M | re.S))


class Recipes(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def bench(self, title, **options):
        path = os.path.join(self.folder.name, "recipe.py")
        with open(path, "w") as file:
            file.write(recipes()[title])
        return Bench(path, **options)

    def test_each_recipe_has_a_test(self):
        self.assertEqual(sorted(recipes()), sorted([
            "Stop-loss", "Flat by the close", "Once a day", "Two symbols in step", "Own bars", "The last trades", "Trailing exit",
            "Sizing by volatility", "Pyramiding", "Reacting to a refusal"]))

    def test_stop_loss(self):
        bench = self.bench("Stop-loss", fills=True)
        for _ in range(3):
            bench.minute("SPY", 100)
        self.assertEqual(len(bench.signals), 1)
        entry = bench.signals[0]
        self.assertEqual((entry.quantity, entry.stop_loss, entry.take_profit), (10, 99, 102))
        self.assertEqual([order.leg for order in bench.context.open_orders()], ["take_profit", "stop_loss"])
        bench.fill(entry, leg="stop_loss")
        self.assertEqual(bench.context.position("SPY"), 0)

    def test_flat_by_the_close(self):
        for early, minute in ((False, "15:5"), (True, "12:5")):
            bench = self.bench("Flat by the close", fills=True, early_close=early)
            bench.minute("SPY", 100)
            bench.minute("SPY", 100)
            self.assertEqual(bench.context.position("SPY"), 10)
            bench.trade("SPY", 100, at=minute + "4:30")
            bench.trade("SPY", 100, at=minute + "6:00")
            self.assertEqual(bench.signals[-1].action, "close")
            self.assertEqual(bench.context.position("SPY"), 0)

    def test_the_last_trades(self):
        bench = self.bench("The last trades", fills=True)
        for second in range(199):
            bench.trade("SPY", 100, at=f"10:{second // 60:02}:{second % 60:02}")
        self.assertEqual(bench.signals, [])
        bench.trade("SPY", 99, at="10:04:00")
        bench.trade("SPY", 99, at="10:05:00")  # the timer before it sees the one of 10:04
        self.assertEqual([(one.side, one.quantity) for one in bench.signals], [("buy", 10)])
        self.assertEqual(len(bench.context.trades("SPY")), 200)
        self.assertEqual(float(bench.context.trades("SPY").price[-1]), 99)

    def test_once_a_day(self):
        bench = self.bench("Once a day")
        for hour in ("09:45", "10:15", "10:45", "11:15"):
            bench.trade("SPY", 100, at=hour)
            bench.trade("SPY", 101, at=hour + ":30")
        self.assertEqual(len(bench.signals), 1)
        again = self.bench("Once a day")
        again.restore(bench.save())
        self.assertEqual(again.save(), {"day": "2026-07-01"})

    def test_two_symbols_in_step(self):
        bench = self.bench("Two symbols in step", fills=True)
        for at, spy, qqq in (("09:31", 100, 200), ("09:33", 102, 201), ("09:36", 102, 201)):
            bench.trade("SPY", spy, at=at)
            bench.trade("QQQ", qqq, at=at)
        self.assertEqual([signal.symbol for signal in bench.signals], ["SPY"])
        self.assertEqual(bench.signals[0].time, bench.at("09:35"))

    def test_own_bars(self):
        bench = self.bench("Own bars")
        for minute in range(60):
            bench.minute("SPY", 100 + minute % 7)
        self.assertGreater(len(bench.plots["seconds to trade a thousand"]), 20)
        self.assertGreaterEqual(len(bench.plots["mean"]), 9)

    def test_trailing_exit(self):
        bench = self.bench("Trailing exit", fills=True)
        bench.minute("SPY", 100)
        bench.minute("SPY", 100)
        exit_ = bench.signals[-1]
        self.assertEqual((exit_.type, exit_.side, exit_.quantity, exit_.trail_percent), ("trailing_stop", "sell", 10, 0.5))

    def test_sizing_by_volatility(self):
        bench = self.bench("Sizing by volatility", fills=True)
        for _ in range(17):
            bench.minute("SPY", 100, high=100.5, low=99.5)
        self.assertEqual(bench.signals, [])  # the account is not known yet
        bench.account(100_000)
        bench.minute("SPY", 100, high=100.5, low=99.5)
        bench.minute("SPY", 100)
        self.assertEqual(bench.signals[0].quantity, 100)

    def test_pyramiding(self):
        bench = self.bench("Pyramiding", fills=True)
        for price in (100, 100, 101, 102, 103, 104, 105):
            bench.minute("SPY", price)
        self.assertEqual(bench.context.position("SPY"), 40)
        bench.minute("SPY", 90)
        bench.minute("SPY", 90)
        self.assertEqual(bench.signals[-1].action, "close")

    def test_reacting_to_a_refusal(self):
        bench = self.bench("Reacting to a refusal")
        bench.minute("SPY", 100)
        bench.minute("SPY", 100)
        self.assertEqual(bench.signals[-1].quantity, 1000)
        bench.refuse(reason="order size")
        bench.minute("SPY", 100)
        self.assertEqual(bench.signals[-1].quantity, 500)
        self.assertEqual(bench.notes[-1][1], "tries 500")


class Examples(unittest.TestCase):
    def example(self, name, **options):
        return Bench(os.path.join(DOCS, "examples", name), **options)

    def test_they_are_short_and_do_nothing_by_hand(self):
        for name in os.listdir(os.path.join(DOCS, "examples")):
            with open(os.path.join(DOCS, "examples", name)) as file:
                text = file.read()
            self.assertLess(len(text.splitlines()), 60, name)
            for word in ("zoneinfo", "datetime", "round(price", "tick", "working"):
                self.assertNotIn(word, text, name)

    def test_the_same_in_cpp_is_as_short(self):
        for name in ("rsi_reversion", "opening_range"):
            with open(os.path.join(SOURCE, "models", name + ".hpp")) as file:
                lines = [line.strip() for line in file]
            self.assertLess(len([line for line in lines if line and not line.startswith("//")]), 60, name)
            for word in ("new_york", "tick", "working", "std::round"):
                self.assertNotIn(word, "\n".join(lines), name)

    def test_rsi(self):
        bench = self.example("rsi.py", fills=True, period=3, entry=20)
        for minute, price in enumerate((100, 99, 98, 97, 96, 96)):
            bench.trade("SPY", price, at=bench.at("09:31") + minute * 300 * 10 ** 9)
        self.assertEqual([signal.quantity for signal in bench.signals], [10])
        self.assertAlmostEqual(bench.signals[0].stop_loss, 97 * 0.997)
        self.assertIn("RSI", bench.notes[0][1])
        bench.trade("SPY", 96, at="15:51")
        bench.trade("SPY", 96, at="15:56")
        self.assertEqual(bench.signals[-1].action, "close")
        again = self.example("rsi.py", period=3)
        again.restore(bench.save())
        self.assertEqual(again.save(), bench.save())

    def test_opening_range(self):
        bench = self.example("opening_range.py", fills=True, range="5m")
        for minute, price in enumerate((100, 101, 99, 100, 100, 100.5, 101.5, 102, 98, 103)):
            bench.trade("SPY", price, at=bench.at("09:30") + minute * 60 * 10 ** 9)
        self.assertEqual([(signal.side, signal.stop_loss) for signal in bench.signals], [("buy", 99)])

    def test_pair(self):
        bench = self.example("pair.py", symbols=("SPY",), window=10, fills=True, bars="1m")
        self.assertEqual(bench.context.bars("QQQ").full, False)  # a declared default is the default
        for minute in range(12):
            bench.trade("SPY", 100 + minute % 3 * 0.1, at=bench.at("09:31") + minute * 60 * 10 ** 9)
            bench.trade("QQQ", 200 + minute % 3 * 0.2, at=bench.now)
        bench.trade("SPY", 104, at="09:43")
        bench.trade("QQQ", 200, at="09:43")
        bench.trade("SPY", 104, at="09:44")
        self.assertEqual({(signal.symbol, signal.side) for signal in bench.signals}, {("SPY", "sell"), ("QQQ", "buy")})


if __name__ == "__main__":
    unittest.main()
