#!/usr/bin/env python3
"""The proof: whatever moment the system dies at, no order is lost and none is doubled.

    chaos.py --short            some of everything, about half a minute
    chaos.py RUNS [--seed=N] [--jobs=N]    every crash point at every passing, then RUNS seeded kills from seed N on
    chaos.py 1 --seed=N --only=random    repeats one seed
Odd seeds run with faults at the venue; every seed draws its weather (weather.py). Jobs run side by side, each with a
venue of its own. HFT_BINARY says where hft is; --report=FILE keeps the figures as JSON.
"""
import argparse
import collections
import json
import multiprocessing
import sys
import time

from points import NEVER_THERE, THERE, every_point
from random_run import random_run
from weather import KINDS
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
        self.settled = []
        self.broken = []

    def add(self, kind, where, found):
        self.runs[kind] += 1
        self.kills[where] += found["kills"]
        self.ready.append(found["ready"])
        self.lasts.update(found["lasts"])
        self.seconds[where] += found["seconds"]
        if "settled" in found:
            self.settled.append(found["settled"])
        for name in ("kills", "orders", "fills", "intents", "traded_on", "ended", *KINDS):
            self.sums[name] += found.get(name, 0)

    def merge(self, other):
        for name in ("runs", "kills", "sums", "seconds", "lasts"):
            getattr(self, name).update(getattr(other, name))
        for name in ("ready", "settled", "broken"):
            getattr(self, name).extend(getattr(other, name))

    def share(self, part, of=None):
        ready = sorted(self.ready if of is None else of)
        return round(1000 * ready[min(len(ready) - 1, int(len(ready) * part))], 1) if ready else None

    def as_json(self):
        return {"runs": dict(self.runs), "kills_by_place": dict(self.kills), "seconds": {k: round(v, 1) for k, v in self.seconds.items()},
                **self.sums,
                "last_record_at_kill": dict(self.lasts),
                "ready_ms": {"p50": self.share(0.5), "p90": self.share(0.9), "p99": self.share(0.99),
                             "max": self.share(1)},
                "settled_ms": {"p50": self.share(0.5, self.settled), "p99": self.share(0.99, self.settled),
                               "max": self.share(1, self.settled)},
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

    def points(self, most, job=0, jobs=1):
        done = set()
        doubts = THERE[:1] if most < 10 else NEVER_THERE + THERE
        places = {}
        for number, (point, count, run) in enumerate(every_point(most, doubts)):
            # All passings of a point are one job's: it ends with the first that is never made.
            if point in done or places.setdefault(point, len(places)) % jobs != job:
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

    def random(self, seeds):
        told = time.monotonic()
        for seed in seeds:
            faulty = seed % 2 == 1
            place = "random instant, venue faults" if faulty else "random instant"
            self.attempt("random with faults" if faulty else "random", place,
                         f"./test --chaos 1 --only=random --seed={seed}",
                         lambda venue, s=seed, f=faulty: random_run(venue, s, f, self.options.weather))
            if time.monotonic() - told > 20:
                told = time.monotonic()
                print(f"seed {seed}: {self.figures.line()}", flush=True)
                self.keep()

    def keep(self):
        if self.options.report and self.options.jobs == 1:
            with open(self.options.report, "w") as file:
                json.dump(self.figures.as_json(), file, indent=1)

    def end(self):
        if self.venue:
            self.venue.end()
        self.folder.cleanup()
        self.keep()


def work(options, job, answers):
    chaos = Chaos(options)
    try:
        if options.only != "random":
            chaos.points(2 if options.short else 80, job, options.jobs)
        if options.only != "points":
            runs = 40 if options.short else options.runs
            chaos.random(range(options.seed + job, options.seed + runs, options.jobs))
    finally:
        chaos.end()
        answers.put(chaos.figures)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="?", type=int, default=10_000)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=("points", "random"))
    parser.add_argument("--point", help="one crash point alone")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--weather", default=",".join(KINDS), help="the kinds that may come up; empty: none")
    parser.add_argument("--report")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    if not HFT:
        sys.exit("HFT_BINARY does not say where hft is")
    options.weather = tuple(options.weather.split(",")) if options.weather else ()
    if unknown := set(options.weather) - set(KINDS):
        sys.exit(f"there is no weather {', '.join(sorted(unknown))}: it is one of {', '.join(KINDS)}")
    answers = multiprocessing.SimpleQueue()
    workers = [multiprocessing.Process(target=work, args=(options, job, answers)) for job in range(options.jobs)]
    for worker in workers:
        worker.start()
    figures = Figures()
    for _ in workers:
        figures.merge(answers.get())
    for worker in workers:
        worker.join()
    if options.report:
        with open(options.report, "w") as file:
            json.dump(figures.as_json(), file, indent=1)
    print(figures.line(), flush=True)
    return 1 if figures.broken or any(worker.exitcode for worker in workers) else 0


if __name__ == "__main__":
    sys.exit(main())
