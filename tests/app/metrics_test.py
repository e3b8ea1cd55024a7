"""What Prometheus sees: the metrics of a run checked by its own tools, scraped by a real one, asked by the shipped dashboard and rules."""
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.parse
import urllib.request

from support import SOURCE, Running, Venue, hft, main, wait_until

MISSING = [name for name in ("prometheus", "promtool", "amtool") if not shutil.which(name)]
if MISSING:
    print("skipped: not installed: " + ", ".join(MISSING) + " (apt-get install prometheus prometheus-alertmanager)")
    sys.exit(77)

MONITORING = os.path.join(SOURCE, "systemd", "monitoring")
KEYS = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}


def tool(*words, text=""):
    return subprocess.run(words, input=text, capture_output=True, text=True, timeout=120)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Metrics(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        state = os.path.join(cls.folder.name, "state")
        cls.venue = Venue("--at=10:00", "--speed=1", "--date=2026-07-02")
        cls.system = Running("--model=modulo", f"--venue={cls.venue.url}", f"--state-dir={state}", "--dashboard=watch",
                             "--metrics=open", f"--dashboard-port={free_port()}", "--max-signal-age=60", env=KEYS)
        cls.address = None
        for line in cls.system.process.stdout:
            found = re.match(r"watch it at (http://127\.0\.0\.1:\d+)/#token=[0-9a-f]{32}$", line)
            if found:
                cls.address = found.group(1)
                break
        assert cls.address, cls.system.said()
        wait_until(lambda: "hft_ready 1" in cls.metrics(), "it is ready")
        cls.venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": 17})
        wait_until(lambda: re.search(r"^hft_fills_received_total [1-9]", cls.metrics(), re.M), "an order is filled")

    @classmethod
    def tearDownClass(cls):
        cls.system.__exit__()
        cls.venue.__exit__()
        cls.folder.cleanup()

    @classmethod
    def metrics(cls):
        with urllib.request.urlopen(cls.address + "/metrics", timeout=30) as answer:
            cls.kind = answer.headers["Content-Type"]
            return answer.read().decode()

    def test_promtool_has_nothing_to_say(self):
        checked = tool("promtool", "check", "metrics", text=self.metrics())
        self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, ""))
        self.assertTrue(self.kind.startswith("text/plain; version=0.0.4"))

    def test_the_page_names_every_metric_and_every_stage(self):
        with open(os.path.join(SOURCE, "docs", "monitoring.md")) as file:
            page = file.read()
        text = self.metrics()
        told = set(re.findall(r"^# TYPE (\w+)", text, re.M))
        written = {name for row in re.findall(r"^\| `hft_.*$", page, re.M) for name in re.findall(r"`(hft_\w+)", row.split(" | ")[0])}
        self.assertEqual(told, written)
        stages = set(re.findall(r'^hft_stage_duration_seconds_count\{stage="(\w+)"\}', text, re.M))
        self.assertEqual(stages, set(re.findall(r"^\| `(\w+)` \| .* \| .* \| each", page, re.M)))

    def test_every_stage_of_an_order_is_counted(self):
        def counts():
            return {stage: int(count) for stage, count in
                    re.findall(r'^hft_stage_duration_seconds_count\{stage="(\w+)"\} (\d+)$', self.metrics(), re.M)}
        # The desk tells of itself once a second.
        found = wait_until(lambda: (lambda now: now if now["answer"] and now["wait"] else None)(counts()), "an order has been timed")
        self.assertEqual(len({found[stage] for stage in ("model", "gate", "write", "order", "answer")}), 1, found)
        self.assertEqual(found["wait"], found["decode"])
        self.assertGreaterEqual(found["decode"], found["model"])

    def test_promtool_has_nothing_to_say_of_the_calendar(self):
        at_noon = hft("clock", "--format=metrics", "--at=2026-07-02T12:00")
        self.assertIn('hft_calendar_phase{phase="regular"} 1\n', at_noon.stdout)
        on_a_holiday = hft("clock", "--format=metrics", "--at=2026-07-03T12:00").stdout
        self.assertIn('hft_calendar_phase{phase="closed"} 1\n', on_a_holiday)
        self.assertIn('hft_calendar_phase{phase="regular"} 0\n', on_a_holiday)
        checked = tool("promtool", "check", "metrics", text=at_noon.stdout)
        self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, ""))

    def test_rules_do_what_they_say(self):
        checked = tool("promtool", "test", "rules", os.path.join(MONITORING, "hft.rules.test.yml"))
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def test_every_rule_is_tested_and_names_its_page(self):
        with open(os.path.join(MONITORING, "hft.rules.yml")) as file:
            rules = file.read()
        with open(os.path.join(MONITORING, "hft.rules.test.yml")) as file:
            tests = file.read()
        with open(os.path.join(SOURCE, "docs", "operations.md")) as file:
            headings = {line.strip("# \n").lower() for line in file if line.startswith("#")}
        names = re.findall(r"- alert: (\w+)", rules)
        self.assertGreater(len(names), 10)
        for name in names:
            with self.subTest(name):
                self.assertRegex(tests, rf"alertname: {name}\n\s+exp_alerts")
                self.assertIn(f"page: docs/operations.md#{name.lower()}\n", rules)
                self.assertIn(name.lower(), headings)

    def test_the_examples_are_right(self):
        checked = tool("amtool", "check-config", os.path.join(MONITORING, "alertmanager.yml"))
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        with open(os.path.join(MONITORING, "prometheus.yml")) as file:
            text = file.read().replace("/etc/prometheus/hft.rules.yml", os.path.join(MONITORING, "hft.rules.yml"))
        with tempfile.NamedTemporaryFile("w", suffix=".yml") as config:
            config.write(text)
            config.flush()
            checked = tool("promtool", "check", "config", config.name)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def test_a_real_prometheus_scrapes_it_and_every_query_answers(self):
        with tempfile.TemporaryDirectory() as folder:
            port = free_port()
            config = os.path.join(folder, "prometheus.yml")
            with open(config, "w") as file:
                json.dump({"global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
                           "rule_files": [os.path.join(MONITORING, "hft.rules.yml")],
                           "scrape_configs": [{"job_name": "hft", "static_configs": [
                               {"targets": [self.address.removeprefix("http://")]}]}]}, file)
            with open(os.path.join(folder, "log"), "w") as log:
                server = subprocess.Popen(["prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder}/data",
                                           f"--web.listen-address=127.0.0.1:{port}"], stdout=log, stderr=log)
            try:
                def asked(path, **what):
                    url = f"http://127.0.0.1:{port}/api/v1/{path}?" + urllib.parse.urlencode(what)
                    with urllib.request.urlopen(url, timeout=30) as answer:
                        return json.load(answer)

                def is_up():
                    try:
                        found = asked("query", query='count_over_time(hft_up{job="hft"}[1m]) > 4')["data"]["result"]
                    except (urllib.error.URLError, ConnectionError):
                        return False
                    return bool(found)

                wait_until(is_up, "prometheus has scraped it five times", timeout=90)
                with open(os.path.join(MONITORING, "grafana.json")) as file:
                    dashboard = json.load(file)
                queries = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
                self.assertGreater(len(queries), 20)
                for query in queries:
                    with self.subTest(query):
                        answer = asked("query", query=query.replace("$instance", ".*"))
                        self.assertEqual(answer["status"], "success")
                        self.assertTrue(answer["data"]["result"], "no series")
                groups = asked("rules")["data"]["groups"]
                rules = [rule for group in groups for rule in group["rules"]]
                self.assertGreater(len(rules), 10)
                self.assertEqual([rule["name"] for rule in rules if rule["health"] == "err"], [])
                alerts = {alert["labels"]["alertname"] for alert in asked("alerts")["data"]["alerts"]}
                self.assertFalse(alerts & {"HftDown", "HftHalted", "HftBooksDisagree", "HftOrdersInDoubt"}, alerts)
            finally:
                server.terminate()
                server.wait(30)


