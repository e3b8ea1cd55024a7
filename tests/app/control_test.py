"""A running system, asked and told over its socket."""
import json
import os
import signal
import stat
import tempfile
import unittest

from support import Running, Venue, hft, main, wait_until

KEYS = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}


class Control(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.state = os.path.join(self.folder.name, "state")
        self.venue = Venue("--quiet-tape", "--at=10:00", "--speed=1", "--date=2026-07-02")
        self.system = Running("--model=modulo", f"--venue={self.venue.url}", f"--state-dir={self.state}",
                              env=KEYS)
        wait_until(lambda: self.status().get("ready"), "the system is ready")

    def tearDown(self):
        self.system.__exit__()
        self.venue.__exit__()
        self.folder.cleanup()

    def control(self, *words):
        return hft("control", *words, f"--state-dir={self.state}")

    def status(self):
        return json.loads(self.control("status", "--format=json").stdout or "{}")

    def trade(self, size):
        self.venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": size})

    def test_the_status_has_what_the_contract_names(self):
        status = self.status()
        for name in ("phase", "ready", "halted", "date", "next_change", "models", "feed", "orders_open"):
            self.assertIn(name, status)
        self.assertEqual(status["phase"], "Regular")
        for name in ("name", "state", "restarts", "ticks", "signals", "orders", "fills", "refused", "position"):
            self.assertIn(name, status["models"]["modulo"])

    def test_the_socket_is_its_owners_alone(self):
        mode = os.stat(os.path.join(self.state, "control.sock")).st_mode
        self.assertEqual(stat.S_IMODE(mode), 0o600)

    def test_positions_orders_and_models_tell_of_a_fill(self):
        self.trade(17)
        wait_until(lambda: self.status()["models"]["modulo"]["fills"] >= 1, "the fill is booked")
        self.assertEqual(self.status()["models"]["modulo"]["position"], {"SPY": "-5"})
        self.assertIn("SPY", self.control("positions").stdout)
        self.assertIn("modulo", self.control("orders").stdout)
        self.assertIn("modulo", self.control("models").stdout)

    def test_a_model_is_spawned_and_stopped(self):
        self.assertEqual(self.control("spawn", "second=modulo:sell_divisor=2").returncode, 0)
        self.trade(4)
        wait_until(lambda: self.status()["models"]["second"]["orders"] == 1, "the second model orders")
        self.assertEqual(self.status()["models"]["modulo"]["orders"], 0)
        self.assertEqual(self.control("stop", "second").returncode, 0)
        refused = self.control("spawn", "x=nonsense")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("nonsense", refused.stderr)

    def test_a_halt_refuses_orders_until_it_is_lifted(self):
        self.assertEqual(self.control("halt", "--reason=lunch").returncode, 0)
        self.trade(17)
        wait_until(lambda: self.status()["models"]["modulo"]["refused"] == 1, "the order is refused")
        self.assertTrue(self.status()["halted"])
        self.assertEqual(self.control("resume").returncode, 0)
        self.trade(17)
        wait_until(lambda: self.status()["models"]["modulo"]["orders"] == 1, "the order is sent")

    def test_a_killed_system_comes_back_with_its_books(self):
        for size in (17, 17, 31, 17):
            self.trade(size)
        wait_until(lambda: self.status()["models"]["modulo"]["fills"] == 4, "four fills")
        before = self.status()["models"]["modulo"]["position"]
        self.system.stop(signal.SIGKILL)
        self.system = Running("--model=modulo", f"--venue={self.venue.url}", f"--state-dir={self.state}",
                              env=KEYS)
        wait_until(lambda: self.status().get("ready"), "it is ready again")
        self.assertEqual(self.status()["models"]["modulo"]["position"], before)
        verified = hft("journal", "--verify", f"--state-dir={self.state}")
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)

    def test_it_stops_in_order_on_a_signal(self):
        self.assertEqual(self.system.stop(signal.SIGINT), 0, self.system.said())


if __name__ == "__main__":
    main()
