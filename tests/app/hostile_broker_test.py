"""Nothing that a broker sends can fool, flood or end the program."""
import gzip
import json
import os
import tempfile
import time
import unittest

from stand_in_broker import Broker
from support import Running, hft, main, wait_until, is_sanitized

KEYS = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}
# In kB; what AddressSanitizer keeps of freed memory comes on top.
MOST_MEMORY = 300 * 1024 if not is_sanitized() else 1500 * 1024


class AgainstABroker(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.state = os.path.join(folder.name, "state")

    def run_against(self, broker, *arguments):
        system = Running("--model=modulo", f"--venue={broker.url}", f"--state-dir={self.state}", "--max-signal-age=0",
                         *arguments, env=KEYS)
        self.addCleanup(system.__exit__)
        return system

    def status(self):
        answer = hft("control", f"--state-dir={self.state}", "status", "--format=json", timeout=20)
        return json.loads(answer.stdout) if answer.stdout.startswith("{") else {}

    def be_ready(self, system):
        wait_until(lambda: self.status().get("ready"), "the system is ready:\n" + system.said(), 60)

    def orders_after(self, broker, seconds=1.0):
        """How many orders came, once a print that leads to none has been seen."""
        before = self.status()["models"]["modulo"]["ticks"]
        broker.trade(s=100)
        wait_until(lambda: self.status()["models"]["modulo"]["ticks"] > before, "a print of now is seen", 20)
        time.sleep(seconds)
        return len(broker.orders)

    @staticmethod
    def reconnected(broker, stream):
        """Cuts the stream's connections and waits until another has taken their place."""
        cut = list(broker.sockets[stream])
        for each in cut:
            each.close()
        wait_until(lambda: set(broker.sockets[stream]) - set(cut), "the stream is back", 60)

    @staticmethod
    def memory(system):
        with open(f"/proc/{system.process.pid}/status") as lines:
            return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


class HostileBroker(AgainstABroker):
    def test_prints_that_are_no_trades_lead_to_no_order(self):
        with Broker() as broker:
            system = self.run_against(broker)
            self.be_ready(system)
            broker.trade(s=100)
            for fields in ({"p": 0}, {"p": -450}, {"p": 9e9}, {"p": 2e9}, {"s": 0}, {"s": -17}, {"s": 17 * 10**9},
                           {"t": broker.stamp(3600)}, {"t": broker.stamp(-5 * 3600)}, {"t": "2026-02-04T15:00:00"}):
                broker.trade(**{"s": 17, **fields})
            self.assertEqual(self.orders_after(broker), 0, system.said())
            for _ in range(5):
                broker.trade(s=17, i=7)
            self.assertEqual(self.orders_after(broker), 1, system.said())
            self.assertGreaterEqual(self.status()["feed"]["malformed"], 14)
            self.assertIn("kept out what is no trade of now", system.said())
            # Over a reconnect the same print is still the same.
            self.reconnected(broker, "data")
            broker.trade(s=17, i=7)
            self.assertEqual(self.orders_after(broker), 1, system.said())
            self.assertEqual(system.stop(), 0, system.said())

    def test_prints_of_symbols_that_nobody_asked_for_leave_nothing_behind(self):
        with Broker() as broker:
            system = self.run_against(broker)
            self.be_ready(system)
            for first in range(0, 400_000, 5000):
                stamp = broker.stamp()
                broker.send_data([{"T": "t", "S": f"X{i:06}", "i": i + 1, "x": "V", "p": 100, "s": 17, "c": ["@"], "t": stamp, "z": "B"}
                                  for i in range(first, first + 5000)])
            broker.trade(s=17)
            wait_until(lambda: broker.orders, "our own symbol is traded:\n" + system.said(), 60)
            self.assertLess(self.memory(system), MOST_MEMORY // 3)
            self.assertEqual({asked for _, asked, _ in broker.requests if asked.startswith("GET /v2/assets/")}, {"GET /v2/assets/SPY"})
            self.assertIn("events of symbols that nobody asked for: first X000000", system.said())

    def test_one_odd_value_makes_its_own_item_unreadable_and_no_other(self):
        odd = [b'"qty":1e400', b'"qty":NaN', b'"note":"half of a character \\ud800"', b'"note":"\xc3"']
        with Broker() as broker:
            items = b",".join(b'{"asset_id":"a%d","symbol":"XYZ%d","side":"long","qty":"1",%s}' % (i, i, what) for i, what in enumerate(odd))
            broker.answers["GET /v2/positions"] = lambda _: (200, b"[" + items + b"]", {})
            system = self.run_against(broker)
            self.be_ready(system)
            wait_until(lambda: "left out" in system.said(), "the item is named:\n" + system.said(), 30)
            broker.trade(s=17)
            wait_until(lambda: broker.orders, "it trades:\n" + system.said(), 30)

    def test_the_clock_decides_not_the_stamp(self):
        with Broker(at="09:10") as broker:
            system = self.run_against(broker)
            self.be_ready(system)
            broker.trade(s=17, t="2026-02-04T14:31:00Z")  # as if the session had begun
            wait_until(lambda: self.status()["feed"]["malformed"], "the print is kept out")
            time.sleep(1)
            self.assertEqual((len(broker.orders), self.status()["models"]["modulo"]["ticks"]), (0, 0), system.said())
            self.assertEqual(self.status()["phase"], "PreOpen")

    def test_frames_that_are_too_much_cut_the_connection(self):
        with Broker() as broker:
            system = self.run_against(broker)
            self.be_ready(system)
            for flood in (b"[" * 15_000_000, b"[" + b"{}," * 5_000_000 + b"{}]", b"[" + b"{}," * 1_000_000 + b"{}]", b"[" * 3_000_000):
                wait_until(lambda: broker.sockets["data"], "the stream is back:\n" + system.said(), 60)
                broker.send_data(flood)
                wait_until(lambda: not broker.sockets["data"], "the connection is cut", 60)
            wait_until(lambda: broker.sockets["data"], "the stream is back", 60)
            broker.trade(s=17)
            wait_until(lambda: broker.orders, "it trades again:\n" + system.said(), 30)
            self.assertLess(self.memory(system), MOST_MEMORY)
            self.assertIn("a frame was larger than 4194304 bytes", system.said())
            self.assertIn("nested deeper than 16", system.said())

    def test_answers_that_are_too_much_are_no_answers(self):
        bombs = [gzip.compress(b"[" * 120_000_000, 9), gzip.compress(b"[" + b"{}," * 3_000_000 + b"{}]")]
        with Broker() as broker:
            system = self.run_against(broker)
            self.be_ready(system)
            broker.answers["GET /v2/positions"] = lambda _: (200, bombs[broker.count("GET /v2/positions") % 2], {"Content-Encoding": "gzip"})
            asked = broker.count("GET /v2/positions")
            for each in list(broker.sockets["orders"]):
                each.close()
            wait_until(lambda: broker.count("GET /v2/positions") >= asked + 3, "the books are asked for", 60)
            self.assertLess(self.memory(system), MOST_MEMORY)
            broker.answers.clear()
            self.be_ready(system)

    def test_pages_that_never_end_are_given_up(self):
        number = [0]

        def page(_):
            made = []
            for _ in range(500):
                number[0] += 1
                made.append({"id": f"o{number[0]}", "client_order_id": f"c{number[0]}", "symbol": "SPY", "side": "buy",
                             "qty": "1", "filled_qty": "0", "status": "new", "submitted_at": broker.stamp()})
            return 200, made, {}

        with Broker() as broker:
            system = self.run_against(broker)
            self.be_ready(system)
            broker.answers["GET /v2/orders"] = page
            asked = broker.count("GET /v2/orders")
            for each in list(broker.sockets["orders"]):
                each.close()
            wait_until(lambda: "do not end" in system.said(), "the list is given up", 60)
            time.sleep(5)
            self.assertLess(broker.count("GET /v2/orders") - asked, 800)
            self.assertLess(self.memory(system), MOST_MEMORY)
            broker.answers.clear()
            self.be_ready(system)

    def test_fills_that_cannot_be_stay_out_of_the_books(self):
        with Broker() as broker:
            system = self.run_against(broker)
            self.be_ready(system)
            broker.trade(s=31)
            wait_until(lambda: broker.orders, "an order is sent")
            order = broker.orders[0]
            for price, quantity in (("9000000000", "9000000000"), ("0", "5"), ("-450", "5"), ("100", "6")):
                wait_until(lambda: broker.sockets["orders"], "the order stream is there", 60)
                asked = broker.count("GET /v2/positions")
                broker.send_update("fill", {**order, "status": "filled"}, price=price, qty=quantity)
                wait_until(lambda: broker.count("GET /v2/positions") > asked, "the books are asked what is true", 30)
            self.be_ready(system)
            self.assertIsNone(system.process.poll(), system.said())
            self.assertEqual(self.status()["models"]["modulo"]["fills"], 0)
            self.assertEqual(self.status()["models"]["modulo"]["position"], {})

    def test_words_of_the_broker_do_nothing_to_the_terminal(self):
        evil = "no\x1b[2J\x1b]0;owned\x07\r\n2026-02-04T15:00:00.000Z info fake line \u202e"
        with Broker() as broker:
            broker.answers["POST /v2/orders"] = lambda _: (422, {"code": 42210000, "message": evil}, {})
            system = self.run_against(broker)
            self.be_ready(system)
            broker.trade(s=17)
            wait_until(lambda: broker.count("POST /v2/orders"), "an order is sent")
            broker.send_data([{"T": "s", "S": "SPY", "sc": "H", "sm": evil, "rc": evil, "rm": evil, "t": broker.stamp(), "z": "A"}])
            time.sleep(1)
            controls = [hft("control", f"--state-dir={self.state}", verb).stdout for verb in ("status", "orders")]
            self.assertEqual(system.stop(), 0)
            printed = hft("journal", f"--state-dir={self.state}").stdout
            for text in (system.said(), printed, *controls):
                self.assertNotIn("\x1b", text)
                self.assertNotIn("\u202e", text)
                self.assertNotIn("\n2026-02-04T15:00:00.000Z info fake", text)


class Refusals(AgainstABroker):
    """What a broker may say no to, and takes back."""

    def test_keys_that_worked_are_tried_again(self):
        refusals = [2]

        def refuse(kind, here, message):
            if kind == "orders" and message["action"] == "authenticate" and armed and refusals[0] > 0:
                refusals[0] -= 1
                here.send({"stream": "authorization", "data": {"status": "unauthorized", "action": "authenticate"}}, 2)
                return True
            return False

        armed = []
        with Broker() as broker:
            broker.on_message = refuse
            system = self.run_against(broker)
            self.be_ready(system)
            armed.append(True)
            self.reconnected(broker, "orders")
            self.assertEqual(refusals[0], 0, "both refusals are met")
            self.be_ready(system)

    def test_keys_that_never_worked_on_a_stream_end_the_run_with_3(self):
        def unauthorized(kind, here, message):
            if kind == "orders" and message["action"] == "authenticate":
                here.send({"stream": "authorization", "data": {"status": "unauthorized", "action": "authenticate"}}, 2)
                return True
            return False

        def failed(kind, here, message):
            if kind == "data" and message["action"] == "auth":
                here.send([{"T": "error", "code": 402, "msg": "auth failed"}])
                return True
            return False

        for refuse in (unauthorized, failed):
            with Broker() as broker:
                broker.on_message = refuse
                system = self.run_against(broker)
                self.assertEqual(system.process.wait(60), 3, system.said())
                self.assertIn("the venue refused us", system.said())

    def test_a_symbol_limit_leaves_what_the_plan_allows(self):
        def limit(kind, here, message):
            if kind == "data" and message["action"] == "subscribe":
                wanted = set(broker.subscribed["trades"]) | set(message.get("trades", []))
                if len(wanted) > most[0]:
                    here.send([{"T": "error", "code": 405, "msg": "symbol limit exceeded"}])
                    return True
            return False

        most = [1]
        with Broker() as broker:
            broker.on_message = limit
            system = self.run_against(broker, "--model=b=modulo:symbol=QQQ")
            self.be_ready(system)
            self.assertIn("missing: trades SPY", self.status()["feed"]["detail"])
            self.assertIn("symbol limit exceeded", system.said())

    def test_a_refused_subscription_is_not_ready(self):
        def refuse(kind, here, message):
            if kind == "data" and message["action"] == "subscribe":
                here.send([{"T": "error", "code": 405, "msg": "symbol limit exceeded"}])
                return True
            return False

        with Broker() as broker:
            broker.on_message = refuse
            system = self.run_against(broker)
            wait_until(lambda: "symbol limit exceeded" in self.status().get("feed", {}).get("detail", ""), "it is told", 60)
            self.assertFalse(self.status()["ready"])
            self.assertNotIn("The system is ready", system.said())

    def test_a_start_that_asks_too_often_waits_as_it_is_told(self):
        limited = [3]

        def too_many(_):
            if not limited or limited[0] == 0:
                return None
            limited[0] -= 1
            return (429, {"message": "too many requests."}, {"Retry-After": "1"})

        with Broker() as broker:
            broker.answers["*"] = too_many
            system = self.run_against(broker)
            self.be_ready(system)
            self.assertEqual(limited, [0])
            self.assertIn("nothing is asked or ordered for 1 s", system.said())

    def test_too_many_requests_are_heeded(self):
        limited = []

        def too_many(_):
            return (429, {"message": "too many requests."}, {"Retry-After": "6"}) if limited else None

        with Broker() as broker:
            broker.answers["*"] = too_many
            system = self.run_against(broker)
            self.be_ready(system)
            limited.append(True)
            began = time.monotonic()
            broker.trade(s=17)
            wait_until(lambda: broker.count("POST /v2/orders"), "an order is sent")
            while time.monotonic() < began + 5:
                broker.trade(s=17)
                time.sleep(0.25)
            asked = [asked for at, asked, _ in broker.requests if began < at < began + 5]
            self.assertLessEqual(asked.count("POST /v2/orders"), 1, asked)
            self.assertLessEqual(len(asked), 3, asked)
            self.assertEqual(system.said().count("nothing is asked or ordered for 6 s"), 1, system.said())
            limited.clear()
            time.sleep(2)
            broker.trade(s=17)
            wait_until(lambda: broker.orders, "it trades again", 20)


if __name__ == "__main__":
    main()
