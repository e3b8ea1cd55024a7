"""One seeded run: an account of its own, a few lives ended by SIGKILL at random instants, one that is audited."""
import os
import random
import signal
import threading
import time

from audit import Truth, audit, check_end, require
from weather import KINDS, Weather
from world import Broken, System, scratch

SIZES = (17, 31, 34, 62, 100)  # sell, buy, sell, buy, nothing
ONE_SIDED = (17, 34, 51)       # opposite resting orders would be refused
SETTLING = 45.0                # seconds in which what lags, was refused or was told wrongly must be agreed

# Faults that may strike while orders are sent, told of and reconciled.
FAULTS = (
    {"kind": "drop_update", "probability": 0.3}, {"kind": "delay_update", "probability": 0.3, "delay_ms": 15},
    {"kind": "repeat_update", "probability": 0.3}, {"kind": "reorder_update", "probability": 0.3},
    {"kind": "answer_late", "path": "/v2/orders", "method": "POST", "probability": 0.5, "delay_ms": 10},
    {"kind": "answer_never", "path": "/v2/orders", "method": "POST", "probability": 0.3},
    {"kind": "answer_cut", "path": "/v2/orders", "method": "POST", "probability": 0.3},
    {"kind": "answer_garbage", "path": "/v2/orders", "method": "POST", "probability": 0.3},
    {"kind": "answer_error", "path": "/v2/orders", "method": "POST", "probability": 0.3},
    {"kind": "refuse_request", "path": "/v2/orders", "method": "POST", "probability": 0.3},
    {"kind": "refuse_request", "path": "/v2/orders", "method": "POST", "probability": 0.3, "code": 429},
    {"kind": "answer_late", "path": "/v2/", "method": "GET", "probability": 0.5, "delay_ms": 10},
    {"kind": "text_orders"}, {"kind": "hold_cancels"}, {"kind": "cut_orders", "times": 1},
)


