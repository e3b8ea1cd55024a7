"""The venue's own promises, seen from outside: faults by their time, silent streams, short pages, accounts that last."""
import json
import os
import signal
import tempfile
import time
import unittest
import urllib.error
import urllib.request

from support import Running, Venue, hft, main, wait_until

KEYS = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}


class FaultsOfTheVenue(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def venue(self, *words):
        venue = Venue("--at=10:00", "--speed=1", "--date=2026-07-02", *words)
        self.addCleanup(venue.__exit__)
        return venue

    def order(self, venue, side="buy", **more):
        return venue.post("/v2/orders", {"symbol": "SPY", "qty": "5", "side": side, "type": "market",
                                         "time_in_force": "day", **more})

    def system(self, venue):
        state = os.path.join(self.folder.name, "state")
        system = Running("--model=modulo", f"--venue={venue.url}", f"--state-dir={state}", env=KEYS)
        self.addCleanup(system.__exit__)
        return system, state

    def test_a_page_of_history_can_end_half_way(self):
        venue = self.venue("--quiet-tape")
        venue.post("/_venue/trade", [{"S": "SPY", "p": 451.3, "s": 100}] * 10)
        path = "/v2/stocks/SPY/trades?start=2026-07-02T13:59:00Z&limit=8"
        whole = venue.get(path)
        self.assertEqual((len(whole["trades"]), whole["next_page_token"] is None), (8, False))
        venue.post("/_venue/faults", {"kind": "truncated_page", "times": 1})
        half = venue.get(path)
        self.assertEqual((len(half["trades"]), half["next_page_token"]), (4, None))
        self.assertEqual(venue.get(path), whole)

    def test_a_fault_waits_for_its_time_and_ends_with_it(self):
        venue = self.venue("--quiet-tape")
        venue.post("/_venue/faults", {"kind": "refuse_request", "path": "/v2/account", "from": "11:00"})
        venue.get("/v2/account")
        venue.post("/_venue/faults", {"kind": "refuse_request", "path": "/v2/account", "from": "09:59",
                                      "until": "10:30"})
        with self.assertRaises(urllib.error.HTTPError):
            venue.get("/v2/account")
        plan = venue.get("/_venue/faults")["faults"]
        self.assertEqual((plan[1]["from"], plan[1]["until"]), ("09:59:00", "10:30:00"))
        with self.assertRaises(urllib.error.HTTPError):
            venue.post("/_venue/faults", {"kind": "refuse_request", "from": "noon"})

    def test_held_cancels_stay_pending(self):
        venue = self.venue("--quiet-tape")
        order = self.order(venue, type="limit", limit_price="1")
        venue.post("/_venue/faults", {"kind": "hold_cancels"})
        request = urllib.request.Request(f"{venue.url}/v2/orders/{order['id']}", method="DELETE",
                                         headers={"APCA-API-KEY-ID": "k", "APCA-API-SECRET-KEY": "s"})
        urllib.request.urlopen(request, timeout=10).close()
        self.assertEqual(venue.get("/v2/orders/" + order["id"])["status"], "pending_cancel")
        venue.post("/_venue/faults", {"clear": True})
        wait_until(lambda: venue.get("/v2/orders/" + order["id"])["status"] == "canceled", "it is canceled")

    def test_accounts_and_orders_come_back_after_a_restart(self):
        state = os.path.join(self.folder.name, "venue.json")
        venue = self.venue("--quiet-tape", f"--state={state}")
        self.order(venue, client_order_id="filled-1")
        self.order(venue, client_order_id="resting-1", type="limit", limit_price="1")
        before = venue.get("/_venue/ledger")
        self.assertEqual(venue.stop(signal.SIGTERM), 0)
        again = self.venue("--quiet-tape", f"--state={state}")
        after = again.get("/_venue/ledger")
        self.assertEqual(after["orders"], before["orders"])
        self.assertEqual(after["fills"], before["fills"])
        self.assertEqual(after["positions"], before["positions"])
        with self.assertRaises(urllib.error.HTTPError):
            self.order(again, client_order_id="filled-1")

    def test_a_silent_subscription_is_acknowledged_and_brings_nothing(self):
        venue = self.venue("--quiet-tape")
        venue.post("/_venue/faults", {"kind": "silent_subscription", "symbol": "SPY"})
        _, state = self.system(venue)
        status = lambda: self.status(state)
        wait_until(lambda: status().get("ready"), "it is ready")
        venue.post("/_venue/trade", {"S": "SPY", "p": 451.3, "s": 17})
        struck = lambda: venue.get("/_venue/faults")["faults"][0]["struck"]
        wait_until(lambda: struck() >= 1, "the trade was kept back")
        time.sleep(0.1)
        self.assertEqual(status()["models"]["modulo"]["ticks"], 0)
        venue.post("/_venue/faults", {"clear": True})
        venue.post("/_venue/trade", {"S": "SPY", "p": 451.3, "s": 17})
        wait_until(lambda: status()["models"]["modulo"]["ticks"] == 1, "the next one comes")

    def test_updates_that_are_muted_or_reordered_change_no_books(self):
        for kind in ("mute_orders", "reorder_update"):
            with self.subTest(kind):
                self.folder = tempfile.TemporaryDirectory()
                self.addCleanup(self.folder.cleanup)
                venue = self.venue("--quiet-tape")
                system, state = self.system(venue)
                wait_until(lambda: self.status(state).get("ready"), "it is ready")
                venue.post("/_venue/faults", {"kind": kind})
                for size in (17, 31, 34):
                    venue.post("/_venue/trade", {"S": "SPY", "p": 451.3, "s": size})
                wait_until(lambda: len(venue.get("/_venue/ledger")["fills"]) >= 3, "three fills")
                venue.post("/_venue/faults", {"clear": True})
                system.stop(signal.SIGKILL)
                system, state = self.system(venue)
                wait_until(lambda: self.status(state).get("ready"), "it is ready again")
                self.assertEqual(self.status(state)["models"]["modulo"]["position"],
                                 venue.get("/_venue/ledger")["positions"])

    def test_a_bracket_of_somebody_else_is_left_alone(self):
        venue = self.venue("--quiet-tape")
        system, state = self.system(venue)
        wait_until(lambda: self.status(state).get("ready"), "it is ready")
        venue.post("/_venue/faults", [{"kind": "drop_update", "event": "canceled"},
                                      {"kind": "drop_update", "event": "fill", "times": 1, "skip": 1}])
        price = venue.get("/v2/stocks/SPY/quotes/latest")["quote"]["ap"]
        bracket = self.order(venue, qty="10", order_class="bracket", take_profit={"limit_price": f"{price * 1.2:.2f}"},
                             stop_loss={"stop_price": f"{price * 0.8:.2f}"})
        part = venue.post("/v2/orders", {"symbol": "SPY", "notional": "100.25", "side": "buy", "type": "market",
                                         "time_in_force": "day"})
        filled = lambda order: venue.get("/v2/orders/" + order["id"])["status"] == "filled"
        wait_until(lambda: filled(bracket) and filled(part), "both are filled")
        leg = venue.get(f"/v2/orders/{bracket['id']}?nested=true")["legs"][0]["id"]
        request = urllib.request.Request(f"{venue.url}/v2/orders/{leg}", method="DELETE",
                                         headers={"APCA-API-KEY-ID": "k", "APCA-API-SECRET-KEY": "s"})
        urllib.request.urlopen(request, timeout=10).close()
        agreed = lambda: self.status(state)["ready"] and self.status(state)["orders_open"] == 0
        wait_until(lambda: agreed() and "0.17" in hft("control", "positions", f"--state-dir={state}").stdout,
                   "the fill nobody told is found", 90)
        venue.post("/_venue/trade", {"S": "SPY", "p": price, "s": 31})
        wait_until(lambda: self.status(state)["models"]["modulo"]["position"] == {"SPY": "5"}, "ours is filled")
        self.assertFalse(self.status(state)["halted"], system.said())
        self.assertEqual(self.status(state)["models"]["modulo"]["position"], {"SPY": "5"})
        self.assertEqual(system.stop(), 0, system.said())

    def test_a_refused_session_is_waited_out_without_a_storm(self):
        venue = self.venue("--quiet-tape")
        venue.post("/_venue/faults", {"kind": "refuse_auth", "code": 406})
        _, state = self.system(venue)
        struck = lambda: venue.get("/_venue/faults")["faults"][0]["struck"]
        wait_until(lambda: struck() >= 2, "it tried again")
        begun, before = time.monotonic(), struck()
        wait_until(lambda: time.monotonic() - begun > 3, "three seconds passed")
        self.assertLessEqual(struck() - before, 6)
        venue.post("/_venue/faults", {"clear": True})
        wait_until(lambda: self.status(state).get("ready"), "it is ready", timeout=60)

    def status(self, state):
        return json.loads(hft("control", "status", "--format=json", f"--state-dir={state}").stdout or "{}")


if __name__ == "__main__":
    main()
