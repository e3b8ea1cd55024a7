"""A stop in the middle of a burst, from outside: nothing of ours works at the venue afterwards."""
import fcntl
import json
import os
import signal
import tempfile
import time
import unittest

from support import Running, Venue, hft, main, wait_until

KEYS = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}
WORKING = {"new", "accepted", "pending_new", "partially_filled", "held", "pending_cancel", "pending_replace"}


class Stop(unittest.TestCase):
    MAKER = "--model=maker=avellaneda_stoikov:kappa=1,interval=120,window=2"  # quotes far from the market

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.state = os.path.join(self.folder.name, "state")
        self.venue = Venue("--date=2026-07-02", "--at=10:00", "--speed=60")
        self.addCleanup(self.venue.__exit__)
        self.system = Running("--model=modulo", self.MAKER, f"--venue={self.venue.url}",
                              f"--state-dir={self.state}", env=KEYS)
        self.addCleanup(self.system.__exit__)
        wait_until(lambda: len(self.working()) > 1, "a bid and an ask work", 30)
        self.burst()
        wait_until(lambda: self.filled() > 3, "orders are filled")

    def orders(self):
        return self.venue.get("/_venue/ledger")["orders"]

    def working(self):
        return [o for o in self.orders() if o["status"] in WORKING]

    def filled(self):
        return sum(o["status"] == "filled" for o in self.orders())

    def burst(self):
        self.venue.post("/_venue/trade", [{"S": "SPY", "p": 573.0, "s": size} for size in (17, 31, 34, 62) * 5])

    def hold(self, *faults):
        self.venue.post("/_venue/faults", {"faults": [{"kind": "hold_cancels"}, *faults]})

    def release(self):
        self.venue.post("/_venue/faults", {"clear": True})

    def test_a_stop_while_cancels_are_held_waits_for_them(self):
        late = {"kind": "answer_late", "method": "POST", "path": "/v2/orders", "delay_ms": 700}
        self.hold(late, {"kind": "delay_update", "delay_ms": 300})
        self.burst()
        self.system.process.send_signal(signal.SIGTERM)
        wait_until(lambda: any(o["status"] == "pending_cancel" for o in self.orders()), "cancels are held")
        time.sleep(1.5)
        self.assertIsNone(self.system.process.poll(), "it did not wait for its cancels")
        self.release()
        self.assertEqual(self.system.stop(), 0, self.system.said())
        self.assertEqual(self.working(), [])
        self.assertNotIn("still open", self.system.said())
        count = len(self.orders())
        time.sleep(0.5)
        self.assertEqual(len(self.orders()), count)

    def test_cancels_held_for_good_are_told_and_do_not_keep_it(self):
        self.hold()
        self.burst()
        begun = time.monotonic()
        self.assertEqual(self.system.stop(timeout=20), 1, self.system.said())  # what works is no good end
        self.assertLess(time.monotonic() - begun, 12)
        self.assertIn("still open when the desk closed", self.system.said())
        self.assertTrue(all(o["status"] == "pending_cancel" for o in self.working()), self.working())
        self.release()
        self.assertEqual(self.working(), [])
        report = json.loads(hft("sessions", "--format=json", f"--state-dir={self.state}").stdout)[0]
        self.assertTrue(report["finished"])

    def test_what_a_killed_run_left_is_canceled_though_the_market_counts_as_closed(self):
        self.system.process.kill()
        self.system.process.wait()
        self.assertNotEqual(self.working(), [])
        overrides = os.path.join(self.folder.name, "overrides.csv")
        with open(overrides, "w") as file:
            file.write("date,action,open,close,post_end,reason,source,announced_at\n"
                       "2026-07-02,closed,,,,a test,nobody,2026-07-01\n")
        ran = hft("--model=modulo", f"--venue={self.venue.url}", f"--state-dir={self.state}", "--when-closed=exit",
                  f"--calendar-overrides={overrides}", env=KEYS, timeout=60)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertIn("left orders open", ran.stderr)
        self.assertEqual(self.working(), [])

    def test_a_reader_who_reads_no_more_holds_up_no_stop(self):
        with tempfile.TemporaryDirectory() as folder:
            deaf = Running("--model=modulo", f"--venue={self.venue.url}", f"--state-dir={folder}",
                           env={"APCA_API_KEY_ID": "other", "APCA_API_SECRET_KEY": "s"})
            with deaf:
                fcntl.fcntl(deaf.process.stdout, fcntl.F_SETPIPE_SZ, 4096)

                def has_much_to_tell():
                    self.burst()
                    return len(self.venue.get("/_venue/ledger", "other")["fills"]) > 150

                wait_until(has_much_to_tell, "it has more to tell than the pipe holds", 60)
                deaf.process.send_signal(signal.SIGTERM)
                self.assertEqual(deaf.process.wait(20), 0)
                self.assertIn("The system has ended in order", deaf.said())
                self.assertLessEqual(len(deaf.process.stdout.read()), 4096)
                self.assertIn("modulo", hft("sessions", f"--state-dir={folder}", "--format=json").stdout)


if __name__ == "__main__":
    main()
