"""Trades the break of the first minutes' range, once a day, with the other end of the range as the stop."""


class Model:
    summary = "trades the break of the opening range"
    parameters = [
        dict(name="symbol", type="symbol", default="SPY", doc="what it trades"),
        dict(name="range", type="duration", default="15m", minimum="1m", maximum="3h", doc="after the open"),
        dict(name="quantity", type="quantity", default=10, minimum=1, maximum=10000, doc="shares"),
    ]
    day, high, low, traded = None, 0.0, 0.0, False

    def needs(self):
        return {"symbols": [self.settings.symbol], "bars": "1m", "warm_up_since_open": True}

    def on_bar(self, bar, out):
        mine, symbol = self.context, bar.symbol
        if mine.date != self.day:
            self.day, self.high, self.low, self.traded = mine.date, bar.high, bar.low, False
        if mine.minutes_since_open * 60 <= self.settings.range:
            self.high, self.low = max(self.high, bar.high), min(self.low, bar.low)
        elif mine.minutes_to_close <= 5:
            if mine.position(symbol):
                out.close(symbol)
        elif not self.traded and bar.close > self.high:
            self.traded = True
            out.buy(symbol, self.settings.quantity, stop_loss=self.low)
        elif not self.traded and bar.close < self.low:
            self.traded = True
            out.sell(symbol, self.settings.quantity, stop_loss=self.high)

    def on_warm(self):
        self.traded = False
