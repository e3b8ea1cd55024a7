"""Tick to order with ten pages open and with none, taking turns within one run of one program.

Short windows stand in blocks of four, none-pages-pages-none or the other way round by a coin, so that neither a drift of the machine
nor its rhythm favours one side. A block gives one ratio, of its two windows with pages to its two without, and another for control,
of its two windows without pages to each other: what that one strays from 1 is the machine's noise. The verdict is on the median
of all blocks and its interval of 95 % (by ranks, which supposes no distribution): it holds when the whole interval lies below the limit,
does not when it lies above, and else the run has shown neither."""
import argparse
import json
import math
import os
import pathlib
import random
import re
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from bench_tools import Broken, Client, Server, end, hft_command, judged, machine, median, summary_of

SETTLE = 0.3  # seconds of each window that are not measured: pages come and go
LIMIT = 1.02


def plan_of(blocks, seed):
    """Whether pages are open, window after window."""
    coin = random.Random(seed)
    return [is_open for _ in range(blocks) for is_open in coin.choice(((False, True, True, False), (True, False, False, True)))]


def ratios_of(windows):
    """Of each block: with pages to without, and one window without pages to the other. `windows`: pairs of open and median."""
    ratios, controls = [], []
    for at in range(0, len(windows), 4):
        block = windows[at:at + 4]
        there = [middle for is_open, middle in block if is_open]
        without = [middle for is_open, middle in block if not is_open]
        ratios.append(sum(there) / sum(without))
        controls.append(without[0] / without[1])
    return ratios, controls


def interval_of(values):
    """Where the median lies with 95 %, by the ranks of a fair coin's sum."""
    ordered, n = sorted(values), len(values)
    below, rank = 0.0, 0
    while below + math.comb(n, rank) / 2 ** n <= 0.025:
        below += math.comb(n, rank) / 2 ** n
        rank += 1
    if rank == 0:
        return -math.inf, math.inf  # too few to say
    return ordered[rank - 1], ordered[n - rank]


def verdict_of(interval):
    """True: within the limit. False: beyond it. None: neither is shown."""
    return True if interval[1] <= LIMIT else False if interval[0] > LIMIT else None


class Pages:
    """What a page asks, without drawing it: the events, and every two seconds the charts and the orders. One thread for all,
    at the lowest priority: a browser's own work is not the system's."""

    def __init__(self, port, token, count):
        self.port, self.token, self.count = port, token, count
        self.selector = selectors.DefaultSelector()
        self.streams, self.asked, self.heard = [], [], 0

    def send(self, path):
        peer = socket.create_connection(("127.0.0.1", self.port))
        peer.sendall((f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAuthorization: Bearer {self.token}\r\n"
                      "Connection: close\r\n\r\n").encode())
        self.selector.register(peer, selectors.EVENT_READ)
        return peer

    def close(self, peer):
        self.selector.unregister(peer)
        peer.close()

    def open(self):
        self.streams = [self.send("/api/events") for _ in range(self.count)]

    def leave(self):
        for peer in self.streams + self.asked:
            self.close(peer)
        self.streams, self.asked = [], []

    def ask(self):
        for path in ("/api/chart?width=1200", "/api/chart?symbol=SPY&width=600", "/api/orders"):
            self.asked.append(self.send(path))

    def read_until(self, moment):
        next_asking, turn = time.monotonic() + 0.3, 0
        while (now := time.monotonic()) < moment:
            if self.streams and now >= next_asking:  # ten pages ask at ten moments
                self.ask()
                turn += 1
                next_asking += 2 / self.count
            for key, _ in self.selector.select(max(0, min(next_asking if self.streams else moment, moment) - now)):
                data = key.fileobj.recv(1 << 18)
                self.heard += len(data)
                if not data and key.fileobj in self.asked:
                    self.asked.remove(key.fileobj)
                    self.close(key.fileobj)
                elif not data:
                    sys.exit("a page was dropped")


def watch(port, token, count, window, blocks, seed):
    """A process of its own: opens and leaves in turn, and tells when."""
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))  # also where what is measured has real-time priority
    os.nice(19)
    pages = Pages(port, token, count)
    told = []
    for is_open in plan_of(blocks, seed):
        if is_open:
            pages.open()
        begun = time.monotonic()
        before = pages.heard
        pages.read_until(begun + window)
        told.append([is_open, begun, begun + window, pages.heard - before])
        pages.leave()
    print(json.dumps(told), flush=True)


