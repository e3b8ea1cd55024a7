"""The page from outside: who may ask what, what it answers, that it comes back and never holds up who trades."""
import http.client
import json
import os
import re
import signal
import socket
import stat
import tempfile
import unittest

from support import Running, Venue, hft, main, wait_until

KEYS = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}
ADDRESS = re.compile(r"watch it at http://127\.0\.0\.1:(\d+)/#token=([0-9a-f]{32})$")


class System:
    """A run with a page, and how it is asked."""

    def __init__(self, state, venue, *words, port=0):
        self.state = state
        self.running = Running("--model=modulo", f"--venue={venue.url}", f"--state-dir={state}", "--max-signal-age=60",
                               *([f"--dashboard-port={port}"] if port else []), *words, env=KEYS)
        for line in self.running.process.stdout:
            found = ADDRESS.match(line)
            if found:
                self.port, self.token = int(found.group(1)), found.group(2)
                break
        else:
            raise AssertionError(self.running.said())

    def ask(self, path, method="GET", body=None, headers=None, bearer=True, timeout=30):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        sent = {"Authorization": "Bearer " + self.token} if bearer else {}
        sent.update(headers or {})
        try:
            connection.request(method, path, body=body, headers={k: v for k, v in sent.items() if v is not None})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()

    def status(self):
        code, _, text = self.ask("/api/status")
        return json.loads(text) if code == 200 else {}

    def command(self, verb, **arguments):
        code, _, text = self.ask("/api/control", "POST", json.dumps({"verb": verb, "arguments": arguments}),
                                 {"Content-Type": "application/json"})
        return code, json.loads(text)

    def wait_ready(self):
        wait_until(lambda: self.status().get("ready"), "it is ready", 60)

    def raw(self, text, timeout=20):
        """What comes back for bytes that no client of the library would send."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as peer:
            peer.sendall(text if isinstance(text, bytes) else text.encode())
            heard = b""
            try:
                while piece := peer.recv(65536):
                    heard += piece
            except (ConnectionResetError, TimeoutError):
                pass
            return heard.decode(errors="replace")

    def events(self, **headers):
        return Events(self, headers)


class Events:
    def __init__(self, system, headers):
        self.connection = http.client.HTTPConnection("127.0.0.1", system.port, timeout=30)
        self.connection.request("GET", "/api/events", headers={"Authorization": "Bearer " + system.token, **headers})
        self.answer = self.connection.getresponse()
        assert self.answer.status == 200, self.answer.read()

    def next(self):
        event = {}
        while True:
            line = self.answer.readline().decode()
            if not line:
                raise EOFError
            line = line.rstrip("\n")
            if not line:
                if "event" in event:
                    return event
                event = {}
                continue
            name, _, value = line.partition(": ")
            event[name] = value

    def until(self, wanted):
        while True:
            event = self.next()
            found = wanted(event)
            if found:
                return found

    def close(self):
        self.answer.close()
        self.connection.close()


class Dashboard(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.venue = Venue("--quiet-tape", "--at=10:00", "--speed=1", "--date=2026-07-02")
        cls.system = System(os.path.join(cls.folder.name, "state"), cls.venue, "--dashboard=control")
        cls.system.wait_ready()

    @classmethod
    def tearDownClass(cls):
        cls.system.running.__exit__()
        cls.venue.__exit__()
        cls.folder.cleanup()

    def sell(self):
        self.venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": 17})

    def code(self, path, **how):
        return self.system.ask(path, **how)[0]

    # What it answers.

    def test_the_status_is_that_of_control_and_more(self):
        ours = self.system.status()
        theirs = json.loads(hft("control", "status", "--format=json", f"--state-dir={self.system.state}").stdout)
        self.assertEqual(set(theirs) - set(ours), set())
        self.assertEqual(ours["models"]["modulo"]["name"], "modulo")
        self.assertEqual(set(ours) - set(theirs), {"dashboard"})
        page = ours["dashboard"]
        self.assertGreaterEqual(page["books_age"], 0)
        self.assertTrue(page["stream_up"])

    def test_fills_come_as_events_and_a_page_that_comes_back_misses_none(self):
        events = self.system.events()
        self.assertEqual(events.next()["event"], "hello")
        begun = events.next()
        self.assertEqual(begun["event"], "begin")
        self.sell()

        def a_fill(event):
            if event["event"] != "facts":
                return None
            return next(((event["id"], fact) for fact in json.loads(event["data"]) if fact["kind"] == "fill"), None)
        last_id, fill = events.until(a_fill)
        self.assertEqual((fill["model"], fill["side"], fill["symbol"], fill["quantity"]), ("modulo", "sell", "SPY", "5"))
        events.close()
        self.sell()
        wait_until(lambda: self.system.status()["models"]["modulo"]["fills"] >= 2, "it is filled again")
        again = self.system.events(**{"Last-Event-ID": last_id})
        _, missed = again.until(a_fill)
        self.assertGreater(missed["number"], fill["number"])
        again.close()

    def test_a_halt_shows_at_once_and_is_resumed(self):
        self.assertEqual(self.system.command("halt", reason="a test")[1]["done"], True)
        self.assertTrue(self.system.status()["halted"])
        wait_until(lambda: os.path.exists(os.path.join(self.system.state, "halted")), "the note of it is written")
        with open(os.path.join(self.system.state, "halted")) as note:
            self.assertEqual(note.read(), "a test\n")
        self.assertEqual(self.system.command("resume")[0], 200)
        wait_until(lambda: not self.system.status()["halted"], "it is resumed")
        wait_until(lambda: not os.path.exists(os.path.join(self.system.state, "halted")), "the note is gone")

    def test_a_refused_command_says_why(self):
        code, told = self.system.command("stop", id="nobody")
        self.assertEqual((code, told["done"]), (409, False))
        self.assertIn("nobody", told["text"])
        self.assertEqual(self.system.command("dance")[0], 409)
        for body in ("", "{", "[]", '{"verb":1}', '{"arguments":{}}', '{"verb":"stop","arguments":{"id":1}}'):
            with self.subTest(body):
                code = self.code("/api/control", method="POST", body=body, headers={"Content-Type": "application/json"})
                self.assertEqual(code, 400)

    def test_a_chart_is_as_wide_as_asked(self):
        for width in ("50", "600", "-1", "1e9", "x", ""):
            code, _, text = self.system.ask("/api/chart?width=" + width)
            self.assertEqual(code, 200)
            self.assertLessEqual(len(json.loads(text)["account"]), 8000)
        self.assertEqual(self.code("/api/chart?symbol=%3Cscript%3E"), 200)
        self.assertIn("price", json.loads(self.system.ask("/api/chart?symbol=SPY")[2]))

    def test_metrics_need_the_token_here(self):
        self.assertEqual(self.code("/metrics", bearer=False), 401)
        self.assertIn("hft_up 1\n", self.system.ask("/metrics")[2])

    def test_no_report_leads_out_of_its_folder(self):
        for query in ("account=..&date=2026-07-02", "account=x&date=../../dashboard", "account=&date=", ""):
            with self.subTest(query):
                self.assertEqual(self.code("/report?" + query), 404)

    # Who may ask.

    def test_the_token_is_its_owners_alone(self):
        file = os.path.join(self.system.state, "dashboard.token")
        self.assertEqual(stat.S_IMODE(os.stat(file).st_mode), 0o600)
        with open(file) as kept:
            self.assertEqual(kept.read().strip(), self.system.token)
        self.assertNotIn(self.system.token, self.system.running.said())

    def test_without_the_token_nothing_is_told(self):
        for path in ("/api/status", "/api/day", "/api/chart", "/api/plots", "/api/orders", "/api/sessions", "/api/events", "/report", "/metrics"):
            with self.subTest(path):
                self.assertEqual(self.code(path, bearer=False), 401)
                self.assertEqual(self.code(path, bearer=False, headers={"Authorization": "Bearer " + "0" * 32}), 401)
                self.assertEqual(self.code(path + "?token=" + self.system.token, bearer=False), 401)

    def test_the_token_buys_a_cookie(self):
        origin = {"Origin": f"http://127.0.0.1:{self.system.port}", "Content-Type": "application/json", "X-Hft-Dashboard": "1"}
        wrong = self.system.ask("/api/session", "POST", json.dumps({"token": "0" * 32}), origin, bearer=False)
        self.assertEqual((wrong[0], wrong[1]["Set-Cookie"]), (401, None))
        right = self.system.ask("/api/session", "POST", json.dumps({"token": self.system.token}), origin, bearer=False)
        cookie = right[1]["Set-Cookie"]
        self.assertEqual(right[0], 200)
        for part in ("HttpOnly", "SameSite=Strict", "Path=/"):
            self.assertIn(part, cookie)
        self.assertNotIn(self.system.token, cookie)
        self.assertEqual(self.code("/api/status", bearer=False, headers={"Cookie": cookie.split(";")[0]}), 200)
        # By the cookie alone nobody commands: another page's form would send it too.
        plain = {"Cookie": cookie.split(";")[0], "Content-Type": "application/json"}
        body = json.dumps({"verb": "halt", "arguments": {}})
        self.assertEqual(self.code("/api/control", method="POST", body=body, headers=plain, bearer=False), 403)
        self.assertEqual(self.code("/api/control", method="POST", body=body, bearer=False, headers={**plain, **origin, "Origin": "http://evil.example"}), 403)
        self.assertFalse(self.system.status()["halted"])

    def test_a_name_that_was_bent_to_us_is_refused(self):
        for host in ("evil.example", f"evil.example:{self.system.port}", "127.0.0.1", "127.0.0.1:1", f"127.0.0.1:{self.system.port}.evil.example"):
            for path in ("/", "/api/status", "/metrics", "/nowhere"):
                with self.subTest(host=host, path=path):
                    self.assertEqual(self.code(path, headers={"Host": host}), 421)
        for host in (f"localhost:{self.system.port}", f"127.0.0.1:{self.system.port}"):
            self.assertEqual(self.code("/api/status", headers={"Host": host}), 200)
        twice = self.system.raw(f"GET /api/status HTTP/1.1\r\nHost: 127.0.0.1:{self.system.port}\r\nHost: evil.example\r\n"
                                f"Authorization: Bearer {self.system.token}\r\nConnection: close\r\n\r\n")
        self.assertRegex(twice, r"^HTTP/1.1 4")

    def test_another_page_neither_reads_nor_listens_nor_commands(self):
        for origin in ("http://evil.example", "null", f"https://127.0.0.1:{self.system.port}", "http://127.0.0.1:1"):
            for path in ("/api/status", "/api/events", "/api/day"):
                with self.subTest(origin=origin, path=path):
                    self.assertEqual(self.code(path, headers={"Origin": origin}), 403)
            self.assertEqual(self.code("/api/control", method="POST", body='{"verb":"halt"}',
                                       headers={"Origin": origin, "Content-Type": "application/json"}), 403)
        self.assertEqual(self.code("/api/events", headers={"Sec-Fetch-Site": "cross-site"}), 403)
        self.assertEqual(self.code("/api/status", method="OPTIONS", headers={"Origin": "http://evil.example"}), 403)
        answer = self.system.ask("/api/status")[1]
        self.assertEqual([name for name in answer if name.lower().startswith("access-control")], [])

    def test_a_command_is_json(self):
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None):
            with self.subTest(kind):
                self.assertEqual(self.code("/api/control", method="POST", body='{"verb":"halt"}', headers={"Content-Type": kind}), 415)
        self.assertEqual(self.code("/api/control"), 415)  # asked by GET it is no command either
        self.assertFalse(self.system.status()["halted"])

    def test_every_answer_forbids_what_it_does_not_need(self):
        for path in ("/", "/page.js", "/page.css", "/dygraph.js", "/dygraph.css", "/icon.svg", "/api/status", "/metrics", "/nowhere"):
            with self.subTest(path):
                headers = self.system.ask(path)[1]
                self.assertTrue(headers["Content-Security-Policy"].startswith("default-src 'self'"))
                self.assertNotIn("unsafe", headers["Content-Security-Policy"])
                self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
                self.assertEqual(headers["X-Frame-Options"], "DENY")
                self.assertEqual(headers["Cache-Control"], "no-store")
        for path in ("/", "/page.js"):
            self.assertEqual(self.code(path, bearer=False), 200)
        page = self.system.ask("/")[2]
        self.assertNotIn(self.system.token, page)
        self.assertIsNone(re.search(r"<script>|\son\w+=|style=|https?://", page))

    # What it bears.

    def test_requests_are_bounded(self):
        host = f"Host: 127.0.0.1:{self.system.port}\r\n"
        self.assertRegex(self.system.raw("GET / HTTP/1.1\r\n" + host + "X: " + "x" * 20_000 + "\r\n\r\n"), r"^HTTP/1.1 431")
        self.assertRegex(self.system.raw("POST /api/control HTTP/1.1\r\n" + host + "Content-Type: application/json\r\n"
                                         f"Authorization: Bearer {self.system.token}\r\nContent-Length: 1000000\r\n\r\n"
                                         + "x" * 30_000), r"^HTTP/1.1 413")
        self.assertRegex(self.system.raw(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 nonsense\r\n\r\n"), r"^HTTP/1.1 400")
        self.assertEqual(self.code("/api/status"), 200)

    def test_connections_are_bounded_and_a_silent_one_is_dropped(self):
        idle = [socket.create_connection(("127.0.0.1", self.system.port), timeout=30) for _ in range(80)]
        try:
            def closed():
                count = 0
                for peer in idle:
                    peer.setblocking(False)
                    try:
                        count += peer.recv(1) == b""
                    except BlockingIOError:
                        pass
                    except ConnectionError:
                        count += 1
                return count
            wait_until(lambda: closed() >= 80 - 64, "what is too many is closed")
            wait_until(lambda: closed() == 80, "who says nothing is dropped", 30)
        finally:
            for peer in idle:
                peer.close()
        self.assertEqual(self.code("/api/status"), 200)

    def test_only_this_machine_is_listened_to(self):
        with open(f"/proc/{self.system.running.process.pid}/net/tcp") as table:
            listening = [line.split()[1] for line in table if line.split()[3] == "0A"]
        ours = [address for address in listening if int(address.split(":")[1], 16) == self.system.port]
        self.assertEqual([address.split(":")[0] for address in ours], ["0100007F"])


class Runs(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.state = os.path.join(self.folder.name, "state")
        self.venue = Venue("--quiet-tape", "--at=10:00", "--speed=1", "--date=2026-07-02")

    def tearDown(self):
        self.venue.__exit__()
        self.folder.cleanup()

    def test_watching_takes_no_commands(self):
        system = System(self.state, self.venue, "--dashboard=watch")
        with system.running:
            system.wait_ready()
            code, told = system.command("halt")
            self.assertEqual((code, told["done"]), (403, False))
            self.assertIn("--dashboard=control", told["text"])
            self.assertFalse(system.status()["halted"])

    def test_after_a_kill_the_same_address_and_cookie_serve_again(self):
        first = System(self.state, self.venue, "--dashboard=watch")
        with first.running:
            first.wait_ready()
            events = first.events()
            last_id = events.until(lambda event: event.get("id"))
            first.running.process.send_signal(signal.SIGKILL)
            first.running.process.wait(30)
            with self.assertRaises((EOFError, ConnectionError)):
                while True:
                    events.next()
            events.close()
        second = System(self.state, self.venue, "--dashboard=watch", port=first.port)
        with second.running:
            self.assertEqual((second.port, second.token), (first.port, first.token))
            second.wait_ready()
            events = second.events(**{"Last-Event-ID": last_id})
            events.next()
            self.assertEqual(events.next()["event"], "begin")  # another run: all anew
            events.close()

    def test_the_report_of_a_past_session_is_for_who_may_look(self):
        past = hft("--model=modulo", "--date=2026-07-02", "--at=15:50", "--speed=max", f"--state-dir={self.state}")
        self.assertEqual(past.returncode, 0, past.stderr)
        account = json.loads(hft("sessions", "--format=json", f"--state-dir={self.state}").stdout)[0]["account"]
        path = f"/report?account={account}&date=2026-07-02"
        system = System(self.state, self.venue, "--dashboard=watch")
        with system.running:
            def listed():
                return [session["report"] for session in json.loads(system.ask("/api/sessions")[2]) if session["account"] == account]
            self.assertEqual(listed(), [False])
            code, _, told = system.ask(path)
            self.assertEqual(code, 404)
            self.assertIn(f"hft report {account}/2026-07-02", told)
            ran = hft("report", f"{account}/2026-07-02", f"--state-dir={self.state}")
            self.assertEqual(ran.returncode, 0, ran.stderr)
            self.assertEqual(listed(), [True])
            code, headers, page = system.ask(path)
            self.assertEqual((code, headers["Content-Type"]), (200, "text/html; charset=utf-8"))
            self.assertIn("modulo", page)
            policy = headers["Content-Security-Policy"]
            self.assertTrue(policy.startswith("sandbox allow-scripts; default-src 'none'"), policy)
            self.assertNotIn("allow-same-origin", policy)
            for headers, code in (({"Authorization": None}, 401), ({"Authorization": "Bearer " + "0" * 32}, 401),
                                  ({"Origin": "http://evil.example"}, 403), ({"Origin": "null"}, 403),
                                  ({"Sec-Fetch-Site": "cross-site"}, 403), ({"Sec-Fetch-Site": "same-site"}, 403),
                                  ({"Host": "evil.example"}, 421), ({"Sec-Fetch-Site": "same-origin"}, 200)):
                with self.subTest(headers):
                    self.assertEqual(system.ask(path, headers=headers)[0], code)
            self.assertEqual(system.ask(path, "POST", "{}", {"Content-Type": "application/json"})[0], 405)
            file = os.path.join(self.state, "accounts", account, "reports", "2026-07-02", "report.html")
            os.rename(file, file + ".else")
            os.symlink("/etc/passwd", file)
            self.assertEqual(system.ask(path)[0], 404)

    def test_a_working_order_says_when_it_was_sent(self):
        system = System(self.state, self.venue, "--dashboard=watch")
        with system.running:
            system.wait_ready()

            def orders():
                return json.loads(system.ask("/api/orders")[2])["orders"]
            self.venue.post("/_venue/faults", [{"kind": "drop_update", "event": "fill", "times": 1}])
            self.venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": 17})
            sent = wait_until(lambda: [order["sent"] for order in orders() if order["sent"]], "it works")
            self.assertRegex(sent[0], r"^2026-07-02T14:0\d:\d\d")
            wait_until(lambda: system.status()["models"]["modulo"]["fills"] == 1, "the lost fill is found", 90)
            self.assertEqual([order["sent"] for order in orders()], [None])  # it works no more

    def test_a_taken_port_leads_to_the_next_free_one(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            system = System(self.state, self.venue, "--dashboard=watch", port=port)
            with system.running:
                self.assertGreater(system.port, port)
                self.assertLessEqual(system.port, port + 100)

    def test_there_is_none_unless_asked_for_where_nobody_looks(self):
        ran = hft("--model=modulo", "--speed=max", f"--state-dir={self.state}")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertNotIn("watch it at", ran.stdout)
        self.assertFalse(os.path.exists(os.path.join(self.state, "dashboard.token")))
        self.assertEqual(hft("--model=modulo", "--dashboard=maybe").returncode, 2)
        self.assertEqual(hft("--model=modulo", "--dashboard-port=70000").returncode, 2)

    def test_a_client_that_does_not_read_is_dropped_and_trading_goes_on(self):
        venue = Venue("--quiet-tape", "--at=10:00", "--speed=1", "--date=2026-07-02")
        with venue:
            system = System(self.state, venue, "--dashboard=watch")
            with system.running:
                system.wait_ready()
                deaf = socket.socket()
                deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                deaf.connect(("127.0.0.1", system.port))
                deaf.sendall((f"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:{system.port}\r\n"
                              f"Authorization: Bearer {system.token}\r\n\r\n").encode())

                def sockets():
                    with open(f"/proc/{system.running.process.pid}/net/tcp") as table:
                        rows = [line.split() for line in list(table)[1:]]
                    here = f"0100007F:{system.port:04X}"
                    peer = f"0100007F:{deaf.getsockname()[1]:04X}"
                    return any(row[1] == here and row[2] == peer and row[3] == "01" for row in rows)
                wait_until(sockets, "it is connected")
                for _ in range(3):
                    venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": 17})
                wait_until(lambda: system.status()["models"]["modulo"]["fills"] >= 3, "trading goes on")
                wait_until(lambda: not sockets(), "it is dropped", 90)
                deaf.close()

    def test_a_day_comes_out_the_same_with_and_without_a_page(self):
        found = []
        for words in ((), ("--dashboard=watch",)):
            file = os.path.join(self.folder.name, "day.json")
            ran = hft("--model=modulo", "--speed=max", "--seed=7", f"--summary={file}", f"--state-dir={self.state}", *words)
            self.assertEqual(ran.returncode, 0, ran.stderr)
            with open(file) as summary:
                day = json.load(summary)
            found.append(day["models"])
        self.assertEqual(found[0], found[1])


if __name__ == "__main__":
    main()
