"""A model whose every order has two exits: sizes divisible by 17 sell, by 31 buy, as `modulo` does."""


class Model:
    def __init__(self, settings):
        pass

    def needs(self):
        return {"symbols": ["SPY"]}

    def on_trade(self, trade, out):
        side = -1 if trade.size % 17 == 0 else 1 if trade.size % 31 == 0 else 0
        if not side:
            return
        number = trade.time // 1000 % 1_000_000_000 * 4  # its own and those of its exits
        order = out.buy if side > 0 else out.sell
        order("SPY", 5, take_profit=trade.price + side * 0.15, stop_loss=trade.price - side * 0.15, reference=number + 1,
              take_profit_reference=number + 2, stop_loss_reference=number + 3)
