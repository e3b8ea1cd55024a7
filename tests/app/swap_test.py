"""Models come, go, change places and fall while others trade: the real program at a venue of its own."""
import json
import os
import random
import tempfile
import threading
import unittest

from control_socket import ControlSocket
from support import Running, Venue, hft, main, rule, wait_until

KEYS = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}
COMMANDS = int(os.environ.get("HFT_COMMANDS", "1000"))
SEED = int(os.environ.get("HFT_SEED", "1"))
HAS_FAULTY = "faulty" in hft("models").stdout


class Desk(unittest.TestCase):
    """A system with `models`, on a tape that prints only what the test prints."""

    models = ["--model=modulo"]
    speed = "1"

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.state = os.path.join(self.folder.name, "state")
        self.summary = os.path.join(self.folder.name, "summary.json")
        self.venue = Venue("--quiet-tape", "--at=10:00", f"--speed={self.speed}", "--date=2026-07-02",
                           "--rate-limit=0", "--cash=1000000000")
        self.system = Running(*self.models, f"--venue={self.venue.url}", f"--state-dir={self.state}",
                              f"--summary={self.summary}", "--limit=position=1000000", env=KEYS)
        # Whoever watches must read, or the system waits for them at the end.
        threading.Thread(target=self.system.process.stdout.read, daemon=True).start()
        self.control = ControlSocket(self.state)
        wait_until(lambda: self.control.status().get("ready"), "the system is ready")
        self.printed = []

    def tearDown(self):
        self.control.close()
        self.system.__exit__()
        self.venue.__exit__()
        self.folder.cleanup()

    def print_trades(self, *sizes):
        self.venue.post("/_venue/trade", [{"S": "SPY", "p": 451.31, "s": size} for size in sizes])
        self.printed += sizes

    def model(self, name):
        return self.control.status().get("models", {}).get(name, {})

    def seen(self, name, ticks):
        wait_until(lambda: self.model(name).get("ticks") == ticks, f"{name} has seen {ticks} trades")

    def do(self, verb, **arguments):
        done, sentence, _ = self.control(verb, **arguments)
        self.assertTrue(done, sentence)
        return sentence

    def refuse(self, verb, **arguments):
        done, sentence, _ = self.control(verb, **arguments)
        self.assertFalse(done, sentence)
        return sentence


