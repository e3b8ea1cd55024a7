"""The second yardstick: the loop as cpquant's users write it in Python, with websockets and requests.

Usage: python_loop.py HOST PORT
"""
import asyncio
import json
import sys

try:
    import requests
    import websockets
except ImportError as error:
    sys.exit(f"python_loop needs python3-websockets and python3-requests: {error}")

KEYS = {"APCA-API-KEY-ID": "bench", "APCA-API-SECRET-KEY": "bench"}


async def trade(host, port):
    session = requests.Session()  # warm: kinder than a connection for each order
    session.headers.update(KEYS)

    def place(side):
        body = {"symbol": "SPY", "qty": "5", "side": side, "type": "market", "time_in_force": "day"}
        session.post(f"http://{host}:{port}/v2/orders", json=body)

    async with websockets.connect(f"ws://{host}:{port}/v2/iex") as feed:
        await feed.send(json.dumps({"action": "auth", "key": "bench", "secret": "bench"}))
        await feed.send(json.dumps({"action": "subscribe", "trades": ["SPY"]}))
        async for message in feed:
            for item in json.loads(message):
                if item["T"] != "t":
                    continue
                if item["s"] % 17 == 0:
                    place("sell")
                elif item["s"] % 31 == 0:
                    place("buy")


if __name__ == "__main__":
    try:
        asyncio.run(trade(sys.argv[1], sys.argv[2]))
    except (websockets.ConnectionClosed, requests.ConnectionError, KeyboardInterrupt):
        pass  # the server ends the measurement by going away
