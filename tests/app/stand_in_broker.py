"""A broker that does what a test says, on one loopback port: REST, the data stream, the account's stream. Its clock runs
at the speed of the world from ten in the morning of a trading day. Standard library only."""
import base64
import datetime
import hashlib
import json
import socket
import struct
import threading
import time
import uuid

NEW_YORK = datetime.timezone(datetime.timedelta(hours=-5))  # in winter, which is when its day is
DAY = datetime.date(2026, 2, 4)
CHANNELS = ("trades", "quotes", "bars", "updatedBars", "dailyBars", "statuses", "lulds")


class Socket:
    """The server's side of one websocket."""

    def __init__(self, connection):
        self.connection = connection
        self.lock = threading.Lock()

    def send(self, data, opcode=1):
        if not isinstance(data, bytes):
            data = json.dumps(data, separators=(",", ":")).encode()
        length = len(data)
        if length < 126:
            head = bytes([0x80 | opcode, length])
        elif length < 65536:
            head = bytes([0x80 | opcode, 126]) + struct.pack(">H", length)
        else:
            head = bytes([0x80 | opcode, 127]) + struct.pack(">Q", length)
        try:
            with self.lock:
                self.connection.sendall(head + data)
        except OSError:
            pass  # the other side has gone: that is what some tests want

    def close(self):
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


