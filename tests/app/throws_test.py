"""A process never lives dead: whatever throws or stands still, it ends or recovers within seconds, and says so.

`HFT_THROW_AT` and `HFT_STALL_AT` name the place; see adapters/fault_point.hpp and the table in docs/operations.md. The places are
read from the code: every handler of `messages/interfaces.hpp`, and every thread that gives a sign of life."""
import glob
import json
import os
import re
import signal
import tempfile
import time
import unittest

from support import SOURCE, Running, Venue, hft, main, wait_until

STALL_LIMIT = 20             # Watchdog::stall_limit
ACTORS = {"supervisor": "SupervisorActor", "execution": "ExecutionActor", "feed": "FeedActor", "model": "ModelActor",
          "clock": "SessionClockActor"}

# What nobody sends; what comes only at an instant that the scenario cannot choose, and notes, which its model does not make.
NEVER = {}
UNSEEN = {"model": {"pulse", "OrderClosed", "FeedGap", "HistoryFetched"}, "feed": {"TradesFetched"},
          "clock": {"Failure", "FeedTime", "Heartbeat"}, "execution": {"OrderLookedUp"}, "supervisor": {"ModelNotes"}}


def source(*path):
    with open(os.path.join(SOURCE, *path), encoding="utf-8") as file:
        return file.read()


def handlers(actor):
    """Every message that `messages/interfaces.hpp` lets the actor react to, but for those that are never sent."""
    interface = re.search(rf"using {ACTORS[actor]} =\s*caf::typed_actor<(.*?)\n\n", source("messages", "interfaces.hpp"), re.S)
    names = re.findall(r"(?:Accepts|Answers)<(\w+)[,>]", interface.group(1))
    return [name.removesuffix("_atom") for name in names if name not in NEVER.get(actor, set())]


def threads():
    """Every thread that gives a sign of life, by the name it gives it under, and who watches them."""
    found = {"watchdog"}
    for folder in ("adapters", "app", "actors", "models"):
        for path in glob.glob(os.path.join(SOURCE, folder, "**", "*.?pp"), recursive=True):
            found.update(re.findall(r"""LifeSign(?:>\(| \w+_?\{)"(\w+)""" + '"', source(path)))
    return sorted(found)


