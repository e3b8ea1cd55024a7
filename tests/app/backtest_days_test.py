"""A backtest of many days: out of the store, of several tapes, of bars; profiles and fees; what its folder holds."""
import csv
import json
import os
import random
import signal
import subprocess
import tempfile
import time
import unittest
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from support import HFT, clean_environment, hft, main, write_tape

NEW_YORK = ZoneInfo("America/New_York")
DAYS = ["2024-07-01", "2024-07-02", "2024-07-03", "2024-07-05"]  # an early close and a holiday among them


def rows(folder, name):
    with open(os.path.join(folder, name), newline="") as file:
        return list(csv.DictReader(file))


def result(folder):
    with open(os.path.join(folder, "result.json")) as file:
        return json.load(file)


def day_of_trades(path, seed, count=4000, start=450.0, until=12.9):
    """Trades of a day from 09:31 to 13:00, New York time."""
    rng = random.Random(seed)
    price = start
    made = []
    for i in range(count):
        price = max(1.0, price + rng.choice((-0.01, 0, 0, 0.01)))
        at = 9.52 + (until - 9.52) * i / count
        made.append((int(at * 3_600_000), price, rng.randint(1, 400)))
    write_tape(path, made)


def minute_bars(seed, dates, start=100.0):
    """Bars of every minute of these full sessions: (start, open, high, low, close, volume)."""
    rng = random.Random(seed)
    price = start
    made = []
    for date in dates:
        at = datetime.fromisoformat(date + "T09:30").replace(tzinfo=NEW_YORK)
        for _ in range(390):
            opened = round(price + rng.gauss(0, 0.03), 2)
            closed = round(opened + rng.gauss(0, 0.08), 2)
            high = round(max(opened, closed) + abs(rng.gauss(0, 0.03)), 2)
            low = round(min(opened, closed) - abs(rng.gauss(0, 0.03)), 2)
            made.append((at, opened, high, low, closed, rng.randint(1_000, 90_000)))
            price = closed
            at += timedelta(minutes=1)
    return made


def write_bars(path, symbol, bars):
    with open(path, "w") as file:
        file.write("symbol,time,open,high,low,close,vwap,volume,trade_count\n")
        for at, opened, high, low, closed, volume in bars:
            stamp = at.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ")
            file.write(f"{symbol},{stamp},{opened},{high},{low},{closed},0,{volume},0\n")


def crossing(bars, fast, slow, shares):
    """The rule of the two averages, written again: its trades and its profit, nothing charged. Decided on a close,
    traded at the next bar's open; the averages begin at the first close."""
    def weight(period):
        return 2.0 / (period + 1.0)
    averages = None
    seen = held = 0
    cash = 0.0
    trades = []
    wanted = None
    for i, (at, opened, _, _, closed, _) in enumerate(bars):
        if wanted is not None and wanted != held:
            trades.append((at, wanted - held, opened))
            cash -= (wanted - held) * opened
            held = wanted
        wanted = None
        seen += 1
        if averages is None:
            averages = [closed, closed]
        else:
            averages = [a + weight(p) * (closed - a) for a, p in zip(averages, (fast, slow))]
        last_of_day = i + 1 == len(bars) or bars[i + 1][0].date() != at.date()
        if seen >= slow and averages[0] != averages[1] and not last_of_day:
            wanted = shares if averages[0] > averages[1] else -shares
    return trades, cash + held * bars[-1][4]


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, *names):
        return os.path.join(self.folder.name, *names)

    def good(self, *words, **more):
        ran = hft(*words, **more)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return ran

    def refused(self, *words):
        ran = hft(*words)
        self.assertEqual(ran.returncode, 2, ran.stdout + ran.stderr)
        return ran.stderr


