"""How fast a backtest is: events shown to models a second of processor time, and the memory it takes.

HFT_BINARY=build/release/app/hft backtest_speed.py [--days=N] [TAPE]: a recorded tape of trades, else a made-up day.
The tape stands in a store of its own under N trading dates (21), and is played from there with `touch`. What a day
costs is the difference between all of them and one, so that the start of the program and its report do not count.
Yardsticks in the same run: decompressing the tape, and reading the store's rows alone (`hft data verify`).
Last a year of one symbol's minute bars, from start to end of the program.
"""
import argparse
import datetime
import gzip
import os
import pathlib
import re
import subprocess
import tempfile
import time

HFT = os.environ["HFT_BINARY"]
MODELS = ("modulo", "ema_cross")
RUNS = 3
FIRST = datetime.date(2013, 1, 2)


def run(*arguments):
    """What it printed, its processor seconds and its largest memory in MB."""
    process = subprocess.Popen([HFT, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    told = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"hft {arguments[0]} failed: {told}")
    return told, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def trading_dates(count):
    told = run("calendar", f"--from={FIRST}", f"--to={FIRST + datetime.timedelta(days=count * 7 // 4 + 30)}", "--format=csv")[0]
    rows = [line.split(",") for line in told.splitlines()[1:]]
    whole = [row[0] for row in rows if "true" not in row]
    return whole[:count]


def fill_store(store, tape, dates, folder):
    files = []
    for date in dates:
        copy = folder / f"spy_{date.replace('-', '')}_trade.csv.gz"
        copy.write_bytes(tape)
        files.append(copy)
    run("data", f"--data-dir={store}", "import", *files)
    for copy in files:
        copy.unlink()


def events_of(told):
    return int(re.search(r"^(\d+) events in", told, re.M)[1])


def play(store, model, dates):
    return run("backtest", f"--model={model}:symbol=SPY", "--profile=touch", "--reruns=off", f"--data-dir={store}",
               f"--from={dates[0]}", f"--to={dates[-1]}")


def measure(store, model, dates):
    best = None
    for _ in range(RUNS):
        one, seconds_one, memory_one = play(store, model, dates[:1])
        all_, seconds_all, memory_all = play(store, model, dates)
        speed = (events_of(all_) - events_of(one)) / max(seconds_all - seconds_one, 1e-9)
        if best is None or speed > best[0]:
            best = speed, memory_one, memory_all
    return best


def minute_year(folder):
    """252 days of 390 bars that wander a little."""
    files = []
    for number, date in enumerate(trading_dates(252)):
        price = 1_400_000 + number * 500
        lines = []
        for minute in range(390):
            step = ((minute * 7919 + number * 104_729) % 41 - 20) * 50
            lines.append(f"{(570 + minute) * 60_000},{price},{price + 900},{price - 900},{price + step},{1000 + minute}")
            price += step
        file = folder / "minute" / "spy" / f"{date.replace('-', '')}_trade.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines) + "\n")
        files.append(file)
    return files


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--days", type=int, default=21)
    options.add_argument("tape", nargs="?")
    options = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if options.tape:
            tape = pathlib.Path(options.tape).read_bytes()
        else:
            told = run("tape", "--date=2026-07-02", f"--into={folder}", "--symbols=SPY")[0]
            tape = next(pathlib.Path(word).read_bytes() for word in told.split() if "trade" in word)
        began = time.process_time()
        size = len(gzip.decompress(tape))
        print(f"decompressing {size / 1e6:.1f} MB alone: {time.process_time() - began:.3f} s")
        dates = trading_dates(options.days)
        fill_store(folder / "store", tape, dates, folder)
        told, seconds, _ = run("data", f"--data-dir={folder / 'store'}", "verify")
        print(f"verifying {len(dates)} days of the store: {seconds:.2f} s")
        for model in MODELS:
            speed, one, all_ = measure(folder / "store", model, dates)
            print(f"{model}: {speed / 1e6:.2f} million events a second of processor time (best of {RUNS}), "
                  f"{one:.0f} MB for one day, {all_:.0f} MB for {len(dates)}")
        files = minute_year(folder)
        run("data", f"--data-dir={folder / 'bars'}", "import", *files)
        dates = trading_dates(252)
        _, seconds, memory = min((play(folder / "bars", "ema_cross", dates) for _ in range(RUNS)), key=lambda x: x[1])
        print(f"a year of minute bars: {seconds:.2f} s of processor time, {memory:.0f} MB")


if __name__ == "__main__":
    main()
