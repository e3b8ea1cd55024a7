"""A broker for outside tests that does what our own venue does not: whatever a test makes it answer. Speaks the few paths the system
needs, at real speed from a chosen moment of New York. Standard library only; loopback only."""
import base64
import hashlib
import http.server
import itertools
import json
import struct
import threading
import time
import urllib.parse
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")
ENDED = {"filled", "canceled", "expired", "rejected", "replaced"}


def text_of(moment):
    return moment.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.headers.get("Upgrade", "").lower() == "websocket":
            return self.talk()
        self.reply()

    def do_POST(self):
        self.reply()

    def do_DELETE(self):
        self.reply()

    def do_PATCH(self):
        self.reply()

    def reply(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        status, answer = self.server.broker.answer(self.command, urllib.parse.unquote(url.path), query, body)
        data = b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if url.path == "/v2/clock":
            self.send_header("X-Venue-Speed", "1")
        self.end_headers()
        self.wfile.write(data)

    # One websocket: greeted, authenticated, subscribed; then it only listens.
    def talk(self):
        proof = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(proof.encode()).digest()).decode())
        self.end_headers()
        self.close_connection = True
        broker, orders = self.server.broker, self.path.startswith("/stream")
        if not orders:
            self.send([{"T": "success", "msg": "connected"}])
        try:
            for message in self.messages():
                broker.hear(self, orders, message)
        except OSError:
            pass
        finally:
            broker.forget(self)

    def send(self, value):
        data = json.dumps(value).encode()
        size = bytes([len(data)]) if len(data) < 126 else b"\x7e" + struct.pack(">H", len(data))
        self.wfile.write(b"\x81" + size + data)

    def messages(self):
        while True:
            first, second = self.read(2)
            size = second & 127
            if size == 126:
                size = struct.unpack(">H", self.read(2))[0]
            mask = self.read(4) if second & 128 else bytes(4)
            data = bytes(byte ^ mask[i % 4] for i, byte in enumerate(self.read(size)))
            if first & 15 == 8:
                return
            if first & 15 == 9:
                self.wfile.write(bytes([0x8A, len(data)]) + data)
            elif first & 15 in (1, 2):
                yield json.loads(data)

    def read(self, size):
        data = self.rfile.read(size)
        if len(data) < size:
            raise OSError("the other side is gone")
        return data


