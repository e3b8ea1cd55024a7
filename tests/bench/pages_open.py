"""Tick to order with ten pages open and with none, taking turns within one run of one program."""
import argparse
import json
import os
import pathlib
import re
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from bench_tools import Broken, Client, Server, end, hft_command, judged, machine, median, summary_of


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


def watch(port, token, count, window, windows):
    """A process of its own: opens and leaves in turn, and tells when."""
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))  # also where what is measured has real-time priority
    os.nice(19)
    pages = Pages(port, token, count)
    told = []
    for number in range(windows):
        is_open = number % 2 == 1
        if is_open:
            pages.open()
        begun = time.monotonic()
        before = pages.heard
        pages.read_until(begun + window)
        told.append([is_open, begun, begun + window, pages.heard - before])
        pages.leave()
    print(json.dumps(told), flush=True)


def run(build, wish, rate):
    """The ratios of neighbouring windows, and what was measured with and without."""
    settle = 0.4  # of each window, not measured: pages come and go
    with tempfile.TemporaryDirectory() as state:
        pairs = pathlib.Path(state) / "pairs"
        whole = wish.window * wish.windows + 4
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
                 str(wish.windows)], stdout=subprocess.PIPE, text=True, check=False)
            if watcher.returncode:
                raise Broken("the pages ended by themselves")
            result = server.result()
            end(client.process)
        refused = summary_of(state).get("refusals")
        rows = [tuple(map(int, line.split())) for line in pairs.read_text().splitlines()]
    middles, heard = [], 0
    for is_open, begun, ended, size in json.loads(watcher.stdout):
        took = [latency for written, latency in rows if begun + settle <= written / 1e9 < ended]
        if len(took) < 50:
            raise Broken(f"hardly an order fell into a window: {len(rows)} came in all, refused were {refused}")
        middles.append((is_open, statistics.median(took) / 1e3))
        heard += size
    # Each with its neighbours on both sides, so that a drift of the machine is in neither.
    ratios = [2 * middles[i][1] / (middles[i - 1][1] + middles[i + 1][1]) for i in range(1, len(middles) - 1) if middles[i][0]]
    return ratios, middles, heard, result["paired"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--pages", type=int, default=10)
    parser.add_argument("--window", type=float, default=1.5, help="seconds with, then as long without")
    parser.add_argument("--windows", type=int, default=61)
    parser.add_argument("--rates", default="300", help="orders a second, with commas between")
    wish = parser.parse_args()
    print(f"tick to order with {wish.pages} pages open and with none, on {machine()}")
    fine = True
    for rate in wish.rates.split(","):
        ratios, middles, heard, paired = run(wish.build.resolve(), wish, rate)
        fine = fine and paired
        without, there = (median([m for is_open, m in middles if is_open == wanted]) for wanted in (False, True))
        quartiles = statistics.quantiles(ratios, n=4)
        print(f"{rate:>5} orders/s, p50 in microseconds, medians of {wish.windows} windows of {wish.window:g} s: none {without:.1f}, "
              f"{wish.pages} pages {there:.1f}; {heard / 1e6:.1f} MB went to pages")
        print(f"      ratio to the windows before and after: median {median(ratios):.3f}, quartiles {quartiles[0]:.3f} to {quartiles[2]:.3f}")
        judged("with pages open the p50 is within 2 % of that without", median(ratios) <= 1.02)
        judged("every trade got its order", paired)
    return 0 if fine else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--watch"]:
        watch(int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), float(sys.argv[5]), int(sys.argv[6]))
        sys.exit(0)
    try:
        sys.exit(main())
    except Broken as broken:
        sys.exit(f"the benchmark of open pages broke: {broken}")
