"""The indicators against numpy and pandas, value by value; their memory; and their page."""
import inspect
import os
import re
import unittest

import numpy as np
import pandas as pd

import hft

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
chance = np.random.default_rng(7)
close = pd.Series(100 + np.cumsum(chance.normal(0, 0.3, 800))).round(2)
open_ = close.shift(1).fillna(close[0])
high = (np.maximum(open_, close) + chance.uniform(0, 0.4, 800)).round(2)
low = (np.minimum(open_, close) - chance.uniform(0, 0.4, 800)).round(2)
volume = pd.Series(chance.integers(1, 5000, 800) * 10.0)
other = pd.Series(50 + 0.4 * (close - 100) + chance.normal(0, 0.2, 800))


def run(indicator, columns, *fields):
    """Each field after each observation, as far as the indicator was ready."""
    rows = []
    for values in zip(*columns):
        indicator.add(*values)
        rows.append([getattr(indicator, field) if indicator.ready else np.nan for field in fields])
    return np.array(rows).T


def wilder(values, period):
    out = np.full(len(values), np.nan)
    first = int(np.flatnonzero(~np.isnan(values))[0])
    out[first + period - 1] = np.mean(values[first:first + period])
    for i in range(first + period, len(values)):
        out[i] = (out[i - 1] * (period - 1) + values[i]) / period
    return out


def true_range():
    before = close.shift(1)
    spread = pd.concat([high - low, (high - before).abs(), (low - before).abs()], axis=1).max(axis=1)
    spread[0] = np.nan
    return spread.to_numpy()


class Values(unittest.TestCase):
    def same(self, got, wanted, places=8):
        wanted = np.asarray(wanted, dtype=float)
        both = ~np.isnan(got) & ~np.isnan(wanted)
        self.assertGreater(both.sum(), 500)
        np.testing.assert_array_equal(np.isnan(got), np.isnan(wanted))
        np.testing.assert_allclose(got[both], wanted[both], rtol=10.0 ** -places, atol=10.0 ** -places)

    def test_moving_averages(self):
        self.same(run(hft.Sma(20), [close], "value")[0], close.rolling(20).mean())
        weights = np.arange(1, 11)
        self.same(run(hft.Wma(10), [close], "value")[0],
                  close.rolling(10).apply(lambda w: (w * weights).sum() / weights.sum(), raw=True))
        ema = close.ewm(span=12, adjust=False).mean()
        ema[:11] = np.nan
        self.same(run(hft.Ema(12), [close], "value")[0], ema)

    def test_rsi_is_wilders(self):
        change = close.diff().to_numpy()
        rises, falls = wilder(np.maximum(change, 0), 14), wilder(np.maximum(-change, 0), 14)
        self.same(run(hft.Rsi(14), [close], "value")[0], 100 * rises / (rises + falls))

    def test_rsi_gives_the_published_values(self):
        prices = [44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931,
                  46.0328, 45.6140, 46.2820, 46.2820, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439]
        got = run(hft.Rsi(14), [prices], "value")[0]
        np.testing.assert_allclose(got[14:], [70.53, 66.32, 66.55, 69.41, 66.36, 57.97], atol=0.01)

    def test_macd(self):
        fast, slow = (close.ewm(span=n, adjust=False).mean() for n in (12, 26))
        line = fast - slow
        signal = line[25:].ewm(span=9, adjust=False).mean().reindex(line.index)
        signal[:33] = np.nan
        value, got_signal, histogram = run(hft.Macd(), [close], "value", "signal", "histogram")
        line[:33] = np.nan
        self.same(value, line)
        self.same(got_signal, signal)
        self.same(histogram, line - signal)

    def test_ranges(self):
        atr = wilder(true_range(), 14)
        self.same(run(hft.Atr(14), [high, low, close], "value")[0], atr)
        middle = close.ewm(span=20, adjust=False).mean()
        width = 2 * wilder(true_range(), 20)
        value, upper, lower = run(hft.Keltner(20, 2), [high, low, close], "value", "upper", "lower")
        middle[np.isnan(width)] = np.nan
        self.same(value, middle)
        self.same(upper, middle + width)
        self.same(lower, middle - width)

    def test_channels(self):
        value, upper, lower = run(hft.Bollinger(20, 2), [close], "value", "upper", "lower")
        mean, deviation = close.rolling(20).mean(), close.rolling(20).std(ddof=0)
        self.same(value, mean)
        self.same(upper, mean + 2 * deviation)
        self.same(lower, mean - 2 * deviation)
        upper, lower = run(hft.Donchian(15), [high, low], "upper", "lower")
        self.same(upper, high.rolling(15).max())
        self.same(lower, low.rolling(15).min())

    def test_stochastic(self):
        highest, lowest = high.rolling(14).max(), low.rolling(14).min()
        k = (100 * (close - lowest) / (highest - lowest)).rolling(3).mean()
        d = k.rolling(3).mean()
        value, signal = run(hft.Stochastic(14, 3, 3), [high, low, close], "value", "signal")
        k[d.isna()] = np.nan
        self.same(value, k)
        self.same(signal, d)

    def test_adx(self):
        rise, fall = high.diff().to_numpy(), -low.diff().to_numpy()
        up = np.where((rise > fall) & (rise > 0), rise, 0.0)
        down = np.where((fall > rise) & (fall > 0), fall, 0.0)
        up[0] = down[0] = np.nan
        spread = wilder(true_range(), 14)
        plus, minus = 100 * wilder(up, 14) / spread, 100 * wilder(down, 14) / spread
        index = 100 * np.abs(plus - minus) / (plus + minus)
        adx = wilder(index, 14)
        value, got_plus, got_minus = run(hft.Adx(14), [high, low, close], "value", "plus", "minus")
        self.same(value, adx)
        ready = ~np.isnan(adx)
        np.testing.assert_allclose(got_plus[ready], plus[ready])
        np.testing.assert_allclose(got_minus[ready], minus[ready])

    def test_volume(self):
        signs = np.sign(close.diff().fillna(0))
        signs[0] = 1
        self.same(run(hft.Obv(), [close, volume], "value")[0], (signs * volume).cumsum())
        mean = (close * volume).cumsum() / volume.cumsum()
        spread = np.sqrt((close ** 2 * volume).cumsum() / volume.cumsum() - mean ** 2)
        value, upper, lower = run(hft.SessionVwap(2), [close, volume], "value", "upper", "lower")
        self.same(value, mean)
        self.same(upper, mean + 2 * spread, 5)
        self.same(lower, mean - 2 * spread, 5)
        vwap = hft.SessionVwap()
        vwap.add(10, 100, 1)
        vwap.add(20, 100, 2)
        self.assertEqual(vwap.value, 20)

    def test_statistics(self):
        score = (close - close.rolling(30).mean()) / close.rolling(30).std()
        self.same(run(hft.ZScore(30), [close], "value")[0], score)
        value, beta = run(hft.RollingCorrelation(40), [close, other], "value", "beta")
        self.same(value, close.rolling(40).corr(other), 6)
        self.same(beta, close.rolling(40).cov(other) / close.rolling(40).var(), 6)
        lines = [np.polyfit(np.arange(25), close[i - 24:i + 1], 1) if i >= 24 else [np.nan, np.nan] for i in range(800)]
        value, slope, intercept = run(hft.LinearRegression(25), [close], "value", "slope", "intercept")
        self.same(slope, [line[0] for line in lines], 6)
        self.same(intercept, [line[1] for line in lines], 6)
        self.same(value, [line[1] + 24 * line[0] for line in lines], 6)
        returns = np.log(close / close.shift(1))
        self.same(run(hft.RealizedVolatility(20), [close], "value")[0], returns.rolling(20).std() * np.sqrt(252))
        value, largest = run(hft.Drawdown(), [close], "value", "largest")
        fallen = 1 - close / close.cummax()
        self.same(value, fallen)
        self.same(largest, fallen.cummax())
        noise = pd.Series(chance.normal(100, 5, 800))
        for part in (0.1, 0.5, 0.9):
            estimate = run(hft.Quantile(part), [noise], "value")[0]
            self.assertAlmostEqual(estimate[-1], float(np.quantile(noise, part)), delta=0.6)

    def test_kalman(self):
        level, variance, levels = close[0], 1.0, [close[0]]
        for price in close[1:]:
            variance += 0.01
            gain = variance / (variance + 1.0)
            level += gain * (price - level)
            variance *= 1 - gain
            levels.append(level)
        self.same(run(hft.Kalman(0.01, 1.0), [close], "value")[0], levels)


