"""Models of the shelf and from outside the tree, run by the real program."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

from support import SOURCE, Running, Venue, hft, main, random_tape, regular, rule, wait_until

TEN = ["modulo", "ema_cross", "zscore_reversion", "bollinger_breakout", "momentum", "vwap_reversion", "pairs",
       "order_flow_imbalance", "avellaneda_stoikov:symbol=IWM", "online_logistic"]
KEYS = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}


class Base(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.state = self.path("state")
        self.summary = self.path("summary.json")

    def tearDown(self):
        self.folder.cleanup()

    def path(self, *names):
        return os.path.join(self.folder.name, *names)

    def run_day(self, *arguments, **how):
        ran = hft(*arguments, f"--state-dir={self.state}", f"--summary={self.summary}", **how)
        self.assertEqual(ran.returncode, 0, ran.stderr + ran.stdout[-2000:])
        with open(self.summary) as file:
            return json.load(file)

    def write(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)
        return self.path(name)

    def shell(self, *words, cwd=None):
        ran = subprocess.run(words, capture_output=True, text=True, cwd=cwd or self.folder.name, timeout=800)
        self.assertEqual(ran.returncode, 0, " ".join(words) + "\n" + ran.stdout[-3000:] + ran.stderr[-3000:])
        return ran.stdout


class Shelf(Base):
    def test_ten_models_trade_a_day_together_and_the_books_agree(self):
        with Venue("--symbols=SPY,QQQ,IWM", "--speed=max", "--date=2026-07-02") as venue:
            summary = self.run_day(*(f"--model={m}" for m in TEN), "--symbols=SPY,QQQ", f"--venue={venue.url}",
                                   "--when-closed=exit", env=KEYS, timeout=800)
            ledger = venue.get("/_venue/ledger")
        held = {}
        for name, model in summary["models"].items():
            self.assertGreater(model["ticks"], 10_000, name)
            self.assertGreater(model["fills"], 0, name)
            for symbol, quantity in model["position"].items():
                held[symbol] = held.get(symbol, 0) + float(quantity)
        for symbol in set(held) | set(ledger["positions"]):
            self.assertEqual(held.get(symbol, 0), float(ledger["positions"].get(symbol, 0)), symbol)
        self.assertEqual(len({f["execution_id"] for f in ledger["fills"]}), len(ledger["fills"]))

    def test_an_unknown_model_gets_the_nearest_names(self):
        ran = hft("--model=momentun")
        self.assertEqual(ran.returncode, 2)
        self.assertIn("there is no model 'momentun': did you mean momentum?", ran.stderr)

    def test_markdown_is_the_page_s_table(self):
        table = hft("models", "pairs", "--format=markdown").stdout
        with open(os.path.join(SOURCE, "docs", "models", "pairs.md")) as page:
            self.assertIn(table, page.read())


class Script(Base):
    def setUp(self):
        super().setUp()
        probe = hft("models", "python:" + self.write("probe.py", "class Model: pass\n"))
        if "built without Python" in probe.stderr:
            self.skipTest("this hft was built without Python")

    def test_a_new_script_passes_its_test_and_trades(self):
        ran = hft("models", "new", "highest", "--python", f"--into={self.folder.name}")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.shell(sys.executable, "highest_test.py", cwd=self.path("highest"))
        file = self.path("highest", "highest.py")
        summary = self.run_day(f"--model=python:{file}:prints=50", "--speed=max", "--at=15:30", "--date=2026-07-02")
        self.assertEqual(summary["models"]["highest"]["position"], {"SPY": "5"})
        again = hft("models", "new", "highest", "--python", f"--into={self.folder.name}")
        self.assertEqual(again.returncode, 2)
        self.assertIn("is there already", again.stderr)
        self.assertIn("| `prints` | integer | `100` | 1 to 1000000 |",
                      hft("models", f"python:{file}", "--format=markdown").stdout)

    def test_a_broken_script_is_one_sentence(self):
        file = self.write("broken.py", "class Model:\n    def on_trade(self trade):\n")
        ran = hft(f"--model=python:{file}")
        self.assertEqual(ran.returncode, 2)
        self.assertIn("SyntaxError", ran.stderr)
        self.assertEqual(ran.stderr.strip().count("\n"), 0, ran.stderr)

    def test_a_slow_script_delays_only_itself(self):
        tape = self.path("spy_20160106_trade.csv.gz")
        trades = regular(random_tape(tape, 5, 3_000))
        slow = self.write("slow.py", "import time\nclass Model:\n    def __init__(self, settings): pass\n"
                                     "    def needs(self): return {'symbols': ['SPY']}\n"
                                     "    def on_trade(self, trade, out): time.sleep(0.002)\n")
        summary = self.run_day("--model=modulo", f"--model=python:{slow}", f"--tape={tape}", "--speed=max")
        wanted = [s for s in rule(t[2] for t in trades) if s]
        self.assertEqual(summary["models"]["modulo"]["ticks"], len(trades))
        self.assertEqual(summary["models"]["modulo"]["orders"], len(wanted))

    def test_a_broken_script_leaves_a_running_system_alone(self):
        file = self.write("broken.py", "1 / 0\n")
        good = self.write("good.py", "class Model:\n    def __init__(self, settings): pass\n"
                                     "    def needs(self): return {'symbols': ['SPY']}\n"
                                     "    def on_trade(self, trade, out):\n"
                                     "        if trade.size == 13: raise ValueError('thirteen')\n"
                                     "        out.buy('SPY', 1)\n")
        with Venue("--quiet-tape", "--at=10:00", "--speed=1", "--date=2026-07-02") as venue, \
             Running("--model=modulo", f"--venue={venue.url}", f"--state-dir={self.state}", env=KEYS) as system:
            status = lambda: json.loads(hft("control", "status", "--format=json",
                                            f"--state-dir={self.state}").stdout or "{}")
            wait_until(lambda: status().get("ready"), "the system is ready")
            refused = hft("control", "spawn", f"python:{file}", f"--state-dir={self.state}")
            self.assertEqual(refused.returncode, 1, refused.stdout + refused.stderr)
            self.assertIn("ZeroDivisionError", refused.stdout + refused.stderr)
            spawned = hft("control", "spawn", f"python:{good}", f"--state-dir={self.state}")
            self.assertEqual(spawned.returncode, 0, spawned.stdout + spawned.stderr)
            venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": 17})
            wait_until(lambda: len(venue.get("/_venue/ledger")["orders"]) == 2, "both have traded")
            venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": 13})
            wait_until(lambda: status()["models"]["good"]["restarts"] == 1, "the script was restarted")
            self.assertEqual(status()["models"]["modulo"]["restarts"], 0)
            self.assertEqual(system.stop(), 0, system.said())


if __name__ == "__main__":
    main()
