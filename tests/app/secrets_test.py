"""Somebody's keys show up nowhere: not in logs, state files or answers, and not in a core dump."""
import os
import resource
import signal
import subprocess
import tempfile
import unittest

from support import HFT, Venue, clean_environment, hft, main, wait_until

KEY, SECRET = "PKQUITEUNIQUE0001", "s3cret-quite-unique-0002"


def unlimited_core():
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def aborted(folder, *arguments, env=None, until=lambda: True):
    """Runs in a folder until it trades, makes it abort there; whether it dumped its memory, and what it said."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen([HFT, "--model=modulo", f"--state-dir={folder}/state", "--log-level=debug", *arguments],
                                   stdout=subprocess.DEVNULL, stderr=errors, stdin=subprocess.DEVNULL, cwd=folder,
                                   env={**clean_environment(), **(env or {})}, preexec_fn=unlimited_core)
        try:
            wait_until(lambda: hft("control", "status", f"--state-dir={folder}/state").returncode == 0, "it answers")
            until()
            process.send_signal(signal.SIGABRT)
            _, how = os.waitpid(process.pid, 0)
            process.returncode = -signal.SIGABRT
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        errors.seek(0)
        return os.WCOREDUMP(how), errors.read()


class Secrets(unittest.TestCase):
    def test_keys_show_up_nowhere(self):
        with Venue(f"--key={KEY}", f"--secret={SECRET}", "--at=10:00", "--speed=20", "--date=2026-07-02") as venue, \
             tempfile.TemporaryDirectory() as folder:
            def trades():
                wait_until(lambda: venue.get("/_venue/ledger", KEY, SECRET)["fills"], "it trades")
                for verb in ("status", "models", "orders", "positions"):
                    ran = hft("control", verb, f"--state-dir={folder}/state")
                    self.assertNotIn(SECRET, ran.stdout + ran.stderr)

            _, said = aborted(folder, f"--venue={venue.url}", until=trades,
                              env={"APCA_API_KEY_ID": KEY, "APCA_API_SECRET_KEY": SECRET})
            self.assertFalse(SECRET.encode() in said, "it is in the log")
            for word in (b"debug", b"/v2/clock was answered with 200 after", b"  fill ", b"  order ",
                         b"The broker's clock says", b"The data stream is live."):
                self.assertIn(word, said)
            files = [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names]
            self.assertGreater(len(files), 1)
            for path in files:
                if os.path.isfile(path):
                    with open(path, "rb") as file:
                        self.assertFalse(SECRET.encode() in file.read(), path)

    def test_a_process_that_holds_keys_leaves_no_core_dump(self):
        with tempfile.TemporaryDirectory() as folder:
            dumped, _ = aborted(folder, "--at=10:00", "--speed=1")
            if not dumped:
                self.skipTest("nothing dumps its memory on this machine")
        with Venue("--at=10:00", "--speed=1", "--date=2026-07-02") as venue, tempfile.TemporaryDirectory() as folder:
            dumped, _ = aborted(folder, f"--venue={venue.url}", env={"APCA_API_KEY_ID": KEY, "APCA_API_SECRET_KEY": SECRET})
            self.assertFalse(dumped)


if __name__ == "__main__":
    main()