class Alerts(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.notes = os.path.join(self.folder.name, "told.json")
        self.file = os.path.join(self.folder.name, "notify.conf")

    def tearDown(self):
        self.folder.cleanup()

    def write(self, text, mode=0o600):
        with open(self.file, "w") as file:
            file.write(text)
        os.chmod(self.file, mode)

    def check(self, *words, path=None):
        env = {"PATH": path} if path else {}
        return hft("alerts", "check", f"--notify={self.file}", *words, env=env)

    def test_what_is_missing_or_open_to_all_is_said(self):
        self.assertIn("cannot be read", self.check().stderr)
        self.write("syslog://\n", 0o644)
        self.assertIn("every user can read it", self.check().stderr)
        self.write("")
        self.assertIn("is empty", self.check().stderr)
        self.write("syslog://\n")
        self.assertIn("apprise is not installed", self.check(path="/nowhere").stderr)
        for ran in (self.check(path="/nowhere"), self.check("--rules=/nowhere.yml")):
            self.assertEqual(ran.returncode, 3)

    def test_wrong_rules_are_named(self):
        rules = os.path.join(self.folder.name, "wrong.yml")
        with open(rules, "w") as file:
            file.write("groups: [{name: x, rules: [{alert: A, expr: 'up ==== 1'}]}]\n")
        self.write("syslog://\n")
        ran = self.check(f"--rules={rules}")
        self.assertEqual(ran.returncode, 3)
        self.assertIn("is wrong", ran.stderr)

    @unittest.skipUnless(shutil.which("apprise"), "apprise is not installed")
    def test_a_test_is_sent_to_who_is_named_and_none_when_dry(self):
        import http.server
        import threading
        told = []

        class Ear(http.server.BaseHTTPRequestHandler):
            after = staticmethod(lambda: None)

            def do_POST(self):
                told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                Ear.after()
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Ear)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            self.write(f"json://127.0.0.1:{server.server_port}\n")
            ran = self.check("--dry-run")
            self.assertEqual((ran.returncode, told), (0, []), ran.stderr + ran.stdout)
            ran = self.check()
            self.assertEqual(ran.returncode, 0, ran.stderr + ran.stdout)
            self.assertEqual([note["title"] for note in told], ["hft: a test"])
            # The same address through what systemd runs: a halt, its end, a unit that failed.
            state = os.path.join(self.folder.name, "state")
            os.makedirs(os.path.join(state, "modulo"))
            script = os.path.join(SOURCE, "systemd", "notify")

            def notify(word):
                return subprocess.run([script, word], capture_output=True, text=True, timeout=60,
                                      env={**os.environ, "HFT_NOTIFY_CONFIG": self.file, "HFT_STATE_ROOT": state}).returncode
            with open(os.path.join(state, "modulo", "halted"), "w") as file:
                file.write("the daily loss is over its limit\n")
            self.assertEqual(notify("halted-modulo"), 0)
            os.remove(os.path.join(state, "modulo", "halted"))
            self.assertEqual(notify("halted-modulo"), 0)
            self.assertEqual(notify("hft@modulo.service"), 0)
            self.assertEqual([note["title"] for note in told[1:]],
                             ["hft modulo: trading is halted", "hft modulo: trading goes on", "hft: hft@modulo.service failed"])
            self.assertIn("the daily loss is over its limit", told[1]["message"])
            # It goes on while they are still being told of the halt: they hear of that too.
            note = os.path.join(state, "modulo", "halted")
            with open(note, "w") as file:
                file.write("the feed is silent\n")
            before = len(told)
            Ear.after = lambda: os.path.exists(note) and os.remove(note)
            self.assertEqual(notify("halted-modulo"), 0)
            self.assertEqual([one["title"] for one in told[before:]], ["hft modulo: trading is halted", "hft modulo: trading goes on"])
        finally:
            server.shutdown()
            server.server_close()


if __name__ == "__main__":
    main()
