"""Every named step of journal and send: killed there at the first passing, the second, ... until the script no longer comes by."""
import signal
import time

from audit import Fair, audit, require
from world import System, scratch

SENDING = (
    "journal.file_made", "journal.file_begun", "journal.payload", "journal.header", "journal.record",
    "desk.started", "stream.up", "books.arrived", "books.merged", "order.intended", "order.handed_over",
    "order.sent", "request.before", "request.half", "request.written", "answer.arrived", "answer.booked",
    "event.arrived", "event.booked", "event.told", "cancel.written", "cancel.handed_over", "halt.written",
    "resume.written")
# Passed again by whoever comes after another death.
RECOVERING = ("journal.payload", "journal.header", "journal.record", "desk.started", "stream.up", "books.arrived",
              "books.merged")
NEVER_THERE = ("order.intended", "request.half")  # two look-ups with a pause between, so these take seconds
THERE = ("request.written", "order.handed_over")


SIZES = (17, 31)


class Script:
    """The same doings every time: fills, resting orders, a halt, its end, an orderly stop with cancels."""

    def __init__(self, venue, folder, name):
        self.venue = venue
        self.system = System(venue, folder, name, "points-" + name)
        self.triggers = 0

    def trigger(self, size):
        self.triggers += 1
        self.venue.trade("SPY", size)

    def quiet(self, orders):
        """Waits until that many orders were answered, or the system is dead."""
        end = time.monotonic() + 5
        while self.system.alive() and time.monotonic() < end:
            status = self.system.ask("status")
            if status and sum(m["orders"] + m["refused"] for m in status["models"].values()) >= orders:
                break
            time.sleep(0.001)
        time.sleep(0.003)  # for what follows the answer

    def steps(self):
        """Returns whether it came to its end alive; the signal included."""
        system = self.system
        if system.wait_ready() is None:
            return False
        self.trigger(17)
        self.trigger(31)
        self.quiet(2)
        self.venue.halt("SPY", True)
        if system.alive():
            self.trigger(17)
        if system.alive():
            self.trigger(34)
        self.quiet(4)
        system.tell("halt", reason="points")
        system.tell("resume")
        if not system.alive():
            return False
        system.kill(signal.SIGTERM)
        return system.wait() >= 0

    def recover(self, shown=None):
        self.venue.halt("SPY", False)
        self.venue.trade("SPY", 100)  # what rests may fill while nobody looks
        self.system.start()
        ready = self.system.wait_ready()
        require(ready is not None, "it died by itself: " + self.system.said())
        return {"ready": ready, **audit(self.system, self.venue, Fair, self.triggers, shown)}


def at_point(venue, name, point, count):
    """None when the script came to its end without passing the point that often."""
    with scratch() as folder:
        script = Script(venue, folder, name)
        try:
            script.system.start(f"{point}:{count}")
            if script.steps():
                return None
            require(script.system.wait() == -signal.SIGKILL, "it ended by itself: " + script.system.said())
            return {"kills": 1, **script.recover()}
        finally:
            venue.halt("SPY", False)
            script.system.end()


def at_recovery(venue, name, doubt, point, count):
    """Killed with an order in doubt, and again while that is being cleared up."""
    with scratch() as folder:
        script = Script(venue, folder, name)
        try:
            script.system.start(f"{doubt}:2")
            require(not script.steps(), f"{doubt} was not passed twice")
            script.system.wait()
            venue.halt("SPY", False)
            script.system.start(f"{point}:{count}")
            if script.system.wait_ready() is not None:
                return None
            script.system.wait()
            return {"kills": 2, **script.recover()}
        finally:
            venue.halt("SPY", False)
            script.system.end()


def growing(venue, name):
    """Killed where the journal's file is made longer: after some thousand records."""
    with scratch() as folder:
        script = Script(venue, folder, name)
        try:
            script.system.start("journal.grown:1")
            require(script.system.wait_ready() is not None, "it was not ready")
            for number in range(3000):
                if not script.system.alive():
                    break
                script.trigger(SIZES[number % 2])
            require(script.system.wait(5) == -signal.SIGKILL, "the journal never grew")
            return {"kills": 1, **script.recover(shown=200)}
        finally:
            script.system.end()


def remembering(venue, name):
    """Killed while a model's memory is being kept: the old one or the new one is there, never half."""
    with scratch() as folder:
        script = Script(venue, folder, name)
        script.system.options.append("--model=e=ema_cross")
        try:
            script.system.start("memory.written:1")
            require(script.system.wait_ready() is not None, "it was not ready")
            script.trigger(17)
            script.quiet(1)
            script.system.kill(signal.SIGTERM)
            if script.system.wait() != -signal.SIGKILL:
                return None
            return {"kills": 1, **script.recover()}
        finally:
            script.system.end()


def every_point(most, doubts):
    """(point, count, how) up to `most` passings of each; `how` gives None when the script comes by no more."""
    for point in SENDING:
        for count in range(1, most + 1):
            yield point, count, lambda venue, name, p=point, c=count: at_point(venue, name, p, c)
    for doubt in doubts:
        recovering = RECOVERING + (("look_up.arrived",) if doubt in NEVER_THERE else ())
        for point in recovering:
            for count in range(1, min(most, 12) + 1):
                yield (f"{doubt} then {point}", count,
                       lambda venue, name, d=doubt, p=point, c=count: at_recovery(venue, name, d, p, c))
    yield "journal.grown", 1, growing
    yield "memory.written", 1, remembering
