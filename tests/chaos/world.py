"""What a chaos run needs: a venue in its own process, a system to kill, and quick ways to ask both. Standard library only."""
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "app"))
from support import HFT, clean_environment  # noqa: E402

PATIENCE = 90.0  # seconds until something that should happen counts as never happening


class Broken(AssertionError):
    """A promise of the system that did not hold."""


class Venue:
    """`hft venue` on its own port, spoken to over one kept connection."""

    def __init__(self, folder):
        self.log = open(os.path.join(folder, "venue.log"), "w+")
        self.process = subprocess.Popen(
            [HFT, "venue", "--quiet-tape", "--at=10:00", "--speed=1", "--date=2026-07-02", "--rate-limit=0"],
            stdout=subprocess.PIPE, stderr=self.log, text=True, env=clean_environment(), stdin=subprocess.DEVNULL)
        first = self.process.stdout.readline()
        if not first.startswith("listening on "):
            raise Broken(f"the venue said {first!r}")
        self.url = first.split()[2]
        self.plan = []
        self.connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=30)

    def ask(self, method, path, body=None, key="nobody"):
        text = None if body is None else json.dumps(body)
        self.connection.request(method, path, text, {"APCA-API-KEY-ID": key, "APCA-API-SECRET-KEY": "s",
                                                     "Content-Type": "application/json"})
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 400:
            raise Broken(f"{method} {path}: the venue answered {answer.status} {text[:200]!r}")
        return json.loads(text) if text.strip() else None

    def try_ask(self, *arguments, **named):
        """None when the venue refuses."""
        try:
            return self.ask(*arguments, **named)
        except Broken:
            return None

    def trade(self, symbol, size):
        self.ask("POST", "/_venue/trade", {"S": symbol, "p": 573.8, "s": size})

    def halt(self, symbol, halted):
        """Trading in the symbol stops or goes on at the venue, and nobody is told of it."""
        self.ask("POST", "/_venue/faults", {"clear": True, "faults": [*self.plan, {"kind": "mute_data"}]})
        self.ask("POST", "/_venue/trade", {"T": "s", "S": symbol, "sc": "H" if halted else "T", "rc": "T1"})
        self.faults(self.plan)

    def faults(self, plan):
        self.plan = plan
        self.ask("POST", "/_venue/faults", {"clear": True, "faults": plan})

    def more_faults(self, plan):
        """Beside those that are there."""
        self.ask("POST", "/_venue/faults", plan)

    def alive(self):
        return self.process.poll() is None

    def end(self):
        self.connection.close()
        if self.alive():
            self.process.terminate()
        self.process.wait(30)
        self.process.stdout.close()
        self.log.close()


class System:
    """The state directory of a system and its present process."""

    def __init__(self, venue, folder, model, key, options=(), kind="modulo"):
        self.venue, self.model, self.key, self.kind = venue, model, key, kind
        self.options = list(options)
        self.state = os.path.join(folder, "state")
        self.log = open(os.path.join(folder, "system.log"), "w+")
        self.process = None
        self.started = 0.0

    def start(self, crash_at=None):
        environment = clean_environment()
        environment.update(APCA_API_KEY_ID=self.key, APCA_API_SECRET_KEY="s")
        if crash_at:
            environment["HFT_CRASH_AT"] = crash_at
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [HFT, f"--model={self.model}={self.kind}", f"--venue={self.venue.url}", f"--state-dir={self.state}",
             "--when-closed=exit", *self.options],
            stdout=subprocess.DEVNULL, stderr=self.log, env=environment, stdin=subprocess.DEVNULL)

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def kill(self, how=signal.SIGKILL):
        if self.alive():
            self.process.send_signal(how)

    def wait(self, timeout=PATIENCE):
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise Broken("the system did not end") from None

    def talk(self, head, body=b""):
        with socket.socket(socket.AF_UNIX) as wire:
            wire.settimeout(20)
            wire.connect(os.path.join(self.state, "control.sock"))
            wire.sendall(head + f"\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
            text = b""
            while part := wire.recv(1 << 16):
                text += part
        return json.loads(text.split(b"\r\n\r\n", 1)[1])

    def ask(self, what):
        """`status`, `positions` or `orders`; None when nobody answers (yet)."""
        try:
            return self.talk(f"GET /{what} HTTP/1.1".encode())
        except (OSError, ValueError, IndexError):
            return None

    def tell(self, verb, **arguments):
        """A command's answer; None when nobody answered, so that it may have been done or not."""
        try:
            body = json.dumps({"verb": verb, "arguments": arguments}).encode()
            return self.talk(b"POST /control HTTP/1.1", body)
        except (OSError, ValueError, IndexError):
            return None

    def wait_ready(self):
        """Seconds from its start; None when it died before."""
        while time.monotonic() - self.started < PATIENCE:
            if not self.alive():
                return None
            if (self.ask("status") or {}).get("ready"):
                return time.monotonic() - self.started
            time.sleep(0.002)
        raise Broken(f"it was not ready within {PATIENCE:.0f} s: {self.ask('status')}")

    def journal(self):
        read = subprocess.run([HFT, "journal", "--format=json", f"--state-dir={self.state}"],
                              capture_output=True, text=True, env=clean_environment())
        if read.returncode != 0:
            raise Broken(f"the journal cannot be read: {read.stderr.strip()}")
        return [json.loads(line) for line in read.stdout.splitlines()]

    def verify(self):
        """The library's own check, as an operator runs it."""
        ran = subprocess.run([HFT, "journal", "--verify", f"--state-dir={self.state}"],
                             capture_output=True, text=True, env=clean_environment())
        if ran.returncode != 0:
            raise Broken(f"the journal does not verify: {ran.stderr.strip()}")

    def said(self, lines=15):
        self.log.seek(0)
        return "".join(self.log.readlines()[-lines:])

    def end(self):
        self.kill()
        if self.process:
            self.process.wait(30)
        self.log.close()


def scratch():
    """A folder in memory where there is one: what is tested is the death of a process, not of a machine."""
    shared = "/dev/shm"
    return tempfile.TemporaryDirectory(prefix="hft-chaos-", dir=shared if os.access(shared, os.W_OK) else None)
