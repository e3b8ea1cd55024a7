"""What happens on an account beside us: trades by hand, foreign items, positions that lag, splits and dividends. A broker of our own
says what no venue of ours would."""
import json
import os
import tempfile
import unittest

from account_broker import AccountBroker
from support import Running, Venue, hft, main, wait_until


class HandMade(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="hand-made-")
        self.state = os.path.join(self.folder.name, "state")

    def tearDown(self):
        self.folder.cleanup()

    def run_on(self, broker, *more, model="modulo"):
        return Running(f"--model={model}", f"--venue={broker.url}", "--max-signal-age=0", f"--state-dir={self.state}", *more,
                       env={"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"})

    def status(self):
        return json.loads(hft("control", "status", "--format=json", f"--state-dir={self.state}").stdout or "{}")

    def ready(self, system):
        wait_until(lambda: system.process.poll() is not None or self.status().get("ready"), "the system is ready")
        self.assertIsNone(system.process.poll(), system.said())

    def held(self, model="modulo"):
        positions = self.status()["models"][model]["position"]
        return {symbol: quantity for symbol, quantity in positions.items() if quantity != "0"}

    def sent(self, broker):
        return [body for method, path, _, body in broker.asked if (method, path) == ("POST", "/v2/orders")]

    def looks(self, broker):
        return sum(1 for method, path, _, _ in broker.asked if path == "/v2/account")

    def look(self, broker):
        """Waits until the books have been read once more."""
        before = self.looks(broker)
        wait_until(lambda: self.looks(broker) >= before + 2, "the books are read again", 90)

    def buys_five(self, broker):
        broker.trade(31)
        wait_until(lambda: self.held() == {"SPY": "5"}, "the model holds its shares")

    def test_what_was_closed_by_hand_is_not_sold_again_before_the_close(self):
        with AccountBroker("2026-11-25T15:54:50") as broker, self.run_on(broker, "--flatten-lead=5") as system:
            self.ready(system)
            self.buys_five(broker)
            broker.by_hand("SPY", "sell", 3)
            wait_until(lambda: len(self.sent(broker)) == 2, "what is left is closed", 60)
            self.assertEqual(self.sent(broker)[1]["qty"], "2")
            wait_until(lambda: "3 of them are missing" in system.said(), "the missing shares are told")
            wait_until(lambda: broker.positions["SPY"] == 0, "the account is flat")
            self.assertEqual(system.stop(), 0, system.said())
        self.assertEqual(len(self.sent(broker)), 2)

    def test_a_model_that_is_stopped_gives_up_no_more_than_the_account_holds(self):
        with AccountBroker() as broker, self.run_on(broker) as system:
            self.ready(system)
            self.buys_five(broker)
            broker.by_hand("SPY", "sell", 5)
            wait_until(lambda: "adopted order" in system.said(), "the order by hand is known")
            self.assertEqual(hft("control", "stop", "modulo", "--flatten", f"--state-dir={self.state}").returncode, 0)
            wait_until(lambda: "5 of them are missing" in system.said(), "the missing shares are told")
            self.assertEqual(len(self.sent(broker)), 1)

    def test_what_is_not_ours_is_told_once_and_left_alone(self):
        with AccountBroker() as broker:
            broker.order(symbol="XYZ", side="sell_short_exempt", client_order_id="odd-side")
            broker.order(symbol="XYZ", client_order_id="x" * 130)
            broker.order(symbol="XYZ", qty={"of": 1}, client_order_id="odd-type")
            broker.positions = {"NVDA": 10.0}
            with self.run_on(broker) as system:
                self.ready(system)
                self.buys_five(broker)
                parent = broker.order(symbol="", side="", qty="1", order_class="mleg")
                broker.event("new", parent)
                broker.event("fill", dict(parent, status="filled", filled_qty="1", filled_avg_price="1.25"), execution_id="e",
                             price="1.25", qty="1")
                broker.event("new", dict(parent, id="another", client_order_id="another", side="sideways"))
                broker.by_hand("BTC/USD", "buy", 1)
                with broker.lock:
                    broker.orders.remove(parent)
                    broker.positions.update({"NVDA": 100.0, "SPY261218C00460000": 1.0, "BTCUSD": 0.9975})
                    del broker.positions["BTC/USD"]
                self.look(broker)
                status = self.status()
                self.assertTrue(status["ready"], system.said())
                self.assertFalse(status["halted"])
                broker.trade(34)
                wait_until(lambda: self.held() == {}, "the model trades on")
                self.assertEqual(system.stop(), 0, system.said())
                for name in ("odd-side", "NVDA", "SPY261218C00460000", "BTC/USD"):
                    self.assertIn(name if name != "odd-side" else "its side is unknown", system.said())
                self.assertEqual(system.said().count("position of NVDA is"), 1)

    def test_positions_that_lag_a_fill_hold_its_symbol_back_and_agree_later(self):
        with AccountBroker() as broker:
            late = {}
            broker.answers["GET /v2/positions"] = lambda *_: (200, [broker.position(*x) for x in late.items()])
            with self.run_on(broker, "--model=other=modulo:symbol=QQQ") as system:
                self.ready(system)
                self.buys_five(broker)
                wait_until(lambda: "position of SPY is 5 in our book and 0 at the broker" in system.said(), "it is told", 60)
                broker.trade(31)
                wait_until(lambda: self.status()["models"]["modulo"]["refused"] == 1, "the symbol is held back")
                broker.trade(31, symbol="QQQ")
                wait_until(lambda: self.held("other") == {"QQQ": "5"}, "another symbol trades on")
                late.update(SPY=5.0, QQQ=5.0)
                wait_until(lambda: "position of SPY agrees with the broker again" in system.said(), "it agrees again", 60)
                broker.trade(31)
                wait_until(lambda: self.status()["models"]["modulo"]["orders"] == 2, "the symbol trades again")
                self.assertIsNone(system.process.poll())

    def test_a_difference_that_lasts_a_minute_ends_with_five(self):
        with AccountBroker() as broker:
            broker.answers["GET /v2/positions"] = lambda *_: (200, [])
            with self.run_on(broker) as system:
                self.ready(system)
                self.buys_five(broker)
                self.assertEqual(system.process.wait(130), 5, system.said())
                self.assertIn("position of SPY is 5 in our book and 0 at the broker", system.said())

    def test_a_split_and_a_dividend_of_what_a_model_holds_are_booked_and_traded_on(self):
        script = os.path.join(self.folder.name, "listener.py")
        with open(script, "w", encoding="utf-8") as out:
            out.write("""class Model:
    parameters = [{"name": "symbol", "type": "symbol", "default": "SPY", "doc": "what it trades"}]

    def __init__(self, settings):
        self.held = 0

    def on_trade(self, trade, out):
        if trade.size == 31:
            out.buy("SPY", 10)
        elif trade.size == 17:
            out.sell("SPY", self.held)

    def on_fill(self, fill, out):
        self.held = fill.position

    def on_corporate_action(self, action, out):
        self.held = action.after
        if action.kind == "split":
            out.buy("SPY", action.new_shares / action.old_shares)
""")
        with AccountBroker() as broker, self.run_on(broker, model=f"listener=python:{script}") as system:
            self.ready(system)
            broker.trade(31)
            wait_until(lambda: self.held("listener") == {"SPY": "10"}, "the model holds its shares")
            with broker.lock:
                broker.positions["SPY"] = 40.0
                broker.price["SPY"] = 25.0
                broker.activity("SPLIT", "SPY", 30)
                broker.activity("DIV", "SPY", 10, cash="12.50")
            wait_until(lambda: self.held("listener") == {"SPY": "44"}, "the split is booked and the model acted on it", 90)
            wait_until(lambda: self.status()["models"]["listener"]["realized_pnl"] == "12.5", "the dividend is booked")
            broker.trade(17)
            wait_until(lambda: self.held("listener") == {}, "all of it is sold")
            self.assertEqual(broker.positions["SPY"], 0)
            self.assertEqual(system.stop(), 0, system.said())

    def test_a_split_over_night_is_booked_before_the_model_comes_up(self):
        with AccountBroker() as broker, self.run_on(broker) as system:
            self.ready(system)
            self.buys_five(broker)
            self.assertEqual(system.stop(), 0, system.said())
        with AccountBroker("2026-11-30T10:00:00", price=10.0, books=broker) as broker:
            broker.positions["SPY"] = 50.0
            broker.activity("SPLIT", "SPY", 45)
            with self.run_on(broker) as system:
                self.ready(system)
                self.assertEqual(self.held(), {"SPY": "50"})
                self.assertEqual(system.stop(), 0, system.said())
            with self.run_on(broker) as system:
                self.ready(system)
                self.assertEqual(self.held(), {"SPY": "50"})
                self.assertEqual(system.stop(), 0, system.said())
        self.assertEqual(hft("journal", "--verify", f"--state-dir={self.state}").returncode, 0)

    def test_a_split_a_dividend_and_a_rename_at_the_venue_are_booked_and_traded_on(self):
        with Venue("--quiet-tape", "--at=10:00", "--speed=1", "--date=2026-07-02", "--symbols=SPY") as venue, \
             self.run_on(venue) as system:
            self.ready(system)
            print_of = lambda size, price: venue.post("/_venue/trade", {"S": "SPY", "p": price, "s": size})
            print_of(31, 450.0)
            wait_until(lambda: self.held() == {"SPY": "5"}, "the model holds its shares")
            venue.post("/_venue/corporate_action", {"type": "dividend", "symbol": "SPY", "cash": "0.50"})
            venue.post("/_venue/corporate_action", {"type": "split", "symbol": "SPY", "old_rate": "1", "new_rate": "10"})
            wait_until(lambda: self.held() == {"SPY": "50"}, "the split is booked", 60)
            self.assertEqual(self.status()["models"]["modulo"]["realized_pnl"], "2.5")
            print_of(17, 45.0)
            wait_until(lambda: self.held() == {"SPY": "45"}, "the model trades on")
            venue.post("/_venue/corporate_action", {"type": "rename", "symbol": "SPY", "new_symbol": "SPYX"})
            wait_until(lambda: self.held() == {"SPYX": "45"}, "the rename is booked", 60)
            self.assertFalse(self.status()["halted"])
            self.assertEqual(system.stop(), 0, system.said())


if __name__ == "__main__":
    main()
