"""What a script is refused and told, seen from a unit test of its own."""
import os
import tempfile
import unittest

import numpy

from hft_testing import Bench


class Words(unittest.TestCase):
    def bench(self, text, **options):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = os.path.join(folder.name, "script.py")
        with open(path, "w") as file:
            file.write(text)
        return Bench(path, **options)

    def refused(self, text, pattern, **options):
        with self.assertRaisesRegex(ValueError, pattern):
            self.bench(text, **options)

    def test_a_class_without_init_works(self):
        bench = self.bench("class Model:\n"
                           "    def needs(self): return {'symbols': ['SPY']}\n"
                           "    def on_trade(self, trade, out): out.buy('SPY', 1)\n")
        self.assertEqual(len(bench.trade("SPY", 10)), 1)

    def test_what_an_order_cannot_be_is_told_with_the_line(self):
        for call, words in (
                ("out.buy('SPY', 0)", "'0' is not a number of shares above zero"),
                ("out.buy('SPY', -3)", "'-3' is not a number of shares above zero"),
                ("out.buy('SPY', 1, limit=-5)", "'-5' is not a price above zero"),
                ("out.buy('SPY', 1, stop_loss=0)", "'0' is not a price above zero"),
                ("out.buy('SPY', notional=-100)", "'-100' is not a number of dollars above zero"),
                ("out.sell('SPY', 1, trail=1, trail_percent=1)",
                 "a trailing stop has a trail or a trail_percent, one of the two"),
                ("out.replace(1, 'SPY', 'buy', 1, price=0)", "'0' is not a price above zero"),
                ("self.context.position()", r"position takes \(symbol: str\) and was given nothing"),
                ("self.context.trades('SPY')", "no trades of SPY are kept: needs\\(\\) says how many"),
                ("out.hold('SPY')", "Signals has no 'hold': it has "),
                ("out.sel('SPY', 1)", "Signals has no 'sel': did you mean sell"),
                ("trade.volume", "Trade has no 'volume': it has conditions, exchange"),
                ("self.context.minutes_to_closing", "Context has no 'minutes_to_closing': did you mean minutes_to_close")):
            bench = self.bench("class Model:\n"
                               "    def needs(self): return {'symbols': ['SPY']}\n"
                               f"    def on_trade(self, trade, out): {call}\n")
            with self.assertRaisesRegex(RuntimeError, words + r".* \(.*script\.py line 3\)", msg=call):
                bench.trade("SPY", 10)
        # What is the script's own is told in Python's words.
        bench = self.bench("class Model:\n    def needs(self): return {'symbols': ['SPY']}\n"
                           "    def on_trade(self, trade, out): self.lvel\n")
        with self.assertRaisesRegex(RuntimeError, "AttributeError: 'Model' object has no attribute 'lvel'"):
            bench.trade("SPY", 10)

    def test_the_type_of_a_parameter_that_is_none_is_told_with_its_name(self):
        self.refused("class Model:\n    parameters = [dict(name='n', type='int', default=3)]\n"
                     "    def needs(self): return {'symbols': ['SPY']}\n",
                     "the type 'int' of its parameter n is none: integer, number")

    def test_a_misspelt_handler_or_need_is_named(self):
        self.refused("class Model:\n    def needs(self): return {'symbols': ['SPY']}\n    def on_bras(self, b, o): pass\n",
                     "on_bras is no handler that is called: did you mean on_bar")
        self.refused("class Model:\n    def needs(self): return {'symbols': ['SPY'], 'bar': '5m'}\n",
                     "needs\\(\\) knows no 'bar': did you mean bars")
        self.refused("class Model:\n    def needs(self): return {'symbols': ['SPY'], 'bars': '5 minutes'}\n",
                     "neither True .* nor a size")
        self.refused("class Model:\n    def needs(self): return {'symbols': ['SPY']}\n    def on_bars(self, b, o): pass\n",
                     "on_bars is never called: needs\\(\\) does not ask for bars of a size")

    def test_a_fault_tells_every_line_that_led_to_it(self):
        bench = self.bench("class Model:\n"
                           "    def needs(self): return {'symbols': ['SPY']}\n"
                           "    def on_trade(self, trade, out):\n"
                           "        self.mean([])\n"
                           "    def mean(self, values):\n"
                           "        return sum(values) / len(values)\n")
        with self.assertRaisesRegex(RuntimeError, r"ZeroDivisionError: division by zero \(.*script.py line 4, line 6\)"):
            bench.trade("SPY", 10)

    def test_wrong_arguments_are_told_in_words(self):
        self.refused("import hft\nclass Model:\n"
                     "    def __init__(self, settings): hft.Sma('x')\n"
                     "    def needs(self): return {'symbols': ['SPY']}\n", r"Sma takes \(period: int\) and was given 'x'")

    def test_bars_are_shown_without_copying_and_are_only_to_be_read(self):
        bench = self.bench("class Model:\n"
                           "    def needs(self): return {'symbols': ['SPY'], 'bars': '1m', 'keep_bars': 3}\n")
        for price in (10, 11, 12, 13, 14, 15):
            bench.minute("SPY", price)
        closes = bench.context.bars("SPY").close
        self.assertIsInstance(closes, numpy.ndarray)
        self.assertEqual(list(closes), [12, 13, 14])
        self.assertFalse(closes.flags.owndata)
        with self.assertRaises(ValueError):
            closes[0] = 1
        with self.assertRaisesRegex(ValueError, "there are no such bars of QQQ"):
            bench.context.bars("QQQ")

    def test_parameters_of_list_time_and_duration(self):
        bench = self.bench("class Model:\n"
                           "    parameters = [dict(name='symbol', type='symbol', default='SPY'),\n"
                           "                  dict(name='levels', type='list', default=[0.5, 1]),\n"
                           "                  dict(name='start', type='time', default='09:35'),\n"
                           "                  dict(name='hold', type='duration', default='5m')]\n"
                           "    def on_trade(self, trade, out):\n"
                           "        told = self.settings\n"
                           "        out.note(f'{told.levels} {told.start} {told.hold}')\n", hold="90s")
        bench.trade("SPY", 10)
        self.assertEqual(bench.notes[0][1], "[0.5, 1.0] 34500.0 90.0")

    def test_history_fills_bars_before_the_first_event(self):
        bench = self.bench("class Model:\n"
                           "    seen = 0\n"
                           "    def needs(self): return {'symbols': ['SPY'], 'bars': '5m', 'keep_bars': 5}\n"
                           "    def on_bar(self, bar, out): self.seen += 1; out.plot('seen', self.seen)\n")
        bench.history([("SPY", 10, 10, 10, 10 + i, 100, bench.at("09:30") + i * 60 * 10 ** 9) for i in range(20)])
        self.assertEqual(list(bench.context.bars("SPY").close), [14, 19, 24])
        self.assertEqual(bench.plots, {})  # nothing of history is kept


if __name__ == "__main__":
    unittest.main()
