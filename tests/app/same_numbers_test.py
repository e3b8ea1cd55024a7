"""One day told in eight ways: status, watch, page, metrics, summary, session report, list of sessions and the report say the same numbers."""
import csv
import json
import os
import re
import tempfile
import unittest
import urllib.request

from support import Running, Venue, hft, main, wait_until

KEYS = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}
COUNTS = ("ticks", "signals", "orders", "fills", "refused")


def dollars(text):
    return round(float(text), 2)


def held(positions):
    """Without what is flat, which some name and some do not."""
    return {symbol: shares for symbol, shares in positions.items() if float(shares) != 0}


class Numbers:
    """What one telling says of each model: the counts it knows, the position and the profit in dollars and cents."""

    def __init__(self):
        self.models = {}
        self.position = None
        self.profit = None
        self.refusals = None

    def model(self, name, position, profit, **counts):
        self.models[name] = {"position": position, "profit": profit, **counts}


def of_status(status):
    told = Numbers()
    for name, model in status["models"].items():
        told.model(name, held(model["position"]), dollars(float(model["realized_pnl"]) + float(model["unrealized_pnl"])),
                   **{count: model[count] for count in COUNTS})
    told.position = held(status["positions"])
    told.refusals = status["refusals"]
    return told


def of_page(status):
    told = of_status(status)
    for name, model in status["dashboard"]["models"].items():
        assert dollars(model["profit"]) == told.models[name]["profit"], (name, model)
        assert {row["symbol"]: row["quantity"] for row in model["positions"]} == told.models[name]["position"], (name, model)
    told.position = {row["symbol"]: row["quantity"] for row in status["dashboard"]["positions"]}
    told.profit = dollars(status["dashboard"]["profit"])
    return told


def of_watch(text):
    told = Numbers()
    for line in text.splitlines():
        row = re.match(r"(\w+) +running +(\w+) (-?\d+) +(\d+) +(\d+) +(\d+) +(-?[\d.]+)$", line)
        if row:
            name, symbol, shares, orders, fills, refused, profit = row.groups()
            told.model(name, {symbol: shares}, dollars(profit), orders=int(orders), fills=int(fills), refused=int(refused))
        total = re.match(r"total +(\w+) (-?\d+) +\d+ +\d+ +\d+ +(-?[\d.]+)$", line)
        if total:
            told.position, told.profit = {total.group(1): total.group(2)}, dollars(total.group(3))
    return told


def of_metrics(text):
    series = {}
    for line in text.splitlines():
        found = re.match(r"(\w+)(?:\{(.*)\})? (\S+)$", line)
        if found and not line.startswith("#"):
            series[found.group(1), found.group(2) or ""] = float(found.group(3))
    names = {"ticks": "events", "signals": "signals", "orders": "orders", "fills": "fills", "refused": "refused"}
    told = Numbers()
    for name, label in series:
        if name == "hft_model_profit_dollars":
            told.model(label.split('"')[1], None, dollars(series[name, label]),
                       **{count: int(series[f"hft_model_{names[count]}_total", label]) for count in COUNTS})
    told.position = {label.split('"')[1]: str(int(value)) for (name, label), value in series.items() if name == "hft_position_shares"}
    told.profit = dollars(series["hft_profit_dollars", ""])
    told.refusals = {label.split('"')[1].replace("_", " "): int(value) for (name, label), value in series.items() if name == "hft_refusals_total"}
    told.orders, told.fills = int(series["hft_orders_sent_total", ""]), int(series["hft_fills_received_total", ""])
    return told


def of_session(session):
    """The summary, a session's file, and an element of the list of sessions."""
    told = Numbers()
    for name, model in session["models"].items():
        told.model(name, held(model["position"]), dollars(float(model["realized_pnl"]) + float(model["unrealized_pnl"])),
                   **{count: model[count] for count in COUNTS})
    symbol, shares = session["totals"]["position"].split()
    told.position = {symbol: shares}
    told.profit = dollars(float(session["totals"]["realized_pnl"]) + float(session["totals"]["unrealized_pnl"]))
    told.refusals = session["refusals"]
    return told


def of_result(result):
    told = Numbers()
    for name, model in result["models"].items():
        told.model(name, None, dollars(float(model["realized_pnl"]) + float(model["unrealized_pnl"])),
                   **{count: model[count] for count in COUNTS})
    told.profit = dollars(result["statistics"]["net_profit"])
    return told