class ManyDays(Folder):
    def setUp(self):
        super().setUp()
        self.tapes = []
        for i, date in enumerate(DAYS):
            self.tapes.append(self.path(f"spy_{date.replace('-', '')}_trade.csv.gz"))
            day_of_trades(self.tapes[-1], i, start=450.0 + i)
        self.store = self.path("market")
        self.good("data", "import", f"--data-dir={self.store}", *self.tapes)

    def stored(self, *words, days=("2024-07-01", "2024-07-05"), out="stored"):
        ran = self.good("backtest", f"--from={days[0]}", f"--to={days[1]}", f"--data-dir={self.store}",
                        f"--out={self.path(out)}", *words)
        return ran.stdout

    def test_the_store_gives_what_the_tapes_give(self):
        words = ("--model=modulo", "--model=ema_cross:fast=20,slow=100", "--profile=touch", "--fees=paper")
        self.stored(*words)
        self.good("backtest", "--tape=" + ",".join(reversed(self.tapes)), f"--out={self.path('tapes')}", *words)
        for name in ("orders.csv", "fills.csv", "returns.csv", "positions.csv", "round_trips.csv"):
            self.assertEqual(rows(self.path("stored"), name), rows(self.path("tapes"), name), name)
        found = result(self.path("stored"))
        self.assertEqual(found["run"]["from"], DAYS[0])
        self.assertEqual(found["run"]["to"], DAYS[-1])
        self.assertEqual(found["statistics"]["days"], 4)
        self.assertGreater(found["models"]["modulo"]["fills"], 100)
        self.assertEqual(sorted({fill["at"][:10] for fill in rows(self.path("stored"), "fills.csv")}), DAYS)

    def test_positions_are_carried_over_nights(self):
        self.stored("--model=ema_cross:fast=20,slow=100", "--profile=touch", "--fees=paper")
        found = result(self.path("stored"))
        fills = rows(self.path("stored"), "fills.csv")
        cash = Decimal(0)
        held = 0
        for fill in fills:
            signed = int(fill["quantity"]) * (1 if fill["side"] == "buy" else -1)
            cash -= signed * Decimal(fill["price"])
            held += signed
        model = found["models"]["ema_cross"]
        last = Decimal(rows(self.path("stored"), "positions.csv")[-1]["SPY"])
        self.assertNotEqual(held, 0)
        self.assertEqual(Decimal(model["realized_pnl"]) + Decimal(model["unrealized_pnl"]), cash + last)
        self.assertEqual(Decimal(found["statistics"]["net_profit"]), cash + last)

    def test_one_day_of_many_is_the_day_alone(self):
        self.stored("--model=modulo", "--profile=touch", days=(DAYS[1], DAYS[1]))
        self.good("backtest", "--model=modulo", "--profile=touch", f"--tape={self.tapes[1]}", f"--out={self.path('one')}")
        self.assertEqual(rows(self.path("stored"), "orders.csv"), rows(self.path("one"), "orders.csv"))
        self.assertEqual(rows(self.path("stored"), "fills.csv"), rows(self.path("one"), "fills.csv"))

    def test_missing_days_are_named(self):
        said = self.stored("--model=modulo", "--profile=touch", days=("2024-07-01", "2024-07-08"))
        self.assertIn("missing day: SPY 2024-07-08", said)
        self.assertNotIn("2024-07-04", said)
        self.assertEqual(result(self.path("stored"))["statistics"]["days"], 4)

    def test_a_day_that_cannot_be_read_is_left_out_by_name(self):
        file = self.path("market", "sip", "SPY", "SPY_20240702_trade.hft")
        if not os.path.exists(file):
            file = next(os.path.join(folder, name) for folder, _, names in os.walk(self.store) for name in names
                        if name == "SPY_20240702_trade.hft")
        with open(file, "r+b") as opened:
            opened.seek(-1, os.SEEK_END)
            opened.truncate()
        ran = hft("backtest", "--model=modulo", "--from=2024-07-01", "--to=2024-07-05", f"--data-dir={self.store}",
                  f"--out={self.path('torn')}")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertIn("2024-07-02", ran.stdout + ran.stderr)
        self.assertEqual(result(self.path("torn"))["statistics"]["days"], 3)

    def test_wrong_words(self):
        self.assertIn("--to", self.refused("backtest", "--model=modulo", "--from=2024-07-01"))
        self.assertIn("before", self.refused("backtest", "--model=modulo", "--from=2024-07-05", "--to=2024-07-01"))
        self.assertIn("no date", self.refused("backtest", "--model=modulo", "--from=soon", "--to=2024-07-01"))
        self.assertIn("hft data", self.refused("backtest", "--model=modulo", "--from=2024-07-01", "--to=2024-07-05",
                                               f"--data-dir={self.path('nowhere')}"))
        self.assertIn("QQQ", self.refused("backtest", "--model=modulo:symbol=QQQ", "--from=2024-07-01",
                                          "--to=2024-07-05", f"--data-dir={self.store}"))
        self.assertIn("--tape", self.refused("backtest", "--model=modulo", "--from=2024-07-01", "--to=2024-07-05",
                                             f"--tape={self.tapes[0]}"))

    def test_profiles_differ_and_the_default_is_realistic(self):
        said = {}
        for profile in ("touch", "paper", "realistic", "pessimistic"):
            self.stored("--model=modulo", f"--profile={profile}", "--reruns=off", out=profile)
            said[profile] = result(self.path(profile))
        self.stored("--model=modulo", "--reruns=off", out="default")
        same = result(self.path("default"))
        self.assertEqual(same["run"]["profile"], "realistic")
        self.assertEqual(same["run"]["fees"], "live")
        self.assertEqual(same["statistics"], said["realistic"]["statistics"])
        profit = {name: Decimal(one["statistics"]["net_profit"]) for name, one in said.items()}
        self.assertEqual(profit["touch"], profit["paper"])
        self.assertGreater(profit["paper"], profit["pessimistic"])
        self.assertEqual(said["touch"]["run"]["fees"], "paper")

    def test_live_fees_are_the_regulators_sums_of_each_day(self):
        self.stored("--model=modulo", "--profile=touch", "--fees=live", "--reruns=off")
        found = result(self.path("stored"))
        due = Decimal(0)
        for date in DAYS:  # 27.80 dollars a million dollars and 166 dollars a million shares, each rounded up a day
            sold = [fill for fill in rows(self.path("stored"), "fills.csv")
                    if fill["at"].startswith(date) and fill["side"] == "sell"]
            dollars = sum(Decimal(fill["price"]) * Decimal(fill["quantity"]) for fill in sold)
            shares = sum(Decimal(fill["quantity"]) for fill in sold)
            for fee in (dollars * Decimal("27.8") / 1_000_000, shares * Decimal("0.000166")):
                due += fee.quantize(Decimal("0.01"), rounding="ROUND_CEILING")
        self.assertGreater(due, 0)
        self.assertEqual(Decimal(found["statistics"]["fees"]), due)
        self.assertEqual(Decimal(found["models"]["modulo"]["fees"]), due)
        model = found["models"]["modulo"]
        self.assertEqual(Decimal(found["statistics"]["net_profit"]),
                         Decimal(model["realized_pnl"]) + Decimal(model["unrealized_pnl"]) - due)

    def test_decisions_do_not_depend_on_the_future(self):
        said = self.stored("--model=ema_cross:fast=20,slow=100", "--model=modulo", "--profile=touch", "--reruns=off",
                           "--check=look-ahead,warm-up")
        self.assertRegex(said, r"check look-ahead: passed; [1-9]\d+ orders")
        self.assertIn("check warm-up: passed", said)
        self.assertIn("--check", self.refused("backtest", "--model=modulo", "--check=hindsight"))

    def test_a_split_changes_shares_and_not_the_worth(self):
        with open(self.path("actions.json"), "w") as file:
            json.dump({"corporate_actions": {"forward_splits": [
                {"symbol": "SPY", "old_rate": 1, "new_rate": 2, "ex_date": "2024-07-03", "process_date": "2024-07-03",
                 "cusip": "1", "id": "00000000-0000-0000-0000-000000000001"}]}, "next_page_token": None}, file)
        os.mkdir(self.path("halved"))
        halved = [self.path("halved", f"spy_{date.replace('-', '')}_trade.csv.gz") for date in DAYS[2:]]
        for i, file in enumerate(halved):
            day_of_trades(file, i + 2, start=(450.0 + i + 2) / 2)
        self.good("data", "import", "--replace", f"--data-dir={self.store}", "--symbols=SPY", self.path("actions.json"))
        self.good("data", "import", "--replace", f"--data-dir={self.store}", *halved)
        self.stored("--model=ema_cross:fast=20,slow=100,quantity=100", "--profile=touch", "--reruns=off",
                    "--limit=daily_loss=1000000")
        returns = [float(row["return"]) for row in rows(self.path("stored"), "returns.csv")]
        self.assertEqual(len(returns), 4)
        self.assertTrue(all(abs(value) < 0.002 for value in returns), returns)
        # A hundred shares become two hundred, of which the model sells or buys down to its hundred.
        first = [fill for fill in rows(self.path("stored"), "fills.csv") if fill["at"].startswith("2024-07-03")]
        self.assertIn("200", {fill["quantity"] for fill in first[:3]}, first[:3])