def run(build, wish, rate):
    """The medians of all windows, with and without pages, and whether every trade got its order."""
    with tempfile.TemporaryDirectory() as state:
        pairs = pathlib.Path(state) / "pairs"
        whole = wish.window * 4 * wish.blocks + 4
        options = (f"--seconds={whole}", f"--rate={rate}", f"--pairs-file={pairs}")
        with Server(build, *options) as server, Client(
                hft_command(build, server, state, "--model=modulo", "--dashboard=watch", "--metrics=open", "--max-signal-age=60")) as client:
            address = None
            patience = time.monotonic() + 30
            while not address and time.monotonic() < patience:
                client.said.seek(0)
                address = re.search(r"watch it at http://127\.0\.0\.1:(\d+)/#token=(\w+)", client.said.read())
                time.sleep(0.1)
            if not address:
                raise Broken("the program has no page")
            time.sleep(3)
            watcher = subprocess.run(
                [sys.executable, __file__, "--watch", address.group(1), address.group(2), str(wish.pages), str(wish.window),
                 str(wish.blocks), str(wish.seed)], stdout=subprocess.PIPE, text=True, check=False)
            if watcher.returncode:
                raise Broken("the pages ended by themselves")
            result = server.result()
            end(client.process)
        refused = summary_of(state).get("refusals")
        rows = [tuple(map(int, line.split())) for line in pairs.read_text().splitlines()]
    middles, heard = [], 0
    for is_open, begun, ended, size in json.loads(watcher.stdout):
        took = [latency for written, latency in rows if begun + SETTLE <= written / 1e9 < ended]
        if len(took) < 50:
            raise Broken(f"hardly an order fell into a window: {len(rows)} came in all, refused were {refused}")
        middles.append((is_open, statistics.median(took) / 1e3))
        heard += size
    return middles, heard, result["paired"]


def spread(name, ratios):
    interval, quartiles = interval_of(ratios), statistics.quantiles(ratios, n=4)
    print(f"      {name}: median {median(ratios):.3f}, with 95 % between {interval[0]:.3f} and {interval[1]:.3f}; "
          f"middle half of the blocks {quartiles[0]:.3f} to {quartiles[2]:.3f}")
    return interval


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--pages", type=int, default=10)
    parser.add_argument("--window", type=float, default=1.2, help="seconds")
    parser.add_argument("--blocks", type=int, default=60, help="of four windows each")
    parser.add_argument("--seed", type=int, default=1, help="of the order of windows")
    parser.add_argument("--rates", default="300", help="orders a second, with commas between")
    wish = parser.parse_args()
    print(f"tick to order with {wish.pages} pages open and with none, on {machine()}")
    fine = True
    for rate in wish.rates.split(","):
        middles, heard, paired = run(wish.build.resolve(), wish, rate)
        fine = fine and paired
        without, there = (median([m for is_open, m in middles if is_open == wanted]) for wanted in (False, True))
        print(f"{rate:>5} orders/s, p50 in microseconds, medians of {len(middles)} windows of {wish.window:g} s: none {without:.1f}, "
              f"{wish.pages} pages {there:.1f}; {heard / 1e6:.1f} MB went to pages")
        ratios, controls = ratios_of(middles)
        interval = spread("pages to none", ratios)
        spread("control, none to none", controls)
        verdict = verdict_of(interval)
        sentence = f"with pages open the p50 is within {LIMIT - 1:.0%} of that without"
        if verdict is None:
            print(f"  NOT SHOWN: {sentence}; more blocks or a quieter machine would show it", flush=True)
        else:
            judged(sentence, verdict)
        judged("every trade got its order", paired)
    return 0 if fine else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--watch"]:
        watch(int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), float(sys.argv[5]), int(sys.argv[6]), int(sys.argv[7]))
        sys.exit(0)
    try:
        sys.exit(main())
    except Broken as broken:
        sys.exit(f"the benchmark of open pages broke: {broken}")
