"""`hft report` from outside: every statistic against numpy, the exports as pandas reads them, sessions, wrong words."""
import csv
import io
import json
import math
import os
import sys
import tempfile
import unittest

try:
    import numpy
except ImportError:  # another Python than the system's is first in the path
    if os.path.exists("/usr/bin/python3") and sys.executable != "/usr/bin/python3" and "HFT_SECOND_PYTHON" not in os.environ:
        os.environ["HFT_SECOND_PYTHON"] = "1"
        os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])
    print("skipped: python3-numpy is not installed")
    sys.exit(77)

import made_run
from support import SOURCE, hft, main

YEAR = 252


def stdev(values):
    return numpy.std(values, ddof=1)


def split_mix(state):
    """Steele, Lea and Flood's numbers."""
    mask = 2**64 - 1
    while True:
        state = (state + 0x9E3779B97F4A7C15) & mask
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        yield z ^ (z >> 31)


def trips_of(record):
    """First in, first out; written without looking at the other one."""
    lots, closed = {}, []
    for fill in made_run.rows(record, "fills"):
        sign = 1 if fill["side"] == "buy" else -1
        queue = lots.setdefault((fill["model"], fill["symbol"]), [])
        price, fee, left = float(fill["price"]), float(fill["fee"]) / float(fill["quantity"]), float(fill["quantity"])
        while left > 0 and queue and queue[0][0] * sign < 0:
            held, paid, entry_fee, since = queue[0]
            part = min(left, abs(held))
            closed.append(((paid - price) * part * sign, (fee + entry_fee) * part, since, fill["at"]))
            queue[0] = (held + sign * part, paid, entry_fee, since)
            if queue[0][0] == 0:
                queue.pop(0)
            left -= part
        if left > 0:
            queue.append((sign * left, price, fee, fill["at"]))
    return closed


