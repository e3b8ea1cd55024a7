"""A model that never returns from a call: all else ends in order, and so does the process."""
import json
import os
import tempfile
import time
import unittest

from support import Running, Venue, hft, main, wait_until

KEYS = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}
PATIENCE = 60  # systemd's TimeoutStopSec
# Rests an order, then loops at a trade of 13 shares.
SCRIPT = """
class Model:
    def __init__(self, settings): pass
    def needs(self): return {'symbols': ['SPY']}
    def on_trade(self, trade, out):
        out.limit('SPY', 'buy', 1, 400.0, reference=1)
        while trade.size == 13: %s
"""

LEFT = "Model stuck is left behind: it is stuck in a call that does not return"


class Stuck(unittest.TestCase):
    def ends(self, *models, shares=13, pause=0):
        """Exit code, seconds and words of a system that is told to stop with a model stuck; its venue's orders."""
        with tempfile.TemporaryDirectory() as folder, \
             Venue("--quiet-tape", "--at=10:00", "--speed=1", "--date=2026-07-02") as venue, \
             Running("--model=modulo", *models, f"--venue={venue.url}", f"--state-dir={folder}/state",
                     f"--summary={folder}/summary.json", env=KEYS) as system:
            status = lambda: json.loads(hft("control", "status", "--format=json",
                                            f"--state-dir={folder}/state").stdout or "{}")
            wait_until(lambda: status().get("ready"), "the system is ready")
            venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": 17})
            wait_until(lambda: venue.get("/_venue/ledger")["orders"], "an order is there")
            time.sleep(pause)
            venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": shares})
            time.sleep(0.5)  # nothing tells that somebody hangs
            began = time.monotonic()
            code = system.stop(timeout=PATIENCE)
            took = time.monotonic() - began
            summary = {}
            if os.path.exists(f"{folder}/summary.json"):
                with open(f"{folder}/summary.json") as file:
                    summary = json.load(file)
            verified = hft("journal", "--verify", f"--state-dir={folder}/state", timeout=60)
            return code, took, system.said(), venue.get("/_venue/ledger")["orders"], summary, verified

    def script(self, body):
        file = tempfile.NamedTemporaryFile("w", suffix=".py", delete=False)
        self.addCleanup(os.unlink, file.name)
        with file:
            file.write(SCRIPT % body)
        probe = hft("models", "python:" + file.name)
        if "built without Python" in probe.stderr:
            self.skipTest("this hft was built without Python")
        return f"--model=stuck=python:{file.name}"

    def check(self, code, took, said, orders, summary, verified, words=LEFT):
        self.assertEqual(code, 0, said)
        self.assertLess(took, 40)
        self.assertEqual(said.count("Model stuck has not stopped yet"), 1, said)
        self.assertEqual(said.count(words), 1, said)
        self.assertEqual(said.count(LEFT), 1 if words == LEFT else 0, said)
        self.assertGreaterEqual(len(orders), 1)
        self.assertEqual([o["status"] for o in orders if o["status"] not in ("filled", "canceled")], [])
        self.assertEqual(summary["models"]["modulo"]["orders"], 1)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)

    def test_a_script_that_loops_is_interrupted(self):
        self.check(*self.ends(self.script("pass")), words="Interrupted (")

    def test_a_script_that_keeps_its_lock_is_left_behind(self):
        self.check(*self.ends(self.script("sum(range(10 ** 12))")))

    def test_what_does_not_answer_is_unknown_rather_than_zero(self):
        with tempfile.TemporaryDirectory() as folder, \
             Venue("--quiet-tape", "--at=10:00", "--speed=1", "--date=2026-07-02") as venue, \
             Running("--model=modulo", "--model=stuck=faulty@lane:fault=stall,size=13,stall=9000",
                     f"--venue={venue.url}", f"--state-dir={folder}", env=KEYS) as system:
            control = lambda *words: hft("control", *words, f"--state-dir={folder}")
            status = lambda: json.loads(control("status", "--format=json").stdout or "{}")
            wait_until(lambda: status().get("ready"), "the system is ready")
            venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": 17})
            wait_until(lambda: status()["positions"].get("SPY") == "-5", "a position is held")
            self.assertEqual(status()["unanswered"], [])
            time.sleep(2)  # it asks itself once a second, too
            venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": 13})
            time.sleep(0.3)  # nothing tells that somebody hangs
            ran = control("status", "--format=json")
            told = json.loads(ran.stdout)
            self.assertEqual((ran.returncode, ran.stderr), (1, "hft: execution does not answer\n"))
            self.assertFalse(told["ready"])
            self.assertEqual(told["unanswered"], ["feed", "execution", "modulo", "stuck"])
            self.assertIsNone(told["positions"])
            self.assertIsNone(told["orders_open"])
            self.assertEqual(told["models"]["modulo"]["fills"], 1)
            ran = control("status")
            self.assertEqual(ran.returncode, 1)
            self.assertIn("trading  unknown: execution does not answer\n", ran.stdout)
            self.assertNotIn("flat", ran.stdout)
            wait_until(lambda: status()["unanswered"] == [], "all answer again")
            self.assertEqual(control("status").returncode, 0)
            self.assertEqual(status()["positions"], {"SPY": "-5"})
            self.assertEqual(system.stop(timeout=PATIENCE), 0, system.said())

    def test_a_summary_keeps_what_was_seen_before_the_lane_hung(self):
        code, took, said, orders, summary, _ = self.ends("--model=stuck=faulty@lane:fault=stall,size=13,stall=600000",
                                                         pause=1.5)
        self.assertEqual(code, 1, said)
        self.assertEqual(summary["models"]["modulo"]["fills"], 1)

    def test_a_script_that_loops_is_quarantined_and_interrupted(self):
        model = self.script("pass")
        with tempfile.TemporaryDirectory() as folder, \
             Venue("--quiet-tape", "--at=10:00", "--speed=1", "--date=2026-07-02") as venue, \
             Running("--model=modulo", model, f"--venue={venue.url}", f"--state-dir={folder}", env=KEYS) as system:
            status = lambda: json.loads(hft("control", "status", "--format=json",
                                            f"--state-dir={folder}").stdout or "{}")
            wait_until(lambda: status().get("ready"), "the system is ready")
            for shares in (17, 13, *[19] * 80):  # more than may be on the way to it at once
                venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": shares})
            wait_until(lambda: status()["models"]["stuck"]["state"] == "quarantined", "it is quarantined")
            wait_until(lambda: "Model stuck has returned after all" in system.said(), "it is interrupted")
            self.assertEqual(system.stop(timeout=PATIENCE), 0, system.said())
            self.assertNotIn("has not stopped yet", system.said())

    def test_a_model_on_a_thread_of_its_own_is_left_behind(self):
        self.check(*self.ends("--model=stuck=faulty@thread:fault=stall,size=13,stall=600000"))

    def test_a_model_on_the_scheduler_is_left_behind(self):
        self.check(*self.ends("--model=stuck=faulty@scheduler:fault=stall,size=13,stall=600000"))

    def test_one_that_holds_the_lane_is_named_and_the_process_ends(self):
        code, took, said, *_ = self.ends("--model=stuck=faulty@lane:fault=stall,size=13,stall=600000")
        self.assertEqual(code, 1, said)
        self.assertLess(took, PATIENCE)
        self.assertEqual(said.count("Model stuck on the lane has been in one call for 10 s"), 1, said)
        self.assertIn("stood still for 20 s: model stuck on the lane is stuck in a call that does not return", said)


if __name__ == "__main__":
    main()
