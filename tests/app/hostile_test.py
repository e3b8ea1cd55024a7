"""The state directory and the machine as hostile ground: links, other users' files, deleted locks, cut journals."""
import glob
import json
import os
import resource
import signal
import subprocess
import tempfile
import threading
import time
import unittest

from support import HFT, Running, Venue, clean_environment, hft, main, wait_until, write_tape, is_sanitized

KEYS = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}


def short_day(folder):
    """Options that play the last minutes of a day with a few trades, in a moment."""
    path = os.path.join(folder, "spy_20260702_trade.csv.gz")
    write_tape(path, [(57480000 + 1000 * i, 451.31, 17 + i % 3) for i in range(60)])
    return ["--at=15:57", "--speed=max", f"--tape={path}"]




class HostileCase(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.state = os.path.join(self.folder.name, "state")

    def day(self, *more, **options):
        return hft("--model=modulo", *short_day(self.folder.name), f"--state-dir={self.state}", *more, **options)

    def status(self, state=None):
        told = hft("control", "status", "--format=json", f"--state-dir={state or self.state}").stdout
        return json.loads(told or "{}")

    def trading(self, venue, *more):
        """A system that is ready and has sent an order."""
        system = Running("--model=modulo", f"--venue={venue.url}", f"--state-dir={self.state}", *more, env=KEYS)
        self.addCleanup(system.__exit__)
        wait_until(lambda: self.status().get("ready"), "the system is ready")
        venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": 17})
        wait_until(lambda: venue.get("/_venue/ledger")["orders"], "an order is there")
        return system

    def venue(self):
        venue = Venue("--quiet-tape", "--at=10:00", "--speed=1", "--date=2026-07-02")
        self.addCleanup(venue.__exit__)
        return venue

    def one_sentence(self, ran, code, *words):
        self.assertEqual(ran.returncode, code, ran.stderr)
        last = ran.stderr.strip().splitlines()[-1]
        self.assertTrue(last.startswith("hft: "), ran.stderr)
        for word in words:
            self.assertIn(word, last)


class StateDirectory(HostileCase):
    def test_one_that_every_user_can_write_is_refused(self):
        os.mkdir(self.state)
        os.chmod(self.state, 0o777)
        self.one_sentence(self.day(), 6, self.state, "every user")

    @unittest.skipIf(os.geteuid() != 0, "only root can give files away")
    def test_one_of_another_user_is_refused(self):
        os.mkdir(self.state, 0o700)
        os.chown(self.state, 65534, 65534)
        self.one_sentence(self.day(), 6, self.state, "65534")

    def test_a_link_as_the_state_directory_is_followed(self):
        os.mkdir(self.folder.name + "/real", 0o700)
        os.symlink("real", self.state)
        self.assertEqual(self.day().returncode, 0)

    def test_links_below_it_are_not_followed(self):
        os.mkdir(self.folder.name + "/elsewhere", 0o700)
        os.mkdir(self.state, 0o700)
        os.symlink("../elsewhere", self.state + "/accounts")
        self.one_sentence(self.day(), 6, "symbolic link")
        self.assertEqual(os.listdir(self.folder.name + "/elsewhere"), [])

    def test_no_link_is_written_through(self):
        venue = self.venue()
        victim = self.folder.name + "/victim"
        with open(victim, "w") as file:
            file.write("untouched")
        system = self.trading(venue)
        self.assertEqual(system.stop(), 0, system.said())
        (account,) = glob.glob(self.state + "/accounts/*")
        reports = glob.glob(account + "/sessions/*.json")
        self.assertEqual(len(reports), 1)
        for path in (reports[0] + ".new", account + "/models/modulo.json.new", self.state + "/starts.new",
                     self.state + "/run.marker.new"):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            os.symlink(victim, path)
        os.unlink(account + "/journal.lock")
        os.symlink(victim, account + "/journal.lock")
        second = hft("--model=modulo", f"--venue={venue.url}", f"--state-dir={self.state}", env=KEYS, timeout=60)
        self.one_sentence(second, 6, "symbolic link")
        os.unlink(account + "/journal.lock")
        third = self.trading(venue)
        self.assertEqual(third.stop(), 0, third.said())
        with open(victim) as file:
            self.assertEqual(file.read(), "untouched")


class Journal(HostileCase):
    def test_a_deleted_lock_lets_nobody_in(self):
        venue = self.venue()
        system = self.trading(venue)
        (account,) = glob.glob(self.state + "/accounts/*")
        os.unlink(account + "/journal.lock")
        os.unlink(self.state + "/control.sock")
        second = hft("--model=modulo", f"--venue={venue.url}", f"--state-dir={self.state}", env=KEYS, timeout=60)
        self.one_sentence(second, 6, "another running hft")
        self.assertEqual(system.stop(), 0, system.said())
        self.assertEqual(hft("journal", "--verify", f"--state-dir={self.state}").returncode, 0)

    def ends_with_six(self, harm):
        venue = self.venue()
        system = self.trading(venue)
        harm(sorted(glob.glob(self.state + "/accounts/*/*.journal"))[-1])
        venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": 31})
        self.assertEqual(system.process.wait(30), 6, system.said())
        self.assertIn("by another program", system.said())

    def test_a_journal_that_is_cut_short_is_a_halt(self):
        self.ends_with_six(lambda file: os.truncate(file, 0))

    def test_a_journal_that_is_cut_a_little_is_a_halt(self):
        self.ends_with_six(lambda file: os.truncate(file, os.path.getsize(file) - 1))

    def test_a_journal_that_is_deleted_is_a_halt(self):
        self.ends_with_six(os.unlink)

    def test_a_journal_that_is_changed_is_a_halt(self):
        def change(file):
            with open(file, "r+b") as written:
                written.seek(200)
                byte = written.read(1)
                written.seek(200)
                written.write(bytes([byte[0] ^ 1]))
        self.ends_with_six(change)


class Signals(HostileCase):
    def test_signals_that_mean_nothing_are_ignored_and_the_end_is_heard(self):
        for stop in (signal.SIGTERM, signal.SIGINT):
            with Running("--model=modulo", "--at=10:00", "--speed=1", f"--state-dir={self.state}") as system:
                wait_until(lambda: self.status().get("ready"), "it is ready")
                for idle in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGRTMIN, signal.SIGPIPE):
                    system.process.send_signal(idle)
                system.process.send_signal(signal.SIGHUP)
                wait_until(lambda: self.status().get("ready"), "it still answers")
                self.assertEqual(system.stop(how=stop), 0, system.said())

    def test_the_end_is_heard_while_the_venue_is_waited_for(self):
        import socket
        with socket.create_server(("127.0.0.1", 0)) as silent:
            with Running("--model=modulo", f"--venue=http://127.0.0.1:{silent.getsockname()[1]}",
                         f"--state-dir={self.state}", env=KEYS) as system:
                time.sleep(1)  # it waits for an answer that does not come
                began = time.monotonic()
                self.assertEqual(system.stop(timeout=20), 0, system.said())
                self.assertLess(time.monotonic() - began, 5)


