"""The same seed gives the same day: at every speed, on a busy machine, wherever the models run.

Without arguments a form fit for every build: half an hour of a few days. With `--all` twenty whole
days, three times at each of five speeds (an hour or more); `--days=N` and `--runs=N` change that.
"""
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import time
import unittest

from support import Running, hft, main

SCRIPT = """
class Model:
    # Follows its own fills: sells what it bought, cancels what does not fill.
    summary = "buys at the bid, sells what it got"
    parameters = [dict(name="symbol", type="symbol", default="SPY", doc="what it trades")]

    def __init__(self, settings):
        self.symbol = settings.symbol
        self.seen = 0
        self.bid = None
        self.working = None

    def needs(self):
        return dict(symbols=[self.symbol], trades=True, quotes=True)

    def on_quote(self, quote, out):
        self.bid = quote.bid

    def on_trade(self, trade, out):
        self.seen += 1
        if self.working is not None and self.seen - self.working >= 48:
            out.cancel(self.working, self.symbol)
            self.working = None
        elif self.working is None and self.seen % 97 == 0 and self.bid:
            self.working = self.seen
            out.limit(self.symbol, "buy", 10, self.bid, reference=self.seen)

    def on_fill(self, fill, out):
        if fill.side == "buy":
            self.working = None
            out.sell(self.symbol, fill.quantity)
"""

# Fill-dependent ones, with limit orders, several at once and in every place.
CREWS = {
    "market orders": ["modulo"],
    "limit orders that follow fills": ["avellaneda_stoikov"],
    "several on the lane": ["modulo", "avellaneda_stoikov", "zscore_reversion", "ema_cross",
                            "order_flow_imbalance", "momentum"],
    "in every place": ["a=modulo@thread", "b=avellaneda_stoikov@scheduler", "c=modulo@lane",
                       "d=zscore_reversion@thread"],
}


def burn(stop):
    while not stop.is_set():
        sum(range(10_000))


def day(models, seed, speed, at, folder, more=()):
    """One run's summary without what real time is in: the latencies."""
    summary = os.path.join(folder, "summary.json")
    ran = hft(*[f"--model={model}" for model in models], f"--seed={seed}", f"--speed={speed}",
              "--date=2026-07-02", f"--at={at}", f"--summary={summary}",
              f"--state-dir={os.path.join(folder, 'state')}", "--log-level=warn", *more,
              timeout=900)
    if ran.returncode != 0:
        raise AssertionError(f"{models} seed {seed} speed {speed}: {ran.returncode} {ran.stderr}")
    with open(summary) as file:
        told = json.load(file)
    del told["latency_us"]
    return json.dumps(told, indent=1, sort_keys=True)


class Determinism(unittest.TestCase):
    DAYS = 2
    RUNS = 1
    SPEEDS = ("max", "6000", "1000")
    AT = "15:45"

    @classmethod
    def setUpClass(cls):
        # A busy machine: as many burners as there are processors.
        cls.stop = multiprocessing.Event()
        cls.burners = [multiprocessing.Process(target=burn, args=(cls.stop,), daemon=True)
                       for _ in range(os.cpu_count() or 1)]
        for burner in cls.burners:
            burner.start()

    @classmethod
    def tearDownClass(cls):
        cls.stop.set()
        for burner in cls.burners:
            burner.join()

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()

    def tearDown(self):
        self.folder.cleanup()

    def same(self, models, seed, more=(), at=None):
        first = None
        for speed in self.SPEEDS:
            for _ in range(self.RUNS):
                told = day(models, seed, speed, at or self.AT, self.folder.name, more)
                first = first or told
                self.assertEqual(first, told, f"{models} at speed {speed}, seed {seed}")
        return json.loads(first)

    def test_every_crew_gives_the_same_day_at_every_speed(self):
        for name, models in CREWS.items():
            for seed in range(1, 1 + self.DAYS):
                with self.subTest(name, seed=seed):
                    told = self.same(models, seed)
                    self.assertGreater(sum(m["fills"] for m in told["models"].values()), 0)

    def test_a_model_does_the_same_wherever_it_runs(self):
        days = set()
        for place in ("lane", "scheduler", "thread"):
            days.add(day([f"m=avellaneda_stoikov@{place}"], 3, "max", self.AT, self.folder.name))
        self.assertEqual(len(days), 1)

    def test_a_script_trades_at_full_speed_and_gives_the_same_day(self):
        script = os.path.join(self.folder.name, "chaser.py")
        with open(script, "w") as file:
            file.write(SCRIPT)
        told = self.same([f"s=python:{script}"], 5)
        self.assertGreater(told["models"]["s"]["fills"], 0)
        self.assertEqual(told["models"]["s"]["lost"], 0)
        self.assertEqual(told["feed"]["conflated"], 0)
        self.assertNotIn("signal age", str(told["refusals"]))

    def test_a_model_swapped_at_a_venue_time_gives_the_same_day(self):
        told = self.same(["m=modulo", "n=avellaneda_stoikov@thread"], 4,
                         ["--swap=15:50,m=zscore_reversion", "--swap=15:52:30,n=modulo"])
        self.assertGreater(told["models"]["m"]["fills"], 0)

    def test_a_model_that_falls_gives_the_same_day(self):
        told = self.same(["faulty:at=1000", "modulo"], 6)
        self.assertGreater(told["models"]["faulty"]["faults"], 1)

    def test_a_slow_model_gives_the_same_day_as_a_quick_one(self):
        """A budget of real time would end its life on a busy machine, and does where it is asked for."""
        for more, faults in ((), 0), (("--event-budget=0.1",), 1):
            with self.subTest(more):
                told = json.loads(day(["faulty:fault=stall,at=50,stall=3000", "modulo"], 7, "max", "15:57",
                                      self.folder.name, more))
                self.assertEqual(told["models"]["faulty"]["faults"] > 0, faults > 0, told["models"]["faulty"])

    def test_a_program_that_is_stopped_for_a_while_gives_the_same_day(self):
        """As by Ctrl-Z and `fg`, or a machine that is suspended."""
        told = {}
        for pause in (0, 35):  # a silent market is told after 30 s, and this one is not silent
            summary = os.path.join(self.folder.name, f"paused-{pause}.json")
            with Running("--model=modulo", "--model=avellaneda_stoikov@thread", "--seed=8", "--speed=600", "--date=2026-07-02",
                         "--at=15:40", f"--summary={summary}", f"--state-dir={self.folder.name}/paused") as system:
                time.sleep(1)
                if pause:
                    system.process.send_signal(signal.SIGSTOP)
                    time.sleep(pause)
                    system.process.send_signal(signal.SIGCONT)
                system.process.communicate(timeout=300)
                self.assertEqual(system.process.returncode, 0, system.said())
            with open(summary) as file:
                told[pause] = json.load(file)
            del told[pause]["latency_us"]
        self.assertEqual(told[0], told[35])


if __name__ == "__main__":
    for argument in list(sys.argv[1:]):
        name, _, value = argument.partition("=")
        if name == "--all":
            Determinism.DAYS, Determinism.RUNS = 20, 3
            Determinism.SPEEDS = ("max", "30000", "6000", "1000", "300")
            Determinism.AT = "09:25"
        elif name == "--days":
            Determinism.DAYS = int(value)
        elif name == "--runs":
            Determinism.RUNS = int(value)
        else:
            continue
        sys.argv.remove(argument)
    main()
