"""The control socket spoken to directly: thousands of commands without a process for each."""
import http.client
import json
import os
import socket


class ControlSocket:
    def __init__(self, state_dir):
        self.path = os.path.join(state_dir, "control.sock")
        self.connection = None

    def __call__(self, verb, **arguments):
        """(done, sentence, report as a value or None)."""
        body = json.dumps({"verb": verb, "arguments": arguments})
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("localhost", timeout=30)
                self.connection.sock = socket.socket(socket.AF_UNIX)
                self.connection.sock.settimeout(30)
                self.connection.sock.connect(self.path)
            self.connection.request("POST", "/control", body, {"Content-Type": "application/json"})
            answer = json.load(self.connection.getresponse())
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        return answer["done"], answer["text"], json.loads(answer["json"]) if answer["json"] else None

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def status(self):
        try:
            return self("status")[2] or {}
        except (OSError, http.client.HTTPException):
            return {}