class SameNumbers(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.state = os.path.join(self.folder.name, "state")

    def tearDown(self):
        self.folder.cleanup()

    def agree(self, first, name, told):
        """Whatever both know is the same."""
        self.assertEqual(set(told.models), set(first.models), name)
        for model, numbers in told.models.items():
            for key, value in numbers.items():
                if value is not None:
                    self.assertEqual(value, first.models[model][key], (name, model, key))
        for key in ("position", "profit", "refusals"):
            ours, theirs = getattr(told, key), getattr(first, key)
            if ours is not None and theirs is not None:
                self.assertEqual(ours, theirs, (name, key))

    def trade(self, venue, ask):
        trades = [(17, 573.81), (19, 573.92), (17 * 19, 573.64), (31, 573.70), (34, 573.55), (100, 573.60), (51, 573.71), (38, 573.66)]
        for number, (size, price) in enumerate(trades, 1):
            venue.post("/_venue/trade", {"S": "SPY", "p": price, "s": size})

            def settled():
                status = json.loads(ask("/api/status"))
                models = status["models"].values()
                return all(model["ticks"] == number and model["signals"] == model["orders"] + model["refused"] and
                           model["fills"] == model["orders"] for model in models) and status["orders_open"] == 0
            wait_until(settled, f"trade {number} has had its orders and fills")

    def test_one_day_is_the_same_wherever_one_looks(self):
        summary = os.path.join(self.folder.name, "summary.json")
        with Venue("--quiet-tape", "--at=10:00", "--speed=1", "--date=2026-07-02") as venue:
            system = Running("--model=a=modulo", "--model=b=modulo:sell_divisor=19", f"--venue={venue.url}", f"--state-dir={self.state}",
                             "--max-signal-age=60", "--limit=b.position=5", f"--summary={summary}", "--dashboard=watch", env=KEYS)
            with system:
                found = next(filter(None, (re.match(r"watch it at (http://\S+)/#token=(\w+)$", line) for line in system.process.stdout)))

                def ask(path):
                    request = urllib.request.Request(found.group(1) + path, headers={"Authorization": "Bearer " + found.group(2)})
                    with urllib.request.urlopen(request, timeout=30) as answer:
                        return answer.read().decode()
                wait_until(lambda: json.loads(ask("/api/status"))["ready"], "it is ready", 60)
                self.trade(venue, ask)

                first = of_status(json.loads(hft("control", "status", "--format=json", f"--state-dir={self.state}").stdout))
                self.assertGreater(first.models["b"]["refused"], 0)  # or nothing would be compared
                self.assertGreater(first.models["a"]["fills"], 3)
                self.assertNotEqual(first.models["a"]["profit"], 0)
                # The monitor hears of the status once a second.
                whole = dollars(sum(model["profit"] for model in first.models.values()))
                wait_until(lambda: dollars(json.loads(ask("/api/status"))["dashboard"]["profit"]) == whole, "the page has the newest status")
                page = of_page(json.loads(ask("/api/status")))
                first.profit = whole
                self.agree(first, "page", page)
                metrics = of_metrics(ask("/metrics"))
                self.agree(first, "metrics", metrics)
                self.assertEqual(metrics.orders, sum(model["orders"] for model in first.models.values()))
                self.assertEqual(metrics.fills, sum(model["fills"] for model in first.models.values()))
                with Running("control", "watch", f"--state-dir={self.state}") as watch:
                    picture = []
                    for line in watch.process.stdout:
                        picture.append(line)
                        if line.startswith("total"):
                            break
                self.agree(first, "watch", of_watch("".join(picture)))
                fills = [fact for fact in json.loads(ask("/api/day"))["fills"] if fact["kind"] == "fill"]
                self.assertEqual(len(fills), metrics.fills)
                system.stop()

        with open(summary) as file:
            self.agree(first, "summary", of_session(json.load(file)))
        listed = json.loads(hft("sessions", "--format=json", f"--state-dir={self.state}").stdout)
        self.assertEqual(len(listed), 1)
        self.agree(first, "sessions", of_session(listed[0]))
        folder = os.path.join(self.folder.name, "report")
        ran = hft("report", f"--state-dir={self.state}", f"--out={folder}")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        with open(os.path.join(folder, "result.json")) as file:
            self.agree(first, "report", of_result(json.load(file)))
        with open(os.path.join(folder, "fills.csv")) as file:
            self.assertEqual(len(list(csv.DictReader(file))), metrics.fills)


if __name__ == "__main__":
    main()
