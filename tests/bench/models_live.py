"""What changing models costs a system that trades: swaps, restarts, a hundred models on one feed."""
import argparse
import os
import pathlib
import re
import statistics
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parent / "app")]


def quantiles(values):
    ordered = sorted(values)
    return (statistics.median(ordered), ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))], ordered[-1])


def changes(build, count):
    """Swaps there and back under trades, then falls: microseconds between two models, ms until one is back."""
    os.environ["HFT_BINARY"] = str(build / "app" / "hft")
    from control_socket import ControlSocket
    from support import Running, Venue, hft, wait_until
    keys = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}
    has_faulty = "faulty" in hft("models").stdout
    with tempfile.TemporaryDirectory() as folder, \
         Venue("--quiet-tape", "--at=10:00", "--speed=1", "--date=2026-07-02", "--rate-limit=0") as venue, \
         Running("--model=m=ema_cross:fast=3,slow=9", f"--venue={venue.url}", f"--state-dir={folder}", env=keys) as system:
        control = ControlSocket(folder)
        wait_until(lambda: control.status().get("ready"), "the system is ready")
        gaps = []
        for i in range(count):
            venue.post("/_venue/trade", [{"S": "SPY", "p": 451.3, "s": 100}] * 3)
            model = "ema_cross:fast=3,slow=9" if i % 2 else "ema_cross:fast=3,slow=9,quantity=5"
            done, sentence, _ = control("swap", id="m", model=model)
            if not done:
                raise SystemExit(f"a swap was refused: {sentence}")
            gaps.append(float(re.search(r"in ([0-9.]+) us", sentence)[1]))
        p50, p99, most = quantiles(gaps)
        print(f"swap of the same model with its memory, {count} times: between two models for {p50:.1f} us at p50, "
              f"{p99:.1f} us at p99, {most:.1f} us at most")
        if has_faulty:
            for i in range(min(count, 100)):
                control("spawn", model=f"f{i}=faulty:size=1001")
                wait_until(lambda: control.status()["models"][f"f{i}"]["state"] == "running", "it runs")
                venue.post("/_venue/trade", {"S": "SPY", "p": 451.3, "s": 1001})
                wait_until(lambda: control.status()["models"][f"f{i}"]["restarts"] == 1, "it fell")
                wait_until(lambda: control.status()["models"][f"f{i}"]["state"] == "running", "it is back")
                control("stop", id=f"f{i}")
        system.stop()
        back = [float(ms) for ms in re.findall(r"is back after ([0-9.]+) ms", system.said())]
        if back:
            p50, p99, most = quantiles(back)
            print(f"restart after a throw, {len(back)} times: back after {p50:.2f} ms at p50, {p99:.2f} ms at p99, "
                  f"{most:.2f} ms at most")


def hundred(build, seconds):
    """A hundred models, ten on each of ten symbols, on 20,000 trades a second."""
    from bench_tools import judged
    from throughput import FRAMES, SYMBOLS, Flood, tell
    models = ["--model=spy=modulo:symbol=SPY"] + [
        f"--model=m{i}=ema_cross:symbol={SYMBOLS[i % len(SYMBOLS)]},slow=1000000" for i in range(99)]
    flood = Flood(build, models, f"--seconds={seconds}", "--rate=20000", *FRAMES, "--trigger-symbols=SPY",
                  "--order-every=100")
    tell("100 models on 20,000 trades/s", flood)
    lost = sum(int(model.get("lost", 0)) + int(model.get("repeated", 0)) for model in flood.summary["models"].values())
    judged("no model lost or repeated a frame", lost == 0)
    judged("no trade was lost on the way to the feed", flood.total_of_feed("events") >= flood.server["trades"])
    print(f"  {flood.processor / max(1, flood.total('ticks')) * 1e6:.2f} us of processor an event and model, all told")
    return flood.code == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--changes", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=20)
    wish = parser.parse_args()
    build = wish.build.resolve()
    changes(build, wish.changes)
    return 0 if hundred(build, wish.seconds) else 1


if __name__ == "__main__":
    sys.exit(main())
