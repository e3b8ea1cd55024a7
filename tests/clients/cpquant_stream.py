"""The data stream as the original cpquant client uses it: authentication as text at once, without
reading the welcome, and a subscription to bars with a `timeframe` key of its own.
Usage: cpquant_stream.py http://127.0.0.1:PORT (Python's standard library only)."""

import base64
import json
import os
import socket
import sys
import urllib.request


class Stream:
    def __init__(self, url, path):
        host, port = url.split("//")[1].split(":")
        self.socket = socket.create_connection((host, int(port)), timeout=10)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self.buffer = b""
        while b"\r\n\r\n" not in self.buffer:
            self.buffer += self.socket.recv(4096)
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        assert b" 101 " in head.split(b"\r\n")[0], head

    def send(self, message):
        payload = json.dumps(message).encode()
        mask = os.urandom(4)
        header = bytes([0x81, 0x80 | len(payload)]) if len(payload) < 126 else (
            bytes([0x81, 0x80 | 126]) + len(payload).to_bytes(2, "big"))
        self.socket.sendall(header + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(payload)))

    def take(self, size):
        while len(self.buffer) < size:
            block = self.socket.recv(65536)
            assert block, "the venue closed the connection"
            self.buffer += block
        taken, self.buffer = self.buffer[:size], self.buffer[size:]
        return taken

    def read(self):
        while True:
            first, second = self.take(2)
            size = second & 127
            if size == 126:
                size = int.from_bytes(self.take(2), "big")
            elif size == 127:
                size = int.from_bytes(self.take(8), "big")
            payload = self.take(size)
            if first & 15 == 1:
                return json.loads(payload)
            assert first & 15 in (9, 10), f"a frame of kind {first & 15} instead of text"

    def read_until(self, fits):
        while True:
            for item in self.read():
                if fits(item):
                    return item


def main(url):
    stream = Stream(url, "/v2/sip")
    stream.send({"action": "auth", "key": "cpquant", "secret": "secret"})
    stream.send({"action": "subscribe", "quotes": ["IBM"]})
    stream.send({"action": "subscribe", "bars": ["IBM"], "timeframe": "1Min"})
    stream.send({"action": "subscribe", "trades": ["IBM"]})
    stream.read_until(lambda item: item.get("msg") == "connected")
    stream.read_until(lambda item: item.get("msg") == "authenticated")
    stream.read_until(lambda item: item["T"] == "subscription" and item["trades"] == ["IBM"]
                      and item["bars"] == ["IBM"] and item["quotes"] == ["IBM"])
    body = json.dumps({"S": "IBM", "p": 190.25, "s": 17}).encode()
    urllib.request.urlopen(f"{url}/_venue/trade", body, timeout=10).read()
    trade = stream.read_until(lambda item: item["T"] == "t")
    assert trade["p"] == 190.25 and trade["s"] == 17, trade
    print("cpquant's way: authentication without the welcome and an extra key are fine")


if __name__ == "__main__":
    main(sys.argv[1])
