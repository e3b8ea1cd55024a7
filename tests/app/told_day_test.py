"""The log tells the story of a day in plain sentences, and the report its whole, over every start of the program."""
import json
import os
import re
import signal
import tempfile
import unittest

from support import Running, Venue, hft, main, wait_until

KEYS = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}
DATE = "2026-07-02"


def told(log):
    """Level and sentence of each line."""
    return [tuple(line.split(" ", 2)[1:]) for line in log.splitlines()]


class ToldDay(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.state = os.path.join(self.folder.name, "state")

    def session(self):
        """The newest report; an empty one before the first is written."""
        reports = json.loads(hft("sessions", "--format=json", f"--state-dir={self.state}").stdout or "[]")
        return reports[-1] if reports else {}

    def in_order(self, sentences, patterns):
        rest = iter(sentences)
        for pattern in patterns:
            self.assertTrue(any(re.fullmatch(pattern, sentence) for sentence in rest),
                            f"{pattern!r} is missing or out of order in:\n" + "\n".join(sentences))

    def test_a_day_is_told_in_order_and_without_a_warning(self):
        with Venue(f"--date={DATE}", "--at=14:50", "--speed=200") as venue, \
             Running("--model=modulo", f"--venue={venue.url}", f"--state-dir={self.state}", "--when-closed=exit",
                     "--max-signal-age=60", env=KEYS) as system:
            self.assertEqual(system.process.wait(120), 0, system.said())
            lines = told(system.said())
        self.in_order([sentence for _, sentence in lines], [
            r"hft [0-9.]+ starts on account \S+ at http://127\.0\.0\.1:\d+ with model modulo\.",
            r"The regular session of 2026-07-02 is open until 16:00 New York time\.",
            r"The books of account \S+ are read: 0 records\.",
            r"The books are reconciled with the broker\.",
            r"The system is ready: reconciled and subscribed\.",
            r"15:00 New York time: So far \d+ ticks, \d+ orders and \d+ fills; \d+ orders are open\. The account holds .*\.",
            r"The regular session of 2026-07-02 is over\.",
            r"Model modulo saw \d+ ticks and made \d+ signals: .*\.",
            r"The system has ended in order\."])
        self.assertEqual([line for line in lines if line[0] != "info"], [])
        self.assertEqual(self.session()["incident_count"], 0)

    def test_a_session_of_several_starts_is_told_and_counted_whole(self):
        def status():
            return json.loads(hft("control", "status", "--format=json", f"--state-dir={self.state}").stdout or "{}")

        with Venue("--quiet-tape", "--at=10:00", "--speed=1", f"--date={DATE}") as venue:
            expected = 0
            for how, sizes in ((signal.SIGKILL, [17, 100, 31]), (signal.SIGTERM, [1, 2]), (signal.SIGKILL, [17]),
                               (signal.SIGTERM, [34, 5, 7, 11])):
                with Running("--model=modulo", f"--venue={venue.url}", f"--state-dir={self.state}", env=KEYS) as system:
                    wait_until(lambda: status().get("ready"), "the system is ready")
                    for size in sizes:
                        venue.post("/_venue/trade", {"S": "SPY", "p": 450.0, "s": size})
                    expected += len(sizes)
                    wait_until(lambda: self.session().get("counted", {}).get("modulo", {}).get("ticks") == expected,
                               f"{expected} ticks are noted")
                    system.stop(how)
                    said = system.said()
        self.assertIn(f"This is start 4 of the program in the session of {DATE}", said)
        session = self.session()
        self.assertEqual(session["starts"], 4)
        self.assertTrue(session["finished"])
        model = session["models"]["modulo"]
        self.assertEqual((model["ticks"], model["signals"], model["orders"]), (10, 4, 4))
        self.assertIn("Model modulo saw 10 ticks and made 4 signals: 4 orders", said)
        self.assertEqual(sum("ended without a report" in kept["sentence"] for kept in session["incidents"]), 2)

    def test_a_killed_session_shows_its_last_known_figures_and_is_told_once_later(self):
        accounts = f"--state={self.folder.name}/venue"
        with Venue("--quiet-tape", "--at=10:00", "--speed=1", f"--date={DATE}", accounts) as venue, \
             Running("--model=modulo", f"--venue={venue.url}", f"--state-dir={self.state}", env=KEYS) as system:
            wait_until(lambda: "The system is ready" in system.said(), "the system is ready")
            for size in (17, 100, 31, 34):
                venue.post("/_venue/trade", {"S": "SPY", "p": 450.0, "s": size})
            wait_until(lambda: self.session().get("totals", {}).get("fills") == 3, "three fills are noted")
            system.stop(signal.SIGKILL)
        session = self.session()
        self.assertFalse(session["finished"])
        model = session["models"]["modulo"]
        self.assertEqual((model["ticks"], model["signals"], model["orders"], model["fills"]), (4, 3, 3, 3))
        self.assertGreater(session["latency_us"]["p50"], 0)
        rows = hft("sessions", f"--state-dir={self.state}").stdout
        self.assertRegex(rows, rf"(?m)^{DATE} +3 +3 ")
        self.assertIn("not finished", rows)
        self.assertIn("SPY -5", rows)
        for times_told in (1, 0):
            with Venue("--quiet-tape", "--at=18:00", "--speed=1", f"--date={DATE}", accounts) as venue:
                ran = hft("--model=modulo", f"--venue={venue.url}", f"--state-dir={self.state}",
                          "--when-closed=exit", env=KEYS)
            self.assertEqual(ran.returncode, 0, ran.stderr)
            self.assertEqual(ran.stderr.count(f"The session of {DATE} is unfinished"), times_told, ran.stderr)
        self.assertEqual(self.session()["models"], session["models"])

    def test_each_date_has_the_profit_made_on_it(self):
        realized = []
        for date, sizes in (("2026-06-30", [17, 31]), ("2026-07-01", []), ("2026-07-02", [17, 31, 31])):
            with Venue("--quiet-tape", "--at=10:00", "--speed=1", f"--date={date}", f"--state={self.folder.name}/venue") \
                    as venue, \
                 Running("--model=modulo", f"--venue={venue.url}", f"--state-dir={self.state}", env=KEYS) as system:
                wait_until(lambda: "The system is ready" in system.said(), "the system is ready")
                for size in sizes:
                    venue.post("/_venue/trade", {"S": "SPY", "p": 450.0, "s": size})
                wait_until(lambda: self.session().get("date") == date
                           and self.session().get("totals", {}).get("fills") == len(sizes), "the fills are noted")
                self.assertEqual(system.stop(), 0, system.said())
                model = self.session()["models"]["modulo"]
                self.assertIn(f"realized {float(model['realized_pnl']):.2f} and", system.said())
            realized.append((float(model["realized_pnl"]), float(model["realized_since_start"])))
        (first, so_far), (second, still), (third, in_all) = realized
        self.assertNotIn(0, (first, third))
        self.assertEqual((second, so_far, still), (0, first, first))
        self.assertAlmostEqual(in_all, first + third)


if __name__ == "__main__":
    main()
