#!/usr/bin/env python3
"""The proof: whatever moment the system dies at, no order is lost and none is doubled.

    chaos.py --short            some of everything, about half a minute
    chaos.py RUNS [--seed=N]    every crash point at every passing, then RUNS seeded kills from seed N on
    chaos.py 1 --seed=N --only=random    repeats one seed
Odd seeds run with faults at the venue. HFT_BINARY says where hft is; --report=FILE keeps the figures as JSON.
"""
import argparse
import collections
import json
import sys
import time

from points import NEVER_THERE, THERE, every_point
from random_run import random_run
from world import HFT, Broken, Venue, scratch

RUNS_A_VENUE = 200  # then a fresh one: its ledger lists all accounts it ever had


class Figures:
    def __init__(self):
        self.runs = collections.Counter()
        self.kills = collections.Counter()
        self.sums = collections.Counter()
        self.seconds = collections.Counter()
        self.lasts = collections.Counter()  # what the journal ended with at a kill
        self.ready = []
        self.broken = []

    def add(self, kind, where, found):
        self.runs[kind] += 1
        self.kills[where] += found["kills"]
        self.ready.append(found["ready"])
        self.lasts.update(found["lasts"])
        self.seconds[where] += found["seconds"]
        for name in ("kills", "orders", "fills", "intents", "traded_on"):
            self.sums[name] += found.get(name, 0)

    def share(self, part):
        ready = sorted(self.ready)
        return round(1000 * ready[min(len(ready) - 1, int(len(ready) * part))], 1) if ready else None

    def as_json(self):
        return {"runs": dict(self.runs), "kills_by_place": dict(self.kills), "seconds": {k: round(v, 1) for k, v in self.seconds.items()},
                **self.sums,
                "last_record_at_kill": dict(self.lasts),
                "ready_ms": {"p50": self.share(0.5), "p90": self.share(0.9), "p99": self.share(0.99),
                             "max": self.share(1)},
                "broken": self.broken}

    def line(self):
        return (f"{sum(self.runs.values())} runs, {self.sums['kills']} kills, {self.sums['intents']} orders intended, "
                f"{self.sums['orders']} at the venue, {self.sums['fills']} fills; ready again in "
                f"{self.share(0.5)} ms (p50), {self.share(0.99)} ms (p99), {self.share(1)} ms (max); "
                f"{len(self.broken)} broken")


class Chaos:
    def __init__(self, options):
        self.options = options
        self.figures = Figures()
        self.folder = scratch()
        self.venue = None
        self.used = 0

    def a_venue(self):
        if self.venue is None or self.used >= RUNS_A_VENUE or not self.venue.alive():
            if self.venue:
                self.venue.end()
            self.venue, self.used = Venue(self.folder.name), 0
        self.used += 1
        return self.venue

    def attempt(self, kind, where, repeat, run):
        """What `run` found; None for nothing to find or a broken promise, which is noted and told."""
        began = time.monotonic()
        try:
            found = run(self.a_venue())
        except Broken as why:
            self.figures.broken.append({"where": where, "why": str(why), "repeat": repeat})
            print(f"BROKEN {where}: {why}\n  again: {repeat}", flush=True)
            self.used = RUNS_A_VENUE  # whatever state it left there
            return None
        if found:
            found["seconds"] = time.monotonic() - began
            self.figures.add(kind, where, found)
            if self.options.verbose:
                print(f"{where}: {found}", flush=True)
        return found

    def points(self, most):
        done = set()
        doubts = THERE[:1] if most < 10 else NEVER_THERE + THERE
        for number, (point, count, run) in enumerate(every_point(most, doubts)):
            if point in done:
                continue
            only = self.options.point
            if only and only != point:
                continue
            repeat = f"./test --chaos 0 --only=points --point='{point}'"
            broken = len(self.figures.broken)
            found = self.attempt("points", point, repeat,
                                 lambda venue, run=run, n=number: run(venue, f"p{n}"))
            if found is None and len(self.figures.broken) == broken:
                done.add(point)
                if count == 1:
                    self.figures.broken.append({"where": point, "why": "never passed", "repeat": repeat})
                    print(f"BROKEN {point}: the script never passed it", flush=True)

    def random(self, first, runs):
        told = time.monotonic()
        for seed in range(first, first + runs):
            faulty = seed % 2 == 1
            place = "random instant, venue faults" if faulty else "random instant"
            self.attempt("random with faults" if faulty else "random", place,
                         f"./test --chaos 1 --only=random --seed={seed}",
                         lambda venue, s=seed, f=faulty: random_run(venue, s, f))
            if time.monotonic() - told > 20:
                told = time.monotonic()
                print(f"seed {seed}: {self.figures.line()}", flush=True)
                self.keep()

    def keep(self):
        if self.options.report:
            with open(self.options.report, "w") as file:
                json.dump(self.figures.as_json(), file, indent=1)

    def end(self):
        if self.venue:
            self.venue.end()
        self.folder.cleanup()
        self.keep()
        print(self.figures.line(), flush=True)
        return 1 if self.figures.broken else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="?", type=int, default=10_000)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=("points", "random"))
    parser.add_argument("--point", help="one crash point alone")
    parser.add_argument("--report")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    if not HFT:
        sys.exit("HFT_BINARY does not say where hft is")
    chaos = Chaos(options)
    try:
        if options.only != "random":
            chaos.points(2 if options.short else 80)
        if options.only != "points":
            chaos.random(options.seed, 40 if options.short else options.runs)
    finally:
        code = chaos.end()
    return code


if __name__ == "__main__":
    sys.exit(main())
