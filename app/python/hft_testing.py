"""Tests of a model in Python with plain unittest, in the engine's own host: the same events, the same answers.

    from hft_testing import Bench
    bench = Bench("breakout.py", prints=2)
    bench.trade("SPY", 10)
    bench.signals            # all it has asked for so far, oldest first

Times are "09:31", "09:31:05.5" (New York, of the bench's date), whole nanoseconds since 1970 UTC, or left out: a second
after the event before. A fault of the model is a RuntimeError with its sentence.
"""
import inspect
import os

import hft

__all__ = ["Bench"]

SECOND = 1_000_000_000


def _text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "+".join(str(item) for item in value)
    return str(value)


class Bench:
    """One model, from a file or a class, on a day of the test's own making."""

    def __init__(self, model, *, symbols=("SPY",), date="2026-07-01", early_close=False, fills=False, **parameters):
        file = model if isinstance(model, (str, os.PathLike)) else inspect.getsourcefile(model)
        given = {key: _text(value) for key, value in parameters.items()}
        self._bench = hft._Bench(os.path.abspath(file), given, list(symbols), date, early_close)
        self._midnight = self._bench.open - int(9.5 * 3600) * SECOND
        self.now = self._bench.open - SECOND
        self.fills = fills          # True: market orders are filled at once, at the last price
        self.signals = []           # everything it asked for
        self.orders = []            # what it asked for and was not filled, refused or closed
        self.notes = []             # (time, text)
        self.plots = {}             # name -> [(time, value)]
        self.context = self._bench.context

    # -- time
    def at(self, time):
        """Nanoseconds of a time as the calls take it."""
        if time is None:
            return self.now + SECOND
        if isinstance(time, str):
            parts = [float(part) for part in time.split(":")] + [0.0]
            return self._midnight + round((parts[0] * 3600 + parts[1] * 60 + parts[2]) * SECOND)
        return int(time)

    def _move(self, time):
        self.now = max(self.now, time)
        return time

    # -- events; each answers what the model asked for
    def trade(self, symbol, price, size=100, at=None, conditions=""):
        return self._take(self._bench.trade(symbol, price, size, self._move(self.at(at)), conditions), price)

    def trades(self, symbol, prices, size=100):
        return [signal for price in prices for signal in self.trade(symbol, price, size)]

    def quote(self, symbol, bid, ask, bid_size=100, ask_size=100, at=None):
        return self._take(self._bench.quote(symbol, bid, ask, bid_size, ask_size, self._move(self.at(at))))

    def bar(self, symbol, open, high, low, close, volume=1000, at=None):
        """A minute bar as the broker sends it; `at` is its start."""
        start = self.at(at)
        signals = self._bench.bar(symbol, open, high, low, close, volume, start)
        self._move(start + 60 * SECOND - SECOND)
        return self._take(signals, close)

    def minute(self, symbol, close, *, open=None, high=None, low=None, size=100):
        """Trades of one whole minute after the event before, for models that build their own bars."""
        start = (self.now // (60 * SECOND) + 1) * 60 * SECOND
        open = close if open is None else open
        prices = [open, max(open, close) if high is None else high, min(open, close) if low is None else low, close]
        return [signal for index, price in enumerate(prices)
                for signal in self.trade(symbol, price, size, at=start + index * 10 * SECOND)]

    def history(self, bars):
        """Minute bars of the past: (symbol, open, high, low, close, volume, start), `start` as a time."""
        for symbol, open, high, low, close, volume, start in bars:
            self._bench.history(symbol, open, high, low, close, volume, self.at(start))
        self._bench.show_history()
        self._look()

    def status(self, symbol, code, reason="", at=None):
        return self._take(self._bench.status(symbol, code, reason, self._move(self.at(at))))

    def session(self, phase, at=None):
        return self._take(self._bench.session(phase, self._move(self.at(at))))

    def close(self):
        """The session ends: what bars there are end with it."""
        return self._take(self._bench.session("AfterHours", self._move(self._bench.close)))

    def gap(self, start, end):
        self._bench.gap(self.at(start), self.at(end))

    # -- answers to its orders
    def fill(self, order=None, price=None, quantity=None, at=None, leg=None):
        """Fills an order (the oldest), wholly or in part, at its limit or the last price; or an exit of a bracket,
        `leg="take_profit"` or `"stop_loss"`."""
        order = order or self.orders[0]
        held = abs(self.context.position(order.symbol))
        wanted = held if order.action == "close" else order.quantity
        if price is None:
            limit = {"take_profit": order.take_profit, "stop_loss": order.stop_loss}.get(leg, order.limit_price)
            price = limit or self.context.last_price(order.symbol)
        done = wanted if quantity is None else quantity
        leaves = max(0, wanted - done)
        if order.action == "close":
            return self._close(order, price, done)
        if leaves == 0 and order in self.orders:
            self.orders.remove(order)
        return self._take(self._bench.fill(order, price, done, leaves, self._move(self.at(at)), leg or ""))

    def _close(self, order, price, done):
        if order in self.orders:
            self.orders.remove(order)
        return self._take(self._bench.fill(order, price, done, 0, self._move(self.at(None)), "close"))

    def cancel(self, order=None, state="canceled", at=None):
        order = order or self.orders[0]
        if order in self.orders:
            self.orders.remove(order)
        return self._take(self._bench.closed(order, state, self._move(self.at(at))))

    def refuse(self, order=None, sentence="refused by the test", reason="bad order"):
        order = order or self.orders[0]
        if order in self.orders:
            self.orders.remove(order)
        self._bench.refused(order, sentence, reason)

    def holds(self, **positions):
        """It takes over an instance that holds so much."""
        return self._take(self._bench.takeover({key: float(value) for key, value in positions.items()}))

    def account(self, cash, equity=None, buying_power=None):
        self._bench.account(cash, cash if equity is None else equity, cash if buying_power is None else buying_power)

    def asset(self, symbol, tradable=True, shortable=True, fractionable=True):
        self._bench.asset(symbol, tradable, shortable, fractionable)

    # -- memory
    def save(self):
        return self._bench.save()

    def restore(self, values):
        self._bench.restore({str(key): str(value) for key, value in values.items()})

    def _look(self):
        for time, plot, value, text in self._bench.notes():
            if plot:
                self.plots.setdefault(plot, []).append((time, value))
            else:
                self.notes.append((time, text))

    def _take(self, signals, price=None):
        self._look()
        self.signals += signals
        for signal in signals:
            if signal.action in ("place", "close"):
                self.orders.append(signal)
            elif signal.action == "cancel":
                self.orders = [order for order in self.orders if order.reference != signal.reference]
        if self.fills:
            for order in [one for one in signals if one.action in ("place", "close") and one.type == "market"]:
                if order in self.orders:
                    self.fill(order, at=self.now)
        return signals