class Bars(Folder):
    def test_two_averages_trade_as_a_rule_written_again_on_the_same_bars(self):
        dates = ["2024-06-03", "2024-06-04", "2024-06-05"]
        bars = minute_bars(5, dates)
        write_bars(self.path("bars.csv"), "SPY", bars)
        self.good("data", "import", f"--data-dir={self.path('market')}", self.path("bars.csv"))
        self.good("backtest", "--model=ema_cross:fast=5,slow=20,quantity=10", "--profile=touch", "--fees=paper",
                  "--from=2024-06-03", "--to=2024-06-05", f"--data-dir={self.path('market')}", f"--out={self.path('out')}")
        trades, profit = crossing(bars, 5, 20, 10)
        found = {}
        for fill in rows(self.path("out"), "fills.csv"):
            at = datetime.fromisoformat(fill["at"].replace("Z", "+00:00")[:19] + "+00:00").astimezone(NEW_YORK)
            at = at.replace(second=0)
            signed = int(fill["quantity"]) * (1 if fill["side"] == "buy" else -1)
            found.setdefault((at, float(fill["price"])), 0)
            found[(at, float(fill["price"]))] += signed
        self.assertGreater(len(trades), 20)
        self.assertEqual([(at, shares, price) for (at, price), shares in found.items()], trades)
        self.assertAlmostEqual(float(result(self.path("out"))["statistics"]["net_profit"]), profit, places=6)

    def test_daily_bars_are_traded_at_the_next_open(self):
        rng = random.Random(3)
        bars = []
        price = 100.0
        day = datetime(2024, 1, 2, tzinfo=NEW_YORK)
        holidays = {(1, 15), (2, 19), (3, 29)}
        while day < datetime(2024, 4, 1, tzinfo=NEW_YORK):
            if day.weekday() < 5 and (day.month, day.day) not in holidays:
                opened = round(price + rng.gauss(0, 0.3), 2)
                closed = round(opened + rng.gauss(0, 1), 2)
                high, low = round(max(opened, closed) + 0.2, 2), round(min(opened, closed) - 0.2, 2)
                bars.append((day, opened, high, low, closed, 1_000_000))
                price = closed
            day = datetime(day.year, day.month, day.day, tzinfo=NEW_YORK) + timedelta(days=1)
        write_bars(self.path("days.csv"), "SPY", bars)
        self.good("data", "import", f"--data-dir={self.path('market')}", self.path("days.csv"))
        self.good("backtest", "--model=ema_cross:fast=2,slow=5,quantity=10", "--profile=touch", "--fees=paper",
                  "--from=2024-01-02", "--to=2024-03-28", f"--data-dir={self.path('market')}", f"--out={self.path('out')}")
        found = result(self.path("out"))
        self.assertEqual(found["statistics"]["days"], len(bars))
        opens = {bar[0].strftime("%Y-%m-%d"): bar[1] for bar in bars}
        fills = rows(self.path("out"), "fills.csv")
        self.assertGreater(len(fills), 4)
        for fill in fills:
            self.assertEqual(float(fill["price"]), opens[fill["at"][:10]], fill)
        self.assertIsNotNone(found["statistics"]["sharpe"])


