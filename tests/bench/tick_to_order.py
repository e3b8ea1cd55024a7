"""Tick to order: hft beside a blocking C++ loop and a Python loop, taking turns in one run."""
import argparse
import pathlib
import sys
import tempfile

from bench_tools import (HERE, Broken, Client, Server, end, hft_command, judged, machine, median,
                         summary_of)

POINTS = ("p50", "p90", "p99", "p999", "max")


def python():
    """An interpreter that has what the Python loop needs, or none."""
    import subprocess
    for candidate in ("/usr/bin/python3", sys.executable):
        probe = subprocess.run([candidate, "-c", "import websockets, requests"], check=False,
                               stderr=subprocess.DEVNULL)
        if probe.returncode == 0:
            return candidate
    return None


def measure(build, command_for, options):
    """One run of one client; the server's result."""
    with Server(build, *options) as server, Client(command_for(server)) as client:
        try:
            return server.result()
        except Broken as broken:
            raise Broken(f"{broken}; the client's last words:\n{client.last_words()}") from broken
        finally:
            end(client.process)


def hft_run(build, options):
    with tempfile.TemporaryDirectory() as state_dir:
        result = measure(
            build, lambda s: hft_command(build, s, state_dir, "--model=modulo"), options)
        result["own_latency_us"] = summary_of(state_dir).get("latency_us", {})
        return result


def show(name, results):
    middle = {point: median([r["latency_us"][point] for r in results]) for point in POINTS}
    figures = "".join(f"{middle[point]:>10.1f}" for point in POINTS)
    print(f"{name:<28}{figures}{sum(r['measured'] for r in results):>9}", flush=True)
    return middle


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--python-rate", type=float, default=200,
                        help="trades a second for the Python loop: a rate it can follow")
    wish = parser.parse_args()
    build = wish.build.resolve()
    interpreter = python()
    fast = (f"--seconds={wish.seconds}", "--rate=1000")
    slow = (f"--seconds={wish.seconds}", f"--rate={wish.python_rate}", "--warm-up=50")
    runs = {
        "blocking": lambda: measure(
            build, lambda s: [build / "tests/bench/blocking_loop", s.host, s.port], fast),
        "hft": lambda: hft_run(build, fast),
    }
    if interpreter:
        runs["python"] = lambda: measure(
            build, lambda s: [interpreter, HERE / "python_loop.py", s.host, s.port], slow)
    else:
        print("the Python loop is left out: install python3-websockets and python3-requests")

    print(f"tick to order on {machine()}")
    print(f"{wish.rounds} rounds of {wish.seconds:g} s, medians over the rounds, microseconds")
    results = {name: [] for name in runs}
    for _ in range(wish.rounds):
        for name, run in runs.items():
            results[name].append(run())
    print(f"{'':<28}" + "".join(f"{point:>10}" for point in POINTS) + f"{'orders':>9}")
    blocking = show("blocking loop, 1000/s", results["blocking"])
    hft = show("hft, 1000/s", results["hft"])
    own = [r["own_latency_us"] for r in results["hft"] if r["own_latency_us"]]
    if own:
        print("hft's own summary, frame received to order written, p50: "
              f"{median([float(o['p50']) for o in own]):.1f}")
    ratio = hft["p50"] / blocking["p50"]
    print(f"hft / blocking, p50: {ratio:.2f}")
    if interpreter:
        slowest = show(f"python loop, {wish.python_rate:g}/s", results["python"])
        times = slowest["p50"] / hft["p50"]
        print(f"python / hft, p50: {times:.1f}")
    judged("hft's p50 is at most 1.4 times the blocking loop's", ratio <= 1.4)
    if interpreter:
        judged("hft's p50 is at least 6 times shorter than the Python loop's", times >= 6)
    for name in runs:
        judged(f"every trade of {name} got its order", all(r["paired"] for r in results[name]))
    return 0 if all(r["paired"] for name in runs for r in results[name]) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Broken as broken:
        sys.exit(f"the tick-to-order benchmark broke: {broken}")
