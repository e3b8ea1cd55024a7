"""Floods: a steady one that must pass whole, and an overload that must not do harm."""
import argparse
import pathlib
import sys
import tempfile

from bench_tools import (Broken, Client, Server, end, hft_command, judged, machine, median, pause,
                         summary_of)

SYMBOLS = ("SPY", "QQQ", "IWM", "DIA", "XLF", "XLE", "XLK", "GLD", "TLT", "EEM")
FRAMES = ("--smallest-frame=1", "--largest-frame=50", f"--symbols={','.join(SYMBOLS)}")
# Two that order on a known trade, so that orders can be counted, and two that compute.
MODELS = ("--model=spy=modulo:symbol=SPY", "--model=qqq=modulo:symbol=QQQ",
          "--model=iwm=ema_cross:symbol=IWM", "--model=dia=ema_cross:symbol=DIA")
# Enough work a trade that hft, not the measuring server, is what cannot keep up: averages so long
# that they are never ready, so that nothing but the one known model orders.
HEAVY = ("--model=spy=modulo:symbol=SPY",
         *(f"--model=m{i}=ema_cross:symbol={SYMBOLS[i % len(SYMBOLS)]},slow=1000000"
           for i in range(200)))


class Flood:
    """One run: the server's counts, hft's summary, and samples of its memory and processor time."""

    def __init__(self, build, models, *options):
        self.memory = []
        self.mapped = []
        with tempfile.TemporaryDirectory() as state_dir, Server(build, *options) as server:
            with Client(hft_command(build, server, state_dir, *models,
                                    f"--symbols={','.join(SYMBOLS)}")) as client:
                try:
                    self.server = self.watched(server, client)
                except Broken as broken:
                    raise Broken(f"{broken}; hft's last words:\n{client.last_words()}") from broken
                self.code = end(client.process)
                self.words = client.last_words()
            self.summary = summary_of(state_dir)

    def watched(self, server, client):
        import select
        while not select.select([server.process.stdout], [], [], 0.5)[0]:
            if client.process.poll() is not None:
                raise Broken(f"hft ended by itself with {client.process.returncode}")
            own, mapped = client.memory()
            self.memory.append(own)
            self.mapped.append(mapped)
        self.processor = client.processor_seconds()
        return server.result()

    def total_of_feed(self, name):
        return int(self.summary.get("feed", {}).get(name, 0))

    def total(self, name):
        return sum(int(model.get(name, 0)) for model in self.summary.get("models", {}).values())


def growth(samples):
    """KiB between the median of the second quarter and that of the last: starting up is not counted."""
    quarter = max(1, len(samples) // 4)
    return median(samples[-quarter:]) - median(samples[quarter:2 * quarter] or samples)


def tell(name, flood):
    print(f"{name}: {flood.server['trades']} trades in {flood.server['frames']} frames, "
          f"{flood.server['orders']} orders, at most {flood.server['most_unsent_bytes']} bytes "
          f"unsent, the server itself at most {flood.server['latest_us'] / 1000:.0f} ms late, hft used {flood.processor:.1f} s of processor, memory "
          f"{flood.memory[0] / 1024:.0f} to {max(flood.memory) / 1024:.0f} MiB "
          f"(mapped files, the journal among them: up to {max(flood.mapped) / 1024:.0f} MiB)")
    print(f"  orders of known trades: {flood.server['latency_us']} us; hft's summary: "
          f"{flood.summary.get('latency_us')}")
    print(f"  ticks {flood.total('ticks')}, signals {flood.total('signals')}, "
          f"refused {flood.total('refused')}, exit code {flood.code}", flush=True)


def steady(build, seconds):
    flood = Flood(build, MODELS, f"--seconds={seconds}", "--rate=20000", *FRAMES,
                  "--trigger-symbols=SPY,QQQ", "--order-every=100")
    tell("flood of 20,000 trades/s", flood)
    grown = growth(flood.memory)
    orders = max(1, flood.server["orders"])
    judged("the feed was never cut as slow and no trade was lost",
           flood.total_of_feed("events") >= flood.server["trades"])
    judged("every order-causing trade got its order", flood.server["paired"])
    judged(f"memory is flat but for the day's orders: it grew by {grown:.0f} KiB in half the run, "
           f"{2 * grown / orders:.1f} KiB an order", grown < 2048 + 4 * orders / 2)
    return flood.code == 0


def sustainable(build):
    """Trades a second that hft takes when there are always more: what twice is twice of."""
    seconds = 8
    flood = Flood(build, HEAVY, f"--seconds={seconds}", "--rate=400000", *FRAMES, "--overload",
                  "--trigger-symbols=SPY", "--order-every=1000", "--warm-up=0")
    if not flood.server["unprinted_trades"]:
        raise Broken("the measuring server cannot print faster than hft reads")
    return flood.server["trades"] / seconds


def overload(build, seconds):
    rate = sustainable(build)
    flood = Flood(build, HEAVY, f"--seconds={seconds}", f"--rate={2 * rate}", *FRAMES, "--overload",
                  "--trigger-symbols=SPY", "--order-every=1000")
    tell(f"overload, {2 * rate:.0f} trades/s offered to {len(HEAVY)} models, twice what they take",
         flood)
    print(f"  not printed, because hft had not read what was before: "
          f"{flood.server['unprinted_trades']} trades")
    grown = growth(flood.memory)
    judged(f"memory is bounded: it grew by {grown / 1024:.1f} MiB", grown < 32 * 1024)
    judged("stale signals were refused and counted", flood.total("refused") > 0)
    return flood.code == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=60)
    wish = parser.parse_args()
    build = wish.build.resolve()
    print(f"floods on {machine()}")
    fine = steady(build, wish.seconds)
    return 0 if overload(build, wish.seconds / 3) and fine else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Broken as broken:
        sys.exit(f"the flood broke: {broken}")
