"""Sessions from outside: overrides of the calendar, reports, the last minutes; and that the page names tests there are."""
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

from support import HFT, SOURCE, Running, Venue, clean_environment, hft, main, wait_until

DATE = "2026-07-02"


class Sessions(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.state = os.path.join(self.folder.name, "state")
        self.overrides = os.path.join(self.folder.name, "overrides.csv")

    def tearDown(self):
        self.folder.cleanup()

    def override(self, *rows):
        with open(self.overrides, "w") as file:
            file.write("date,action,open,close,post_end,reason\n" + "".join(row + "\n" for row in rows))
        return f"--calendar-overrides={self.overrides}"

    def test_an_override_closes_moves_and_opens_dates(self):
        option = self.override(f"{DATE},closed,,,,mourning", "2026-07-06,hours,,13:00,17:00,storm", "2026-07-04,open")
        rows = hft("calendar", f"--from={DATE}", "--to=2026-07-06", option).stdout.splitlines()[1:]
        self.assertEqual(rows, ["2026-07-04,2026-07-04T13:30:00Z,2026-07-04T20:00:00Z,false",
                                "2026-07-06,2026-07-06T13:30:00Z,2026-07-06T17:00:00Z,true"])
        self.assertIn("Closed", hft("clock", f"--at={DATE}T10:00", option).stdout)

    def test_an_override_closes_the_day_for_a_run(self):
        option = self.override(f"{DATE},closed,,,,mourning")
        ran = hft("--model=modulo", f"--date={DATE}", option, f"--state-dir={self.state}", timeout=60)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertNotIn("Regular", ran.stdout)

    def test_a_broken_override_is_one_sentence(self):
        ran = hft("--model=modulo", self.override("nonsense"), f"--state-dir={self.state}")
        self.assertEqual(ran.returncode, 2)
        self.assertIn(self.overrides, ran.stderr)
        self.assertEqual(len(ran.stderr.strip().splitlines()), 1)

    def test_positions_are_closed_before_the_close_and_the_session_is_reported(self):
        ran = hft("--model=modulo", f"--date={DATE}", "--at=15:50", "--speed=60", "--flatten-lead=4",
                  f"--state-dir={self.state}", timeout=120)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        sessions = json.loads(hft("sessions", "--format=json", f"--state-dir={self.state}").stdout)
        self.assertEqual([s["date"] for s in sessions], [DATE])
        self.assertTrue(sessions[0]["finished"])
        self.assertGreater(sessions[0]["totals"]["fills"], 0)
        self.assertEqual(sessions[0]["totals"]["position"], "flat")
        self.assertIn("Positions are flattened before the close.", ran.stderr)
        self.assertEqual(sessions[0]["incidents"], [])  # it was asked for
        self.assertIn(DATE, hft("sessions", f"--state-dir={self.state}").stdout)

    def test_a_hangup_reads_limits_again(self):
        config = os.path.join(self.folder.name, "hft.toml")
        with open(config, "w") as file:
            file.write('limit = ["order_size=100"]\n')
        with Venue("--quiet-tape", "--at=10:00", "--speed=1", f"--date={DATE}") as venue, \
             Running("--model=modulo", f"--venue={venue.url}", f"--state-dir={self.state}", f"--config={config}",
                     env={"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}) as system:
            def status():
                return json.loads(hft("control", "status", "--format=json", f"--state-dir={self.state}").stdout or "{}")
            wait_until(lambda: status().get("ready"), "the system is ready")
            with open(config, "w") as file:
                file.write('limit = ["order_size=1"]\n')
            system.process.send_signal(signal.SIGHUP)
            wait_until(lambda: "read again" in system.said(), "the settings are read")
            venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": 17})
            wait_until(lambda: status()["models"]["modulo"]["refused"] == 1, "the new limit refuses")
            self.assertEqual(system.stop(), 0, system.said())

    def reports(self, **texts):
        """A folder of reports, files by date."""
        folder = os.path.join(self.state, "accounts", "A", "sessions")
        os.makedirs(folder)
        for date, text in texts.items():
            with open(os.path.join(folder, date[1:].replace("_", "-") + ".json"), "w") as file:
                file.write(text)
        return folder

    def test_a_torn_report_is_named_and_the_others_are_listed(self):
        folder = self.reports(d2026_07_01='{"date": "2026-07-01", "st', d2026_07_02='{"date": "2026-07-02"}')
        for form in ("text", "json"):
            ran = hft("sessions", f"--format={form}", f"--state-dir={self.state}")
            self.assertEqual(ran.returncode, 1)
            self.assertIn(DATE, ran.stdout)
            self.assertEqual(ran.stderr, f"hft: the session report {folder}/2026-07-01.json cannot be read: "
                                         "it is not whole\n")

    def test_a_folder_of_torn_reports_is_not_an_empty_one(self):
        self.reports(d2026_07_01="", d2026_07_02="[]")
        ran = hft("sessions", f"--state-dir={self.state}")
        self.assertEqual((ran.returncode, ran.stdout), (1, ""))
        self.assertEqual(len(ran.stderr.splitlines()), 2, ran.stderr)

    def test_a_folder_that_cannot_be_read_is_one_sentence(self):
        self.reports()
        os.chmod(self.folder.name, 0o755)
        nobody = 65534 if os.geteuid() == 0 else None  # root reads everything
        program = HFT
        if nobody:  # who may not even reach the one that was built, under /root say
            program = shutil.copy(HFT, self.folder.name)
        for closed in (self.state, os.path.join(self.state, "accounts"), os.path.join(self.state, "accounts", "A")):
            os.chmod(closed, 0)
            for command in ("sessions", "journal"):
                ran = subprocess.run([program, command, f"--state-dir={self.state}"], capture_output=True, text=True,
                                     user=nobody, env=clean_environment())
                self.assertNotEqual(ran.returncode, 0, closed)
                self.assertRegex(ran.stderr, r"^hft: .*cannot be read: Permission denied\n$")
                self.assertEqual(ran.stdout, "")
            os.chmod(closed, 0o755)

    def test_every_test_the_page_names_is_there(self):
        with open(os.path.join(SOURCE, "docs", "sessions.md")) as file:
            named = re.findall(r"\| `([a-z_.]+)`: ([^|]+?) \|$", file.read(), re.M)
        self.assertGreater(len(named), 12)
        sources = {}
        for root, _, files in os.walk(os.path.join(SOURCE, "tests")):
            for name in files:
                if name.endswith(("_test.cpp", "_test.py")):
                    with open(os.path.join(root, name)) as file:
                        sources[name] = file.read()
        for suite, title in named:
            with self.subTest(title):
                if suite.startswith("app."):
                    text, wanted = sources[suite[4:] + "_test.py"], "def test_" + title.replace(" ", "_") + "("
                else:
                    text = "".join(s for s in sources.values() if f"#define CAF_SUITE {suite}\n" in s)
                    wanted = f"CAF_TEST({title})"
                self.assertIn(wanted, text)


if __name__ == "__main__":
    main()
