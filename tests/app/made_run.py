"""A made-up run's record, as `hft report` reads it: prices that wander, a model that trades them, exact books."""
import datetime
import json
import random
from decimal import Decimal

COLUMNS = {
    "remarks": ["name", "value"],
    "parameters": ["model", "name", "value"],
    "sessions": ["date", "open", "close", "early_close"],
    "models": ["id", "name", "ticks", "signals", "orders", "fills", "refused", "realized", "unrealized", "fees"],
    "closes": ["model", "date", "equity", "long_value", "short_value", "flow"],
    "marks": ["at", "equity", "long_value", "short_value"],
    "held_before": ["model", "symbol", "quantity", "price"],
    "splits": ["at", "symbol", "from", "to"],
    "orders": ["id", "model", "symbol", "side", "type", "quantity", "limit", "decision_price", "decided", "sent", "ended",
               "state", "filled", "extended_hours"],
    "fills": ["id", "order", "model", "symbol", "side", "at", "price", "quantity", "fee", "bid", "ask", "data_at",
              "after_1s", "after_10s", "after_1min", "after_5min"],
    "refusals": ["model", "limit", "count"],
    "bars": ["symbol", "at", "span", "open", "high", "low", "close", "volume"],
    "warnings": ["kind", "symbol", "date", "count", "sentence"],
    "benchmark_closes": ["date", "close"],
    "reruns": ["kind", "value", "profit", "fills"],
    "incidents": ["at", "sentence"],
}
CENT = Decimal("0.01")


def empty_record():
    record = {"format": "hft run", "version": 1,
              "run": {"id": "made", "kind": "backtest", "code": "0.1.0", "data": "made up", "profile": "realistic",
                      "fees": "live", "feed": "sip", "from": "2025-01-02", "to": "2025-01-02", "cash": "100000",
                      "made": "2026-01-02T03:04:05Z", "trials": 0},
              "latency": None, "benchmark": ""}
    for name, columns in COLUMNS.items():
        record[name] = {"columns": list(columns), "rows": []}
    order = ["format", "version", "run", "remarks", "parameters", "sessions", "models", "closes", "marks", "held_before",
             "splits", "orders", "fills", "refusals", "bars", "warnings", "latency", "benchmark", "benchmark_closes",
             "reruns", "incidents"]
    return {name: record[name] for name in order}


def rows(record, table):
    """The rows of a table as dictionaries."""
    return [dict(zip(record[table]["columns"], row)) for row in record[table]["rows"]]


def stamp(moment):
    text = moment.strftime("%Y-%m-%dT%H:%M:%S.%f").rstrip("0").rstrip(".")
    return text + "Z"


def weekdays(first, count):
    day = first
    while count > 0:
        if day.weekday() < 5:
            yield day
            count -= 1
        day += datetime.timedelta(days=1)


def money(value):
    return format(value, "f")