def seconds(text):
    from datetime import datetime
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def figures_of(record):
    """Every statistic, by numpy, out of the record alone."""
    account = [row for row in made_run.rows(record, "closes") if row["model"] == ""]
    equity = numpy.array([float(record["run"]["cash"])] + [float(row["equity"]) for row in account])
    r = equity[1:] / equity[:-1] - 1
    n = len(r)
    growth = numpy.cumprod(1 + r)
    depth = growth / numpy.maximum.accumulate(numpy.concatenate([[1], growth]))[1:] - 1
    annual = growth[-1] ** (YEAR / n) - 1
    s = r.mean() / stdev(r)
    z = (r - r.mean()) / r.std()
    skew, tails = (z**3).mean(), (z**4).mean()
    want = {
        "days": n, "net_profit": equity[-1] - equity[0], "total_return": growth[-1] - 1, "annual_return": annual,
        "best_day": r.max(), "worst_day": r.min(), "winning_days": (r > 0).mean(),
        "annual_volatility": stdev(r) * YEAR**0.5, "sharpe": s * YEAR**0.5,
        "sharpe_error": (YEAR * (1 + s * s / 2 - skew * s + (tails - 3) / 4 * s * s) / (n - 1)) ** 0.5,
        "sortino": r.mean() / (numpy.minimum(r, 0) ** 2).mean() ** 0.5 * YEAR**0.5,
        "max_drawdown": depth.min(), "calmar": annual / -depth.min(), "skewness": skew, "kurtosis": tails,
    }
    trips = trips_of(record)
    net = numpy.array([profit - fee for profit, fee, *_ in trips])
    held = numpy.array([seconds(exit) - seconds(entry) for *_, entry, exit in trips])
    want.update({
        "round_trips": len(net), "win_rate": (net > 0).mean(), "profit_factor": net[net > 0].sum() / -net[net < 0].sum(),
        "average_trip": net.mean(), "average_win": net[net > 0].mean(), "average_loss": net[net < 0].mean(),
        "mean_holding": held.mean(), "median_holding": numpy.median(held)})
    fills = made_run.rows(record, "fills")
    price = numpy.array([float(f["price"]) for f in fills])
    shares = numpy.array([float(f["quantity"]) for f in fills])
    sign = numpy.array([1 if f["side"] == "buy" else -1 for f in fills])
    orders = {o["id"]: o for o in made_run.rows(record, "orders")}
    fair = numpy.array([float(orders[f["order"]]["decision_price"]) for f in fills])
    longs = numpy.array([float(row["long_value"]) for row in account])
    shorts = numpy.array([float(row["short_value"]) for row in account])
    traded = (price * shares).sum()
    want.update({
        "traded": traded, "fees": sum(float(m["fees"]) for m in made_run.rows(record, "models")),
        "exposure": ((longs + shorts) / equity[1:]).mean(), "net_exposure": ((longs - shorts) / equity[1:]).mean(),
        "peak_exposure": ((longs + shorts) / equity[1:]).max(), "turnover": traded / 2 / equity[1:].mean() * YEAR / n,
        "fill_ratio": numpy.mean([float(o["filled"]) / float(o["quantity"]) for o in orders.values()]),
        "slippage": ((price - fair) * sign * shares).sum() / (fair * shares).sum() * 1e4})
    for key in ("1s", "10s", "1min", "5min"):
        later = numpy.array([float(f["after_" + key]) for f in fills])
        want["markout_" + key] = ((later - price) * sign * shares).sum() / traded * 1e4
    inside = whole = 0.0
    net_held, moments = {}, []
    for fill, s_ in zip(fills, sign):
        key = (fill["model"], fill["symbol"])
        net_held[key] = net_held.get(key, 0) + s_ * float(fill["quantity"])
        moments.append((seconds(fill["at"]), any(net_held.values())))
    for session in made_run.rows(record, "sessions"):
        begin, end = seconds(session["open"]), seconds(session["close"])
        whole += end - begin
        state, at = False, -math.inf
        for moment, now in moments + [(math.inf, False)]:
            if state:
                inside += max(0, min(moment, end) - max(at, begin))
            state, at = now, moment
    want["time_in_market"] = inside / whole
    closes = made_run.rows(record, "benchmark_closes")
    b = numpy.diff([float(row["close"]) for row in closes]) / numpy.array([float(row["close"]) for row in closes[:-1]])
    beta = numpy.cov(r, b)[0, 1] / numpy.var(b, ddof=1)
    tracking = stdev(r - b) * YEAR**0.5
    want.update({"beta": beta, "alpha": (r.mean() - beta * b.mean()) * YEAR, "correlation": numpy.corrcoef(r, b)[0, 1],
                 "tracking_error": tracking, "information_ratio": (r - b).mean() * YEAR / tracking})
    block = math.ceil(round(n ** (1 / 3), 9))
    numbers = split_mix(1)
    yearly, sharpes, depths = [], [], []
    for _ in range(2000):
        drawn = []
        while len(drawn) < n:
            first = next(numbers) * n >> 64
            drawn += [(first + i) % n for i in range(block)]
        h = r[drawn[:n]]
        total = numpy.cumprod(1 + h)
        yearly.append(total[-1] ** (YEAR / n) - 1)
        sharpes.append(h.mean() / stdev(h) * YEAR**0.5)
        depths.append((total / numpy.maximum.accumulate(numpy.concatenate([[1], total]))[1:] - 1).min())
    want.update({"annual_return_low": numpy.percentile(yearly, 5), "annual_return_high": numpy.percentile(yearly, 95),
                 "sharpe_low": numpy.percentile(sharpes, 5), "sharpe_high": numpy.percentile(sharpes, 95),
                 "drawdown_low": numpy.percentile(depths, 5), "loss_share": (numpy.array(yearly) <= 0).mean()})
    return want


def excursions_of(record):
    """Worst and best of each trip, bar by bar."""
    bars = {}
    for bar in made_run.rows(record, "bars"):
        begin = seconds(bar["at"])
        bars.setdefault(bar["symbol"], []).append((begin, begin + bar["span"] / 1e9, float(bar["low"]), float(bar["high"])))
    return bars


