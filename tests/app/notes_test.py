"""What models note is kept with the reason of their orders: in the log, the journal, the reports, the backtest's output."""
import csv
import glob
import json
import os
import unittest

from scripts_test import MODEL, ScriptCase, short_day
from support import hft, main

NOTES = MODEL + """
    def on_trade(self, trade, out):
        out.plot("size", trade.size)
        if trade.size == 18:
            out.note("eighteen, as it should be")
            out.buy("SPY", 2)
"""


class Notes(ScriptCase):
    def test_a_session_keeps_them_beside_its_journal(self):
        path = self.write("notes.py", NOTES)
        state = os.path.join(self.folder.name, "state")
        run = hft(f"--model=n=python:{path}", *short_day(self.folder.name), f"--state-dir={state}")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("Model n notes at", run.stderr)
        files = glob.glob(f"{state}/accounts/*/notes/2026-07-02.jsonl")
        self.assertEqual(len(files), 1)
        with open(files[0], encoding="utf-8") as file:
            kept = [json.loads(line) for line in file]
        remarks = [note for note in kept if note["record"] == "remark"]
        self.assertEqual((len(remarks), len(kept) - len(remarks)), (20, 60))

        told = [json.loads(line) for line in hft("journal", f"--state-dir={state}", "--format=json").stdout.splitlines()]
        self.assertEqual([one for one in told if one["record"] == "remark"], [{"sequence": 0, **one} for one in remarks])
        self.assertNotIn("plot", [one["record"] for one in told])
        # The remark stands before the order it gives the reason of.
        intent = next(i for i, one in enumerate(told) if one["record"] == "intent")
        reasons = [one for one in told[:intent] if one["record"] == "remark"]
        self.assertEqual(reasons[-1]["at"], told[intent]["order"]["caused_by"])
        story = hft("journal", f"--state-dir={state}", f"--order={told[intent]['order']['client_order_id']}").stdout
        self.assertEqual(story.count("remark n: eighteen, as it should be"), 1)
        plots = hft("journal", f"--state-dir={state}", "--plots").stdout
        self.assertEqual(plots.count(" plot n: size "), 60)

        report = hft("report", f"--state-dir={state}", f"--out={self.folder.name}/report")
        self.assertEqual(report.returncode, 0, report.stderr)
        self.check_folder(f"{self.folder.name}/report")

    def check_folder(self, folder):
        with open(os.path.join(folder, "report.html"), encoding="utf-8") as file:
            page = file.read()
        for words in ("What the models noted", "eighteen, as it should be", "n: size"):
            self.assertIn(words, page)
        with open(os.path.join(folder, "notes.csv"), encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 80)
        self.assertEqual({row["text"] for row in rows if not row["plot"]}, {"eighteen, as it should be"})

    def test_a_backtest_shows_them(self):
        path = self.write("notes.py", NOTES)
        out = os.path.join(self.folder.name, "out")
        run = hft("backtest", f"--model=n=python:{path}", *[o for o in short_day(self.folder.name) if "speed" not in o],
                  f"--out={out}")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("noted: 20 remarks, 60 points of 1 line\n  ... 10 before these\n", run.stdout)
        self.assertIn(" n: eighteen, as it should be -> buy 2 SPY\n", run.stdout)
        self.check_folder(out)
        again = hft("report", out, f"--out={self.folder.name}/again")  # of the record that was kept
        self.assertEqual(again.returncode, 0, again.stderr)
        self.check_folder(f"{self.folder.name}/again")


if __name__ == "__main__":
    main()
