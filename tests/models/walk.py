"""What models of the shelf decide on a made-up walk, computed once more: whole windows each time, nothing recursive.

Prints the constants that the tests of the models compare with. `python3 tests/models/walk.py`
"""
import math
import statistics


def numbers(seed, count):
    """The same sequence as `walk.hpp`."""
    state = seed
    for _ in range(count):
        state = (state * 1103515245 + 12345) % 2**31
        yield state >> 16


def walk(seed, count, start=45000):
    cents = start
    for number in numbers(seed, count):
        cents += number % 21 - 10
        yield cents / 100


def decisions(directions, quantity=10):
    """Trades that lead from one wanted position to the next, at once filled."""
    held, text = 0, []
    for i, direction in enumerate(directions):
        if direction is not None and direction * quantity != held:
            text.append(f"{i}:{direction * quantity - held:+d}")
            held = direction * quantity
    return " ".join(text)


def with_excess(score, entry, exit, held):
    if score > entry:
        return 1
    if score < -entry:
        return -1
    return held if held * score > exit else 0


def rule(scores, entry, exit, sign):
    held = 0
    for score in scores:
        if score is not None:
            held = with_excess(sign * score, entry, exit, held)
        yield held


def zscore(prices, window):
    for i in range(len(prices)):
        w = prices[i + 1 - window:i + 1] if i + 1 >= window else None
        yield w and (prices[i] - statistics.fmean(w)) / statistics.stdev(w)


def bollinger(prices, window, width):
    held = 0
    for i in range(len(prices)):
        if i >= window:
            w = prices[i - window:i]
            held = with_excess(prices[i] - statistics.fmean(w), width * statistics.pstdev(w), 0, held)
        yield held


def momentum(prices, lookback):
    for i in range(len(prices)):
        if i < lookback:
            yield None
            continue
        w = prices[i - lookback:i + 1]
        returns = [math.log(b / a) for a, b in zip(w, w[1:])]
        yield math.log(w[-1] / w[0]) / (statistics.stdev(returns) * math.sqrt(lookback))


def vwap(prices, sizes, prints):
    for i in range(len(prices)):
        p, v = prices[:i + 1], sizes[:i + 1]
        if i + 1 < prints:
            yield None
            continue
        mean = sum(a * b for a, b in zip(p, v)) / sum(v)
        yield (p[-1] - mean) / math.sqrt(sum(b * (a - mean) ** 2 for a, b in zip(p, v)) / sum(v))


def regression(xs, ys, forgetting):
    """The normal equations of weighted least squares, with the first guess as a faint observation."""
    a, b, c, d, e = 1e-6, 0.0, 1e-6, 0.0, 1e-6
    for x, y in zip(xs, ys):
        a, b, c = forgetting * a + 1, forgetting * b + x, forgetting * c + x * x
        d, e = forgetting * d + y, forgetting * e + x * y
    determinant = a * c - b * b
    return (c * d - b * e) / determinant, (a * e - b * d) / determinant


def pairs(xs, ys, forgetting, window):
    """Direction of y and shares of x against ten of y."""
    errors, held, hedge = [], 0, 0
    for i in range(len(xs)):
        intercept, slope = regression(xs[:i], ys[:i], forgetting) if i else (0, 1)
        error = ys[i] - intercept - slope * xs[i]
        if i:
            errors.append(error)
        if len(errors) >= window:
            w = errors[-window:]
            before = held
            held = with_excess(-(error - statistics.fmean(w)) / statistics.stdev(w), 1.5, 0.5, held)
            if held and held != before:
                slope = regression(xs[:i + 1], ys[:i + 1], forgetting)[1]
                hedge = math.floor(min(max(slope, 0), 10) * 10 + 0.5)
        yield held, hedge


def two_legs(states):
    y, x, text = 0, 0, []
    for i, (held, hedge) in enumerate(states):
        for name, now, target in (("y", y, 10 * held), ("x", x, -hedge * held)):
            if now != target:
                text.append(f"{i}:{name}{target - now:+d}")
        y, x = 10 * held, -hedge * held
    return " ".join(text)


def order_flow(quotes):
    total = 0
    for (b0, bs0, a0, as0), (b, bs, a, as_) in zip(quotes, quotes[1:]):
        total += bs * (b >= b0) - bs0 * (b <= b0) - as_ * (a <= a0) + as0 * (a >= a0)
    return total


def quotes(seed, count):
    """Bid, its size, ask, its size; two cents apart or three."""
    drawn = list(numbers(seed, 4 * count))
    bid = 45000
    for i in range(count):
        move, bid_size, ask_size, wide = drawn[4 * i:4 * i + 4]
        bid += move % 3 - 1
        yield bid, bid_size % 9 + 1, bid + 2 + wide % 2, ask_size % 9 + 1


def imbalance(every, per_interval, window):
    flows = []
    for i in range(len(every) // per_interval):
        first = max(0, i * per_interval - 1)  # the flow into an interval starts at the quote before it
        flows.append(order_flow(every[first:(i + 1) * per_interval]))
        w = flows[-window:]
        yield (flows[-1] - statistics.fmean(w)) / statistics.stdev(w) if len(w) == window else None


def main():
    p = list(walk(7, 160))
    print("zscore_reversion  ", decisions(rule(zscore(p, 20), 1.8, 0.5, -1)))
    print("bollinger_breakout", decisions(bollinger(p, 20, 2)))
    print("momentum          ", decisions(rule(momentum(p, 20), 1, 0.25, 1)))
    sizes = [n % 900 + 1 for n in numbers(11, 320)]
    print("vwap_reversion    ", decisions(rule(vwap(list(walk(7, 320)), sizes, 50), 1.5, 0.25, -1)))
    x = list(walk(3, 90, 30000))
    noise = [(n % 41 - 20) / 100 for n in numbers(5, 90)]
    y = [1.5 * a + 2 + n for a, n in zip(x, noise)]
    print("pairs             ", two_legs(pairs(x, y, 0.99, 30)))
    print("regression        ", regression([1.0, 2.0, 4.0, 3.0], [3.1, 4.9, 9.2, 7.0], 0.9))
    q = list(quotes(9, 300))
    print("order_flow        ", order_flow(q[:50]))
    print("imbalance         ", decisions(rule(imbalance(q, 5, 20), 1.5, 0, 1)))


if __name__ == "__main__":
    main()
