"""Every kind of order a model can ask for, before a venue as strict as the broker; exits over kills; opposite holdings at the close."""
import json
import os
import re
import signal
import tempfile
import unittest

from support import Running, Venue, hft, main, wait_until

KEYS = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}

# The size of a print says what to order.
ORDERS = """
class Model:
    def __init__(self, settings): self.heard = []
    def needs(self): return {'symbols': ['SPY']}
    def on_trade(self, trade, out):
        p = trade.price
        if trade.size == 1: out.buy('SPY', 10, take_profit=p * 1.01, stop_loss=p * 0.99, reference=1, take_profit_reference=2, stop_loss_reference=3)
        if trade.size == 2: out.sell('SPY', 10, stop=p * 0.995, reference=4)
        if trade.size == 3: out.sell('SPY', 10, stop=p * 0.995, limit=p * 0.99, tif='gtc', reference=5)
        if trade.size == 4: out.sell('SPY', 10, trail=0.5, reference=6)
        if trade.size == 5: out.sell('SPY', 10, trail_percent=1.5, reference=7)
        if trade.size == 6: out.oco('SPY', 'sell', 10, take_profit=p * 1.01, stop_loss=p * 0.99, stop_loss_limit=p * 0.985, reference=8)
        if trade.size == 7: out.buy('SPY', notional=1000, reference=9)
        if trade.size == 8: out.buy('SPY', 10, limit=p * 0.999, stop_loss=p * 0.98, reference=10)
        if trade.size == 9: out.buy('SPY', 10, tif='cls', reference=11)
        if trade.size == 11: out.buy('SPY', 10, limit=p, tif='ioc')
        if trade.size == 12: out.buy('SPY', 10, limit=p * 1.01, tif='fok')
        if trade.size == 20: out.cancel_all()
        if trade.size == 21: out.close('SPY')
        if trade.size == 22: out.cancel(1, 'SPY')
        if trade.size == 23: out.replace(3, 'SPY', 'sell', 10, stop=p * 0.992)
        if trade.size == 24: out.buy('SPY', 10, tif='opg', trail=1)
        if trade.size == 25: out.sell('SPY', 10, stop=p * 1.01)
"""


class Orders(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.state = os.path.join(self.folder.name, "state")
        self.script = os.path.join(self.folder.name, "orders.py")
        with open(self.script, "w") as file:
            file.write(ORDERS)
        self.venue = Venue("--quiet-tape", "--at=10:00", "--speed=1", "--date=2026-07-02")
        self.addCleanup(self.venue.__exit__)

    def start(self, *arguments):
        system = Running(f"--model=python:{self.script}", *arguments, f"--venue={self.venue.url}", f"--state-dir={self.state}",
                         "--max-signal-age=0", env=KEYS)
        self.addCleanup(system.__exit__)
        wait_until(lambda: self.status().get("ready"), "the system is ready")
        return system

    def status(self):
        return json.loads(hft("control", "status", "--format=json", f"--state-dir={self.state}").stdout or "{}")

    def trade(self, size, price=573.91):
        self.venue.post("/_venue/trade", {"S": "SPY", "p": price, "s": size})

    def held(self):
        return self.venue.get("/_venue/ledger")["positions"].get("SPY", "0")

    def open(self):
        return self.venue.get("/v2/orders?status=open&limit=100")

    def wait_open(self, *wanted):
        def seen():
            return sorted((o["type"], o["order_class"], o["status"]) for o in self.open())
        wait_until(lambda: seen() == sorted(wanted), f"open orders are {wanted}")

    def wait_held(self, wanted):
        wait_until(lambda: self.held() == wanted, f"the account holds {wanted}")

    def sent(self):
        return self.venue.get("/_venue/ledger")["requests"].get("POST /v2/orders", 0)

    def journal(self):
        return hft("journal", f"--state-dir={self.state}").stdout

    def model(self):
        return self.status()["models"]["orders"]

    def test_a_bracket_lives_over_kills_and_its_exit_is_the_models(self):
        system = self.start()
        self.trade(1)
        wait_until(lambda: self.sent() == 1, "the bracket is sent")
        system.stop(signal.SIGKILL)  # perhaps before the exits are heard of
        system = self.start()
        self.wait_held("10")
        wait_until(lambda: self.status()["orders_open"] == 2, "both exits are known")
        self.trade(23)
        wait_until(lambda: any(o["stop_price"] == "569.31" for o in self.open()), "the stop-loss is replaced")
        self.assertEqual(system.stop(), 0)
        self.assertEqual(self.open(), [])
        self.assertIn(" leg ", self.journal())
        self.assertIn(" terms ", self.journal())

    def test_each_kind_reaches_the_venue_as_asked(self):
        self.start()
        self.trade(12)
        self.wait_held("10")
        for size, wanted in ((2, [("stop", "", "new")]), (3, [("stop_limit", "", "new")]), (4, [("trailing_stop", "", "new")]),
                             (5, [("trailing_stop", "", "new")]), (6, [("limit", "oco", "new"), ("stop_limit", "oco", "new")])):
            with self.subTest(size):
                self.trade(size)
                self.wait_open(*wanted)
                self.trade(20)
                self.wait_open()
        self.trade(21)
        self.wait_held("0")
        self.trade(8)
        self.wait_open(("limit", "oto", "new"), ("stop", "oto", "held"))
        self.trade(20)
        self.wait_open()
        self.trade(9)
        wait_until(lambda: [o["time_in_force"] for o in self.open()] == ["cls"], "the order for the close is there")
        self.trade(20)
        self.wait_open()
        self.trade(100)  # an odd lot sets no last price
        self.trade(7)  # 1,000 dollars at the last price, in shares to nine places
        wait_until(lambda: self.held().startswith("1.7424"), "a part of a share is held")
        self.assertEqual(self.model()["refused"], 0)

    def test_what_the_broker_refuses_is_refused_here_first(self):
        self.start()
        self.trade(100)  # an odd lot sets no last price
        for size, words in ((24, "an order for an auction"), (25, "stop price 579.64 is not below the market at 573.91"), (6, "an oco order closes a position")):
            refused = self.model()["refused"]
            self.trade(size)
            wait_until(lambda: self.model()["refused"] == refused + 1, "the order is refused")
            self.assertEqual(self.sent(), 0)
            self.assertIn(words, self.journal())

    def test_closing_takes_back_a_group_first(self):
        self.start()
        self.trade(1)
        self.wait_held("10")
        wait_until(lambda: self.status()["orders_open"] == 2, "both exits work")
        self.trade(21)
        self.wait_held("0")
        self.wait_open()
        wait_until(lambda: self.model()["position"].get("SPY", "0") == "0", "the model is flat")


class Settlement(unittest.TestCase):
    def test_opposite_holdings_end_flat(self):
        with tempfile.TemporaryDirectory() as folder:
            summary = os.path.join(folder, "summary.json")
            ran = hft("--model=a=ema_cross:fast=5,slow=25", "--model=modulo", "--date=2026-07-02", "--seed=2", "--at=15:30",
                      "--flatten-lead=5", "--speed=max", f"--summary={summary}", f"--state-dir={folder}/state")
            self.assertEqual(ran.returncode, 0, ran.stderr)
            self.assertNotIn("are missing", ran.stderr + ran.stdout)
            with open(summary) as file:
                models = json.load(file)["models"]
            for model in models.values():
                self.assertIn(model["position"].get("SPY", "0"), ("0", ""), models)
            self.assertTrue(re.search(r" settled ", hft("journal", f"--state-dir={folder}/state").stdout))


if __name__ == "__main__":
    main()