class Swapping(Desk):
    def test_a_swap_falls_between_two_events_and_keeps_the_position(self):
        self.print_trades(17, 17)
        wait_until(lambda: self.model("modulo").get("position") == {"SPY": "-10"}, "both are filled")
        sentence = self.do("swap", id="modulo", model="modulo:sell_divisor=7")
        self.assertIn("between two events", sentence)
        self.print_trades(17, 7)
        wait_until(lambda: self.model("modulo").get("position") == {"SPY": "-15"}, "the new rule sells")
        model = self.model("modulo")
        self.assertEqual((model["ticks"], model["signals"], model["lost"], model["repeated"]), (4, 3, 0, 0))

    def test_a_swap_to_another_model_goes_by_history(self):
        self.print_trades(*[100] * 20)
        self.seen("modulo", 20)
        self.do("swap", id="modulo", model="ema_cross:fast=2,slow=5")
        self.print_trades(100)
        self.seen("modulo", 21)
        self.assertEqual(self.model("modulo")["name"], "ema_cross")
        sentence = self.do("swap", id="modulo", model="ema_cross:fast=3,slow=9")
        self.assertIn("without the old one's memory", sentence)

    def test_a_model_that_cannot_be_made_leaves_the_old_one(self):
        for wrong in ("nonsense", "modulo:sell_divisor=x", "ema_cross:fast=9,slow=3", "modulo@moon"):
            self.refuse("swap", id="modulo", model=wrong)
        self.refuse("swap", id="nobody", model="modulo")
        self.print_trades(17)
        wait_until(lambda: self.model("modulo").get("fills") == 1, "the old one trades on")

    def test_a_candidate_in_shadow_trades_on_paper_until_promoted(self):
        self.do("swap", id="modulo", model="modulo:sell_divisor=7", shadow="yes")
        self.refuse("swap", id="modulo", model="modulo:sell_divisor=5")
        for size in (7, 100, 17, 100):
            self.print_trades(size)
        self.seen("modulo", 4)
        model = self.model("modulo")
        self.assertEqual((model["signals"], model["shadow"]["decisions"]), (1, 1))
        self.assertEqual(model["shadow"]["position"], {"SPY": "-5"})
        self.assertIn("pnl", model["shadow"])
        self.do("promote", id="modulo")
        self.print_trades(7)
        self.seen("modulo", 5)
        wait_until(lambda: self.model("modulo")["orders"] == 2, "the promoted one orders")
        self.assertIsNone(self.model("modulo")["shadow"])
        self.refuse("promote", id="modulo")

    def test_a_candidate_is_stopped_before_its_instance(self):
        self.do("swap", id="modulo", model="modulo:sell_divisor=7", shadow="yes")
        self.assertIn("goes on", self.do("stop", id="modulo"))
        self.print_trades(17)
        wait_until(lambda: self.model("modulo")["orders"] == 1, "the instance trades on")
        self.do("stop", id="modulo", flatten="yes")
        wait_until(lambda: self.control.status()["positions"].get("SPY", "0") == "0", "the position is closed")

    def test_an_instance_in_shadow_trades_when_promoted(self):
        self.do("spawn", model="b=modulo:sell_divisor=3", shadow="yes")
        self.print_trades(3)
        self.print_trades(100)
        self.seen("b", 2)
        model = self.model("b")
        self.assertEqual((model["state"], model["orders"], model["shadow"]["fills"]), ("shadow", 0, 1))
        self.do("promote", id="b")
        self.print_trades(3)
        wait_until(lambda: self.model("b")["orders"] == 1, "b orders")

    def test_where_a_model_runs_is_one_word(self):
        for place in ("lane", "scheduler", "thread"):
            self.do("spawn", model=f"on-{place}=modulo@{place}:sell_divisor=3")
        self.print_trades(3, 9, 100)
        for place in ("lane", "scheduler", "thread"):
            wait_until(lambda: self.model(f"on-{place}").get("orders") == 2, f"two orders from the {place}")
            self.assertEqual(self.model(f"on-{place}")["runs_on"], place)
        self.do("swap", id="on-thread", model="modulo:sell_divisor=4")
        for _ in range(100):  # more than may be on their way at once
            self.print_trades(101)
        self.print_trades(4)
        self.seen("on-thread", len(self.printed))
        self.refuse("swap", id="on-thread", model="modulo@lane")


@unittest.skipUnless(HAS_FAULTY, "no model here faults on command")
class Falling(Desk):
    models = ["--model=modulo", "--flatten-quarantined=all"]

    def fall(self, name, size, times):
        self.print_trades(size)
        wait_until(lambda: self.model(name).get("faults") == times, f"{name} has fallen {times} times")

    def test_each_fault_is_told_and_nobody_else_notices(self):
        told = {"throw": "on command", "flood": "1000 decisions", "nonsense": "nonsense", "stall": "its time is 250 ms"}
        for number, (fault, words) in enumerate(told.items()):
            size = 1001 + number
            self.do("spawn", model=f"bad-{fault}=faulty:fault={fault},size={size},stall=3000")
            self.fall(f"bad-{fault}", size, 1)
            self.assertIn(words, self.model(f"bad-{fault}")["last_fault"])
            wait_until(lambda: self.model(f"bad-{fault}")["state"] == "running", "it is back")
        self.print_trades(17)
        self.seen("modulo", len(self.printed))
        model = self.model("modulo")
        self.assertEqual((model["lost"], model["repeated"], model["faults"]), (0, 0, 0))

    def test_a_model_that_falls_too_often_stays_down_and_is_flattened(self):
        self.do("spawn", model="gone=modulo:sell_divisor=17")
        self.print_trades(17)
        wait_until(lambda: self.model("gone").get("position") == {"SPY": "-5"}, "it holds a position")
        self.do("swap", id="gone", model="faulty:size=1001")
        for times in range(1, 7):
            wait_until(lambda: self.model("gone")["state"] == "running", "it runs")
            self.fall("gone", 1001, times)
        wait_until(lambda: self.model("gone")["state"] == "quarantined", "it stays down")
        wait_until(lambda: self.model("gone")["position"].get("SPY", "0") == "0", "its position is closed")
        self.assertEqual(self.model("modulo")["position"], {"SPY": "-5"})

    def test_a_candidate_that_falls_leaves_the_old_one(self):
        self.refuse("swap", id="modulo", model="faulty:fault=nonsens")
        self.do("swap", id="modulo", model="faulty:size=1001", shadow="yes")
        self.print_trades(1001, 17)
        self.seen("modulo", 2)
        model = self.model("modulo")
        self.assertEqual((model["name"], model["state"], model["orders"]), ("modulo", "running", 1))
        self.assertIn("on command", model["last_fault"])
        self.assertIsNone(model["shadow"])


