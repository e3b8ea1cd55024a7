"""Scripts as models: all that `python3 FILE.py` gives them, and what becomes of those that break things."""
import json
import os
import signal
import tempfile
import textwrap
import time
import unittest

from support import HFT, Running, Venue, clean_environment, hft, main, wait_until, write_tape

KEYS = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}


def short_day(folder):
    """Options that play the last minutes of a day with a few trades, in a moment."""
    path = os.path.join(folder, "spy_20260702_trade.csv.gz")
    write_tape(path, [(57480000 + 1000 * i, 451.31, 17 + i % 3) for i in range(60)])
    return ["--at=15:57", "--speed=max", f"--tape={path}"]


MODEL = """
class Model:
    summary = "a script under test"
    parameters = [dict(name="symbol", type="symbol", default="SPY", doc="what it watches")]
    def __init__(self, settings): self.settings = settings
    def on_trade(self, trade, out): pass
"""


class ScriptCase(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        if "built without Python" in hft("models", "python:" + self.write("probe.py", MODEL)).stderr:
            self.skipTest("this hft was built without Python")

    def write(self, name, text):
        path = os.path.join(self.folder.name, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(text))
        return path

    def run_day(self, *models, env=None, timeout=120, **options):
        state = os.path.join(self.folder.name, "state")
        return hft(*(f"--model={model}" for model in models), *short_day(self.folder.name), f"--state-dir={state}",
                   timeout=timeout, env=env, **options)


class MadeOnce(ScriptCase):
    def test_a_spawn_and_a_swap_run_the_script_once_each(self):
        count = os.path.join(self.folder.name, "count")
        path = self.write("counted.py", MODEL + f"open({count!r}, 'a').write('x')\n")
        state = os.path.join(self.folder.name, "state")

        def runs():
            return os.path.getsize(count) if os.path.exists(count) else 0

        def done(*words):
            ran = hft("control", *words, f"--state-dir={state}")
            self.assertEqual(ran.returncode, 0, ran.stderr)

        with Venue("--quiet-tape", "--at=10:00", "--speed=1", "--date=2026-07-02") as venue:
            with Running("--model=modulo", f"--venue={venue.url}", f"--state-dir={state}", env=KEYS):
                wait_until(lambda: '"ready":true' in hft("control", "status", "--format=json", f"--state-dir={state}").stdout, "ready")
                done("spawn", f"counted=python:{path}")
                self.assertEqual(runs(), 1)
                done("swap", "counted", f"python:{path}")
                self.assertEqual(runs(), 2)


class AsPythonRunsThem(ScriptCase):
    def told(self, body, env=None, cwd=None, name="told.py"):
        """What a script says of itself when it is made."""
        path = self.write(name, MODEL + body)
        ran = self.run_day("python:" + (os.path.relpath(path, cwd) if cwd else path), env=env, cwd=cwd)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return ran.stderr

    def test_a_helper_beside_the_script_is_found(self):
        self.write("helper.py", "def bigger(x): return x * 3\n")
        said = self.told("from helper import bigger\nimport sys; print('BIGGER', bigger(4), file=sys.stderr)\n")
        self.assertIn("BIGGER 12", said)

    def test_its_own_folder_is_on_the_path_wherever_it_is_started_from(self):
        said = self.told("import sys; print('PATH', sys.path[0], sys.argv, __file__, file=sys.stderr)\n",
                         cwd="/")
        self.assertIn(f"PATH {self.folder.name} ", said)
        self.assertIn(os.path.join(self.folder.name, "told.py"), said)

    def test_text_is_utf_8_in_every_locale(self):
        self.write("list.csv", "Zürich,☃\n")
        body = """
            import os, sys
            rows = open(os.path.join(os.path.dirname(__file__), "list.csv")).read().strip()
            print("ENC", sys.flags.utf8_mode, sys.getfilesystemencoding(), sys.stdout.encoding, ascii(rows), file=sys.stderr)
            print("SNOW ☃ " + rows, file=sys.stderr)
        """
        for locale in ("C", "POSIX", "en_US.ISO-8859-1", "de_DE.UTF-8"):
            said = self.told(textwrap.dedent(body), env={"LC_ALL": locale})
            self.assertIn("ENC 1 utf-8 utf-8 " + ascii("Zürich,☃"), said)
            self.assertIn("SNOW ☃ Zürich,☃", said)

    def test_it_is_a_module_of_its_own(self):
        body = """
            import dataclasses, inspect, pickle, sys, typing
            @dataclasses.dataclass
            class Level:
                price: "typing.Optional[float]" = None
            assert sys.modules[__name__].Level is Level
            assert pickle.loads(pickle.dumps(Level(1.5))) == Level(1.5)
            assert typing.get_type_hints(Level)["price"] == typing.Optional[float]
            assert "price" in inspect.getsource(Level)
            assert __name__ != "__main__"
            print("WHOLE", file=sys.stderr)
        """
        self.assertIn("WHOLE", self.told(textwrap.dedent(body)))

    def test_equally_named_helpers_and_scripts_do_not_meet(self):
        for name in ("one", "two"):
            self.write(f"{name}/helper.py", f"WHO = '{name}'\n")
            self.write(f"{name}/pack/__init__.py", "from pack.inner import DEEP\n")
            self.write(f"{name}/pack/inner.py", "import helper\nDEEP = 'deep ' + helper.WHO\n")
            self.write(f"{name}/same.py", MODEL.replace("pass", "self.late()") + """
    def late(self):
        if hasattr(self, "told"): return
        self.told = True
        import importlib, sys, helper, pack
        told = ["LATE", WHO, helper.WHO, pack.DEEP, importlib.import_module("helper").WHO]
        sys.stderr.write(" ".join(told) + chr(10))  # in one piece: two scripts write at once
from helper import WHO
""")
        models = [f"{name}=python:{self.folder.name}/{name}/same.py" for name in ("one", "two")]
        ran = self.run_day(*models)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertIn("LATE one one deep one one", ran.stderr)
        self.assertIn("LATE two two deep two two", ran.stderr)

    def test_numbers_are_read_whatever_locale_a_script_sets(self):
        body = """
            import ctypes, locale, sys
            for wanted in ("de_DE.UTF-8", "de_DE", "fr_FR.UTF-8"):
                try: locale.setlocale(locale.LC_ALL, wanted); break
                except locale.Error: pass
            print("DECIMAL", locale.localeconv()["decimal_point"], file=sys.stderr)
        """
        self.told(textwrap.dedent(body))


class ThatBreakThings(ScriptCase):
    def test_one_that_loops_while_it_is_read_hears_the_end(self):
        path = self.write("loops.py", MODEL + "while True: pass\n")
        with Running(f"--model=python:{path}", f"--state-dir={self.folder.name}/state") as system:
            time.sleep(1.5)  # nothing tells that it loops
            began = time.monotonic()
            self.assertEqual(system.stop(timeout=20), 0, system.said())
            self.assertLess(time.monotonic() - began, 10)

    def test_one_that_sleeps_while_it_is_made_hears_the_end(self):
        path = self.write("sleeps.py", MODEL.replace("self.settings = settings",
                                                     "import time; time.sleep(1000)"))
        with Running(f"--model=python:{path}", f"--state-dir={self.folder.name}/state") as system:
            time.sleep(1.5)
            self.assertEqual(system.stop(how=signal.SIGINT, timeout=20), 0, system.said())

    def test_one_that_is_spawned_and_loops_is_refused_in_time(self):
        path = self.write("loops.py", "import time\n" + MODEL + "while True: time.sleep(0.01)\n")
        with Running("--model=modulo", "--at=10:00", "--speed=1", f"--state-dir={self.folder.name}/state") as system:
            control = lambda *words: hft("control", *words, f"--state-dir={self.folder.name}/state", timeout=60)
            wait_until(lambda: json.loads(control("status", "--format=json").stdout or "{}").get("ready"), "it is ready")
            control("spawn", f"late=python:{path}")
            wait_until(lambda: control("status").returncode == 0, "the supervisor answers again", timeout=40)
            self.assertEqual(system.stop(timeout=40), 0, system.said())

    def ends_badly(self, body, name="ends.py", timeout=60):
        path = self.write(name, body)
        ran = self.run_day("python:" + path, timeout=timeout)
        self.assertNotEqual(ran.returncode, 0, ran.stderr)
        return ran.returncode, ran.stderr

    def test_an_end_that_nobody_asked_for_is_never_zero(self):
        in_trade = lambda call: "import os, sys, ctypes, signal\n" + MODEL.replace("pass", call)
        for body in ("import os\nos._exit(0)\n", in_trade("os._exit(0)"),
                     in_trade("ctypes.CDLL(None)._exit(0)"), in_trade("ctypes.CDLL(None).exit(0)"),
                     in_trade("os.kill(os.getpid(), signal.SIGTERM)")):
            code, said = self.ends_badly(body)
            self.assertIn("foreign code", said)

    def test_sys_exit_is_a_fault_of_the_model(self):
        code, said = self.ends_badly("import sys\nsys.exit(0)\n")
        self.assertEqual(code, 2, said)
        self.assertIn("SystemExit", said)

    def test_one_that_ends_the_process_for_good_is_told_at_the_next_start(self):
        path = self.write("kills.py", "import os, signal\n" + MODEL.replace("pass", "os.kill(os.getpid(), signal.SIGKILL)"))
        self.assertEqual(self.run_day("python:" + path).returncode, -signal.SIGKILL)
        ran = self.run_day("modulo")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertIn("ended without a word", ran.stderr)
        self.assertIn("kills.py", ran.stderr)
        self.assertNotIn("ended without a word", self.run_day("modulo").stderr)

    def test_closed_descriptors_end_the_process(self):
        path = self.write("closes.py", "import os\n" + MODEL.replace("pass", "os.closerange(0, 4096)"))
        began = time.monotonic()
        state = f"{self.folder.name}/state"
        with Running(f"--model=python:{path}", "--at=10:00", "--speed=1", f"--state-dir={state}") as system:
            self.assertNotEqual(system.process.wait(60), 0)
        self.assertLess(time.monotonic() - began, 40)
        self.assertIn("closed its descriptors", self.run_day("modulo").stderr)

    def test_threads_and_children_do_not_hold_up_the_end(self):
        path = self.write("threads.py", """
            import os, subprocess, threading, time
            def forever():
                while True: time.sleep(0.01)
            threading.Thread(target=forever, daemon=True).start()
            threading.Thread(target=forever).start()
            assert subprocess.run(["true"]).returncode == 0
            child = os.fork()
            if child == 0: os._exit(0)
            os.waitpid(child, 0)
        """ + textwrap.indent(MODEL, " " * 12))
        ran = self.run_day("python:" + path)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertNotIn("foreign code", ran.stderr)

    def test_a_forked_copy_trades_nothing(self):
        forks = """self.fork()
    def fork(self):
        import os
        if not hasattr(self, "child"): self.child = os.fork()  # and goes on in both
"""
        path = self.write("forks.py", MODEL.replace("pass", forks))
        ran = self.run_day("python:" + path, "modulo")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertEqual(ran.stderr.count("a script forked the process"), 1, ran.stderr)

    def test_a_forked_copy_keeps_nobody_from_the_books(self):
        path = self.write("forks.py", "import os, time\n" + MODEL.replace("self.settings = settings", """
        self.settings = settings
        child = os.fork()
        if child == 0:
            time.sleep(60)
            os._exit(0)
        open(os.path.join(os.path.dirname(__file__), "child"), "w").write(str(child))
"""))
        options = ("--at=10:00", "--speed=1", f"--state-dir={self.folder.name}/state")
        control = lambda: hft("control", "status", "--format=json", f"--state-dir={self.folder.name}/state", timeout=60)
        is_ready = lambda: json.loads(control().stdout or "{}").get("ready")
        with Running(f"--model=python:{path}", *options) as system:
            wait_until(is_ready, "it is ready")
            system.process.kill()
            system.process.wait(30)
        child = int(open(os.path.join(self.folder.name, "child")).read())
        self.addCleanup(lambda: os.kill(child, signal.SIGKILL))
        os.kill(child, 0)  # it lives
        with Running("--model=modulo", *options) as system:
            wait_until(is_ready, "the next one is ready: " + system.said())
            self.assertEqual(system.stop(), 0, system.said())

    def test_a_symbol_is_letters_digits_dots_and_slashes(self):
        for symbol in ("\\u2603\\u202eSPY", "SPY\\n", "SP Y", "../SPY", "SPY\\x1b[2J"):
            path = self.write("odd.py", MODEL.replace("pass", f"out.buy('{symbol}', 1)"))
            ran = self.run_day("python:" + path, "modulo")  # somebody must go on listening to the venue
            if symbol == "../SPY":  # it has no other characters: the broker knows no such symbol
                continue
            self.assertIn("is no symbol", ran.stderr)
            self.assertNotIn("\x1b[2J", ran.stderr)

    def test_what_is_no_regular_file_is_refused(self):
        pipe = os.path.join(self.folder.name, "pipe.py")
        os.mkfifo(pipe)
        os.symlink("/dev/zero", os.path.join(self.folder.name, "zero.py"))
        os.mkdir(os.path.join(self.folder.name, "folder.py"))
        with open(os.path.join(self.folder.name, "large.py"), "w") as file:
            file.write("#" * (17 << 20))
        for name in ("pipe", "zero", "folder", "large"):
            ran = self.run_day(f"python:{self.folder.name}/{name}.py", timeout=30)
            self.assertEqual(ran.returncode, 2, ran.stderr)
            self.assertEqual(len(ran.stderr.strip().splitlines()), 1, ran.stderr)


if __name__ == "__main__":
    main()
