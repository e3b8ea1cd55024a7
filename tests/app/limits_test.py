"""The kill switch from outside: trips, survives kill -9, and lets nobody resume into the same loss."""
import json
import os
import signal
import tempfile
import unittest

from support import Running, Venue, hft, main, wait_until

KEYS = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}


class KillSwitch(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.state = os.path.join(self.folder.name, "state")
        self.venue = Venue("--quiet-tape", "--at=10:00", "--speed=1", "--date=2026-07-02")
        self.addCleanup(self.venue.__exit__)

    def start(self, *limits):
        system = Running("--model=modulo", f"--venue={self.venue.url}", f"--state-dir={self.state}",
                         *(f"--limit={limit}" for limit in limits), env=KEYS)
        self.addCleanup(system.__exit__)
        wait_until(lambda: self.status().get("ready"), "the system is ready")
        return system

    def status(self):
        return json.loads(hft("control", "status", "--format=json", f"--state-dir={self.state}").stdout or "{}")

    def trade(self, size):
        self.venue.post("/_venue/trade", {"S": "SPY", "p": 573.0, "s": size})

    def buy_at_a_loss(self):
        self.trade(31)  # bought at the ask, and the tape prints lower
        wait_until(lambda: self.status()["models"]["modulo"]["fills"] >= 1, "it is filled")
        self.trade(100)
        wait_until(lambda: self.status()["halted"], "the loss halts it")

    def test_a_daily_loss_halts_across_restarts_until_resumed(self):
        system = self.start("daily_loss=0.05")
        self.buy_at_a_loss()
        self.assertIn("daily loss", self.status()["halt_reason"])
        refused = hft("control", "resume", f"--state-dir={self.state}")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("over the account's allowance of 0.05", refused.stderr)
        system.stop(signal.SIGKILL)
        system = self.start()  # without the limit, the halt is still there
        self.assertTrue(self.status()["halted"])
        self.assertEqual(self.status()["models"]["modulo"]["position"], {"SPY": "5"})
        self.trade(17)
        wait_until(lambda: self.status()["refusals"].get("halted"), "the order is refused")
        self.assertEqual(hft("control", "resume", f"--state-dir={self.state}").returncode, 0)
        self.trade(17)
        wait_until(lambda: self.status()["positions"].get("SPY") == "0", "it trades again")

    def test_positions_are_closed_when_wished(self):
        self.start("daily_loss=0.05", "on_trip=flatten")
        self.buy_at_a_loss()
        wait_until(lambda: self.status()["positions"].get("SPY") == "0", "the position is closed")
        self.assertEqual(self.venue.get("/_venue/ledger")["positions"], {})
        self.assertTrue(self.status()["halted"])

    def test_an_error_rate_over_its_limit_halts(self):
        self.start("errors_a_minute=2")
        self.venue.post("/_venue/faults", {"kind": "refuse_request", "method": "POST", "path": "/v2/orders",
                                           "code": 500})
        for _ in range(3):
            self.trade(17)
        wait_until(lambda: self.status()["halted"], "the errors halt it")
        self.assertIn("errors a minute 3 is over the allowance of 2: 3 times ", self.status()["halt_reason"])

    def sold_twice(self, *options):
        """Refusals after two orders of five shares to sell, with a file that allows a position of five."""
        config = os.path.join(self.folder.name, "hft.toml")
        with open(config, "w") as file:
            file.write('limit = ["position=5", "order_size=7"]\n')
        with Running("--model=modulo", f"--config={config}", f"--venue={self.venue.url}", f"--state-dir={self.state}",
                     *options, env=KEYS) as system:
            wait_until(lambda: self.status().get("ready"), "the system is ready")
            for count in (1, 2):
                self.trade(17)
                wait_until(lambda: self.status()["models"]["modulo"]["signals"] == count, "the model decides")
                wait_until(lambda: self.status()["orders_open"] == 0, "the order is done")
            refusals = self.status()["refusals"]
            system.stop()
            return refusals

    def test_limits_of_the_file_hold_beside_those_of_the_command_line(self):
        self.assertEqual(self.sold_twice("--limit=order_size=100"), {"position limit": 1})

    def test_the_command_line_wins_by_name(self):
        self.assertEqual(self.sold_twice("--limit=position=100"), {})


if __name__ == "__main__":
    main()
