"""Buys once when a trade prints above the highest price of the first prints it saw."""


class Model:
    summary = "buys once above the highest of the first prints"
    parameters = [
        dict(name="symbol", type="symbol", default="SPY", doc="what it watches and trades"),
        dict(name="prints", type="integer", default=100, minimum=1, maximum=1000000,
             doc="prints that set the mark"),
        dict(name="quantity", type="quantity", default=5, minimum=1, maximum=10000,
             doc="shares to buy"),
    ]

    def __init__(self, settings):
        self.settings = settings
        self.left = settings.prints
        self.highest = 0.0
        self.bought = False

    def on_trade(self, trade, out):
        if self.left > 0:
            self.left -= 1
            self.highest = max(self.highest, trade.price)
        elif not self.bought and trade.price > self.highest:
            self.bought = True
            out.buy(self.settings.symbol, self.settings.quantity)

    def save(self):
        return {"left": self.left, "highest": self.highest, "bought": self.bought}

    def restore(self, values):
        self.left = int(values["left"])
        self.highest = float(values["highest"])
        self.bought = values["bought"] == "True"