class Words(Folder):
    DAY = ("--date=2026-07-02", "--at=15:50")

    def test_a_folder_that_cannot_be_written_is_refused_at_once(self):
        with open(self.path("file"), "w"):
            pass
        self.assertIn("--out=", self.refused("backtest", "--model=modulo", *self.DAY, f"--out={self.path('file', 'x')}"))

    def test_one_day_has_no_yearly_figures(self):
        ran = self.good("backtest", "--model=modulo", *self.DAY, f"--out={self.path('out')}")
        found = result(self.path("out"))
        for name in ("annual_return", "annual_volatility", "sharpe", "sortino", "calmar", "turnover"):
            self.assertIsNone(found["statistics"][name], name)
        self.assertIn("report: " + self.path("out", "report.html"), ran.stdout)
        self.assertNotIn("of 0 orders", ran.stdout)
        self.assertIn("profile realistic, fees live", ran.stdout)

    def test_the_result_has_what_is_promised(self):
        self.good("backtest", "--model=modulo", *self.DAY, f"--out={self.path('out')}")
        found = result(self.path("out"))
        for name in ("id", "code", "data", "profile", "fees", "feed", "from", "to"):
            self.assertIn(name, found["run"])
        for name in ("ticks", "signals", "orders", "fills", "refused", "realized_pnl", "unrealized_pnl", "fees"):
            self.assertIn(name, found["models"]["modulo"])
        for name in ("days", "total_return", "annual_return", "annual_volatility", "sharpe", "sortino", "max_drawdown",
                     "calmar", "turnover", "win_rate", "profit_factor", "exposure"):
            self.assertIn(name, found["statistics"])
        for name in ("events", "seconds", "events_per_second"):
            self.assertGreater(found["speed"][name], 0)
        for name in ("report.html", "orders.csv", "fills.csv", "round_trips.csv", "returns.csv", "positions.csv",
                     "transactions.csv"):
            self.assertGreater(os.path.getsize(self.path("out", name)), 0)

    def test_wrong_profiles_and_fees_are_named(self):
        self.assertIn("touch, paper, realistic or pessimistic",
                      self.refused("backtest", "--model=modulo", *self.DAY, "--profile=rosy"))
        self.assertIn("paper or live", self.refused("backtest", "--model=modulo", *self.DAY, "--fees=none"))

    def test_an_interrupt_tells_what_is_done_so_far(self):
        running = subprocess.Popen([HFT, "backtest", "--model=modulo", "--date=2026-07-02", "--reruns=off",
                                    f"--out={self.path('out')}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=True, env=clean_environment())
        time.sleep(0.4)  # a signal before its handler would end it at once
        running.send_signal(signal.SIGINT)
        out, errors = running.communicate(timeout=120)
        self.assertEqual(running.returncode, 0, errors)
        self.assertTrue(os.path.exists(self.path("out", "result.json")), out + errors)


if __name__ == "__main__":
    main()
