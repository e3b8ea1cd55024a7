"""--fail-fast: the first fault of a model ends the run with code 7 and all there is to tell of it."""
import json
import os
import unittest

from scripts_test import KEYS, MODEL, ScriptCase, short_day
from support import Venue, hft, main

BREAKS = MODEL + """
    def on_trade(self, trade, out):
        self.seen = getattr(self, "seen", 0) + 1
        if self.seen == 1: out.buy("SPY", 2)
        if self.seen == 20: self.helper(trade)

    def helper(self, trade):
        return {}["band of 'SPY'"]
"""


class FailFast(ScriptCase):
    def check(self, run, state_word):
        self.assertEqual(run.returncode, 7, run.stdout + run.stderr)
        told = run.stderr[run.stderr.rindex("hft: model breaks failed on a trade of SPY"):]
        for words in ("handler: on_trade\n", "event: trade of SPY: 451.31 x ", "New York (2026-07-02T", "it holds: SPY 2 at ",
                      "Traceback (most recent call last):\n", "in helper\n", """return {}["band of 'SPY'"]""",
                      """KeyError: "band of 'SPY'"\n""", state_word):
            self.assertIn(words, told)
        self.assertNotIn("restarting", run.stderr)

    def test_the_embedded_venue(self):
        path = self.write("breaks.py", BREAKS)
        state = os.path.join(self.folder.name, "state")
        run = hft(f"--model=breaks=python:{path}", *short_day(self.folder.name), f"--state-dir={state}", "--fail-fast")
        self.check(run, f"state: {state}/accounts/simulated-")
        self.assertIn(f"hft journal --state-dir={state}", run.stderr)
        journal = hft("journal", f"--state-dir={state}", "--verify")
        self.assertIn("are good", journal.stdout)

    def test_without_it_the_model_is_started_again(self):
        path = self.write("breaks.py", BREAKS)
        run = self.run_day(f"breaks=python:{path}")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("restarting it", run.stderr)
        self.assertNotIn("handler:", run.stderr)

    def test_a_backtest_keeps_the_run_up_to_there(self):
        path = self.write("breaks.py", BREAKS)
        out = os.path.join(self.folder.name, "out")
        run = hft("backtest", f"--model=breaks=python:{path}", *[o for o in short_day(self.folder.name) if "speed" not in o],
                  "--fail-fast", f"--out={out}")
        self.check(run, f"state: the run up to here is in {out}")
        with open(os.path.join(out, "result.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file)["models"]["breaks"]["orders"], 1)

    def test_a_venue_elsewhere_and_the_settings_file(self):
        path = self.write("breaks.py", BREAKS)
        config = self.write("hft.toml", "fail-fast = true\nwhen-closed = 'exit'\n")
        with Venue(*short_day(self.folder.name)[:1], short_day(self.folder.name)[2], "--speed=10") as venue:
            run = hft(f"--model=breaks=python:{path}", f"--venue={venue.url}", f"--config={config}",
                      f"--state-dir={self.folder.name}/elsewhere", env=KEYS, timeout=200)
            self.check(run, "state: ")
            self.assertEqual([order for order in venue.get("/v2/orders?status=open")], [])

    def test_a_model_of_the_tree_that_throws(self):
        run = hft("--model=faulty:size=18", *short_day(self.folder.name), f"--state-dir={self.folder.name}/tree", "--fail-fast")
        self.assertEqual(run.returncode, 7, run.stderr)
        self.assertIn("handler: on_trade\n  event: trade of SPY: 451.31 x 18 on", run.stderr)
        self.assertIn("std::runtime_error: ", run.stderr)

    def test_a_candidate_that_falls(self):
        good = self.write("good.py", MODEL)
        path = self.write("bad.py", MODEL + "    def on_session(self, session, out): raise ValueError('not here')\n")
        run = hft(f"--model=m=python:{good}", f"--swap=15:57:30,m=python:{path}", *short_day(self.folder.name),
                  f"--state-dir={self.folder.name}/swap", "--fail-fast")
        self.assertEqual(run.returncode, 7, run.stderr)
        self.assertIn("ValueError: not here", run.stderr.splitlines()[-2] + run.stderr.splitlines()[-1])


if __name__ == "__main__":
    main()