class RandomRun:
    def __init__(self, venue, folder, seed, faulty, kinds):
        self.chance = random.Random(seed)
        self.venue, self.faulty = venue, faulty
        self.weather = Weather(self.chance, kinds)
        # A name that no group of a UUID can be, as `c127` can: the audit finds our orders by it.
        self.system = System(venue, folder, f"run{seed}", f"chaos-{seed}", self.weather.options(), self.weather.model())
        self.triggers, self.kills = 0, 0
        self.halt_known = False  # an operator's halt was acknowledged
        self.resting = False     # the symbol is halted at the venue, so orders rest there

    def trigger(self):
        size = 100 if self.weather.renamed else self.chance.choice(ONE_SIDED if self.resting else SIZES)
        self.triggers += size != 100
        self.venue.trade("SPY", size)

    def kill_after(self, seconds):
        def act():
            time.sleep(seconds)
            self.system.kill()
        thread = threading.Thread(target=act)
        thread.start()
        return thread

    def life(self):
        """From start to SIGKILL."""
        chance = self.chance
        self.system.start()
        if chance.random() < 0.15:  # while it starts and reconciles
            self.kill_after(chance.uniform(0, 0.08)).join()
        elif self.system.wait_ready() is not None:
            self.trade_until_killed()
        self.system.kill()
        self.system.wait()
        self.kills += 1
        self.venue.faults(self.lasting)  # keys are refused to the living alone

    def trade_until_killed(self):
        chance = self.chance
        self.lasting = (chance.sample(FAULTS, chance.randrange(1, 4)) if self.faulty else []) + self.weather.faults()
        self.venue.faults(self.lasting + self.weather.key_faults())
        if chance.random() < 0.25:
            self.resting = True
            self.venue.halt("SPY", True)
        if self.halt_known:
            self.resume()
        if chance.random() < 0.5:
            self.trigger()
        # What the weather breaks is often mended within a second or two: some die before, some after.
        long = bool(self.weather.kinds) and chance.random() < 0.4
        killer = self.kill_after(chance.choice((0.003, 0.006, 0.01, 0.02)) * (100 if long else 1) * chance.random())
        for _ in range(chance.randrange(1, 8)):
            if chance.random() < 0.3:
                self.weather.act(self.venue, self.system.key)
            self.trigger()
            time.sleep(chance.random() * chance.choice((0, 0, 0.001, 0.003)) * (100 if long else 1))
        ending = chance.random()
        if ending < 0.1:
            answer = self.system.tell("halt", reason="chaos")
            self.halt_known = bool(answer and answer["done"])
        elif ending < 0.25:
            self.system.kill(signal.SIGTERM)  # killed while it stops in order
        killer.join()

    def resume(self):
        answer = self.system.tell("resume")
        require(answer and answer["done"], f"it does not resume: {answer}")
        self.halt_known = False

    def while_dead(self):
        """The world goes on without us."""
        chance = self.chance
        if self.resting and chance.random() < 0.5:
            self.resting = False
            self.venue.halt("SPY", False)
            self.venue.trade("SPY", 100)
        if "actions" in self.weather.kinds and chance.random() < 0.6:
            self.venue.faults([])
            count_fills = lambda: len(Truth(self.venue, self.system.key, self.system.model).fills)
            self.weather.overnight(self.venue, self.system.key, count_fills)
        if chance.random() < 0.05:
            name = f"foreign-{len(self.weather.foreign)}-{self.system.model}"
            self.weather.foreign.add(name)
            self.venue.faults([])
            self.venue.ask("POST", "/v2/orders", {
                "symbol": "QQQ", "qty": "3", "side": "buy", "type": "market", "time_in_force": "day",
                "client_order_id": name}, key=self.system.key)
        if chance.random() < 0.3:
            self.venue.faults([])
            self.weather.act(self.venue, self.system.key)

    def run(self):
        self.lasting = []
        for _ in range(self.chance.choice((1, 1, 1, 2, 3))):
            self.life()
            self.while_dead()
        if not self.faulty or self.chance.random() < 0.7:
            self.venue.faults(self.weather.faults())
        self.system.start()
        ready = self.system.wait_ready()
        require(ready is not None, "it died by itself: " + self.system.said())
        self.venue.faults([])
        self.weather.clear(self.venue, self.system.key)
        found = self.settled()
        if self.halt_known:
            require(self.system.ask("status")["halted"], "a halt did not survive the kill")
        if self.resting:
            self.venue.halt("SPY", False)
        fate = self.chance.random()
        if self.weather.renamed:
            return {"ready": ready, "kills": self.kills, **found, **{kind: 1 for kind in self.weather.kinds}}
        if fate < 0.1:
            self.goes_on(found)
        elif fate < 0.3:
            check_end(self.system, self.venue, self.weather)
            found["ended"] = 1
        return {"ready": ready, "kills": self.kills, **found, **{kind: 1 for kind in self.weather.kinds}}

    def settled(self):
        """The audit, at once; what the weather made disagree has its time to be agreed on."""
        began = time.monotonic()
        while True:
            try:
                found = audit(self.system, self.venue, self.weather, self.triggers)
                found["settled"] = time.monotonic() - began
                return found
            except Broken:
                if not self.weather.kinds or time.monotonic() - began > SETTLING or not self.system.alive():
                    raise
            time.sleep(0.25)

    def goes_on(self, found):
        """It still trades after all that."""
        status = self.system.ask("status")
        if status["halted"]:
            self.resume()
        if self.resting:
            return
        seen = lambda: sum(self.system.ask("status")["models"][self.system.model][k] for k in ("fills", "refused"))
        before = seen()
        self.triggers += 1
        self.venue.trade("SPY", 17)
        end = time.monotonic() + 30
        while seen() <= before:
            require(time.monotonic() < end, f"it does not trade any more: {self.system.ask('status')}")
            time.sleep(0.002)
        found["traded_on"] = 1


def random_run(venue, seed, faulty, kinds=KINDS):
    with scratch() as folder:
        run = RandomRun(venue, folder, seed, faulty, kinds)
        try:
            return run.run()
        except BaseException:
            keep = os.environ.get("HFT_CHAOS_KEEP")
            if keep:
                os.system(f"rm -rf '{keep}/{seed}' && mkdir -p '{keep}' && cp -r '{folder}' '{keep}/{seed}'")
            raise
        finally:
            venue.faults([])
            if run.resting:
                venue.halt("SPY", False)
            run.system.end()