class AccountBroker:
    """`answers["GET /v2/positions"]` may name a function that answers (status, body) in place of the usual."""

    def __init__(self, at="2026-11-25T10:00:00", price=100.0, books=None):
        self.start = datetime.fromisoformat(at).replace(tzinfo=NEW_YORK)
        self.began = time.monotonic()
        self.lock = threading.RLock()
        self.price = {}
        self.usual_price = price
        self.answers = {}
        self.fills_itself = True
        self.numbers = itertools.count(1)
        self.data, self.streams = [], []
        self.asked = []
        # Another day of the same account: what it has is handed on.
        self.orders = books.orders if books else []
        self.fills = books.fills if books else []
        self.positions = dict(books.positions) if books else {}
        self.activities = books.activities if books else []
        self.number = books.number if books else "PA3STANDIN"
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.broker = self
        self.url = "http://127.0.0.1:%d" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def now(self):
        return self.start + timedelta(seconds=time.monotonic() - self.began)

    def price_of(self, symbol):
        return self.price.get(symbol, self.usual_price)

    def new_id(self, what):
        return "%s-%06d-%d" % (what, next(self.numbers), int(self.start.timestamp()))

    # --- what the system hears
    def hear(self, socket, orders, message):
        action = message.get("action")
        with self.lock:
            if action in ("auth", "authenticate"):
                socket.send({"stream": "authorization", "data": {"status": "authorized", "action": "authenticate"}}
                            if orders else [{"T": "success", "msg": "authenticated"}])
            elif action == "listen":
                self.streams.append(socket)
                socket.send({"stream": "listening", "data": {"streams": ["trade_updates"]}})
            elif action == "subscribe":
                if socket not in self.data:
                    self.data.append(socket)
                wanted = {kind: message.get(kind) or [] for kind in ("trades", "quotes", "bars", "statuses")}
                socket.send([{"T": "subscription", **wanted}])

    def forget(self, socket):
        with self.lock:
            self.data = [x for x in self.data if x is not socket]
            self.streams = [x for x in self.streams if x is not socket]

    def tell(self, sockets, value):
        with self.lock:
            for socket in list(sockets):
                try:
                    socket.send(value)
                except OSError:
                    pass

    def trade(self, size, symbol="SPY", price=None):
        self.price[symbol] = self.price_of(symbol) if price is None else price
        self.tell(self.data, [{"T": "t", "S": symbol, "i": next(self.numbers), "x": "V", "p": self.price[symbol], "s": size,
                               "c": ["@"], "t": text_of(self.now()), "z": "B"}])

    def event(self, kind, order, **more):
        self.tell(self.streams, {"stream": "trade_updates",
                                 "data": {"event": kind, "timestamp": text_of(self.now()), "order": order, **more}})

    # --- orders
    def order(self, **fields):
        now = text_of(self.now())
        order = {"id": self.new_id("order"), "client_order_id": self.new_id("hand"), "symbol": "SPY", "side": "buy", "qty": "1",
                 "type": "market", "time_in_force": "day", "status": "new", "filled_qty": "0", "filled_avg_price": None,
                 "limit_price": None, "created_at": now, "updated_at": now, "submitted_at": now}
        order.update(fields)
        with self.lock:
            self.orders.append(order)
        return order

    def fill(self, order, price=None, tells=True):
        """All of it at once, at the last price."""
        with self.lock:
            price = self.price_of(order["symbol"]) if price is None else price
            execution, now = self.new_id("execution"), text_of(self.now())
            order.update(status="filled", filled_qty=order["qty"], filled_avg_price=str(price), updated_at=now)
            signed = float(order["qty"]) * (1 if order["side"] == "buy" else -1)
            self.positions[order["symbol"]] = self.positions.get(order["symbol"], 0.0) + signed
            self.fills.append({"activity_type": "FILL", "id": "20261125100000000::" + execution, "type": "fill", "price": str(price),
                               "qty": order["qty"], "cum_qty": order["qty"], "leaves_qty": "0", "side": order["side"],
                               "symbol": order["symbol"], "order_id": order["id"], "transaction_time": now})
        if tells:
            self.event("fill", order, execution_id=execution, price=str(price), qty=order["qty"])

    def by_hand(self, symbol, side, size):
        """The account's owner trades at the broker's page."""
        order = self.order(symbol=symbol, side=side, qty=str(size))
        self.event("new", order)
        self.fill(order)
        return order

    def activity(self, code, symbol, quantity=None, cash="0", **more):
        item = {"activity_type": code, "id": self.new_id("activity"), "date": self.now().strftime("%Y-%m-%d"), "net_amount": cash,
                "symbol": symbol, "status": "executed", **more}
        if quantity is not None:
            item["qty"] = str(quantity)
        with self.lock:
            self.activities.append(item)
        return item

    # --- questions
    def answer(self, method, path, query, body):
        with self.lock:
            self.asked.append((method, path, query, body))
            special = self.answers.get(method + " " + path)
            made = special(query, body) if special else None
            return made or self.usual(method, path, query, body)

    def usual(self, method, path, query, body):
        if path == "/v2/clock":
            return 200, self.clock()
        if path == "/v2/calendar":
            return 200, self.calendar(query)
        if path == "/v2/account":
            return 200, {"id": self.number, "account_number": self.number, "status": "ACTIVE", "currency": "USD", "cash": "1000000",
                         "equity": "1000000", "buying_power": "4000000", "multiplier": "4", "shorting_enabled": True}
        if path == "/v2/positions":
            return 200, [self.position(symbol, quantity) for symbol, quantity in self.positions.items() if quantity]
        if path == "/v2/account/activities/FILL":
            return 200, [x for x in self.fills if x["transaction_time"] > query.get("after", "")][:100]
        if path == "/v2/account/activities":
            return 200, self.activities[::-1][:100]
        if path == "/v2/orders" and method == "GET":
            closed = query.get("status") == "closed"
            return 200, [x for x in self.orders if (x.get("status") in ENDED) == closed and
                         str(x.get("submitted_at")) > query.get("after", "")]
        if path == "/v2/orders" and method == "POST":
            order = self.order(**{k: body[k] for k in body if k in ("client_order_id", "symbol", "side", "qty", "type",
                                                                    "time_in_force", "limit_price")})
            answer = dict(order)
            if self.fills_itself and order["type"] == "market":
                threading.Timer(0.02, self.fill, [order]).start()
            return 200, answer
        if path == "/v2/orders:by_client_order_id":
            for order in self.orders:
                if order["client_order_id"] == query["client_order_id"]:
                    return 200, order
        if path.startswith("/v2/orders/") and method == "DELETE":
            for order in self.orders:
                if order["id"] == path.rsplit("/", 1)[1] and order["status"] not in ENDED:
                    order.update(status="canceled", updated_at=text_of(self.now()))
                    self.event("canceled", order)
                    return 204, None
        if path.startswith("/v2/stocks"):
            return 200, {"trades": {}, "bars": {}, "next_page_token": None}
        return 404, {"code": 40410000, "message": "there is no " + path}

    def position(self, symbol, quantity):
        price = str(self.price_of(symbol))
        return {"symbol": symbol, "qty": "%.9g" % quantity, "side": "long" if quantity > 0 else "short",
                "avg_entry_price": price, "current_price": price, "qty_available": "%.9g" % quantity}

    # --- time: weekdays are sessions, but for the holidays of the weeks the tests live in
    def session(self, day):
        if day.weekday() > 4 or day.isoformat() in ("2026-11-26", "2026-12-25"):
            return None
        short = day.isoformat() in ("2026-11-27", "2026-12-24")
        at = lambda hour, minute: datetime(day.year, day.month, day.day, hour, minute, tzinfo=NEW_YORK)
        return at(9, 30), at(13 if short else 16, 0)

    def clock(self):
        now = self.now()
        days = [self.session(now.astimezone(NEW_YORK).date() + timedelta(days=i)) for i in range(10)]
        hours = [day for day in days if day]
        return {"timestamp": now.isoformat(), "is_open": any(open <= now < close for open, close in hours),
                "next_open": min(open for open, _ in hours if open > now).isoformat(),
                "next_close": min(close for _, close in hours if close > now).isoformat()}

    def calendar(self, query):
        day, last = (datetime.fromisoformat(query[key][:10]).date() for key in ("start", "end"))
        listed = []
        while day <= last:
            hours = self.session(day)
            if hours:
                listed.append({"date": day.isoformat(), "open": hours[0].strftime("%H:%M"), "close": hours[1].strftime("%H:%M"),
                               "session_open": "0400", "session_close": "1700" if hours[1].hour == 13 else "2000"})
            day += timedelta(days=1)
        return listed
