"""Orders that cross zero, off the grid, in extended hours or in vain: the whole program before a venue as strict as the broker."""
import json
import os
import signal
import tempfile
import unittest

from support import Running, Venue, hft, main, wait_until

KEYS = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}

# Prints of 1 share mean: be short, of 2: be long, of 3: bid at floats.
REVERSER = """
class Model:
    def __init__(self, settings): self.want, self.have, self.busy, self.bid = 0, 0, False, 10
    def needs(self): return {'symbols': ['SPY'], 'extended_hours': True}
    def on_trade(self, trade, out):
        if trade.size == 3:
            self.bid += 1
            out.limit('SPY', 'buy', 0.1 + 0.2 + 4.7, trade.price * 0.999, self.bid)
        if trade.size in (1, 2): self.want = -7 if trade.size == 1 else 7
        if not self.busy: self.have = self.context.position('SPY')  # also what an earlier life left
        if self.busy or self.want == self.have: return
        self.busy = True
        change = self.want - self.have
        (out.buy if change > 0 else out.sell)('SPY', abs(change), reference=1000)
    def on_fill(self, fill, out):
        self.have = fill.position
        if fill.leaves == 0: self.busy = False
    def on_order_closed(self, closed, out): self.busy = False
    def on_refused(self, refused): self.busy = False
"""


class Crossing(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.state = os.path.join(self.folder.name, "state")
        self.script = os.path.join(self.folder.name, "reverser.py")
        with open(self.script, "w") as file:
            file.write(REVERSER)

    def venue_at(self, at):
        self.venue = Venue("--quiet-tape", f"--at={at}", "--speed=1", "--date=2026-07-02")
        self.addCleanup(self.venue.__exit__)

    def start(self, *arguments):
        system = Running(*arguments, f"--venue={self.venue.url}", f"--state-dir={self.state}", "--max-signal-age=0", env=KEYS)
        self.addCleanup(system.__exit__)
        wait_until(lambda: self.status().get("ready"), "the system is ready")
        return system

    def status(self):
        return json.loads(hft("control", "status", "--format=json", f"--state-dir={self.state}").stdout or "{}")

    def ledger(self):
        return self.venue.get("/_venue/ledger")

    def trade(self, size, price=573.01):
        self.venue.post("/_venue/trade", {"S": "SPY", "p": price, "s": size})

    def held(self):
        return self.ledger()["positions"].get("SPY", "0")

    def test_a_model_that_reverses_gets_there_both_ways(self):
        self.venue_at("10:00")
        self.start(f"--model=python:{self.script}")
        for size, wanted in ((1, "-7"), (2, "7"), (1, "-7"), (2, "7")):
            self.trade(size)
            wait_until(lambda: self.held() == wanted, f"the account holds {wanted}")
        self.assertEqual(self.status()["models"]["reverser"]["refused"], 0)
        self.assertEqual(self.ledger()["requests"]["POST /v2/orders"], 7)

    def test_a_kill_between_the_two_parts_leaves_the_books_agreed(self):
        self.venue_at("10:00")
        system = self.start(f"--model=python:{self.script}")
        for round in range(3):
            self.trade(1 + round % 2)
            system.stop(signal.SIGKILL)
            system = self.start(f"--model=python:{self.script}")
            self.assertIn(self.held(), ("-7", "0", "7"))
            self.assertFalse(self.status()["halted"])
            self.assertEqual(self.status()["positions"].get("SPY", "0"), self.held())

    def test_floats_are_prices_on_the_grid(self):
        self.venue_at("10:00")
        self.start(f"--model=python:{self.script}")
        self.trade(3, 573.33)
        wait_until(lambda: len(self.ledger()["orders"]) == 1, "the bid is there")
        order = self.ledger()["orders"][0]
        self.assertEqual((order["limit_price"], order["qty"]), ("572.75", "5"))

    def test_off_tick_prices_are_refused_where_wished(self):
        self.venue_at("10:00")
        self.start(f"--model=python:{self.script}", "--limit=off_tick=refuse")
        self.trade(3, 573.33)
        wait_until(lambda: self.status()["refusals"].get("price increment"), "it is refused")
        self.assertEqual(self.ledger()["orders"], [])

    def test_a_script_orders_before_the_open(self):
        self.venue_at("08:00")
        self.start(f"--model=python:{self.script}")
        self.trade(3)
        wait_until(lambda: len(self.ledger()["orders"]) == 1, "the bid is there")
        self.assertTrue(self.ledger()["orders"][0]["extended_hours"])

    def test_a_model_that_asks_in_vain_stops_nobody_else(self):
        self.venue_at("10:00")
        self.start("--model=vain=modulo:symbol=SPY,sell_divisor=1000000,buy_divisor=13,buy_quantity=9000",
                   "--model=modulo", "--limit=errors_a_minute=3", "--limit=gross_exposure=0", "--limit=order_notional=0")
        self.trade(100)  # a round lot: only that sets a price, and orders of any size need one
        for _ in range(30):
            self.trade(13)
        wait_until(lambda: self.status()["refusals"].get("held back"), "it is held back")
        self.trade(31)
        wait_until(lambda: self.status()["models"]["modulo"]["fills"] > 0, "the other trades on")
        status = self.status()
        self.assertFalse(status["halted"], status)
        self.assertLess(self.ledger()["requests"]["POST /v2/orders"], 15)


if __name__ == "__main__":
    main()
