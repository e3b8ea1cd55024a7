"""After the kill and the restart: the venue's truth against the system's books and its journal."""
import signal
import time
from decimal import Decimal

from world import Broken

ENDED = {"filled", "canceled", "expired", "rejected", "replaced"}


def number(text):
    return Decimal(text or "0")


def require(condition, sentence):
    if not condition:
        raise Broken(sentence)


def signed(row):
    return number(row["qty"]) if row["side"] == "buy" else -number(row["qty"])


STOCKS = {"SPY", "QQQ", "SPYN"}  # what is traded here, and what it may be called later; anything else on the account is somebody else's coin or option


class Truth:
    """What the venue holds of one account, without what its exchange does not know."""

    def __init__(self, venue, key, model):
        self.orders = {o["client_order_id"]: o for o in venue.ask(
            "GET", "/v2/orders?status=all&limit=500", key=key) if o["symbol"] in STOCKS}
        self.positions = {p["symbol"]: number(p["qty"]) for p in venue.ask("GET", "/v2/positions", key=key)
                          if p["symbol"] in STOCKS}
        ledger = venue.ask("GET", "/_venue/ledger")
        for order in ledger["orders"]:  # of all accounts; the listing above ends after 500
            name = order["client_order_id"]
            if name in self.orders or f"-{model}-" in name:
                self.orders[name] = order
        ids = {o["id"] for o in self.orders.values()}
        self.fills = [f for f in ledger["fills"] if f["order_id"] in ids]


def check_journal(system, truth, weather, triggers):
    """Every order at the venue was intended once; every cause led to one order at most, or to the two of a crossing."""
    intents, causes, absent, exits, lasts, before = {}, {}, set(), set(), [], None
    foreign, crossing = weather.foreign, "flips" in weather.kinds
    for record in system.journal():
        if record["record"] == "start" and before:
            lasts.append(before)
        before = record["record"]
        if record["record"] == "intent":
            order = record["order"]
            require(order["client_order_id"] not in intents, f"{order['client_order_id']} was intended twice")
            of_cause = causes.setdefault(order["caused_by"], [])
            of_cause.append(order)
            require(len(of_cause) <= (2 if crossing else 1), f"the trade at {order['caused_by']} led to too many orders")
            if crossing:
                most = 7 if order["side"] == "buy" else 5
                require(sum(number(o["quantity"]) for o in of_cause) <= most and len({o["side"] for o in of_cause}) == 1,
                        f"the trade at {order['caused_by']} led to more than {most} shares")
            intents[order["client_order_id"]] = order
        elif record["record"] == "leg":
            exits.add(record["order"]["client_order_id"])
        elif record["record"] == "absent":
            absent.add(record["client_order_id"])
    require(len(causes) <= triggers, f"{triggers} trades led to orders of {len(causes)}")
    for name, order in truth.orders.items():
        require(name in intents or name in foreign or name in exits, f"order {name} is at the venue and was never journaled: {order}")
        require(name not in absent, f"order {name} is at the venue and the journal says it never arrived")
        if name in intents:
            intent = intents[name]
            require((order["side"], number(order["qty"])) == (intent["side"], number(intent["quantity"])),
                    f"order {name} at the venue is not the one that was intended")
    return intents, lasts


def check_orders(system, truth, intents, most):
    """The system shows all working orders and the newest of those that ended: `most` of them, when told."""
    shown = {o["client_order_id"]: o for o in system.ask("orders")["orders"]}
    for name, order in truth.orders.items():
        if most and len(truth.orders) > most and name not in shown and order["status"] in ENDED:
            continue
        require(name in shown, f"order {name} is lost: the system does not show it")
        ours = shown[name]
        require(ours["state"] == order["status"],
                f"order {name} is {order['status']} at the venue and {ours['state']} here")
        require(number(ours["filled"]) == number(order["filled_qty"]),
                f"order {name} filled {order['filled_qty']} at the venue and {ours['filled']} here")
        if number(order["filled_qty"]):
            require(abs(number(ours["average_price"]) - number(order["filled_avg_price"])) < Decimal("0.0001"),
                    f"order {name} cost {order['filled_avg_price']} at the venue and {ours['average_price']} here")
    for name, ours in shown.items():
        ours_alone = name in intents or f"-{system.model}-" in name
        if name not in truth.orders and ours_alone:
            require(ours["state"] in ENDED and not number(ours["filled"]),
                    f"order {name} is {ours['state']} here and unknown at the venue")
            require(name in intents, f"order {name} is shown and was never intended")
        elif name not in truth.orders:
            require(name.startswith(("raw-", "x")), f"order {name} is shown and nobody's")