class Scenario:
    """A run in which every handler has something to do."""

    def __init__(self, venue, **fault):
        self.folder = tempfile.TemporaryDirectory()
        self.venue = venue
        self.state = self.folder.name + "/state"
        keys = {"APCA_API_KEY_ID": os.path.basename(self.folder.name), "APCA_API_SECRET_KEY": "s"}
        self.keys = (keys["APCA_API_KEY_ID"], "s")
        self.system = Running("--model=modulo", "--model=other=modulo@thread:buy_divisor=29", "--model=faulty:size=1001",
                              "--model=momentum", f"--venue={venue.url}", f"--state-dir={self.state}", "--max-signal-age=0",
                              "--durability=disk", env={**keys, **fault})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.system.__exit__()
        self.venue.post("/_venue/faults", {"clear": True})
        self.folder.cleanup()

    def is_over(self):
        return self.system.process.poll() is not None

    def control(self, *words):
        if not self.is_over():
            return hft("control", *words, f"--state-dir={self.state}", timeout=60)

    def reached(self):
        return "fault point" in self.system.said()

    def go_on_until(self, condition, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.is_over() and not condition():
            time.sleep(0.05)

    def is_ready(self):
        ran = self.control("status", "--format=json")
        return bool(ran and ran.stdout and json.loads(ran.stdout).get("ready"))

    def trade(self, size):
        self.venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": size})

    def play(self):
        """Until the place is reached, then a little on."""
        key = self.keys[0]
        post = self.venue.post
        fault = lambda **what: post("/_venue/faults", what)
        steps = [lambda: self.go_on_until(lambda: self.is_ready() or self.reached(), 30),
                 lambda: self.trade(17), lambda: self.trade(31), lambda: self.trade(29), lambda: self.trade(1001),
                 lambda: self.control("orders"), lambda: self.control("halt"), lambda: self.trade(17),
                 lambda: self.control("resume"), lambda: self.control("limit", "order_size=500"),
                 lambda: self.control("spawn", "third=modulo:buy_divisor=23"),
                 lambda: self.control("swap", "modulo", "modulo:buy_divisor=37"),
                 lambda: self.control("swap", "--shadow", "modulo", "modulo:buy_divisor=41"),
                 lambda: self.control("promote", "modulo"),
                 lambda: self.control("swap", "--shadow", "modulo", "modulo:buy_divisor=43"),
                 lambda: self.control("stop", "modulo"),
                 lambda: post("/_venue/foreign", {"key": key, "event": "new", "orders": [
                     {"id": "odd", "client_order_id": "odd", "symbol": "XYZ", "side": "sideways", "status": "new"}]}),
                 lambda: post("/_venue/activity", {"key": key, "activity_type": "DIV", "symbol": "SPY", "net_amount": "1"}),
                 lambda: fault(kind="answer_cut", method="POST", path="/v2/orders", times=1),
                 lambda: self.trade(29), lambda: time.sleep(0.5),
                 lambda: fault(kind="cut_orders", times=1), lambda: fault(kind="cut_data", times=1),
                 lambda: self.trade(100), lambda: time.sleep(2),
                 lambda: self.control("close", "SPY"),
                 lambda: self.system.process.send_signal(signal.SIGHUP),
                 lambda: self.control("stop", "third"), lambda: time.sleep(1.5)]
        for step in steps:
            if self.is_over() or self.reached():
                break
            step()


class Throws(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.venue = Venue("--at=10:00", "--speed=1", "--date=2026-07-02", "--quiet-tape")

    @classmethod
    def tearDownClass(cls):
        cls.venue.__exit__()

    def meet(self, place, limit, **fault):
        """Exit code, whether it ended by itself, and what was said."""
        with Scenario(self.venue, **fault) as scenario:
            scenario.play()
            scenario.go_on_until(lambda: False, 2 if "HFT_THROW_AT" in fault else limit)
            alone = scenario.is_over()
            began = time.monotonic()
            if not alone:
                code = scenario.system.stop(timeout=limit + 30)
            else:
                code = scenario.system.stop()
            self.assertLess(time.monotonic() - began, limit, place)
            return code, alone, scenario.system.said()

    def check_throw(self, actor):
        unreached = set()
        for message in handlers(actor):
            if message.startswith("Step"):
                continue  # only between us and a venue inside the process
            place = f"{actor}.{message}"
            with self.subTest(place=place):
                code, alone, said = self.meet(place, 25, HFT_THROW_AT=place)
                if f"fault point {place} is reached" not in said:
                    unreached.add(message)
                    continue
                self.check_end_of(place, code, said)
        self.assertLessEqual(unreached, UNSEEN.get(actor, set()), actor)

    def check_end_of(self, place, code, said):
        if place == "clock.shutdown":  # the run is over by then
            self.assertIn(code, (0, 1), said)
        elif place.startswith(("supervisor.", "clock.")):
            self.assertEqual(code, 1, said)
            self.assertIn("fault point " + place, said.replace(f"fault point {place} is reached", "", 1))
        else:  # restarted, or ended with it
            self.assertIn(code, (0, 1), said)

    def test_what_is_thrown_while_the_venue_keeps_step(self):
        for actor in ACTORS:
            for message in handlers(actor):
                if not message.startswith("Step"):
                    continue
                place = f"{actor}.{message}"
                with self.subTest(place=place), tempfile.TemporaryDirectory() as state:
                    ran = hft("--model=modulo", "--model=beside=modulo@thread", "--at=15:58", "--speed=max", "--date=2026-07-02",
                              f"--state-dir={state}", env={"HFT_THROW_AT": place}, timeout=60)
                    self.assertIn(f"fault point {place} is reached", ran.stderr)
                    self.check_end_of(place, ran.returncode, ran.stderr)

    def test_what_the_supervisor_throws_ends_the_process(self):
        self.check_throw("supervisor")

    def test_what_execution_throws_is_a_restart(self):
        self.check_throw("execution")

    def test_what_the_feed_throws_is_a_restart(self):
        self.check_throw("feed")

    def test_what_a_model_throws_is_a_restart(self):
        self.check_throw("model")

    def test_what_the_session_clock_throws_ends_the_process(self):
        self.check_throw("clock")

    def test_what_a_thread_throws_ends_the_process(self):
        for thread in threads():
            if thread == "venue":
                continue  # that one is another process here
            for passing in ("", ":3"):
                place = "thread." + thread
                with self.subTest(place=place + passing):
                    code, alone, said = self.meet(place, 10, HFT_THROW_AT=place + passing)
                    self.assertTrue(alone, said)
                    self.assertEqual(code, 1, said)
                    self.assertIn("fault point " + place, said)

    def test_a_thread_that_stands_still_ends_the_process(self):
        for thread in threads():
            if thread == "venue":
                continue
            place = "thread." + thread
            with self.subTest(place=place):
                code, alone, said = self.meet(place, STALL_LIMIT + 15, HFT_STALL_AT=place + ":5")
                self.assertTrue(alone, said)
                self.assertEqual(code, 1, said)
                self.assertRegex(said, "stood still|stands still")

    def test_a_handler_that_stands_still_ends_the_process(self):
        for place in ("execution.Signal", "supervisor.StatusQuery", "feed.MarketFrame"):
            with self.subTest(place=place):
                code, alone, said = self.meet(place, STALL_LIMIT + 15, HFT_STALL_AT=place)
                self.assertTrue(alone, said)
                self.assertEqual(code, 1, said)

    def test_the_embedded_venue_is_a_thread_like_any(self):
        for fault in ({"HFT_THROW_AT": "thread.venue:2"}, {"HFT_STALL_AT": "thread.venue:2"}):
            with tempfile.TemporaryDirectory() as state, \
                 Running("--model=modulo", "--at=10:00", "--speed=1", f"--state-dir={state}", env=fault) as system:
                self.assertEqual(system.process.wait(STALL_LIMIT + 20), 1, system.said())


class Complete(unittest.TestCase):
    def test_every_handler_and_every_thread_is_found(self):
        for actor in ACTORS:
            self.assertGreater(len(handlers(actor)), 7, actor)
            self.assertLess(UNSEEN.get(actor, set()), set(handlers(actor)), actor)
        self.assertLessEqual({"lane", "scheduler", "supervisor", "main", "signal", "control", "HTTP", "disk", "memory", "venue",
                              "watchdog"}, set(threads()))


if __name__ == "__main__":
    main()