class RandomDay(Desk):
    """Random commands while trades are printed: nothing is lost for those whom no command touched."""

    models = ["--model=steady=modulo", "--model=other=modulo:sell_divisor=7,buy_divisor=5"]
    speed = "30"
    actors = ["a", "b", "c", "d", "e"]

    def random_model(self, chance):
        models = ["modulo", f"modulo:sell_divisor={chance.randrange(2, 40)}", "ema_cross:fast=3,slow=9",
                  "ema_cross:fast=2,slow=30"]
        if HAS_FAULTY:
            models += ["faulty:size=1001", "faulty:fault=flood,size=1003"]
        return chance.choice(models)

    def command(self, chance):
        verb = chance.choice(("spawn", "spawn", "stop", "swap", "swap", "swap", "promote", "crash"))
        name = chance.choice(self.actors)
        shadow = {"shadow": "yes"} if chance.random() < 0.3 else {}
        if verb == "spawn":
            place = chance.choice(("", "", "@scheduler", "@thread"))
            head, _, tail = self.random_model(chance).partition(":")
            return verb, self.control("spawn", model=f"{name}={head}{place}" + (":" + tail if tail else ""), **shadow)
        if verb == "swap":
            return verb, self.control("swap", id=name, model=self.random_model(chance), **shadow)
        if verb == "crash":
            self.print_trades(chance.choice((1001, 1003)))
            return verb, (True, "", None)
        flatten = {"flatten": "yes"} if verb == "stop" and chance.random() < 0.5 else {}
        return verb, self.control(verb, id=name, **flatten)

    def test_no_event_is_lost_and_the_books_agree(self):
        chance = random.Random(SEED)
        done = {}
        for _ in range(COMMANDS):
            self.print_trades(*(chance.choice((chance.randrange(1, 900), 17 * chance.randrange(1, 9),
                                               31 * chance.randrange(1, 9), 100))
                                for _ in range(chance.randrange(1, 6))))
            verb, (was_done, _, _) = self.command(chance)
            counts = done.setdefault(verb, [0, 0])
            counts[0 if was_done else 1] += 1
        print(f"seed {SEED}: {len(self.printed)} trades; done and refused:", json.dumps(done))
        for name in ("steady", "other"):
            self.seen(name, len(self.printed))
        wait_until(lambda: self.control.status()["orders_open"] == 0, "every order has ended")
        status = self.control.status()
        self.check_witnesses(status)
        self.check_books(status)
        self.assertEqual(self.system.stop(), 0, self.system.said()[-3000:])
        verified = hft("journal", "--verify", f"--state-dir={self.state}")
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
        for verb in ("spawn", "stop", "swap", "promote"):
            self.assertGreater(done[verb][0], 0, done)

    def check_witnesses(self, status):
        steady, other = status["models"]["steady"], status["models"]["other"]
        for model in (steady, other):
            self.assertEqual((model["ticks"], model["lost"], model["repeated"], model["faults"], model["restarts"]),
                             (len(self.printed), 0, 0, 0, 0))
            self.assertEqual(model["signals"], model["orders"] + model["refused"])
        self.assertEqual(steady["signals"], len([s for s in rule(self.printed) if s]))
        self.assertEqual(other["signals"], len([s for s in self.printed if s % 7 == 0 or s % 5 == 0]))

    def check_books(self, status):
        ledger = self.venue.get("/_venue/ledger")
        ours = {}
        for model in status["models"].values():
            for symbol, quantity in model["position"].items():
                ours[symbol] = ours.get(symbol, 0.0) + float(quantity)
            self.assertEqual((model["lost"], model["repeated"]), (0, 0))
        theirs = {s: float(q) for s, q in ledger["positions"].items() if float(q)}
        self.assertEqual({s: q for s, q in ours.items() if q}, theirs)
        self.assertEqual({s: float(q) for s, q in status["positions"].items() if float(q)}, theirs)
        ids = [o["client_order_id"] for o in ledger["orders"]]
        self.assertEqual(len(ids), len(set(ids)))


del Desk  # it has no tests of its own

if __name__ == "__main__":
    main()