class Streams(HostileCase):
    def closed(self, *arguments, timeout=60):
        def close():
            for number in (0, 1, 2):
                os.close(number)
        return subprocess.Popen([HFT, *arguments], env=clean_environment(), preexec_fn=close, close_fds=True)

    def test_closed_standard_streams_are_no_trouble(self):
        for arguments in (["--model=modulo", *short_day(self.folder.name), f"--state-dir={self.state}"], ["models"],
                          ["calendar", "--from=2026-01-02", "--to=2026-01-05"], ["clock"],
                          ["sessions", f"--state-dir={self.state}"], ["journal", f"--state-dir={self.state}"]):
            self.assertEqual(self.closed(*arguments).wait(60), 0, arguments)
        self.assertEqual(hft("journal", "--verify", f"--state-dir={self.state}").returncode, 0)

    def test_each_of_them_may_be_closed_alone(self):
        for number in (0, 1, 2):
            ran = subprocess.Popen([HFT, "--model=modulo", *short_day(self.folder.name), f"--state-dir={self.state}"],
                                   env=clean_environment(), preexec_fn=lambda n=number: os.close(n),
                                   stdout=subprocess.DEVNULL if number != 1 else None,
                                   stderr=subprocess.DEVNULL if number != 2 else None)
            self.assertEqual(ran.wait(60), 0)

    def test_a_log_that_nobody_reads_holds_up_nothing(self):
        read, write = os.pipe()
        system = subprocess.Popen([HFT, "--model=modulo", *short_day(self.folder.name), "--log-level=trace",
                                   f"--state-dir={self.state}"], env=clean_environment(),
                                  stdout=subprocess.DEVNULL, stderr=write, stdin=subprocess.DEVNULL)
        os.close(write)
        try:
            self.assertEqual(system.wait(120), 0)
        finally:
            os.close(read)