def summed(fills, moved, counts):
    """What the fills that count come to, with the splits and new names between them."""
    held, moved = {}, list(moved)
    for number, fill in enumerate([*fills, None]):
        while moved and moved[0][0] == number:
            _, old, new, factor = moved.pop(0)
            held[new] = held.get(new if new != old else "", Decimal()) + held.pop(old, Decimal()) * factor
        if fill and counts(fill):
            held[fill["symbol"]] = held.get(fill["symbol"], Decimal()) + signed(fill)
    return held


def check_positions(system, truth, weather):
    books, foreign = system.ask("positions"), weather.foreign
    account = {s: number(p["quantity"]) for s, p in books["account"].items()
               if number(p["quantity"]) and s in STOCKS}
    require(account == truth.positions, f"the venue holds {truth.positions} and the system {account}")
    filled = summed(truth.fills, weather.moved, lambda fill: True)
    require({s: q for s, q in filled.items() if q} == truth.positions,
            "the venue's own fills do not sum to its positions")
    models = summed(truth.fills, weather.moved, lambda fill: fill["client_order_id"] not in foreign)
    held = {s: number(p["quantity"]) for s, p in books["models"].get(system.model, {}).items()
            if number(p["quantity"])}
    require(held == {s: q for s, q in models.items() if q},
            f"the model's orders filled {models} at the venue and its book says {held}")
    total = {}
    for book in books["models"].values():
        for symbol, position in book.items():
            if symbol in STOCKS:
                total[symbol] = total.get(symbol, Decimal()) + number(position["quantity"])
    require({s: q for s, q in total.items() if q} == account, "the models' positions do not sum to the account's")


class Fair:
    """No weather: nobody else on the account, nothing that crosses."""
    foreign, kinds, moved = frozenset(), frozenset(), ()


def audit(system, venue, weather, triggers, most_shown=None):
    """Raises `Broken` for the first promise that does not hold. Returns what was compared."""
    status = system.ask("status")
    require(status and status["ready"], f"it is not ready: {status}")
    require(status["orders_unknown"] == 0, f"{status['orders_unknown']} orders are in doubt while it is ready")
    truth = Truth(venue, system.key, system.model)
    require("halt" not in weather.kinds or not status.get("halts"), f"a halt outlived its end: {status.get('halts')}")
    require("prints" not in weather.kinds or "daily loss" not in (status.get("halt_reason") or ""),
            f"a print off the market tripped a limit: {status.get('halt_reason')}")
    intents, lasts = check_journal(system, truth, weather, triggers)
    check_orders(system, truth, intents, most_shown)
    check_positions(system, truth, weather)
    system.verify()
    return {"orders": len(truth.orders), "fills": len(truth.fills), "intents": len(intents), "lasts": lasts}


def check_end(system, venue, weather):
    """An orderly end: what is closed is closed no further than the account holds, and nothing of ours works unseen."""
    end = time.monotonic() + 8
    while time.monotonic() < end and any(  # what was sent before a halt ended is still to fill
            order["status"] not in ENDED and order["type"] == "market"
            for order in Truth(venue, system.key, system.model).orders.values()):
        time.sleep(0.02)
    before = Truth(venue, system.key, system.model).positions.get("SPY", Decimal())
    system.tell("stop", id=system.model, flatten="yes")
    end = time.monotonic() + 8
    while time.monotonic() < end and (system.ask("status") or {"models": {}})["models"].get(system.model):
        after = Truth(venue, system.key, system.model).positions.get("SPY", Decimal())
        require(before * after >= 0 and abs(after) <= abs(before), f"closing turned {before} shares into {after}")
        if not after:
            break
        time.sleep(0.05)
    system.kill(signal.SIGTERM)
    code = system.wait()
    require(code == 0, f"an orderly end had code {code}: " + system.said())
    truth = Truth(venue, system.key, system.model)
    left = [n for n, o in truth.orders.items() if o["status"] not in ENDED and n not in weather.foreign]
    require(not left, f"orders work on after an orderly end: {left}")
    after = truth.positions.get("SPY", Decimal())
    require(before * after >= 0 and abs(after) <= abs(before), f"the end turned {before} shares into {after}")
