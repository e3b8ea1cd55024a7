"""A whole day through the real path: the embedded venue, tapes, a venue of its own."""
import json
import os
import tempfile
import unittest

from support import (SHARED, Running, Venue, hft, main, random_tape, regular, rule, wait_until,
                     write_tape)


class Day(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.state = os.path.join(self.folder.name, "state")
        self.summary = os.path.join(self.folder.name, "summary.json")

    def tearDown(self):
        self.folder.cleanup()

    def run_day(self, *arguments, **how):
        ran = hft(*arguments, f"--state-dir={self.state}", f"--summary={self.summary}", **how)
        self.assertEqual(ran.returncode, 0, ran.stderr + ran.stdout[-2000:])
        with open(self.summary) as file:
            return ran, json.load(file)

    def test_a_simulated_day_opens_trades_and_closes(self):
        ran, summary = self.run_day("--model=modulo", "--speed=max", "--date=2026-07-02")
        model = summary["models"]["modulo"]
        self.assertGreaterEqual(model["ticks"], 100_000)
        self.assertGreater(model["fills"], 0)
        self.assertEqual(model["signals"], model["orders"] + model["refused"])
        self.assertEqual(summary["session"]["date"], "2026-07-02")
        self.assertEqual(summary["session"]["phases"][:2], ["PreOpen", "Regular"])
        self.assertIn("Regular", ran.stdout)
        self.assertGreater(summary["latency_us"]["p50"], 0)

    def test_a_tape_never_seen_gives_the_rules_signals(self):
        tape = os.path.join(self.folder.name, "spy_20151214_trade.csv.gz")
        trades = regular(random_tape(tape, 20151214, 20_000))
        wanted = [s for s in rule(t[2] for t in trades) if s]
        for speed in ("max", "30000"):
            _, summary = self.run_day("--model=modulo", f"--tape={tape}", f"--speed={speed}")
            model = summary["models"]["modulo"]
            self.assertEqual(model["ticks"], len(trades))
            self.assertEqual(model["signals"], len(wanted))

    def test_a_recorded_day_gives_the_rules_signals(self):
        tape = os.path.join(SHARED, "data", "ticks", "spy_20131007_trade.csv.gz")
        if not os.path.exists(tape):
            self.skipTest("the recorded tapes are not here")
        _, summary = self.run_day("--model=modulo", f"--tape={tape}", "--speed=max")
        model = summary["models"]["modulo"]
        self.assertEqual(model["ticks"], 241_504)
        self.assertEqual(model["signals"], 1540 + 572)
        self.assertEqual(model["orders"], 1540 + 572)
        self.assertEqual(model["position"]["SPY"], "-4840")

    def test_every_order_follows_the_rule_at_a_venue_of_its_own(self):
        tape = os.path.join(self.folder.name, "spy_20160106_trade.csv.gz")
        trades = regular(random_tape(tape, 7, 4_000))
        wanted = [s for s in rule(t[2] for t in trades) if s]
        with Venue(f"--tape={tape}", "--speed=max") as venue:
            _, summary = self.run_day("--model=modulo", f"--venue={venue.url}", "--when-closed=exit",
                                      env={"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"})
            ledger = venue.get("/_venue/ledger")
        orders = sorted(ledger["orders"], key=lambda o: o["client_order_id"].rsplit("-", 1)[-1].zfill(20))
        self.assertEqual([o["side"] for o in orders], wanted)
        self.assertEqual(len({o["client_order_id"] for o in orders}), len(wanted))
        self.assertTrue(all(o["qty"] == "5" and o["symbol"] == "SPY" for o in orders))
        position = sum(float(f["qty"]) * (1 if f["side"] == "buy" else -1) for f in ledger["fills"])
        self.assertEqual(float(ledger["positions"].get("SPY", "0")), position)
        self.assertEqual(float(summary["models"]["modulo"]["position"].get("SPY", "0")), position)

    def test_injected_trades_are_answered_one_by_one(self):
        with Venue("--quiet-tape", "--at=10:00", "--speed=1", "--date=2026-07-02") as venue, \
             Running("--model=modulo", f"--venue={venue.url}", f"--state-dir={self.state}",
                     env={"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}) as system:
            wait_until(lambda: json.loads(hft("control", "status", "--format=json",
                                              f"--state-dir={self.state}").stdout or "{}").get("ready"),
                       "the system is ready")
            sizes = [17, 31, 100, 527, 34, 62, 1, 93]
            for size in sizes:
                venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": size})
            wanted = [s for s in rule(sizes) if s]
            orders = wait_until(
                lambda: (lambda o: o if len(o) == len(wanted) and
                         all(x["status"] == "filled" for x in o) else None)(
                             venue.get("/_venue/ledger")["orders"]),
                "every order is filled")
            orders.sort(key=lambda o: o["submitted_at"])
            self.assertEqual([o["side"] for o in orders], wanted)
            self.assertEqual(system.stop(), 0, system.said())

    def test_two_models_share_the_day(self):
        _, summary = self.run_day("--model=modulo", "--model=trend=ema_cross", "--speed=max",
                                  "--date=2026-07-02", "--at=15:00")
        self.assertEqual(set(summary["models"]), {"modulo", "trend"})
        self.assertGreater(summary["models"]["trend"]["ticks"], 1000)

    def test_an_early_close_ends_at_one(self):
        tape = os.path.join(self.folder.name, "spy_20151127_trade.csv.gz")
        write_tape(tape, [(46_799_000, 200, 17), (46_800_000, 200, 17), (57_000_000, 200, 17)])
        _, summary = self.run_day("--model=modulo", f"--tape={tape}", "--speed=max")
        self.assertEqual(summary["models"]["modulo"]["signals"], 1)

    def test_a_holiday_is_over_at_once(self):
        ran, summary = self.run_day("--model=modulo", "--date=2026-12-25", "--when-closed=exit", timeout=30)
        self.assertEqual(summary["models"].get("modulo", {"orders": 0})["orders"], 0)


if __name__ == "__main__":
    main()
