"""Trades the spread of two symbols: the z-score of a least squares line through their last bars, by numpy."""
import numpy


class Model:
    summary = "trades the spread of two symbols with numpy"
    parameters = [
        dict(name="y", type="symbol", default="SPY", doc="what is explained"),
        dict(name="x", type="symbol", default="QQQ", doc="what explains it"),
        dict(name="bars", type="text", default="1m", doc="size of the bars"),
        dict(name="window", type="integer", default=60, minimum=10, maximum=1000, doc="bars in the line"),
        dict(name="entry", type="number", default=2, minimum=0.1, maximum=20, doc="deviations at which it bets"),
        dict(name="quantity", type="quantity", default=10, minimum=1, maximum=10000, doc="shares of y"),
    ]

    def needs(self):
        told = self.settings
        return {"symbols": [told.y, told.x], "bars": told.bars, "keep_bars": told.window}

    def on_bars(self, bars, out):
        told, mine = self.settings, self.context
        if mine.open_orders() or not mine.bars(told.y).full or not mine.bars(told.x).full:
            return
        y, x = mine.bars(told.y).close, mine.bars(told.x).close
        n = min(len(y), len(x))
        slope, level = numpy.polyfit(x[-n:], y[-n:], 1)
        errors = y[-n:] - (level + slope * x[-n:])
        score = errors[-1] / errors.std() if errors.std() > 1e-6 else 0.0
        out.plot("score", score)
        held = mine.position(told.y)
        late = mine.minutes_to_close <= 5
        if held and (late or abs(score) < 0.5 or (held > 0) == (score > 0)):
            out.close(told.y)
            out.close(told.x)
        elif not held and not late and abs(score) > told.entry:
            hedge = max(1, round(min(10, abs(slope)) * told.quantity))
            buy, sell = (told.x, told.y) if score > 0 else (told.y, told.x)
            out.buy(buy, hedge if buy == told.x else told.quantity)
            out.sell(sell, hedge if sell == told.x else told.quantity)