class Broker:
    def __init__(self, at="10:00"):
        hour, minute = map(int, at.split(":"))
        self.begin = datetime.datetime.combine(DAY, datetime.time(hour, minute), NEW_YORK)
        self.started = time.monotonic()
        self.requests = []  # (monotonic time, "GET /path", query)
        self.answers = {}  # "GET /v2/positions" -> function(request) -> (status, body, headers) or None
        self.on_message = None  # function(kind, socket, message) -> True when it has answered
        self.sockets = {"data": [], "orders": []}
        self.subscribed = {channel: [] for channel in CHANNELS}
        self.orders = []
        self.print_id = 1000
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()
        for kind in self.sockets.values():
            for each in list(kind):
                each.close()

    # What it is asked for.

    def now(self):
        return self.begin + datetime.timedelta(seconds=time.monotonic() - self.started)

    def stamp(self, seconds=0):
        at = self.now() + datetime.timedelta(seconds=seconds)
        return at.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def count(self, request):
        return sum(1 for _, asked, _ in self.requests if asked == request)

    def trade(self, **fields):
        """One print: of now, SPY at 100 and of 100 shares where nothing else is said."""
        self.print_id += 1
        item = {"T": "t", "S": "SPY", "i": self.print_id, "x": "V", "p": 100, "s": 100, "c": ["@"], "t": self.stamp(), "z": "B"}
        item.update(fields)
        self.send_data([item])

    def send_data(self, message):
        for each in list(self.sockets["data"]):
            each.send(message)

    def send_update(self, event, order, **fields):
        data = {"event": event, "execution_id": str(uuid.uuid4()), "timestamp": self.stamp(), "order": order}
        data.update(fields)
        for each in list(self.sockets["orders"]):
            each.send({"stream": "trade_updates", "data": data}, 2)

    # The wire.

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        reader = connection.makefile("rb")
        try:
            while True:
                line = reader.readline().decode()
                if not line:
                    return
                method, target, _ = line.split()
                headers = {}
                while (line := reader.readline().decode().strip()):
                    name, value = line.split(":", 1)
                    headers[name.lower()] = value.strip()
                if headers.get("upgrade", "").lower() == "websocket":
                    return self._converse(connection, reader, target, headers)
                body = reader.read(int(headers.get("content-length", 0)))
                path, _, query = target.partition("?")
                self.requests.append((time.monotonic(), f"{method} {path}", query))
                status, answer, extra = self._answer(method, path, query, json.loads(body) if body else None)
                data = answer if isinstance(answer, bytes) else b"" if answer is None else json.dumps(answer).encode()
                head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(data)}\r\n"
                head += "".join(f"{name}: {value}\r\n" for name, value in extra.items())
                connection.sendall(head.encode() + b"\r\n" + data)
        except (OSError, ValueError):
            pass
        finally:
            connection.close()

    def _converse(self, connection, reader, target, headers):
        key = headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        kind = "orders" if target.startswith("/stream") else "data"
        refusal = self.answers.get(f"UPGRADE {kind}")
        if refusal and (refused := refusal(None)):
            extra = "".join(f"{name}: {value}\r\n" for name, value in refused[2].items())
            connection.sendall(f"HTTP/1.1 {refused[0]} X\r\nContent-Length: 0\r\n{extra}\r\n".encode())
            return
        connection.sendall(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            f"Sec-WebSocket-Accept: {accept}\r\n\r\n").encode())
        here = Socket(connection)
        try:
            while True:
                first, second = reader.read(2)
                length = second & 127
                if length == 126:
                    length = struct.unpack(">H", reader.read(2))[0]
                mask = reader.read(4)
                data = bytes(byte ^ mask[i & 3] for i, byte in enumerate(reader.read(length)))
                if first & 15 == 8:
                    return
                if first & 15 == 9:
                    here.send(data, 10)
                elif first & 15 in (1, 2):
                    message = json.loads(data)
                    if not (self.on_message and self.on_message(kind, here, message)):
                        self.play(kind, here, message)
        except (OSError, ValueError):
            pass
        finally:
            for each in self.sockets.values():
                if here in each:
                    each.remove(here)

    def play(self, kind, here, message):
        """As a broker that means well."""
        action = message["action"]
        if kind == "orders" and action in ("authenticate", "auth"):
            here.send({"stream": "authorization", "data": {"status": "authorized", "action": "authenticate"}}, 2)
        elif kind == "orders":
            here.send({"stream": "listening", "data": {"streams": ["trade_updates"]}}, 2)
            self.sockets["orders"].append(here)
        elif action == "auth":
            here.send([{"T": "success", "msg": "authenticated"}])
        else:
            for channel in CHANNELS:
                for symbol in message.get(channel, []):
                    if action == "subscribe" and symbol not in self.subscribed[channel]:
                        self.subscribed[channel].append(symbol)
            here.send([{"T": "subscription", **self.subscribed}])
            if here not in self.sockets["data"]:
                self.sockets["data"].append(here)

    def _answer(self, method, path, query, body):
        rule = self.answers.get(f"{method} {path}") or self.answers.get("*")
        if rule and (made := rule({"method": method, "path": path, "query": query, "body": body})):
            return made
        extra = {"X-Venue-Speed": "1"} if path == "/v2/clock" else {}
        return (*self._books(method, path, query, body), extra)

    def _cancel(self, order):
        if order["status"] != "canceled":
            order["status"] = "canceled"
            self.send_update("canceled", dict(order))

    def _books(self, method, path, query, body):
        if path == "/v2/clock":
            first, close = self.begin.replace(hour=9, minute=30), self.begin.replace(hour=16, minute=0)
            is_open = self.now() >= first
            return 200, {"timestamp": self.now().isoformat(), "is_open": is_open, "next_close": close.isoformat(),
                         "next_open": (first + datetime.timedelta(days=1) if is_open else first).isoformat()}
        if path == "/v2/calendar":
            return 200, [{"date": DAY.isoformat(), "open": "09:30", "close": "16:00", "session_open": "0400",
                          "session_close": "2000"}]
        if path == "/v2/account":
            return 200, {"id": "a", "account_number": "PA1", "status": "ACTIVE", "currency": "USD", "cash": "1000000",
                         "equity": "1000000", "buying_power": "2000000", "multiplier": "2", "shorting_enabled": True}
        if path == "/v2/orders" and method == "POST":
            order = {"id": str(uuid.uuid4()), "created_at": self.stamp(), "submitted_at": self.stamp(), "status": "new",
                     "updated_at": self.stamp(), "filled_qty": "0", "filled_avg_price": None, **body}
            self.orders.append(order)
            return 200, order
        if path == "/v2/orders" and method == "GET":
            working = "status=closed" not in query
            return 200, [order for order in self.orders if (order["status"] == "new") == working]
        if path == "/v2/orders:by_client_order_id":
            asked = query.partition("client_order_id=")[2]
            return next(((200, order) for order in self.orders if order["client_order_id"] == asked),
                        (404, {"code": 40410000, "message": "order not found"}))
        if path.startswith("/v2/orders/") or path == "/v2/orders":
            for order in self.orders:
                if path == "/v2/orders" or path.endswith(order["id"]):
                    self._cancel(order)
            return (207, []) if path == "/v2/orders" else (204, None)
        if path in ("/v2/positions", "/v2/account/activities/FILL"):
            return 200, []
        if path.startswith("/v2/stocks"):
            return 200, {"trades": {}, "bars": {}, "next_page_token": None}
        return 404, {"code": 40410000, "message": "not found"}