def made_run(days=250, orders_a_day=8, seed=7, symbols=("SPY", "QQQ"), models=("trend", "revert"), drift=0.02,
             bar_minutes=30, first=datetime.date(2025, 1, 2)):
    """Every order fills whole, or now and then in two parts; the books are exact, so that all of it can be added up."""
    rng = random.Random(seed)
    record = empty_record()
    dates = list(weekdays(first, days))
    cash = start = Decimal(1_000_000)
    price = {symbol: Decimal(str(400 + 100 * i)) for i, symbol in enumerate(symbols)}
    spy = Decimal(500)
    held = {}
    average = {}
    realized = {model: Decimal(0) for model in models}
    fees = {model: Decimal(0) for model in models}
    counts = {model: [0, 0] for model in models}
    record["run"].update({"from": str(dates[0]), "to": str(dates[-1]), "cash": str(start),
                          "id": f"made-{seed}", "data": f"made up, seed {seed}", "trials": 12})
    record["benchmark"] = "SPY"
    record["benchmark_closes"]["rows"].append([str(dates[0] - datetime.timedelta(days=1)), str(spy)])
    number = 0
    for date in dates:
        # Winter and summer differ by an hour; the maker does not care which Sunday it is.
        opening = datetime.datetime(date.year, date.month, date.day, 13 if 4 <= date.month <= 10 else 14, 30)
        closing = opening + datetime.timedelta(hours=6, minutes=30)
        record["sessions"]["rows"].append([str(date), stamp(opening), stamp(closing), False])
        path = {}
        for symbol in symbols:
            path[symbol] = []
            value = price[symbol]
            for step in range(390):
                value = (value * Decimal(str(round(1 + rng.gauss(0, 0.0006), 7)))).quantize(CENT)
                path[symbol].append(value)
            price[symbol] = value
            for begin in range(0, 390, bar_minutes):
                part = path[symbol][begin:begin + bar_minutes]
                record["bars"]["rows"].append([symbol, stamp(opening + datetime.timedelta(minutes=begin)),
                                               bar_minutes * 60 * 10**9, str(part[0]), str(max(part)), str(min(part)),
                                               str(part[-1]), str(rng.randrange(10**5, 10**7))])
        moments = sorted(rng.sample(range(1, 380), orders_a_day))
        for minute in moments:
            model = rng.choice(models)
            symbol = rng.choice(symbols)
            key = (model, symbol)
            now = held.get(key, 0)
            middle = path[symbol][minute]
            ahead = path[symbol][min(389, minute + 25)]
            wise = ahead > middle if rng.random() < 0.5 + drift else rng.random() < 0.5
            side = "buy" if wise else "sell"
            if abs(now) > 300:
                side = "sell" if now > 0 else "buy"
            sign = 1 if side == "buy" else -1
            quantity = rng.choice([25, 50, 100])
            number += 1
            decided = opening + datetime.timedelta(minutes=minute, milliseconds=rng.randrange(1000))
            at = decided + datetime.timedelta(milliseconds=20)
            order = f"{date:%Y%m%d}-{model}-{number}"
            bid, ask = middle - CENT, middle + CENT
            paid = ask if side == "buy" else bid
            fate = rng.random()
            filled = 0 if fate < 0.04 else quantity
            parts = [filled] if filled == 0 or fate < 0.85 else [filled // 2, filled - filled // 2]
            counts[model][0] += 1
            for part in parts:
                if part == 0:
                    continue
                counts[model][1] += 1
                fee = (Decimal(part) * Decimal("0.003")).quantize(Decimal("0.0001")) if side == "sell" else Decimal(0)
                slipped = paid + (CENT * sign if rng.random() < 0.2 else 0)
                later = [path[symbol][min(389, minute + n)] for n in (0, 0, 1, 5)]
                record["fills"]["rows"].append(
                    [f"x{number}-{part}-{len(record['fills']['rows'])}", order, model, symbol, side, stamp(at),
                     str(slipped), str(part), money(fee), str(bid), str(ask), stamp(at - datetime.timedelta(milliseconds=300)),
                     *map(str, later)])
                now = held.get(key, 0)
                if now * sign >= 0:
                    total = abs(now) + part
                    average[key] = (average.get(key, Decimal(0)) * abs(now) + slipped * part) / total
                else:
                    closed = min(abs(now), part)
                    realized[model] += (slipped - average[key]) * closed * (1 if now > 0 else -1)
                    if part > abs(now):
                        average[key] = slipped
                held[key] = now + sign * part
                cash -= slipped * part * sign + fee
                fees[model] += fee
            record["orders"]["rows"].append(
                [order, model, symbol, side, "market", str(quantity), None, str(middle), stamp(decided), stamp(decided),
                 stamp(at), "filled" if filled else "canceled", str(filled), False])
        longs = sum((price[s] * q for (m, s), q in held.items() if q > 0), Decimal(0))
        shorts = sum((-price[s] * q for (m, s), q in held.items() if q < 0), Decimal(0))
        record["closes"]["rows"].append(["", str(date), money(cash + longs - shorts), money(longs), money(shorts), "0"])
        for model in models:
            unrealized = sum(((price[s] - average[(m, s)]) * q for (m, s), q in held.items() if m == model and q), Decimal(0))
            made = (realized[model] + unrealized - fees[model]).quantize(Decimal("0.000000001"))
            record["closes"]["rows"].append([model, str(date), money(made), "0", "0", "0"])
        spy = (spy * Decimal(str(round(1 + rng.gauss(0.0004, 0.009), 7)))).quantize(CENT)
        record["benchmark_closes"]["rows"].append([str(date), str(spy)])
    for model in models:
        unrealized = sum(((price[s] - average[(m, s)]) * q for (m, s), q in held.items() if m == model and q), Decimal(0))
        record["models"]["rows"].append(
            [model, model, 120000, counts[model][0] + 40, counts[model][0], counts[model][1], 20,
             money(realized[model].quantize(Decimal("0.000000001"))), money(unrealized.quantize(Decimal("0.000000001"))),
             money(fees[model])])
        record["parameters"]["rows"].append([model, "lookback", "25"])
        record["parameters"]["rows"].append([model, "lot", "100"])
        record["refusals"]["rows"].append([model, "position_limit", 15])
        record["refusals"]["rows"].append([model, "stale_signal", 5])
    profit = Decimal(record["closes"]["rows"][-1 - len(models)][2]) - start
    for kind, value, part in (("delay", 50, "0.9"), ("delay", 100, "0.7"), ("delay", 500, "-0.1"), ("fees", 2, "0.85"),
                              ("size", 2, "1.6"), ("size", 5, "2.1"), ("size", 10, "1.2")):
        record["reruns"]["rows"].append([kind, value, money((profit * Decimal(part)).quantize(CENT)), 1900])
    record["warnings"]["rows"].append(["gap", "QQQ", str(dates[min(3, days - 1)]), 2, "no trade for 14 minutes"])
    record["latency"] = {"p50": 41.5, "p99": 150.25, "p999": 185.0, "max": 312.0}
    record["remarks"]["rows"].append(["Seed", str(seed)])
    return record


def write(path, record):
    with open(path, "w") as file:
        json.dump(record, file)
