"""What bad input gets: one sentence and the contract's exit code."""
import os
import tempfile
import unittest

from support import Venue, hft, main


class Refusals(unittest.TestCase):
    def refused(self, code, *arguments, **how):
        ran = hft(*arguments, timeout=30, **how)
        self.assertEqual(ran.returncode, code, f"{arguments}: {ran.stdout}{ran.stderr}")
        lines = [line for line in ran.stderr.splitlines() if line.startswith("hft: ")]
        self.assertEqual(len(lines), 1, f"{arguments}: {ran.stderr}")
        return lines[0]

    def test_no_model_lists_the_models(self):
        self.assertIn("modulo", self.refused(2))

    def test_an_unknown_model_names_the_nearest(self):
        self.assertIn("modulo", self.refused(2, "--model=modula"))

    def test_a_bad_parameter_says_which_and_why(self):
        self.assertIn("sell_divisor", self.refused(2, "--model=modulo:sell_divisor=0"))
        self.assertIn("sell_divisor", self.refused(2, "--model=modulo:sell_diviser=3"))

    def test_bad_dates_times_and_speeds(self):
        self.assertIn("2026-02-30", self.refused(2, "--model=modulo", "--date=2026-02-30"))
        self.assertIn("25:00", self.refused(2, "--model=modulo", "--at=25:00"))
        self.assertIn("fast", self.refused(2, "--model=modulo", "--speed=fast"))
        self.refused(2, "--model=modulo", "--nonsense")
        self.refused(2, "calendar", "--from=yesterday", "--to=2026-01-01")
        self.assertIn("--from= has no value", self.refused(2, "calendar", "--from=", "--to=2026-01-01"))

    def test_a_tape_that_is_not_there(self):
        self.assertIn("nowhere.csv.gz", self.refused(2, "--model=modulo", "--tape=nowhere.csv.gz"))

    def test_a_state_directory_that_cannot_be_made(self):
        self.refused(6, "--model=modulo", "--state-dir=/proc/nowhere")

    def refused_file(self, code, text, *arguments):
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as file, tempfile.TemporaryDirectory() as state:
            file.write(text)
            file.flush()
            said = self.refused(code, f"--config={file.name}", f"--state-dir={state}", *arguments)
            self.assertEqual(file.name in said, code == 3, said)
            return said

    def test_a_bad_configuration_file(self):
        for text, part in (('modle = ["modulo"]\n', "line 1: there is no option modle"),
                           ('\nvenue = "paper\n', "line 2: "),
                           ('limit = ["order_size=1"\n', "line 1: "),
                           ("symbols = [SPY, QQQ]\n", "line 1: "),
                           ('limit = ["position=5"]\nlimit = ["order_size=1"]\n', "line 2: "),
                           ('venue = ["simulated", "paper"]\n', "line 1: venue takes one value")):
            with self.subTest(text):
                self.assertIn(part, self.refused_file(3, text, "--model=modulo"))
        self.refused(3, "--config=/nowhere.toml")

    def test_a_wrong_value_in_the_configuration_file(self):
        for text, part in (('log-level = "loud"\n', "--log-level"), ('close-lead = "soon"\n', "--close-lead"),
                           ('venue = "papr"\n', "papr"), ('limit = ["nonsense=1"]\n', "--limit=nonsense=1"),
                           ('model = ["nonsense"]\n', "nonsense"), ('speed = "fast"\n', "--speed=fast"),
                           ('symbols = ["A-SYMBOL-OF-THIRTY-TWO-LETTERS-OR-SO"]\n', "--symbols")):
            with self.subTest(text):
                line = [] if text.startswith("model") else ["--model=modulo"]
                self.assertIn(part, self.refused_file(3, text, *line))

    def test_a_wrong_value_beside_a_good_configuration_file(self):
        text = 'symbols = ["SPY"]\nlimit = [\n  "position=5", # small\n]\n'
        for wrong in ("--log-level=loud", "--venue=papr", "--limit=nonsense=1", "--model=nonsense", "--speed=fast"):
            with self.subTest(wrong):
                self.refused_file(2, text, "--model=modulo", wrong)
        self.refused_file(2, text)  # no model anywhere

    def test_missing_keys_for_the_paper_account(self):
        with tempfile.TemporaryDirectory() as empty:
            said = self.refused(3, "--model=modulo", "--venue=paper", cwd=empty)
            self.assertIn("ALPACA_", said)

    def test_the_live_money_host_is_refused(self):
        self.refused(2, "--model=modulo", "--venue=https://api.alpaca.markets")

    def test_a_wrong_key(self):
        with Venue("--key=right", "--secret=hushhush", "--at=10:00", "--speed=1", "--date=2026-07-02") as venue, \
             tempfile.TemporaryDirectory() as state:
            said = self.refused(3, "--model=modulo", f"--venue={venue.url}", f"--state-dir={state}",
                                env={"APCA_API_KEY_ID": "wrong", "APCA_API_SECRET_KEY": "topsecret"})
            self.assertNotIn("topsecret", said)

    def test_nobody_listens(self):
        with tempfile.TemporaryDirectory() as state:
            self.refused(4, "--model=modulo", "--venue=http://127.0.0.1:9", f"--state-dir={state}",
                         env={"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"})
            self.refused(4, "control", "status", f"--state-dir={state}")

    def test_help_and_version_are_no_refusal(self):
        self.assertEqual(hft("--help").returncode, 0)
        self.assertRegex(hft("--version").stdout, r"^hft \d+\.\d+\.\d+\n$")


if __name__ == "__main__":
    main()
