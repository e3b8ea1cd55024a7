"""A backtest does to the byte what a run with the same settings does through its sockets.

Without arguments a form fit for every build: half an hour of a few days, and the recorded tapes when they are there.
With `--all` twenty made-up days from 09:25 on, and every model of the catalog on each.
"""
import csv
import glob
import json
import os
import sys
import tempfile
import unittest

from support import HFT, SHARED, hft, main, random_tape

CREWS = {
    "market orders": ["modulo"],
    "limit orders that follow fills": ["avellaneda_stoikov"],
    "several": ["modulo", "avellaneda_stoikov", "zscore_reversion", "ema_cross", "order_flow_imbalance", "momentum"],
    "beside the lane": ["a=modulo@thread", "b=avellaneda_stoikov@scheduler", "c=modulo@lane",
                        "d=zscore_reversion@thread"],
    "one that falls": ["faulty:at=2000", "modulo"],
}
DATE = "2026-07-02"


def catalog():
    listed = json.loads(hft("models", "--format=json").stdout)
    return [model["name"] for model in (listed["models"] if isinstance(listed, dict) else listed)]


def told(path):
    """A summary without what depends on real time, or on how often a program was started."""
    with open(path) as file:
        summary = json.load(file)
    return {part: summary[part] for part in ("models", "totals", "feed", "refusals", "session")}


def journaled(state):
    """Orders and fills of the run as its journal holds them, in the shape of the tables of a backtest."""
    intents, sent, fills = {}, [], []
    for line in hft("journal", f"--state-dir={state}", "--format=json").stdout.splitlines():
        record = json.loads(line)
        if record["record"] == "intent":
            order = record["order"]
            intents[order["client_order_id"]] = order
        elif record["record"] == "sent":
            order = intents[record["client_order_id"]]
            # What no event caused was decided when it was sent.
            decided = record["at"] if order["caused_by"].startswith("1970") else order["caused_by"]
            limit = order["limit_price"] if order["type"] == "limit" else ""
            sent.append((record["client_order_id"], order["model"], order["symbol"], order["side"], order["type"],
                         order["quantity"], limit, decided))
        elif record["record"] == "event" and record.get("execution"):
            order, execution = record["order"], record["execution"]
            fills.append((execution["id"], order["client_order_id"], order["symbol"], order["side"], record["time"],
                          execution["price"], execution["quantity"]))
    return sent, fills


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


class Equality(unittest.TestCase):
    DAYS = 2
    AT = "15:30"

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.runs = 0

    def tearDown(self):
        self.folder.cleanup()

    def path(self, name):
        return os.path.join(self.folder.name, f"{self.runs}-{name}")

    def both(self, models, *more):
        """The same settings through sockets and by calls; what the backtest said."""
        self.runs += 1
        words = [f"--model={model}" for model in models] + list(more)
        ran = hft(*words, "--speed=max", f"--summary={self.path('run.json')}", "--log-level=warn",
                  f"--state-dir={self.path('state')}", timeout=900)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        tested = hft("backtest", *words, "--profile=touch", f"--summary={self.path('test.json')}",
                     f"--out={self.path('out')}", timeout=900)
        self.assertEqual(tested.returncode, 0, tested.stderr)
        expected, found = told(self.path("run.json")), told(self.path("test.json"))
        self.assertEqual(json.dumps(expected, indent=1), json.dumps(found, indent=1), f"{models} {more}")
        self.same_orders()
        return found

    def same_orders(self):
        """Ids, times, quantities and prices of every order and fill, from the run's journal."""
        sent, fills = journaled(self.path("state"))
        orders = rows(os.path.join(self.path("out"), "orders.csv"))
        self.assertEqual(sent, [(o["id"], o["model"], o["symbol"], o["side"], o["type"], o["quantity"], o["limit"],
                                 o["decided"]) for o in orders])
        found = rows(os.path.join(self.path("out"), "fills.csv"))
        self.assertEqual(sorted(fills), sorted((f["id"], f["order"], f["symbol"], f["side"], f["at"], f["price"],
                                                f["quantity"]) for f in found))

    def test_every_crew_on_made_up_days(self):
        for name, models in CREWS.items():
            for seed in range(1, 1 + self.DAYS):
                with self.subTest(name, seed=seed):
                    found = self.both(models, f"--date={DATE}", f"--at={self.AT}", f"--seed={seed}")
                    self.assertGreater(found["totals"]["fills"], 0)

    def test_every_model_of_the_catalog(self):
        for model in catalog():
            with self.subTest(model):
                self.both([model], f"--date={DATE}", f"--at={self.AT}", "--seed=7")

    def test_limits_and_leads_before_the_close(self):
        found = self.both(["modulo", "avellaneda_stoikov"], f"--date={DATE}", f"--at={self.AT}", "--seed=3",
                          "--limit=modulo.position=20", "--limit=order_size=4", "--flatten-lead=3",
                          "--close-lead=5", "--cancel-lead=4")
        self.assertGreater(found["totals"]["refused"], 0)

    def test_another_latency(self):
        for latency in ("0.5", "7", "250"):
            with self.subTest(latency):
                self.both(["modulo", "avellaneda_stoikov"], f"--date={DATE}", f"--at={self.AT}", "--seed=4",
                          f"--latency={latency}")

    def test_a_day_that_no_code_has_seen(self):
        tape = os.path.join(self.folder.name, "spy_20240605_trade.csv.gz")
        random_tape(tape, 11, 20_000)
        for models in (["modulo"], ["ema_cross", "momentum", "modulo"]):
            with self.subTest(models):
                self.both(models, f"--tape={tape}")

    def test_recorded_tapes(self):
        tapes = sorted(glob.glob(os.path.join(SHARED, "data", "ticks", "**", "*trade*"), recursive=True))
        if not tapes:
            self.skipTest("no recorded tapes here")
        for tape in tapes[:None if self.DAYS > 2 else 1]:
            with self.subTest(os.path.basename(tape)):
                self.both(["modulo"], f"--tape={tape}")


class Words(unittest.TestCase):
    def refused(self, *words):
        ran = hft("backtest", "--model=modulo", *words)
        self.assertEqual(ran.returncode, 2, ran.stderr)
        return ran.stderr

    def test_wrong_options_are_named(self):
        self.assertIn("--cash=-5", self.refused("--cash=-5"))
        self.assertIn("no session", self.refused("--date=2026-07-04"))

    def test_the_same_backtest_twice_is_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("a", "b"):
                ran = hft("backtest", "--model=avellaneda_stoikov", f"--date={DATE}", "--at=15:30",
                          f"--out={os.path.join(folder, name)}")
                self.assertEqual(ran.returncode, 0, ran.stderr)
            for file in ("orders.csv", "fills.csv"):
                with open(os.path.join(folder, "a", file)) as a, open(os.path.join(folder, "b", file)) as b:
                    self.assertEqual(a.read(), b.read())


if __name__ == "__main__":
    for argument in list(sys.argv[1:]):
        if argument == "--all":
            Equality.DAYS, Equality.AT = 20, "09:25"
            sys.argv.remove(argument)
    main()
