"""The commands of docs/swapping-models.md, one after the other, to a system that runs as the page says."""
import os
import shlex
import tempfile
import unittest

from control_socket import ControlSocket
from docs_test import commands
from support import Running, Venue, hft, main, wait_until

PAGE = "docs/swapping-models.md"
KEYS = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}


class Swapping(unittest.TestCase):
    def test_every_command_of_the_page_in_its_order(self):
        start, *told = [shlex.split(line)[1:] for line in commands(PAGE)]
        self.assertGreater(len(told), 10)
        with tempfile.TemporaryDirectory() as folder, \
             Venue("--quiet-tape", "--at=10:00", "--speed=1", "--date=2026-07-02") as venue:
            state = os.path.join(folder, "state")
            with Running(*start, f"--venue={venue.url}", f"--state-dir={state}", env=KEYS) as system:
                control = ControlSocket(state)
                wait_until(lambda: control.status().get("ready"), "the system is ready")
                for words in told:
                    venue.post("/_venue/trade", [{"S": "SPY", "p": 451.3, "s": 100}] * 3)
                    with self.subTest(" ".join(words)):
                        ran = hft(*words, f"--state-dir={state}")
                        self.assertEqual(ran.returncode, 0, ran.stderr)
                models = control.status()["models"]
                control.close()
                self.assertEqual(models["quick"]["state"], "stopped")
                self.assertEqual(models["idea"]["state"], "running")
                self.assertEqual(system.stop(), 0, system.said())


if __name__ == "__main__":
    main()
