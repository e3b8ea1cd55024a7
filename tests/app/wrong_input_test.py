"""Nothing wrong is silently accepted: every option, every value and every call of a model, one sentence each."""
import os
import tempfile
import unittest

from stand_in_broker import Broker
from support import Running, Venue, hft, main, wait_until, write_tape

DAY = "--date=2026-07-02"
KEYS = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}


class WrongInput(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.state = os.path.join(self.folder.name, "state")

    def tearDown(self):
        self.folder.cleanup()

    def file(self, name, text):
        path = os.path.join(self.folder.name, name)
        with open(path, "w") as out:
            out.write(text)
        return path

    def refused(self, *arguments, code=2, parts=(), **how):
        ran = hft(*arguments, timeout=60, **how)
        self.assertEqual(ran.returncode, code, f"{arguments}: {ran.stdout[-500:]}{ran.stderr}")
        lines = [line for line in ran.stderr.splitlines() if line.startswith("hft: ")]
        self.assertEqual(len(lines), 1, f"{arguments}: {ran.stderr}")
        for part in parts:
            self.assertIn(part, lines[0])
        return lines[0]

    def run_refused(self, *arguments, **how):
        return self.refused("--model=modulo", f"--state-dir={self.state}", *arguments, **how)

    def test_options_that_name_instances_name_those_there_are(self):
        for option in ("--limit=modula.order_size=1", "--off-lane=modula", "--flatten-quarantined=modula"):
            with self.subTest(option):
                self.run_refused(option, parts=(option, "did you mean modulo?"))
        self.run_refused("--off-lane=trend", "--model=a=modulo", parts=("--off-lane=trend", "there are a or modulo"))
        self.refused("--model=modulo@lane", f"--state-dir={self.state}", "--off-lane=modulo", parts=("say one of the two",))
        ran = hft("--model=modulo", f"--state-dir={self.state}", DAY, "--speed=max", "--at=15:59", "--limit=modulo.order_size=100",
                  "--limit=*.position=500", "--off-lane=modulo", "--flatten-quarantined=all")
        self.assertEqual(ran.returncode, 0, ran.stderr)

    def test_a_day_without_a_session_and_a_time_after_it(self):
        for date, near in (("2026-07-03", "2026-07-02 and 2026-07-06"), ("2026-07-05", "2026-07-02 and 2026-07-06"),
                           ("2026-12-25", "2026-12-24 and 2026-12-28")):
            with self.subTest(date):
                self.run_refused(f"--date={date}", parts=(f"--date={date}", near))
        self.run_refused(DAY, "--at=17:00", parts=("--at=17:00", "16:00"))
        self.run_refused(DAY, "--at=16:00", parts=("--at=16:00",))
        self.run_refused("--date=2026-11-27", "--at=13:30", parts=("--at=13:30", "13:00"))  # closes early

    def test_a_user_who_says_what_to_do_while_closed_is_obeyed(self):
        ran = hft("--model=modulo", f"--state-dir={self.state}", "--date=2026-12-25", "--when-closed=exit")
        self.assertEqual(ran.returncode, 0, ran.stderr)

    def test_symbols(self):
        for option, part in (("--symbols=ZZZZZ", "ZZZZZ"), ("--symbols=spy", "did you mean SPY?"), ("--symbols=SPY,,QQQ", "''"),
                             ("--symbols=SPY,SPY", "twice"), ("--symbols=SPY,", "a part that is empty"), ("--off-lane=modulo,", "a part that is empty"), ("--symbols=S PY", "S PY")):
            with self.subTest(option):
                self.run_refused(DAY, option, parts=(part,))
        self.refused("--model=modulo:symbol=ZZZZZ", DAY, f"--state-dir={self.state}", parts=("ZZZZZ",))
        self.refused("--model=modulo:symbol=spy", DAY, f"--state-dir={self.state}", parts=("spy",))

    def test_a_tape_without_the_symbol_of_a_model(self):
        tape = os.path.join(self.folder.name, "aapl_20260702_trade.csv.gz")
        write_tape(tape, [(36_000_000, 200.0, 17)])
        self.refused("--model=modulo:symbol=QQQ", f"--tape={tape}", "--speed=max", f"--state-dir={self.state}",
                     parts=("model modulo watches QQQ", "AAPL"))
        ran = hft("--model=modulo", f"--tape={tape}", "--speed=max", f"--state-dir={self.state}")
        self.assertEqual(ran.returncode, 0, ran.stderr)

    def test_a_summary_that_cannot_be_written_is_told_at_the_start(self):
        for path in ("/nowhere/summary.json", self.folder.name):
            with self.subTest(path):
                self.run_refused(DAY, "--speed=1", f"--summary={path}", parts=("--summary=" + path, "cannot be written"))

    def test_numbers(self):
        for option in ("--seed=-1", "--seed=1.5", "--seed=x", "--max-signal-age=nan", "--max-signal-age=-1", "--close-lead=inf",
                       "--event-budget=nan", "--speed=0", "--speed=nan", "--speed=-3", "--at=9:25", "--at=24:00"):
            with self.subTest(option):
                self.assertIn(option.split("=")[0], self.run_refused(option))

    def test_numbers_that_are_too_large_are_told_the_largest(self):
        self.run_refused("--seed=18446744073709551616", parts=("is more than 9223372036854775807",))
        self.run_refused("--limit=order_size=9223372036854775808", parts=("is no amount from 0 to 9223372036",))
        self.refused("backtest", "--model=modulo", DAY, "--cash=1e12", parts=("above 0 and up to 9223372036 dollars",))
        self.refused("control", "watch", "--every=nan", f"--state-dir={self.state}", parts=("nan is not from 0.1 to 3600",))

    def test_a_long_word_is_cut_and_what_is_wrong_with_it_stays(self):
        line = self.refused("--model=" + "a" * 5000 + "=modulo", f"--state-dir={self.state}", parts=("is no name: 1 to 31",))
        self.assertLess(len(line), 1000)

    def test_symbols_that_a_backtest_has_no_prices_of(self):
        for option, part in (("--benchmark=ZZZZZ", "--benchmark names ZZZZZ, which is not in this run: it has SPY"),
                             ("--benchmark=spy", "--benchmark names 'spy', which is no symbol: did you mean SPY?"),
                             ("--hard-to-borrow=ZZZZZ", "--hard-to-borrow names ZZZZZ, which is not in this run"),
                             ("--hard-to-borrow=SPY,SPY", "--hard-to-borrow names SPY twice")):
            with self.subTest(option):
                self.refused("backtest", "--model=modulo", DAY, "--at=15:59", option, parts=(part,))
        ran = hft("backtest", "--model=modulo", DAY, "--at=15:59", "--symbols=SPY,QQQ", "--benchmark=QQQ", "--hard-to-borrow=SPY")
        self.assertEqual(ran.returncode, 0, ran.stderr)

    def test_a_simulated_market_has_no_history_to_fetch(self):
        self.refused("data", "fetch", "--from=2026-07-01", "--to=2026-07-02", "--venue=simulated",
                     parts=("--venue=simulated has no history to fetch",))

    def test_limits(self):
        for limit in ("orders_a_second=1.5", "open_orders=9999999999", ".order_size=1", "modulo.=1", "order_size=1e", "wash=maybe",
                      "order_size=", "=5", "a" * 40 + ".order_size=1"):
            with self.subTest(limit):
                self.run_refused(f"--limit={limit}", parts=(f"--limit={limit}",))

    def test_ids_with_a_misplaced_dot(self):
        for spec in (".a=modulo", "a.=modulo", "a..b=modulo", ".=modulo", "..=modulo"):
            with self.subTest(spec):
                self.refused(f"--model={spec}", f"--state-dir={self.state}", parts=("a dot stands between",))
        ran = hft("--model=a.b=modulo", f"--state-dir={self.state}", DAY, "--at=15:59", "--speed=max", "--limit=a.b.order_size=3")
        self.assertEqual(ran.returncode, 0, ran.stderr)

    def test_options_of_the_simulated_market_at_another_venue(self):
        for option in ("--date=2026-07-02", "--at=10:00", "--seed=2", "--speed=max", "--tape=a.csv", "--latency=5"):
            with self.subTest(option):
                self.run_refused("--venue=paper", option, parts=(option.split("=")[0], "simulated"))

    def test_a_key_file_that_is_not_there(self):
        self.run_refused("--venue=paper", "--env-file=/nowhere/.env", parts=("/nowhere/.env",))
        self.run_refused(DAY, "--env-file=/nowhere/.env", parts=("/nowhere/.env",))
        self.run_refused(DAY, f"--env-file={self.folder.name}", parts=("is no regular file",))

    def test_a_swap_that_would_never_come(self):
        for swap, part in (("19:30,modulo=modulo", "closes at 16:00"), ("16:00,modulo=modulo", "closes at 16:00"),
                           ("09:10,modulo=modulo", "before the start of this run, 09:25"), ("10:30,other=modulo", "names no instance"),
                           ("10:30,modulo=modulo:symbol=ZZZZZ", "ZZZZZ"), ("10:61,modulo=modulo", "is no swap")):
            with self.subTest(swap):
                self.run_refused(DAY, f"--swap={swap}", parts=(part,))
        self.run_refused("--date=2026-11-27", "--swap=13:30,modulo=modulo", parts=("closes at 13:00",))  # closes early

    def test_what_a_venue_alone_is_told(self):
        for option, code, part in (("--port=99999", 2, "99999 is more than 65535"), ("--port=-1", 2, "no whole number"),
                                   ("--rate-limit=-1", 2, "no whole number"), ("--rate-limit=x", 2, "no whole number"),
                                   ("--faults=/nowhere", 3, "--faults=/nowhere cannot be read"), ("--cash=-5", 2, "--cash=-5"),
                                   ("--state=/nowhere/accounts.json", 2, "--state=/nowhere/accounts.json cannot be written"),
                                   ("--latency=-3", 2, "--latency=-3 "), ("--key=k", 2, "belong together")):
            with self.subTest(option):
                self.refused("venue", option, code=code, parts=(part,))
        for option, part in (("--symbols=ZZZZZ", "no symbol ZZZZZ"), ("--date=2026-07-04", "2026-07-04 has no session")):
            with self.subTest(option), Venue(option) as venue:
                venue.stop()
                self.assertIn("note: ", venue.said())
                self.assertIn(part, venue.said())

    def test_what_other_commands_are_told(self):
        for words, part in ((("tape", "--seed=-1"), "no whole number"), (("models", "--format=markdown"), "name it, as in"),
                            (("journal", "--verify", "--order=x"), "exclude each other"), (("modulo",), "--model=modulo"),
                            (("sesions",), "did you mean sessions?"), (("--modle=modulo",), "did you mean --model?"),
                            (("venue", "--sped=3"), "or --speed?"), (("calendar", "now"), "--from")):
            with self.subTest(words):
                self.refused(*words, parts=(part,))

    def test_a_model_that_comes_later_watches_what_the_market_has(self):
        with Running("--model=modulo", DAY, "--at=10:00", "--speed=1", f"--state-dir={self.state}") as system:
            control = lambda *words: hft("control", *words, f"--state-dir={self.state}")
            wait_until(lambda: "trading  ready" in control("status").stdout, "it is ready")
            for words in (("spawn", "q=modulo:symbol=QQQ"), ("spawn", "z=modulo:symbol=ZZZZZ", "--shadow"),
                          ("swap", "modulo", "modulo:symbol=IWM"), ("swap", "modulo", "modulo:symbol=IWM", "--shadow")):
                with self.subTest(words):
                    ran = control(*words)
                    self.assertEqual(ran.returncode, 1, ran.stdout)
                    self.assertIn("which this run's market has not: it has SPY", ran.stderr)
            self.assertEqual(system.stop(), 0, system.said())

    def test_a_symbol_that_the_broker_does_not_know_or_trade(self):
        with Broker() as broker:
            broker.answers["GET /v2/assets/ZZZZZ"] = lambda _: (
                404, {"code": 40410000, "message": "asset not found for ZZZZZ"}, {})
            broker.answers["GET /v2/assets/OLD"] = lambda _: (
                200, {"id": "904837e3-3b76-47ec-b432-046db621571b", "class": "us_equity", "exchange": "NYSE", "symbol": "OLD",
                      "name": "Old", "status": "active", "tradable": False, "marginable": False, "shortable": False,
                      "easy_to_borrow": False, "fractionable": False}, {})
            self.run_refused(f"--venue={broker.url}", "--symbols=ZZZZZ", env=KEYS,
                             parts=("model modulo watches ZZZZZ, which the broker does not know",))
            with Running("--model=modulo:symbol=OLD", f"--venue={broker.url}", f"--state-dir={self.state}", env=KEYS) as system:
                wait_until(lambda: "watches OLD, which the broker does not trade now" in system.said(), "it is told")
                system.stop()

    def test_an_option_before_a_subcommand(self):
        self.refused(f"--state-dir={self.state}", "journal", parts=("--state-dir stands before journal",))
        self.refused("--model=modulo", "sessions", parts=("--model stands before sessions",))

    def test_folders_that_are_not_there(self):
        file = self.file("a-file", "")
        for command in ("journal", "sessions", "report"):
            with self.subTest(command):
                self.refused(command, "--state-dir=/nowhere/at/all", parts=("/nowhere/at/all", "is not there"))
                self.refused(command, f"--state-dir={file}", parts=(file, "is no directory"))

    def test_verbs_and_their_words(self):
        for words, part in ((("statis",), "did you mean status?"), (("stop",), "stop ID"), (("swap", "a"), "swap ID"),
                            (("status", "now"), "takes no arguments"), (("status", "--reason=x"), "--reason does not go with status"),
                            (("resume", "--flatten"), "it goes with stop"), (("halt", "--every=3"), "it goes with watch"),
                            (("close",), "close SYMBOL"), (("cancel",), "cancel ORDER"), (("limit",), "limit [ID.]NAME=VALUE")):
            with self.subTest(words):
                self.refused("control", *words, f"--state-dir={self.state}", parts=(part,))

    def test_wrong_values_in_the_file(self):
        for text, part in (("seed = -1\n", "--seed"), ("seed = 1.5\n", "--seed"), ("date = 2026-07-03\n", "2026-07-03"),
                           ('off-lane = ["trnd"]\n', "trnd"), ("at = 17:00:00\n", "--at"), ('restore = "perhaps"\n', "--restore"),
                           ('symbols = ["ZZZZZ"]\n', "ZZZZZ"), ('symbols = ["SPY", ""]\n', "a part that is empty"),
                           ('symbols = "SPY,,QQQ"\n', "a part that is empty"), ("close-lead = nan\n", "--close-lead"),
                           ('summary = ""\n', "line 1: summary has no value"), ('state-dir = ""\n', "line 1: state-dir has no value"),
                           ("speed = max\n", 'text stands in quotes, as in speed = "max"'), ("seed =\n", "saw '\\n'"),
                           ('limit = ["modula.order_size=1"]\n', "modula"), ('summary = "/nowhere/x.json"\n', "/nowhere/x.json")):
            with self.subTest(text):
                self.run_refused(f"--config={self.file('hft.toml', text)}", code=3, parts=(part,))

    def script(self, body, needs="{'symbols': ['SPY']}"):
        return self.file("idea.py", f"class Model:\n    def __init__(self, settings): pass\n"
                                    f"    def needs(self): return {needs}\n" + body)

    def test_handlers_of_a_script_that_would_never_be_called(self):
        for body, needs, part in (("    def on_trades(self, t, out): pass\n", "{'symbols': ['SPY']}", "did you mean on_trade"),
                                  ("    def onTrade(self, t, out): pass\n", "{'symbols': ['SPY']}", "onTrade is no handler"),
                                  ("    def on_sesssion(self, s, out): pass\n", "{'symbols': ['SPY']}", "did you mean on_session"),
                                  ("    def on_trade(self, t): pass\n", "{'symbols': ['SPY']}", "def on_trade(self, event, out)"),
                                  ("    def on_refused(self, r, out): pass\n", "{'symbols': ['SPY']}", "def on_refused(self, refusal)"),
                                  ("    def on_gap(self, gap): pass\n", "{'symbols': ['SPY']}", "def on_gap(self)"),
                                  ("    def on_quote(self, q, out): pass\n", "{'symbols': ['SPY']}", "does not ask for quotes"),
                                  ("    def on_bar(self, b, out): pass\n", "{'symbols': ['SPY']}", "does not ask for bars"),
                                  ("    def on_timer(self, t, out): pass\n", "{'symbols': ['SPY']}", "a timer"),
                                  ("    def on_trade(self, t, out): pass\n", "{'symbols': 'SPY'}", "no list of symbols"),
                                  ("    def on_trade(self, t, out): pass\n", "['SPY']", "does not answer a dict"),
                                  ("    def on_trade(self, t, out): pass\n", "{'symbols': ['SPY'], 'quotes': 'yes'}", "neither True nor False"),
                                  ("    def on_trade(self, t, out): pass\n", "{'symbols': ['SPY'], 'timer': -3}", "less than 0 seconds"),
                                  ("    def on_trade(self, t, out): pass\n", "{'symbols': ['SPY'], 'warm_up': -3}", "less than 0 seconds"),
                                  ("    def on_trade(self, t, out): pass\n", "{'symbols': ['SPY'], 'trade': True}", "trade")):
            with self.subTest(body):
                self.refused(f"--model=python:{self.script(body, needs)}", f"--state-dir={self.state}", DAY, parts=(part,))

    def test_parameters_of_a_script_that_are_declared_wrongly(self):
        for declared, part in (("dict(name='a', type='integer', default='x')", "the default 'x' of its parameter a is no integer"),
                               ("dict(name='a', type='integer', default=1, minimum=5)", "is no integer from"),
                               ("dict(nam='a', type='integer', default=1)", "a parameter has no 'nam'"),
                               ("dict(type='integer', default=1)", "has no name"),
                               ("dict(name='a', type='flag', default=True), dict(name='a', type='flag', default=True)", "two of its"),
                               ("'a'", "a parameter is no dict")):
            with self.subTest(declared):
                file = self.file("idea.py", f"class Model:\n    parameters = [{declared}]\n    def __init__(self, settings): pass\n"
                                            "    def needs(self): return {'symbols': ['SPY']}\n")
                self.refused(f"--model=python:{file}", f"--state-dir={self.state}", DAY, parts=(part,))
        file = self.file("idea.py", "class Model:\n    def on_trade(self, t, out): pass\n    def __init__(self, settings): pass\n")
        self.refused(f"--model=python:{file}", f"--state-dir={self.state}", DAY, parts=("it does not say what it watches",))

    def test_calls_of_a_script_are_told_what_they_take(self):
        for call, part in (("out.buy(1, 1)", "buy takes (symbol: str, quantity: object"), ("out.buy('SPY', 1, reference=-1)", "reference must be a whole number"),
                           ("out.order('SPY', 'buy', 1, limit_price=3)", "a market order takes no limit_price"),
                           ("out.order('SPY', 'buy', 1, type='limit')", "a limit order needs a limit_price")):
            with self.subTest(call):
                file = self.script(f"    def on_trade(self, t, out): {call}\n")
                ran = hft(f"--model=python:{file}", f"--state-dir={self.state}", DAY, "--at=15:59", "--speed=max")
                self.assertEqual(ran.returncode, 1, ran.stderr)
                self.assertIn(part, ran.stderr)

    def test_orders_that_make_no_sense_are_refused_with_a_sentence(self):
        file = self.script("    def on_trade(self, t, out):\n"
                           "        if t.size == 1: out.buy('QQQ', 1)\n"
                           "        if t.size == 2: out.limit('SPY', 'buy', 1, 400.0, reference=7)\n")
        with Venue("--quiet-tape", "--at=10:00", "--speed=1", DAY) as venue, \
             Running(f"--model=python:{file}", f"--venue={venue.url}", f"--state-dir={self.state}", "--max-signal-age=60",
                     env=KEYS) as system:
            def journal():
                return hft("journal", f"--state-dir={self.state}").stdout
            wait_until(lambda: "trading  ready" in hft("control", "status", f"--state-dir={self.state}").stdout, "it is ready")
            for size in (1, 2):
                venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": size})
            wait_until(lambda: "does not watch QQQ" in journal(), "the foreign symbol is refused")
            wait_until(lambda: len(venue.get("/v2/orders")) == 1, "the first limit order works")
            venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": 2})
            wait_until(lambda: "still works: a new order needs a number of its own" in journal(), "the second is refused")
            self.assertEqual(len(venue.get("/v2/orders")), 1)
            self.assertEqual(system.stop(), 0, system.said())

    def test_a_default_symbol_is_kept_or_its_replacement_is_told(self):
        file = self.file("gold.py", "class Model:\n"
                                    "    parameters = [{'name': 'symbol', 'type': 'symbol', 'default': 'GLD', 'doc': 'x'}]\n"
                                    "    def __init__(self, settings): self.settings = settings\n"
                                    "    def on_trade(self, t, out): pass\n")
        line = (f"--model=python:{file}", DAY, "--at=15:59", "--speed=max", f"--state-dir={self.state}")
        kept = hft(*line)
        self.assertEqual(kept.returncode, 0, kept.stderr)
        self.assertNotIn("own GLD", kept.stderr)
        told = hft(*line, "--symbols=IWM")
        self.assertIn("watches IWM, as --symbols or the tape says, and not its own GLD", told.stderr)


if __name__ == "__main__":
    main()
