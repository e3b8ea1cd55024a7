"""Buys a low RSI of five-minute bars with a stop-loss and a take-profit; flat before the close."""
import hft


class Model:
    summary = "buys a low RSI with a stop-loss"
    parameters = [
        dict(name="symbol", type="symbol", default="SPY", doc="what it trades"),
        dict(name="period", type="integer", default=14, minimum=2, maximum=500, doc="bars in the RSI"),
        dict(name="entry", type="number", default=30, minimum=1, maximum=99, doc="RSI below which it buys"),
        dict(name="stop", type="number", default=0.3, minimum=0.01, maximum=50, doc="percent below the entry"),
        dict(name="quantity", type="quantity", default=10, minimum=1, maximum=10000, doc="shares"),
    ]

    def __init__(self, settings):
        self.settings = settings
        self.rsi = hft.Rsi(settings.period)

    def needs(self):
        return {"symbols": [self.settings.symbol], "bars": "5m", "keep_bars": self.settings.period + 1}

    def on_bar(self, bar, out):
        self.rsi.add(bar.close)
        out.plot("rsi", self.rsi.value)
        mine = self.context
        if mine.minutes_to_close <= 10:
            if mine.position(bar.symbol):
                out.close(bar.symbol)
        elif self.rsi.ready and self.rsi.value < self.settings.entry and not mine.position(bar.symbol) \
                and not mine.open_orders(bar.symbol):
            below = self.settings.stop / 100
            out.note(f"RSI {self.rsi.value:.1f}")
            out.buy(bar.symbol, self.settings.quantity, stop_loss=bar.close * (1 - below),
                    take_profit=bar.close * (1 + 2 * below))

    def on_gap(self):
        self.rsi.clear()

    def save(self):
        return {"rsi": self.rsi.save()}

    def restore(self, values):
        self.rsi.restore(values["rsi"])
