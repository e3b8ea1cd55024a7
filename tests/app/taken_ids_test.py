"""An order of somebody else under our next id, and refusals that were none, from outside."""
import json
import os
import signal
import tempfile
import unittest

from support import Running, Venue, hft, main, wait_until

KEYS = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}


class TakenIds(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.state = os.path.join(self.folder.name, "state")
        self.venue = Venue("--quiet-tape", "--at=10:00", "--speed=1", "--date=2026-07-02")
        self.addCleanup(self.venue.__exit__)

    def start(self):
        system = Running("--model=modulo", f"--venue={self.venue.url}", f"--state-dir={self.state}",
                         "--max-signal-age=0", env=KEYS)
        self.addCleanup(system.__exit__)
        wait_until(lambda: self.status().get("ready"), "the system is ready")
        return system

    def status(self):
        return json.loads(hft("control", "status", "--format=json", f"--state-dir={self.state}").stdout or "{}")

    def trade(self, size):
        self.venue.post("/_venue/trade", {"S": "SPY", "p": 573.0, "s": size})

    def ids(self):
        return [order["client_order_id"] for order in self.venue.get("/_venue/ledger")["orders"]]

    def test_our_ids_step_over_an_order_by_hand(self):
        system = self.start()
        self.venue.post("/v2/orders", {"symbol": "SPY", "qty": "1", "side": "buy", "type": "market",
                                       "time_in_force": "day", "client_order_id": "20260702-modulo-1"})
        wait_until(lambda: self.status()["positions"].get("SPY") == "1", "it is filled")
        self.trade(31)
        wait_until(lambda: self.status()["models"]["modulo"]["fills"] == 1, "ours is filled too")
        self.assertIn("20260702-modulo-2", self.ids())
        system.stop(signal.SIGKILL)
        self.start()
        verified = hft("journal", "--verify", f"--state-dir={self.state}")
        self.assertEqual(verified.returncode, 0, verified.stderr)
        self.trade(17)
        wait_until(lambda: "20260702-modulo-3" in self.ids(), "the next one has the next id")


if __name__ == "__main__":
    main()
