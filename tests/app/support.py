"""What the outside tests share: the built program, a venue, a clean state directory. Standard library only."""
import csv
import gzip
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

HFT = os.environ.get("HFT_BINARY", "")
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SHARED = os.environ.get("HFT_SHARED", os.path.join(SOURCE, "..", "shared"))


def is_sanitized():
    """Whether the program was built with AddressSanitizer, whose memory is its own."""
    with open(HFT, "rb") as binary:
        return b"__asan_init" in binary.read()


def clean_environment():
    """Without keys and state of whoever runs the tests."""
    kept = {k: v for k, v in os.environ.items()
            if not k.startswith(("ALPACA_", "APCA_", "XDG_STATE", "STATE_DIRECTORY", "CREDENTIALS_"))}
    return kept


def hft(*arguments, timeout=300, env=None, cwd=None):
    """Runs the program to its end."""
    environment = clean_environment()
    environment.update(env or {})
    return subprocess.run([HFT, *arguments], capture_output=True, text=True, timeout=timeout,
                          env=environment, cwd=cwd, stdin=subprocess.DEVNULL)


class Running:
    """A program of ours in the background, ended by its own id."""

    def __init__(self, *arguments, env=None):
        environment = clean_environment()
        environment.update(env or {})
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([HFT, *arguments], stdout=subprocess.PIPE, stderr=self.errors,
                                        text=True, env=environment, stdin=subprocess.DEVNULL)

    def stop(self, how=signal.SIGTERM, timeout=30):
        if self.process.poll() is None:
            self.process.send_signal(how)
        if not self.process.stdout.closed:
            self.process.communicate(timeout=timeout)  # a pipe that nobody empties would hold its end
        return self.process.wait(timeout)

    def said(self):
        self.errors.seek(0)
        return self.errors.read()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if not self.process.stdout.closed:
            self.process.stdout.close()
        self.errors.close()


class Venue(Running):
    """`hft venue` on a port of its own choice."""

    def __init__(self, *arguments):
        super().__init__("venue", *arguments)
        first = self.process.stdout.readline()
        if not first.startswith("listening on http://127.0.0.1:"):
            self.process.kill()
            raise AssertionError(f"the venue said {first!r} {self.said()!r}")
        self.url = first.split()[2]

    def get(self, path, key="k", secret="s"):
        request = urllib.request.Request(self.url + path, headers={"APCA-API-KEY-ID": key,
                                                                   "APCA-API-SECRET-KEY": secret})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def post(self, path, body, key="k", secret="s"):
        request = urllib.request.Request(
            self.url + path, data=json.dumps(body).encode(), method="POST",
            headers={"APCA-API-KEY-ID": key, "APCA-API-SECRET-KEY": secret,
                     "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
            return json.loads(text) if text.strip() else None


def wait_until(condition, what, timeout=30):
    """Polls the outside world, which has no clock for us to turn."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError("in vain waited until " + what)


def rule(sizes):
    """The seed's rule, written again: what each size leads to."""
    return ["sell" if size % 17 == 0 else "buy" if size % 31 == 0 else None for size in sizes]


def write_tape(path, trades):
    """Trades as (milliseconds since New York midnight, dollars, shares) in the engine's format."""
    with gzip.open(path, "wt", newline="") as out:
        writer = csv.writer(out)
        for millisecond, price, size in trades:
            writer.writerow([millisecond, round(price * 10000), size, "P", "0", 0])


def random_tape(path, seed, count):
    """A day that no code has seen: sizes that often obey the rule, times over the whole day."""
    chance = random.Random(seed)
    price = 170.0
    trades = []
    for moment in sorted(chance.randrange(4 * 3600 * 1000, 20 * 3600 * 1000) for _ in range(count)):
        price = max(50.0, round(price + chance.choice((-0.01, 0, 0, 0.01)), 2))
        size = chance.choice((chance.randrange(1, 1200), 17 * chance.randrange(1, 40),
                              31 * chance.randrange(1, 40), 527, 100))
        trades.append((moment, price, size))
    write_tape(path, trades)
    return trades


def regular(trades, close_hour=16):
    return [t for t in trades if 34_200_000 <= t[0] < close_hour * 3_600_000]


def main():
    if not HFT:
        sys.exit("HFT_BINARY does not say where hft is")
    unittest.main(verbosity=2)
