"""Trading halts in the middle of a session, from outside: a venue that says so, and what the system then sends."""
import json
import os
import tempfile
import unittest

from support import Running, Venue, hft, main, wait_until

DATE = "2026-07-02"


class Halts(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.state = os.path.join(self.folder.name, "state")

    def tearDown(self):
        self.folder.cleanup()

    def status(self):
        return json.loads(hft("control", "status", "--format=json", f"--state-dir={self.state}").stdout or "{}")

    def trade(self, venue, symbol):
        venue.post("/_venue/trade", {"S": symbol, "p": 450.0, "s": 17})

    def orders(self, venue, symbol):
        return [o for o in venue.get("/_venue/ledger")["orders"] if o["symbol"] == symbol]

    def test_a_halted_symbol_takes_no_orders_until_it_is_resumed(self):
        with Venue("--quiet-tape", "--at=10:00", "--speed=1", f"--date={DATE}", "--symbols=SPY,QQQ") as venue, \
             Running("--model=modulo", "--model=other=modulo:symbol=QQQ", f"--venue={venue.url}", f"--state-dir={self.state}",
                     env={"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}) as system:
            wait_until(lambda: self.status().get("ready"), "the system is ready")
            venue.post("/_venue/trade", {"T": "s", "S": "SPY", "sc": "2", "sm": "Trading Halt", "rc": "M",
                                         "rm": "Limit Up-Limit Down pause", "z": "B"})
            self.trade(venue, "SPY")
            wait_until(lambda: self.status()["models"]["modulo"]["refused"] == 1, "the halted symbol is refused")
            self.trade(venue, "QQQ")
            wait_until(lambda: len(self.orders(venue, "QQQ")) == 1, "the other symbol trades on")
            self.assertEqual(self.orders(venue, "SPY"), [])
            self.assertEqual(self.status()["phase"], "Regular")
            wait_until(lambda: "Trading in SPY is halted: Limit Up-Limit Down pause" in system.said(), "it is told")
            venue.post("/_venue/trade", {"T": "s", "S": "SPY", "sc": "3", "sm": "Trading Resume", "z": "B"})
            self.trade(venue, "SPY")
            wait_until(lambda: len(self.orders(venue, "SPY")) == 1, "the resumed symbol trades")
            wait_until(lambda: "Trading in SPY is resumed" in system.said(), "the resumption is told")
            self.assertEqual(system.stop(), 0, system.said())
        report = json.loads(hft("sessions", "--format=json", f"--state-dir={self.state}").stdout)[0]
        told = [incident["sentence"] for incident in report["incidents"]]
        self.assertTrue(any("SPY is halted" in sentence for sentence in told), told)


if __name__ == "__main__":
    main()
