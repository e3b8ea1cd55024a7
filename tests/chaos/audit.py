"""After the kill and the restart: the venue's truth against the system's books and its journal."""
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


class Truth:
    """What the venue holds of one account."""

    def __init__(self, venue, key, model):
        self.orders = {o["client_order_id"]: o for o in venue.ask(
            "GET", "/v2/orders?status=all&limit=500", key=key)}
        self.positions = {p["symbol"]: number(p["qty"]) for p in venue.ask("GET", "/v2/positions", key=key)}
        ledger = venue.ask("GET", "/_venue/ledger")
        for order in ledger["orders"]:  # of all accounts; the listing above ends after 500
            name = order["client_order_id"]
            if name in self.orders or f"-{model}-" in name:
                self.orders[name] = order
        ids = {o["id"] for o in self.orders.values()}
        self.fills = [f for f in ledger["fills"] if f["order_id"] in ids]


def check_journal(system, truth, foreign, triggers):
    """Every order at the venue was intended once; every cause led to one order at most, and to one more for each part
    of it that waited behind the part that closes."""
    intents, causes, parts, absent, lasts, before = {}, {}, {}, set(), [], None
    for record in system.journal():
        if record["record"] == "start" and before:
            lasts.append(before)
        before = record["record"]
        if record["record"] == "intent":
            order = record["order"]
            require(order["client_order_id"] not in intents, f"{order['client_order_id']} was intended twice")
            cause = order["caused_by"]
            causes[cause] = causes.get(cause, 0) + 1
            intents[order["client_order_id"]] = order
        elif record["record"] == "waiting" and record["after"]:
            cause = record["order"]["caused_by"]
            parts[cause] = parts.get(cause, 0) + 1
        elif record["record"] == "absent":
            absent.add(record["client_order_id"])
    for cause, orders in causes.items():
        require(orders <= 1 + parts.get(cause, 0), f"the trade at {cause} led to {orders} orders")
    require(len(intents) <= triggers + sum(parts.values()), f"{triggers} trades led to {len(intents)} orders")
    for name, order in truth.orders.items():
        require(name in intents or name in foreign, f"order {name} is at the venue and was never journaled")
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
        if name not in truth.orders:
            require(ours["state"] in ENDED and not number(ours["filled"]),
                    f"order {name} is {ours['state']} here and unknown at the venue")
            require(name in intents, f"order {name} is shown and was never intended")


def check_positions(system, truth, foreign):
    books = system.ask("positions")
    account = {s: number(p["quantity"]) for s, p in books["account"].items() if number(p["quantity"])}
    require(account == truth.positions, f"the venue holds {truth.positions} and the system {account}")
    filled, models = {}, {}
    for fill in truth.fills:
        filled[fill["symbol"]] = filled.get(fill["symbol"], Decimal()) + signed(fill)
    require({s: q for s, q in filled.items() if q} == truth.positions,
            "the venue's own fills do not sum to its positions")
    mine = [f for f in truth.fills if f["client_order_id"] not in foreign]
    for fill in mine:
        models[fill["symbol"]] = models.get(fill["symbol"], Decimal()) + signed(fill)
    held = {s: number(p["quantity"]) for s, p in books["models"].get(system.model, {}).items()
            if number(p["quantity"])}
    require(held == {s: q for s, q in models.items() if q},
            f"the model's orders filled {models} at the venue and its book says {held}")
    total = {}
    for book in books["models"].values():
        for symbol, position in book.items():
            total[symbol] = total.get(symbol, Decimal()) + number(position["quantity"])
    require({s: q for s, q in total.items() if q} == account, "the models' positions do not sum to the account's")


def audit(system, venue, foreign, triggers, most_shown=None):
    """Raises `Broken` for the first promise that does not hold. Returns what was compared."""
    status = system.ask("status")
    require(status and status["ready"], f"it is not ready: {status}")
    require(status["orders_unknown"] == 0, f"{status['orders_unknown']} orders are in doubt while it is ready")
    truth = Truth(venue, system.key, system.model)
    intents, lasts = check_journal(system, truth, foreign, triggers)
    check_orders(system, truth, intents, most_shown)
    check_positions(system, truth, foreign)
    system.verify()
    return {"orders": len(truth.orders), "fills": len(truth.fills), "intents": len(intents), "lasts": lasts}