def every():
    return {name: made for name, made in vars(hft).items()
            if inspect.isclass(made) and hasattr(made, "add") and hasattr(made, "restore")}


class All(unittest.TestCase):
    made = {"Sma": (5,), "Ema": (5,), "Wma": (5,), "ZScore": (5,), "RollingCorrelation": (5,), "LinearRegression": (5,),
            "Quantile": (0.5,), "RealizedVolatility": (5,)}
    columns = {"Atr": (high, low, close), "Keltner": (high, low, close), "Stochastic": (high, low, close),
               "Adx": (high, low, close), "Donchian": (high, low), "Obv": (close, volume),
               "SessionVwap": (close, volume), "RollingCorrelation": (close, other)}

    def test_what_was_saved_goes_on_exactly(self):
        for name, kind in every().items():
            first, second = kind(*self.made.get(name, ())), kind(*self.made.get(name, ()))
            rows = list(zip(*self.columns.get(name, (close,))))
            for row in rows[:137]:
                first.add(*row)
            second.restore(first.save())
            for row in rows[137:400]:
                first.add(*row)
                second.add(*row)
                self.assertEqual(first.value, second.value, name)
            with self.assertRaises(ValueError, msg=name):
                second.restore("1 2 x")
            first.clear()
            self.assertFalse(first.ready, name)

    def test_a_period_that_makes_no_sense_is_refused_in_words(self):
        with self.assertRaisesRegex(ValueError, "period=0 is not within 1 to 10000000"):
            hft.Sma(0)

    def test_the_page_lists_what_there_is(self):
        with open(os.path.join(SOURCE, "docs", "indicators.md")) as file:
            rows = re.findall(r"^\| `(\w+)\(([^`]*)\)` \| `([^`]*)` \| `add\(([^`]*)\)` \| ([^|]*) \|", file.read(), re.M)
        listed = {row[0]: (set(re.findall(r"\w+", row[3])), set(re.findall(r"`(\w+)`", row[4]))) for row in rows}
        self.assertEqual(sorted(listed), sorted(every()))
        for name, kind in every().items():
            takes = set(re.findall(r"(\w+): ", kind.add.__doc__)) - {"self"}
            has = {field for field in dir(kind) if isinstance(getattr(kind, field), property)} - {"ready"}
            self.assertEqual(listed[name], (takes, has), name)
            header = next(row[2] for row in rows if row[0] == name)
            self.assertTrue(os.path.exists(os.path.join(SOURCE, "models", "indicators", header)), header)


if __name__ == "__main__":
    unittest.main()
