"""A process never lives dead: whatever throws or stands still, it ends or recovers within seconds, and says so.

`HFT_THROW_AT` and `HFT_STALL_AT` name the place; see adapters/fault_point.hpp and the table in docs/operations.md."""
import json
import os
import re
import signal
import tempfile
import time
import unittest

from support import SOURCE, Running, Venue, hft, main, wait_until

RECOVERS = "recovers"        # the run goes on; told to stop, it ends with 0
ENDS = "ends"                # the process ends by itself, not with 0
EITHER = "recovers or ends"  # as far as it was when it threw
STALL_LIMIT = 20             # Watchdog::stall_limit

# Every handler of messages/interfaces.hpp, by actor.
HANDLERS = {
    "supervisor": ("SessionChanged DeskChanged FeedStateChanged DeskClosed SpawnModel StopModel SwapModel PromoteModel "
                   "ModelNews HaltTrading ResumeTrading StatusQuery OrdersQuery Heartbeat ChangeLimits pulse shutdown"),
    "execution": ("Signal MarketFrame OrderAnswered OrderEvent OrderStreamChanged BooksFetched SessionChanged "
                  "ConnectModel DisconnectModel StandingQuery RetireModel HaltTrading ResumeTrading StatusQuery "
                  "OrdersQuery Heartbeat ChangeLimits CloseDesk pulse shutdown"),
    "feed": "MarketFrame FeedStateChanged Subscribe Unsubscribe SessionChanged pulse FeedQuery Heartbeat shutdown",
    "model": ("MarketFrame Fill OrderClosed OrderRefused SessionChanged Standing Subscribed InstallCandidate "
              "PromoteCandidate DropCandidate pulse ModelQuery Heartbeat shutdown"),
    "clock": "BrokerClock BrokerCalendar pulse SessionQuery FeedTime Heartbeat shutdown",
}
THREADS = "lane scheduler supervisor main signal control HTTP memory venue watchdog".split()


class Scenario:
    """A run in which every handler has something to do."""

    def __init__(self, venue, **fault):
        self.folder = tempfile.TemporaryDirectory()
        self.venue = venue
        self.state = self.folder.name + "/state"
        keys = {"APCA_API_KEY_ID": os.path.basename(self.folder.name), "APCA_API_SECRET_KEY": "s"}
        self.keys = (keys["APCA_API_KEY_ID"], "s")
        self.system = Running("--model=modulo", "--model=other=modulo@thread:buy_divisor=29", f"--venue={venue.url}",
                              f"--state-dir={self.state}", "--max-signal-age=0", env={**keys, **fault})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.system.__exit__()
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
        steps = [lambda: self.go_on_until(lambda: self.is_ready() or self.reached(), 30),
                 lambda: self.trade(17), lambda: self.trade(31), lambda: self.trade(29),
                 lambda: self.control("orders"), lambda: self.control("halt"), lambda: self.trade(17),
                 lambda: self.control("resume"),
                 lambda: self.control("spawn", "third=modulo:buy_divisor=23"),
                 lambda: self.control("swap", "modulo", "modulo:buy_divisor=37"),
                 lambda: self.control("swap", "--shadow", "modulo", "modulo:buy_divisor=41"),
                 lambda: self.control("promote", "modulo"),
                 lambda: self.control("swap", "--shadow", "modulo", "modulo:buy_divisor=43"),
                 lambda: self.control("stop", "modulo"),
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
        unreached = []
        self.addCleanup(lambda: self.assertLessEqual(set(unreached), UNSEEN.get(actor, set()), actor))
        for message in HANDLERS[actor].split():
            place = f"{actor}.{message}"
            with self.subTest(place=place):
                code, alone, said = self.meet(place, 25, HFT_THROW_AT=place)
                if f"fault point {place} is reached" not in said:
                    unreached.append(message)
                    continue
                if place == "clock.shutdown":  # the run is over by then
                    self.assertIn(code, (0, 1), said)
                elif actor in ("supervisor", "clock"):
                    self.assertEqual(code, 1, said)
                    self.assertIn("fault point " + place, said.replace(f"fault point {place} is reached", "", 1))
                else:  # restarted, or ended with it
                    self.assertIn(code, (0, 1), said)

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
        for thread in THREADS:
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
        for thread in THREADS:
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
    def test_every_handler_there_is_stands_in_the_list(self):
        with open(os.path.join(SOURCE, "messages", "interfaces.hpp"), encoding="utf-8") as file:
            text = file.read()
        for actor, kind in (("supervisor", "SupervisorActor"), ("execution", "ExecutionActor"), ("feed", "FeedActor"),
                            ("model", "ModelActor"), ("clock", "SessionClockActor")):
            found = re.search(rf"using {kind} =\s*caf::typed_actor<(.*?)>;\n", text, re.S)
            self.assertIsNotNone(found, kind)
            listed = set(HANDLERS[actor].split())
            missing = {name for name in re.findall(r"(?:reacts_to|replies_to)<(?:hft::)?(\w+)>", found.group(1))
                       if name.removesuffix("_atom") not in listed}
            # Those that this scenario cannot bring about, each with a unit test of its own.
            self.assertLessEqual(missing, RARE.get(actor, set()), actor)


# Those that the scenario does not always bring about.
UNSEEN = {"clock": {"Heartbeat"}, "model": {"pulse", "OrderClosed"}}

RARE = {"supervisor": {"restart_atom", "ChildReady"}, "execution": {"OrderLookedUp", "FeedStateChanged", "UnreadItem"},
        "feed": {"TradesFetched"}, "model": {"FeedGap", "HistoryFetched", "ConnectDesk"}, "clock": {"Failure"}}

if __name__ == "__main__":
    main()
