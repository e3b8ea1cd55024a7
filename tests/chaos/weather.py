"""What the broker and the account's owner do in a run besides trading: drawn from the run's seed, told to the audit."""
import os
import time

# Prints of a size no model acts on: divisible neither by 17 nor by 31.
QUIET_SIZE = 1000
WRONG = ("4", "W", "Z", "U", "P")  # sale conditions that update no last price

KINDS = ("flips", "owner", "coins", "lag", "accepted", "keys", "halt", "prints", "actions", "fees", "groups")
GROUPS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "groups.py")


class Weather:
    """The kinds that come up in one run, and the acts of each."""

    def __init__(self, chance, kinds=KINDS):
        self.chance = chance
        self.kinds = {kind for kind in kinds if chance.random() < 0.3}
        if "groups" in self.kinds:
            self.kinds -= {"flips", "actions"}  # a group neither crosses zero nor outlives a split
        self.foreign = set()  # client order ids of the owner's own orders
        self.raw = 0          # items the exchange does not know
        self.halted = False   # told to everybody, so that the system may know it
        self.acts = 0
        self.renamed = False  # nothing trades under the old name any more, as at the real broker
        self.moved = []       # corporate actions: (fills before it, symbol, new symbol, new shares for an old one)

    # What the system is started with.
    def model(self):
        """Unequal sizes cross zero; groups have exits at the broker."""
        if "groups" in self.kinds:
            return f"python:{GROUPS}"
        return "modulo:sell_quantity=5,buy_quantity=7" if "flips" in self.kinds else "modulo"

    def options(self):
        # The venue's prices do not follow a split, so profit after one means nothing.
        return ["--limit=daily_loss=400"] if "prints" in self.kinds and "actions" not in self.kinds else []

    def faults(self):
        """For while it lives: those that may last."""
        chance, plan = self.chance, []
        if "lag" in self.kinds:
            plan.append({"kind": "lag_positions", "delay_ms": chance.choice((100, 700, 2500))})
        if "accepted" in self.kinds:
            for method in chance.sample(("POST", "DELETE", "PATCH"), chance.randrange(1, 4)):
                plan.append({"kind": "answer_error", "method": method, "path": "/v2/orders", "probability": 0.5,
                             "code": chance.choice((400, 403, 404, 422, 429))})
        return plan

    def key_faults(self):
        """Keys that are refused for a moment; never while a process starts, where that is an end of its own."""
        if "keys" not in self.kinds:
            return []
        return self.chance.choice((
            [{"kind": "refuse_order_auth", "times": 1}, {"kind": "cut_orders", "times": 1}],
            [{"kind": "refuse_auth", "code": 402, "times": 1}, {"kind": "cut_data", "times": 1}],
            [{"kind": "refuse_request", "code": 401, "method": "GET", "times": 2}, {"kind": "cut_orders", "times": 1}],
            [{"kind": "refuse_request", "code": 403, "method": "GET", "path": "/v2/positions", "times": 1},
             {"kind": "cut_orders", "times": 1}]))

    # What happens at an instant.
    def act(self, venue, key):
        acts = [getattr(self, kind) for kind in ("owner", "coins", "halt", "prints", "fees", "groups") if kind in self.kinds]
        if acts:
            self.acts += 1
            self.chance.choice(acts)(venue, key)

    def owner(self, venue, key):
        """Orders by hand: another stock, a resting one of ours, or our position closed."""
        deed, plan = self.chance.random(), venue.plan
        venue.faults([])  # the owner's own wires are good
        if deed < 0.4:
            order = venue.try_ask("DELETE", "/v2/positions/SPY", key=key)
        else:
            resting = {"symbol": "SPY", "type": "limit", "limit_price": "300"}
            order = venue.try_ask("POST", "/v2/orders", {
                "symbol": "QQQ", "qty": "3", "side": "buy", "type": "market", "time_in_force": "day",
                **(resting if deed > 0.9 else {})}, key=key)
        venue.faults(plan)
        if order:
            self.foreign.add(order["client_order_id"])

    def coins(self, venue, key):
        """A multi-leg order, a coin whose fee is taken in coin, an order nobody can read."""
        self.raw += 1
        name = f"raw-{self.raw}"
        books = self.chance.choice((
            {"event": "fill", "update": {"price": "1.25", "qty": "1"}, "orders": [
                {"id": name, "client_order_id": name, "symbol": "", "side": "", "asset_class": "", "order_class": "mleg",
                 "status": "filled", "filled_qty": "1", "legs": [
                     {"id": name + "-leg", "symbol": "SPY261218C00460000", "side": "buy", "qty": "1"}]}]},
            {"event": "fill", "update": {"price": "60000", "qty": "0.1", "position_qty": "0.1"}, "orders": [
                {"id": name, "client_order_id": name, "symbol": "BTC/USD", "asset_class": "crypto", "qty": "0.1",
                 "status": "filled", "filled_qty": "0.1", "filled_avg_price": "60000"}],
             "positions": [{"symbol": "BTCUSD", "asset_class": "crypto", "qty": "0.09975"}],
             "activities": [{"activity_type": "CFEE", "symbol": "BTCUSD", "qty": "-0.00025"}]},
            {"orders": [{"id": name, "client_order_id": name, "side": "sell_short_exempt", "qty": "1e3",
                         "status": "brand_new_state", "symbol": "XYZ"}]},
            {"orders": [{"id": "x" * 45, "client_order_id": "x" * 130, "symbol": "SOMETHING_VERY_LONG_123456789",
                         "extended_hours": "false", "updated_at": None, "status": "new"}]}))
        venue.ask("POST", "/_venue/foreign", {"key": key, **books})

    def halt(self, venue, key):
        """A halt that is told, a gap in the stream, and a resumption nobody hears."""
        venue.ask("POST", "/_venue/trade", {"T": "s", "S": "SPY", "sc": "H", "rc": "LUDP", "z": "C"})
        if self.chance.random() < 0.7:
            venue.more_faults([{"kind": "refuse_upgrade", "path": "/v2/iex", "times": 1, "code": 503},
                               {"kind": "cut_data", "times": 1}])
        time.sleep(self.chance.random() * 0.01)
        venue.ask("POST", "/_venue/trade", {"T": "s", "S": "SPY", "sc": "T", "rc": "T3", "z": "C"})

    def prints(self, venue, key):
        """A print far off the market that is no trade at the market, canceled or corrected later."""
        number = 700_000 + self.acts
        wrong = {"S": "SPY", "p": 400.0, "s": QUIET_SIZE, "x": "D", "z": "B", "c": ["@", self.chance.choice(WRONG)],
                 "i": number}
        venue.ask("POST", "/_venue/trade", wrong)
        if self.chance.random() < 0.5:
            return
        time.sleep(self.chance.random() * 0.005)
        venue.ask("POST", "/_venue/trade", self.chance.choice((
            {"T": "x", "S": "SPY", "p": 400.0, "s": QUIET_SIZE, "x": "D", "z": "B", "i": number, "a": "C"},
            {"T": "c", "S": "SPY", "x": "D", "z": "B", "oi": number, "op": 400.0, "os": QUIET_SIZE,
             "ci": number, "cp": 573.8, "cs": QUIET_SIZE})))

    def groups(self, venue, key):
        """The market moves to an exit, and back."""
        for price in (573.8 + self.chance.choice((-0.2, 0.2)), 573.8):
            venue.ask("POST", "/_venue/trade", {"S": "SPY", "p": round(price, 2), "s": QUIET_SIZE})

    def fees(self, venue, key):
        """Cash that comes and goes without an order: fees, interest, a dividend."""
        venue.ask("POST", "/_venue/activity", self.chance.choice((
            [{"key": key, "activity_type": "FEE", "net_amount": "-0.02", "description": "TAF fee for proceed of 5 shares"}],
            [{"key": key, "activity_type": "INT", "net_amount": "0.17"}],
            [{"key": key, "activity_type": "DIV", "symbol": "SPY", "net_amount": "1.02", "per_share_amount": "0.51"},
             {"key": key, "activity_type": "DIVNRA", "symbol": "SPY", "net_amount": "-0.15"}])))

    def overnight(self, venue, key, count_fills):
        """While nobody looks, once: a split of what the account holds, or another name for it. Two of them in one absence
        are more than a list of entries explains, and stop the system. `count_fills` counts those so far."""
        if self.moved:
            return
        fills = count_fills()
        held = venue.try_ask("GET", "/v2/positions/SPY", key=key)
        if "actions" not in self.kinds or not held:
            return
        quantity = int(held["qty"])
        entry = {"key": key, "symbol": "SPY", "price": held["current_price"]}
        is_open = any(o["symbol"] == "SPY" for o in venue.ask("GET", "/v2/orders?status=open&limit=500", key=key))
        if count_fills() != fills:
            return  # another time: the position above may be of before it or after
        if self.chance.random() < 0.7 or is_open:
            factor = self.chance.choice((2, 3, 10))
            halves = [{"activity_type": "SPLIT", "qty": str(-quantity)}, {"activity_type": "SPLIT", "qty": str(quantity * factor)}]
            self.moved.append((fills, "SPY", "SPY", factor))
        else:
            self.renamed = True
            words = "name change SPY to SPYN"
            halves = [{"activity_type": "NC", "qty": str(-quantity), "description": words},
                      {"activity_type": "NC", "symbol": "SPYN", "qty": str(quantity), "description": words}]
            self.moved.append((fills, "SPY", "SPYN", 1))
        venue.ask("POST", "/_venue/activity", [{**entry, **half} for half in halves])

    def clear(self, venue, key):
        """Nothing more comes, and what is known of the venue is right again."""
        if "halt" in self.kinds:
            venue.ask("POST", "/_venue/trade", {"T": "s", "S": "SPY", "sc": "T", "rc": "T3", "z": "C"})