class Report(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.run_folder = os.path.join(self.folder.name, "run")
        os.mkdir(self.run_folder)

    def tearDown(self):
        self.folder.cleanup()

    def reported(self, record):
        made_run.write(os.path.join(self.run_folder, "run.json"), record)
        ran = hft("report", self.run_folder)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return ran

    def csv_of(self, name):
        with open(os.path.join(self.run_folder, name)) as file:
            return list(csv.DictReader(file))

    def test_every_statistic_is_what_numpy_says(self):
        for seed, days, drift in ((7, 250, 0.02), (11, 40, -0.05), (23, 90, 0.3)):
            with self.subTest(seed):
                record = made_run.made_run(seed=seed, days=days, drift=drift)
                result = os.path.join(self.run_folder, "result.json")
                if os.path.exists(result):
                    os.remove(result)
                self.reported(record)
                with open(result) as file:
                    got = json.load(file)["statistics"]
                want = figures_of(record)
                self.assertEqual(set(got) - set(want), {"average_worst", "average_best"})
                for key, value in want.items():
                    self.assertAlmostEqual(float(got[key]), float(value), delta=1e-7 * max(1, abs(float(value))), msg=key)

    def test_worst_and_best_points_are_those_of_the_bars(self):
        record = made_run.made_run(days=12, seed=3)
        self.reported(record)
        bars = excursions_of(record)
        trips = self.csv_of("round_trips.csv")
        self.assertGreater(len(trips), 30)
        for trip in trips:
            begin, end = seconds(trip["EntryTime"]), seconds(trip["ExitTime"])
            sign = 1 if trip["Direction"] == "Long" else -1
            entry, shares = float(trip["EntryPrice"]), float(trip["Quantity"])
            points = [0, (float(trip["ExitPrice"]) - entry) * sign * shares]
            for low_at, high_at, low, high in bars[trip["Symbol"]]:
                if low_at >= begin and high_at <= end:
                    points += [(low - entry) * sign * shares, (high - entry) * sign * shares]
            self.assertAlmostEqual(float(trip["MAE"]), min(points), places=6)
            self.assertAlmostEqual(float(trip["MFE"]), max(points), places=6)

    def test_exports_add_up(self):
        record = made_run.made_run(days=30, seed=5)
        self.reported(record)
        account = [row for row in made_run.rows(record, "closes") if row["model"] == ""]
        for row, close in zip(self.csv_of("positions.csv"), account):
            date = row.pop("date")
            self.assertEqual(date, close["date"])
            self.assertAlmostEqual(sum(map(float, row.values())), float(close["equity"]), places=6)
            self.assertAlmostEqual(float(row["SPY"]) + float(row["QQQ"]), float(close["long_value"]) - float(close["short_value"]),
                                   places=6)
        growth = 1
        for row in self.csv_of("returns.csv"):
            growth *= 1 + float(row["return"])
        self.assertAlmostEqual(growth, float(account[-1]["equity"]) / float(record["run"]["cash"]), places=9)
        cash = sum(float(row["txn_dollars"]) - float(row["commission"]) for row in self.csv_of("transactions.csv"))
        self.assertAlmostEqual(cash + float(record["run"]["cash"]), float(self.csv_of("positions.csv")[-1]["cash"]), places=4)

    def test_pandas_loads_the_exports_unchanged(self):
        try:
            import pandas
        except ImportError:
            self.skipTest("python3-pandas is not installed")
        self.reported(made_run.made_run(days=30, seed=5))
        read = lambda name: pandas.read_csv(os.path.join(self.run_folder, name), index_col=0, parse_dates=True)
        returns = read("returns.csv").squeeze("columns")  # a series with dates, as QuantStats and pyfolio take it
        positions, transactions = read("positions.csv"), read("transactions.csv")
        self.assertEqual(str(returns.index.dtype), "datetime64[ns]")
        self.assertEqual(returns.dtype, float)
        self.assertEqual(list(positions.index), list(returns.index))
        self.assertEqual(positions.columns[-1], "cash")
        self.assertTrue({"amount", "price", "symbol"} <= set(transactions.columns))
        # What pyfolio does with them: dollars a day over the day's portfolio.
        daily = (transactions.amount.abs() * transactions.price).groupby(transactions.index.normalize()).sum()
        turnover = daily / 2 / positions.sum(axis=1)
        self.assertTrue(turnover.notna().all())
        trips = pandas.read_csv(os.path.join(self.run_folder, "round_trips.csv"), parse_dates=["EntryTime", "ExitTime"])
        self.assertTrue((pandas.to_timedelta(trips["Duration"].str.replace(".", " days ", n=1, regex=False).where(
            trips["Duration"].str.contains(r"^\d+\.\d\d:"), trips["Duration"])) == trips["ExitTime"] - trips["EntryTime"]).all())

    def test_a_session_becomes_the_same_page(self):
        state = os.path.join(self.folder.name, "state")
        ran = hft("--model=modulo", "--date=2026-07-02", "--at=15:50", "--speed=max", f"--state-dir={state}")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        told = json.loads(hft("sessions", "--format=json", f"--state-dir={state}").stdout)[0]
        out = os.path.join(self.folder.name, "out")
        for words in (["2026-07-02"], [], [told["account"] + "/2026-07-02"]):
            ran = hft("report", *words, f"--state-dir={state}", f"--out={out}")
            self.assertEqual(ran.returncode, 0, ran.stderr)
            with open(os.path.join(out, "fills.csv")) as file:
                self.assertEqual(len(list(csv.DictReader(file))), told["totals"]["fills"])
        with open(os.path.join(out, "result.json")) as file:
            got = json.load(file)
        self.assertAlmostEqual(float(got["statistics"]["net_profit"]),
                               float(told["totals"]["realized_pnl"]) + float(told["totals"]["unrealized_pnl"]), delta=0.02)
        self.assertEqual(got["models"]["modulo"]["orders"], told["totals"]["orders"])
        with open(os.path.join(out, "report.html")) as file:
            self.assertIn('"Latency"', file.read())
        ran = hft("report", "2026-07-02", f"--state-dir={state}")
        self.assertIn(os.path.join("reports", "2026-07-02", "report.html"), ran.stdout)
        made_run.write(os.path.join(self.run_folder, "run.json"), made_run.made_run(days=5))
        ran = hft("report", self.run_folder, "--against=2026-07-02", f"--state-dir={state}")
        self.assertEqual(ran.returncode, 0, ran.stderr)

    def test_wrong_words_get_one_sentence(self):
        empty = os.path.join(self.folder.name, "empty")
        os.mkdir(empty)
        broken = os.path.join(self.folder.name, "broken")
        os.mkdir(broken)
        record = made_run.made_run(days=2)
        record["fills"]["rows"][1][7] = "0"
        made_run.write(os.path.join(broken, "run.json"), record)
        for words, code, part in ((["nonsense"], 2, "neither a run's folder nor a session"), ([empty], 2, "no run's folder"),
                                  (["2026-07-02"], 2, "no session 2026-07-02"), ([], 2, "no session has been traded"),
                                  ([broken], 1, "fills, row 2: the quantity is not positive"),
                                  ([f"--state-dir={empty}/none"], 2, "is not there")):
            if not any(word.startswith("--state-dir") for word in words):
                words = words + [f"--state-dir={empty}"]
            ran = hft("report", *words)
            self.assertEqual(ran.returncode, code, words)
            self.assertIn(part, ran.stderr)
            self.assertEqual(len(ran.stderr.strip().splitlines()), 1)

    def test_the_page_of_figures_is_the_code(self):
        """docs/report.md has every statistic of the code with its words, and no other."""
        import re
        with open(os.path.join(SOURCE, "app", "research", "statistics.cpp")) as file:
            code = file.read()
        entries = re.findall(r'\{"([a-z0-9_]+)",\s*"([^"]+)",\s*"([^"]+)",\s*U::\w+,\s*((?:"[^"]*"\s*)+)', code)
        want = [(key, label, "".join(re.findall(r'"([^"]*)"', meaning))) for key, _, label, meaning in entries]
        with open(os.path.join(SOURCE, "docs", "report.md")) as file:
            got = re.findall(r"^\| `([a-z0-9_]+)` \| ([^|]+) \| ([^|]+) \|$", file.read(), re.M)
        self.assertGreater(len(want), 40)
        self.assertEqual(got, want)


if __name__ == "__main__":
    main()