class Files(HostileCase):
    def test_settings_and_keys_are_regular_files_of_some_size(self):
        pipe = os.path.join(self.folder.name, "pipe")
        os.mkfifo(pipe)
        large = os.path.join(self.folder.name, "large")
        with open(large, "wb") as file:
            file.truncate(100 << 20)
        for odd in (pipe, self.folder.name, "/dev/zero", large):
            for option, code in (("--config", 3), ("--env-file", 2), ("--calendar-overrides", 2)):
                venue = ["--venue=http://127.0.0.1:9"] if option == "--env-file" else []
                began = time.monotonic()
                ran = self.day(f"{option}={odd}", *venue, timeout=30)
                self.one_sentence(ran, code, odd)
                self.assertLess(time.monotonic() - began, 10)


class Resources(HostileCase):
    def limited(self, *limits, user=None, timeout=60):
        def set_limits():
            for name, value in limits:
                resource.setrlimit(name, (value, value))
            if user is not None:
                os.setgid(user)
                os.setuid(user)
        began = time.monotonic()
        day = short_day(self.folder.name)
        os.chmod(day[-1].removeprefix("--tape="), 0o644)
        ran = subprocess.run([HFT, "--model=modulo", *day, f"--state-dir={self.state}"],
                             env=clean_environment(), preexec_fn=set_limits, capture_output=True, text=True,
                             timeout=timeout, stdin=subprocess.DEVNULL)
        return ran, time.monotonic() - began

    def refused(self, ran, took):
        self.assertGreater(ran.returncode, 0, ran.stderr)
        self.assertIn("hft: ", ran.stderr)
        self.assertLess(took, 20)

    @unittest.skipIf(is_sanitized(), "AddressSanitizer takes all addresses there are")
    def test_memory_that_cannot_be_had(self):
        for megabytes in (200, 300, 400, 600):
            ran, took = self.limited((resource.RLIMIT_AS, megabytes << 20))
            if ran.returncode != 0:
                self.refused(ran, took)

    def test_descriptors_that_cannot_be_had(self):
        for count in (8, 12, 16, 20, 24, 32, 40, 60):
            with self.subTest(count):
                ran, took = self.limited((resource.RLIMIT_NOFILE, count))
                self.refused(ran, took)
                self.assertLess(took, 5)

    def test_a_summary_for_a_pipe_that_nobody_reads_is_told(self):
        pipe = os.path.join(self.folder.name, "pipe")
        os.mkfifo(pipe)
        began = time.monotonic()
        ran = hft("--model=modulo", *short_day(self.folder.name), f"--state-dir={self.state}", f"--summary={pipe}")
        self.assertIn("summary " + pipe + " cannot be written", ran.stderr)
        self.assertLess(time.monotonic() - began, 15)

    def test_files_that_may_not_grow(self):
        ran, took = self.limited((resource.RLIMIT_FSIZE, 64 << 10))
        self.assertEqual(ran.returncode, 6, ran.stderr)
        self.refused(ran, took)

    @unittest.skipIf(os.geteuid() != 0, "only root can become another user")
    def test_threads_that_cannot_be_had(self):
        nobody = 54321
        os.chmod(self.folder.name, 0o755)
        os.mkdir(self.state, 0o700)
        os.chown(self.state, nobody, nobody)
        for count in (1, 2, 4, 6, 8, 10, 12):
            ran, took = self.limited((resource.RLIMIT_NPROC, count), user=nobody)
            if ran.returncode != 0:
                self.refused(ran, took)


if __name__ == "__main__":
    main()
