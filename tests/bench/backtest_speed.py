"""How fast a backtest is: events shown to models a second, the reading of the tape included.

HFT_BINARY=build/release/app/hft backtest_speed.py [TAPE...]: recorded tapes, else a made-up day written for it.
The yardstick, in the same run, is what decompressing the same files costs alone.
"""
import gzip
import os
import re
import subprocess
import sys
import tempfile
import time

HFT = os.environ["HFT_BINARY"]
MODELS = ("modulo", "ema_cross")
RUNS = 3


def decompressed(tapes):
    began = time.perf_counter()
    size = sum(len(gzip.open(tape).read()) for tape in tapes)
    return size, time.perf_counter() - began


def best(model, tapes):
    speeds = []
    for _ in range(RUNS):
        told = subprocess.run([HFT, "backtest", f"--model={model}", "--profile=touch", "--reruns=off",
                               "--tape=" + ",".join(tapes)], check=True, capture_output=True, text=True).stdout
        events, seconds = re.search(r"^(\d+) events in ([\d.]+) s", told, re.M).groups()
        speeds.append((int(events) / float(seconds), int(events)))
    return max(speeds)


def main():
    with tempfile.TemporaryDirectory() as folder:
        tapes = sys.argv[1:]
        if not tapes:
            told = subprocess.run([HFT, "tape", "--date=2026-07-02", f"--into={folder}"], check=True,
                                  capture_output=True, text=True).stdout
            tapes = told.split()
        size, seconds = decompressed(tapes)
        print(f"decompressing {size / 1e6:.1f} MB alone: {seconds:.3f} s")
        for model in MODELS:
            speed, events = best(model, tapes)
            print(f"{model}: {events} events, {speed / 1e6:.2f} million a second (best of {RUNS})")


if __name__ == "__main__":
    main()
