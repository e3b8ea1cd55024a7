"""What a person sees on a terminal: one clock, 80 columns, colours only where wanted, and where to look next."""
import json
import os
import pty
import re
import subprocess
import tempfile
import unittest

from support import HFT, clean_environment, hft, main

DAY = "--date=2026-07-02"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def on_a_terminal(*arguments, env=None):
    """Standard output and error as a person has them: what was shown, and the exit code."""
    master, slave = pty.openpty()
    environment = {**clean_environment(), "TERM": "xterm", **(env or {})}
    process = subprocess.Popen([HFT, *arguments], stdout=slave, stderr=slave, stdin=subprocess.DEVNULL, env=environment)
    os.close(slave)
    shown = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(master)
    return shown.decode().replace("\r\n", "\n"), process.wait()


class Screen(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.state = os.path.join(self.folder.name, "state")
        self.summary = os.path.join(self.folder.name, "summary.json")

    def tearDown(self):
        self.folder.cleanup()

    def run_day(self, *arguments, **how):
        shown, code = on_a_terminal("--model=modulo", DAY, "--at=15:50", "--speed=60", f"--state-dir={self.state}",
                                    f"--summary={self.summary}", *arguments, **how)
        self.assertEqual(code, 0, shown)
        return shown

    def test_the_screen_is_quiet_80_columns_wide_and_says_what_comes_next(self):
        shown = self.run_day()
        plain = COLOUR.sub("", shown)
        for line in plain.splitlines():
            self.assertLessEqual(len(line), 80 if not line.startswith(("report: ", "summary: ", "next: ", "      hft")) else 400, line)
        self.assertNotIn(" info ", plain)
        self.assertNotRegex(plain, r"\d\d:\d\d:\d\d(\.\d+)?Z")
        self.assertIn("\x1b[", shown)
        self.assertIn("unrealized is reckoned with the last price: SPY ", plain)
        report = re.search(r"^report: (.*)$", plain, re.M).group(1)
        self.assertTrue(os.path.exists(report), report)
        self.assertIn("next: hft sessions", plain)
        self.assertRegex(plain, r"\d+%, 0:0\d left, \d+ orders, profit [+-]?\d+\.\d\d, equity \d+\.\d\d")

    def test_phases_are_the_same_on_screen_in_the_table_and_in_both_reports(self):
        plain = COLOUR.sub("", self.run_day())
        on_screen = re.findall(r"^[0-9:-]{8}  (PreOpen|Regular|Closing|AfterHours|Closed) +(?! |\d+%)", plain, re.M)
        table = re.search(r"^Session 2026-07-02: (.*)$", plain, re.M).group(1).split(", ")
        with open(self.summary) as file:
            summary = json.load(file)
        report = json.loads(hft("sessions", "--format=json", f"--state-dir={self.state}").stdout)[0]
        self.assertEqual(on_screen, table)
        self.assertEqual(summary["session"]["phases"], table)
        self.assertEqual(report["session"]["phases"], table)
        report.pop("account")
        self.assertEqual(report, summary)  # one format

    def test_no_color_is_honoured_everywhere(self):
        self.assertNotIn("\x1b", self.run_day(env={"NO_COLOR": "1"}))

    def test_the_log_and_the_display_tell_one_time(self):
        ran = hft("--model=modulo", DAY, "--at=15:59", "--speed=60", f"--state-dir={self.state}")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        for line in ran.stderr.splitlines():
            self.assertRegex(line, r"^2026-07-02T1[56]:\d\d:\d\d-04:00 \w+ ")

    def test_the_first_demo_stays_within_the_account(self):
        ran = hft("--model=modulo", DAY, "--speed=max", f"--state-dir={self.state}", f"--summary={self.summary}")
        self.assertEqual(ran.returncode, 0, ran.stderr[-2000:])
        with open(self.summary) as file:
            summary = json.load(file)
        shares = abs(int(summary["models"]["modulo"]["position"]["SPY"]))
        mark = float(re.search(r" at ([0-9.]+) of", summary["totals"]["marks"]).group(1))
        self.assertLessEqual(shares * mark, 1_010_000)
        self.assertIn("gross exposure", "".join(summary["refusals"]))

    def test_all_runs_are_listed_with_a_total(self):
        for seed in ("1", "2"):
            ran = hft(f"--model=m=modulo:sell_divisor={int(seed) + 10}", DAY, "--at=15:59", "--speed=max", f"--seed={seed}",
                      f"--state-dir={self.state}")
            self.assertEqual(ran.returncode, 0, ran.stderr)
        listed = hft("sessions", f"--state-dir={self.state}").stdout
        self.assertIn("m=modulo:sell_divisor=11", listed)
        self.assertIn("m=modulo:sell_divisor=12", listed)
        self.assertRegex(listed.splitlines()[-1], r"^2 sessions ")
        sessions = json.loads(hft("sessions", "--format=json", f"--state-dir={self.state}").stdout)
        self.assertEqual(len(sessions), 2)
        for session in sessions:  # as hft report wants it
            self.assertIn(session["account"] + ": ", listed)
        self.assertLessEqual(max(map(len, listed.splitlines())), 80)

    def test_completion_of_each_shell_knows_options_subcommands_models_and_verbs(self):
        for shell, check in (("bash", ["bash", "-n"]), ("zsh", None), ("fish", None)):
            script = hft("completion", shell).stdout
            for word in ("when-closed", "sessions", "modulo", "flatten", "wait"):
                self.assertIn(word, script, shell)
            if check:
                subprocess.run([*check, "/dev/stdin"], input=script, text=True, check=True)
        done = subprocess.run(["bash", "-c", hft("completion", "bash").stdout +
                               "\nCOMP_LINE='hft control fl'; COMP_POINT=14; COMP_WORDS=(hft control fl); COMP_CWORD=2; _hft; "
                               "echo ${COMPREPLY[@]}\nCOMP_LINE='hft --durability=d'; COMP_POINT=18; COMP_WORDS=(hft --durability = d); "
                               "COMP_CWORD=3; _hft; echo ${COMPREPLY[@]}"], capture_output=True, text=True)
        self.assertEqual(done.stdout.split(), ["flatten", "disk"])


if __name__ == "__main__":
    main()
