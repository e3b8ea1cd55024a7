"""What an operator reaches for: every verb of `hft control`, against a system that runs."""
import json
import os
import re
import tempfile
import unittest

from support import Running, Venue, hft, main, wait_until

KEYS = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}


class Verbs(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.state = os.path.join(self.folder.name, "state")
        self.venue = Venue("--quiet-tape", "--at=10:00", "--speed=1", "--date=2026-07-02")
        self.start("--model=modulo:sell_divisor=17")

    def start(self, *models):
        self.system = Running(*models, f"--venue={self.venue.url}", f"--state-dir={self.state}", "--max-signal-age=60", env=KEYS)
        wait_until(lambda: self.status().get("ready"), "the system is ready")

    def tearDown(self):
        self.system.__exit__()
        self.venue.__exit__()
        self.folder.cleanup()

    def control(self, *words):
        return hft("control", *words, f"--state-dir={self.state}")

    def done(self, *words):
        ran = self.control(*words)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return ran.stdout

    def status(self):
        return json.loads(self.control("status", "--format=json").stdout or "{}")

    def sell(self):
        self.venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": 17})

    def held(self):
        return self.venue.get("/_venue/ledger")["positions"].get("SPY", "0")

    def test_a_symbol_is_closed_and_the_model_goes_on(self):
        self.sell()
        wait_until(lambda: self.held() == "-5", "it is short")
        self.assertIn("closing SPY: -5 of modulo", self.done("close", "SPY"))
        wait_until(lambda: self.held() == "0", "it is flat")
        self.sell()
        wait_until(lambda: self.held() == "-5", "it trades on")
        self.assertIn("no model holds QQQ", self.control("close", "QQQ").stderr)

    def test_flatten_halts_and_closes_and_resume_goes_on(self):
        self.sell()
        wait_until(lambda: self.held() == "-5", "it is short")
        self.done("flatten")
        wait_until(lambda: self.held() == "0", "it is flat")
        self.assertTrue(self.status()["halted"])
        self.assertIn("resumed", self.done("resume"))
        self.assertIn("not halted", self.done("resume"))
        self.assertFalse(self.status()["halted"])

    def test_a_limit_is_changed_and_a_wrong_one_is_not(self):
        self.assertIn("order_size=1", self.done("limit", "order_size=1"))
        self.sell()
        wait_until(lambda: self.status()["models"]["modulo"]["refused"] == 1, "the limit refuses")
        for wrong in ("order_sise=1", "nobody.order_size=1", "order_size=many", "order_size"):
            with self.subTest(wrong):
                self.assertEqual(self.control("limit", wrong).returncode, 1)
        self.done("limit", "modulo.order_size=3")
        self.done("limit", "order_size=100")
        self.sell()
        wait_until(lambda: self.status()["models"]["modulo"]["refused"] == 2, "the model's own limit refuses")

    def test_a_resting_order_is_canceled_by_its_id(self):
        file = os.path.join(self.folder.name, "rest.py")
        with open(file, "w") as out:
            out.write("class Model:\n    def __init__(self, settings): pass\n    def needs(self): return {'symbols': ['SPY']}\n"
                      "    def on_trade(self, t, out):\n        if t.size == 2: out.limit('SPY', 'buy', 1, 410.0, reference=1)\n")
        self.done("spawn", f"rest=python:{file}")
        wait_until(lambda: self.status()["models"]["rest"]["state"] == "running", "it runs")
        self.venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": 2})
        wait_until(lambda: len(self.venue.get("/v2/orders")) == 1, "an order rests")
        ours = self.venue.get("/v2/orders")[0]["client_order_id"]
        self.assertIn("canceling order " + ours, self.done("cancel", ours))
        wait_until(lambda: not self.venue.get("/v2/orders"), "it is gone")
        self.assertIn("nothing to cancel", self.control("cancel", ours).stderr)
        self.assertIn("no order has the id nonsense", self.control("cancel", "nonsense").stderr)

    def test_the_status_shows_parameters_and_one_clock(self):
        text = self.done("status")
        self.assertIn("modulo:sell_divisor=17", text)
        self.assertEqual(self.status()["models"]["modulo"]["parameters"], {"sell_divisor": "17"})
        self.sell()
        wait_until(lambda: self.held() == "-5", "it is short")
        for report in (self.done("status"), self.done("orders")):
            self.assertIsNone(re.search(r"\d\.\d{9}|\dZ", report), report)

    def test_watch_draws_until_the_system_quits(self):
        watching = Running("control", "watch", "--every=0.2", f"--state-dir={self.state}")
        with watching:
            wait_until(lambda: "profit" in watching.process.stdout.readline(), "it draws")
            self.assertIn("stopping", self.done("quit"))
            rest = watching.process.stdout.read()
            self.assertIn("The system has ended.", rest)
            self.assertLessEqual(max(len(line) for line in rest.splitlines()), 80)
        self.assertEqual(self.system.process.wait(30), 0)

    def test_a_swap_that_went_well_is_no_warning(self):
        self.done("swap", "modulo", "modulo:sell_divisor=19")
        self.assertEqual(self.status()["models"]["modulo"]["parameters"], {"sell_divisor": "19"})
        self.system.stop()
        self.assertEqual([line for line in self.system.said().splitlines() if " warn" in line and "swap" in line], [])

    def test_control_without_a_folder_names_what_runs(self):
        home = os.path.join(self.folder.name, "xdg")
        os.makedirs(os.path.join(home, "hft"))
        os.symlink(self.state, os.path.join(home, "hft", "mine"))
        ran = hft("control", "status", env={"XDG_STATE_HOME": home})
        self.assertEqual(ran.returncode, 4)
        self.assertIn(os.path.join(home, "hft", "mine"), ran.stderr)

    def test_a_socket_that_a_killed_system_left_hides_no_other(self):
        home = os.path.join(self.folder.name, "xdg")
        dead = Running("--model=modulo", f"--venue={self.venue.url}", env={**KEYS, "XDG_STATE_HOME": home})
        with dead:
            wait_until(lambda: hft("control", "models", env={"XDG_STATE_HOME": home}).returncode == 0, "it listens")
            dead.process.kill()
        self.assertTrue(os.path.exists(os.path.join(home, "hft", "control.sock")))
        os.symlink(self.state, os.path.join(home, "hft", "mine"))
        ran = hft("control", "status", env={"XDG_STATE_HOME": home})
        self.assertEqual(ran.returncode, 4)
        self.assertIn(os.path.join(home, "hft", "mine"), ran.stderr)

    def test_watch_ends_when_nobody_reads_it(self):
        watching = Running("control", "watch", "--every=0.1", f"--state-dir={self.state}")
        with watching:
            wait_until(lambda: watching.process.stdout.readline(), "it draws")
            watching.process.stdout.close()
            self.assertEqual(watching.process.wait(20), 0)

    def test_every_answer_has_json(self):
        for words in (("halt", "--reason=lunch"), ("resume",), ("models",), ("orders",), ("positions",)):
            with self.subTest(words):
                json.loads(self.done(*words, "--format=json"))

    def test_a_restart_brings_back_what_ran(self):
        self.done("swap", "modulo", "modulo:sell_divisor=19")
        self.done("spawn", "idea=modulo:sell_divisor=23")
        self.done("spawn", "beside=modulo:sell_divisor=29")
        self.done("swap", "beside", "modulo:sell_divisor=31", "--shadow")
        self.venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": 23})
        wait_until(lambda: self.held() == "-5", "the idea is short")
        self.system.process.kill()
        self.system.process.wait()
        self.system.__exit__()
        self.start("--model=modulo:sell_divisor=17")
        models = self.status()["models"]
        self.assertEqual(models["modulo"]["parameters"], {"sell_divisor": "19"})
        self.assertEqual(models["idea"]["parameters"], {"sell_divisor": "23"})
        self.assertEqual(models["idea"]["position"], {"SPY": "-5"})
        wait_until(lambda: self.status()["models"]["beside"]["shadow"], "the shadow runs again")
        self.assertEqual(self.system.stop(), 0, self.system.said())
        self.system.__exit__()
        self.start("--model=modulo:sell_divisor=17", "--restore=off")
        self.assertEqual(list(self.status()["models"]), ["modulo"])
        self.assertEqual(self.status()["models"]["modulo"]["parameters"], {"sell_divisor": "17"})
        wait_until(lambda: "idea holds -5 SPY and no model runs it" in self.system.said(), "it is named")
        self.assertIn("idea holds -5 SPY and no model runs it", self.done("status"))


if __name__ == "__main__":
    main()
