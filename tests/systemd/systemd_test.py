"""The package under a real systemd: installs, trades a day, survives what an operator and a bad night do to it."""
import glob
import json
import os
import re
import signal
import subprocess
import sys
import time
import unittest

from machine import SOURCE, CannotBoot, Machine, say, wait_until

PACKAGE = sorted(glob.glob(os.path.join(SOURCE, "build", "release", "hft-system_*.deb")))
UNIT = "hft@modulo.service"
STATE = "/var/lib/hft/modulo"
KEYS = {"APCA_API_KEY_ID": "THEKEYID", "APCA_API_SECRET_KEY": "THESECRETKEY"}
STORY = ("starts on account", "The session of 2026-07-02 opens at 09:30 and closes at 16:00 New York time.",
         "The books are reconciled with the broker.", "The system is ready: reconciled and subscribed.",
         "The regular session of 2026-07-02 is open until 16:00 New York time.", "10:00 New York time: So far",
         "15:00 New York time: So far", "The regular session of 2026-07-02 is over.", "Model modulo saw",
         "The system has ended in order.", "Deactivated successfully")
machine = None


def sh_blocks(page, heading):
    with open(os.path.join(SOURCE, "docs", page)) as file:
        section = file.read().split("## " + heading + "\n")[1].split("\n## ")[0]
    return [line.split("  #")[0].strip() for block in re.findall(r"^```sh\n(.*?)^```", section, re.S | re.M)
            for line in block.splitlines() if line.strip()]


def run_line(line):
    """A command of the page as it stands; where it reads a key, the key comes."""
    key = line.rsplit("/", 1)[-1]
    say(line)
    return machine.run(line, stdin=KEYS[key] + "\n" if "/dev/stdin" in line else None)


def venue(options):
    """The venue's unit anew, with fresh accounts, and a service that knows nothing of old ones."""
    machine.run(f"systemctl stop {UNIT} hft-venue; systemctl reset-failed; rm -rf {STATE}", check=False)
    machine.write("/etc/hft/venue.env", f"HFT_VENUE_OPTIONS={options} --key={KEYS['APCA_API_KEY_ID']} "
                                        f"--secret={KEYS['APCA_API_SECRET_KEY']}\n")
    machine.run("systemctl start hft-venue")


def drop_in(unit, text):
    machine.write(f"/etc/systemd/system/{unit}.d/test.conf", text)
    machine.run("systemctl daemon-reload")


def ledger():
    return machine.http("/_venue/ledger")


def status():
    ran = machine.run(f"hft control --state-dir={STATE} status --format=json", check=False)
    return json.loads(ran.stdout) if ran.returncode == 0 else {}


def trading():
    """The status once it is ready and has traded."""
    now = status()
    return now if now.get("ready") and sum(m["fills"] for m in now["models"].values()) > 3 else None


def main_pid():
    return machine.show(UNIT, "MainPID")


OPEN = {"new", "accepted", "pending_new", "partially_filled", "held", "pending_cancel", "pending_replace"}


def working(orders):
    return [o["client_order_id"] for o in orders["orders"] if o["status"] in OPEN]


def books_agree():
    """Positions at the venue equal to those the system tells, to the share, at a quiet moment."""
    def equal():
        before = ledger()["positions"]
        ran = machine.run(f"hft control --state-dir={STATE} positions --format=json", check=False)
        if ran.returncode != 0 or ledger()["positions"] != before:
            return None
        ours = {s: p["quantity"] for s, p in json.loads(ran.stdout)["account"].items() if p["quantity"] != "0"}
        return ours == {s: q for s, q in before.items() if q != "0"} or None
    wait_until(equal, "books and venue agree")


class Systemd(unittest.TestCase):
    def test_02_five_commands_from_a_fresh_debian_to_a_running_service(self):
        machine.write("/etc/hft/modulo.env", "HFT_OPTIONS=--venue=http://127.0.0.1:8900\n")
        commands = sh_blocks("deployment.md", "Five commands")[:5]
        self.assertEqual(len(commands), 5)
        run_line(commands[0])
        self.assertNotIn("active", machine.run(f"systemctl is-active {UNIT} hft-venue", check=False).stdout.split())
        venue("--date=2026-07-02 --at=08:30 --speed=400 --seed=3")
        start = machine.cursor()
        for command in commands[1:]:
            run_line(command)
        # `systemctl start` has come back: so it is reconciled and subscribed.
        self.assertTrue(status()["ready"])
        told = machine.messages(UNIT, start)
        reconciled = next(i for i, m in enumerate(told) if "are reconciled with the broker" in m)
        ready = next(i for i, m in enumerate(told) if "The system is ready" in m)
        self.assertLess(reconciled, ready)
        self.assertIn("2026-07-02", machine.show(UNIT, "StatusText"))
        wait_until(trading, "the day trades")
        wait_until(lambda: machine.show(UNIT, "ActiveState") == "inactive", "the close stops it", 180)
        self.assertEqual(machine.show(UNIT, "Result"), "success")
        self.assertEqual(machine.show(UNIT, "NRestarts"), "0")
        self.assertEqual(working(ledger()), [])
        self.check_story(machine.journal(UNIT, start))

    def check_story(self, records):
        """What `journalctl -u` shows of the day: each sentence in its place, and nothing an operator should look into."""
        sentences = [r.get("MESSAGE", "") for r in records]
        rest = iter(sentences)
        for part in STORY:
            self.assertTrue(any(part in sentence for sentence in rest), f"no {part!r} in its place:\n" + "\n".join(sentences))
        ours = [r for r in records if r.get("SYSLOG_IDENTIFIER") == "hft"]
        self.assertEqual([r["MESSAGE"] for r in ours if int(r["PRIORITY"]) <= 4], [])
        self.assertIn("Regular", {r.get("HFT_PHASE") for r in ours})
        self.assertNotIn(KEYS["APCA_API_SECRET_KEY"], "\n".join(sentences))

    def test_03_its_sessions_are_listed(self):
        text = machine.say(f"hft sessions --state-dir={STATE} --format=json")
        sessions = json.loads(text)
        self.assertEqual(sessions[-1]["date"], "2026-07-02")
        self.assertGreater(sessions[-1]["models"]["modulo"]["fills"], 0)

    def test_04_units_are_sound_and_locked_down(self):
        for unit in (UNIT, "hft-venue.service"):
            ran = machine.run(f"systemd-analyze verify --man=no {unit} hft@modulo.timer", check=False)
            self.assertNotIn("hft", ran.stderr, ran.stderr)
            text = machine.run(f"systemd-analyze security --no-pager {unit}", check=False).stdout
            exposure = float(re.search(r"Overall exposure level for \S+: ([0-9.]+)", text).group(1))
            self.assertLessEqual(exposure, 1.5)
            say(f"{unit} exposure {exposure}")

    def test_05_the_timer_means_new_york_and_fires(self):
        shown = machine.show("hft@modulo.timer", "TimersCalendar")
        self.assertIn("Mon..Fri *-*-* 09:00:00 America/New_York", shown)
        for date, utc in (("2026-03-06 00:00:00 UTC", "2026-03-06 14:00:00 UTC"),
                          ("2026-03-07 00:00:00 UTC", "2026-03-09 13:00:00 UTC")):
            text = machine.say(f"systemd-analyze calendar --base-time='{date}' 'Mon..Fri 09:00 America/New_York'")
            self.assertIn(utc, text)
        venue("--date=2026-12-25 --at=09:00 --speed=1")
        drop_in("hft@modulo.timer", "[Timer]\nOnCalendar=\nOnActiveSec=2\n")
        start = machine.cursor()
        begun = time.monotonic()
        machine.run("systemctl restart hft@modulo.timer")
        # The date is a holiday: it starts, says why there is nothing to do, and ends well.
        wait_until(lambda: any("Deactivated successfully" in m for m in machine.messages(UNIT, start)),
                   "the holiday's run has ended", 20)
        self.assertLess(time.monotonic() - begun, 15)
        self.assertEqual(machine.show(UNIT, "Result"), "success")
        self.assertTrue(any("The market is closed" in m for m in machine.messages(UNIT, start)))
        machine.run("systemctl stop hft@modulo.timer; rm -r /etc/systemd/system/hft@modulo.timer.d; systemctl daemon-reload")

    def test_06_a_hanging_process_is_restarted_by_the_watchdog(self):
        venue("--date=2026-07-02 --at=10:00 --speed=20")
        drop_in("hft@.service", "[Service]\nWatchdogSec=4\n")
        machine.run(f"systemctl start {UNIT}")
        wait_until(trading, "it trades")
        start = machine.cursor()
        time.sleep(6)  # longer than the watchdog: it is fed
        self.assertEqual(machine.show(UNIT, "NRestarts"), "0")
        machine.run(f"kill -STOP {main_pid()}")
        wait_until(lambda: machine.show(UNIT, "NRestarts") == "1", "the watchdog restarts it", 40)
        self.assertTrue(any("Watchdog timeout" in m for m in machine.messages(UNIT, start)))
        wait_until(lambda: status().get("ready"), "it is ready again", 60)
        books_agree()

    def test_07_a_killed_process_is_restarted_with_its_books(self):
        fills = len(ledger()["fills"])
        self.assertGreater(fills, 0)
        machine.run(f"kill -KILL {main_pid()}")
        wait_until(lambda: machine.show(UNIT, "NRestarts") == "2", "it is restarted", 40)
        wait_until(lambda: status().get("ready"), "it is ready again", 90)
        wait_until(lambda: len(ledger()["fills"]) > fills, "it trades again")
        books_agree()
        self.assertIn("good", machine.say(f"hft journal --verify --state-dir={STATE}"))

    def test_08_settings_are_read_again_without_a_restart(self):
        before = main_pid()
        config = machine.say("cat /etc/hft/hft.toml")
        start = machine.cursor()
        machine.write("/etc/hft/hft.toml", config + '\nlimit = ["order_size=1"]\n')
        machine.run(f"systemctl reload {UNIT}")
        wait_until(lambda: "The risk limits and the log level were read again." in machine.messages(UNIT, start),
                   "the settings are read again")
        wait_until(lambda: status()["models"]["modulo"]["refused"] > 0, "the new limit refuses")
        machine.write("/etc/hft/hft.toml", config + '\nlimit = ["nonsense=1"]\n')
        machine.run(f"systemctl reload {UNIT}")
        wait_until(lambda: any("stay as they were" in m for m in machine.messages(UNIT, start)), "the fault is told")
        self.assertEqual(machine.show(UNIT, "ActiveState"), "active")
        self.assertEqual(main_pid(), before)
        machine.write("/etc/hft/hft.toml", config + "\n")
        machine.run(f"hft control --state-dir={STATE} halt --reason='looking into it'")
        wait_until(lambda: "Trading is halted: looking into it." in machine.show(UNIT, "StatusText"), "the halt is shown")
        machine.run(f"hft control --state-dir={STATE} resume")
        wait_until(lambda: "halted" not in machine.show(UNIT, "StatusText"), "it is shown no more")

    def test_09_a_stop_in_a_burst_leaves_no_working_order(self):
        venue("--date=2026-07-02 --at=10:00 --speed=60")
        options = machine.say("cat /etc/hft/modulo.env")
        machine.write("/etc/hft/modulo.env", options + " --model=maker=avellaneda_stoikov:kappa=1,interval=120,window=2\n")
        machine.run(f"systemctl start {UNIT}")
        wait_until(lambda: trading() and len(working(ledger())) > 1, "it trades, and a bid and an ask rest")
        machine.http("/_venue/faults", '{"faults":[{"kind":"hold_cancels"},{"kind":"delay_update","delay_ms":300},'
                                       '{"kind":"answer_late","method":"POST","path":"/v2/orders","delay_ms":700}]}')
        time.sleep(0.5)
        start = machine.cursor()
        begun = time.monotonic()
        machine.run(f"systemctl stop --no-block {UNIT}")
        wait_until(lambda: any(o["status"] == "pending_cancel" for o in ledger()["orders"]), "cancels are held", 10)
        time.sleep(1.5)
        self.assertEqual(machine.show(UNIT, "ActiveState"), "deactivating")  # it waits for its cancels
        machine.http("/_venue/faults", '{"clear":true}')
        wait_until(lambda: machine.show(UNIT, "ActiveState") == "inactive", "it has stopped", 30)
        self.assertLess(time.monotonic() - begun, 30)
        self.assertEqual(machine.show(UNIT, "Result"), "success")
        self.assertEqual(working(ledger()), [])
        self.assertFalse(any("still open" in m for m in machine.messages(UNIT, start)))
        machine.write("/etc/hft/modulo.env", options + "\n")
        self.assertTrue(any("canceling what works" in m for m in machine.messages(UNIT, start)))

    def test_10_a_wrong_key_does_not_loop(self):
        venue("--date=2026-07-02 --at=10:00 --speed=1")
        machine.write("/etc/credstore/APCA_API_KEY_ID", "WRONG\n", 0o600)
        start = machine.cursor()
        ran = machine.run(f"systemctl start {UNIT}", check=False)
        self.assertNotEqual(ran.returncode, 0)
        errors = [r["MESSAGE"] for r in machine.journal(UNIT, start) if r.get("PRIORITY") == "3"]
        self.assertTrue(any(m.startswith("hft: ") for m in errors), errors)  # what `-p warning` shows says why
        time.sleep(3)
        self.assertEqual(machine.show(UNIT, "ActiveState"), "failed")
        self.assertEqual(machine.show(UNIT, "NRestarts"), "0")
        self.assertEqual(machine.show(UNIT, "ExecMainStatus"), "3")
        machine.write("/etc/credstore/APCA_API_KEY_ID", KEYS["APCA_API_KEY_ID"] + "\n", 0o600)
        # Mended, it starts at once: only what restarts by itself waits.
        begun = time.monotonic()
        machine.run(f"systemctl start {UNIT}")
        self.assertLess(time.monotonic() - begun, 10)
        machine.run(f"systemctl stop {UNIT}")

    def test_10b_what_cannot_be_started_stays_down(self):
        machine.write("/root/garbage", "not a credential")
        drop_in(UNIT, "[Service]\nLoadCredentialEncrypted=APCA_API_KEY_ID:/root/garbage\n")
        self.assertNotEqual(machine.run(f"systemctl start {UNIT}", check=False).returncode, 0)
        time.sleep(3)
        self.assertEqual(machine.show(UNIT, "ActiveState"), "failed")
        self.assertEqual(machine.show(UNIT, "NRestarts"), "0")
        machine.run(f"rm -r /etc/systemd/system/{UNIT}.d; systemctl daemon-reload; systemctl reset-failed")

    def test_11_encrypted_keys_work_as_the_page_says(self):
        commands = sh_blocks("deployment.md", "Encrypted keys")
        self.assertGreater(len(commands), 4)
        for command in commands:
            run_line(command)
        machine.run(f"systemctl reset-failed; systemctl start {UNIT}")
        self.assertTrue(status()["ready"])

    def test_12_the_pages_other_commands(self):
        more = sh_blocks("deployment.md", "Five commands")[5:]
        self.assertEqual(len(more), 1)
        run_line(more[0])
        options = machine.say("cat /etc/hft/modulo.env")
        machine.write("/etc/hft/modulo.env", options + " --venue=http://127.0.0.1:8900\n")
        machine.run(f"systemctl restart {UNIT}")
        self.assertEqual(sorted(status()["models"]), ["modulo", "trend"])
        for heading in ("Try it on the simulated venue", "Watch it"):
            for command in sh_blocks("deployment.md", heading):
                run_line(command)

    def told(self, start, title):
        """What apprise said to the journal, which stands for people here."""
        # Not by -t: with a cursor journalctl takes the first that matches for the cursor's own and leaves it out.
        records = [json.loads(line) for line in machine.say(f"journalctl --no-pager -o json --after-cursor='{start}'").splitlines()]
        text = "\n".join(str(record.get("MESSAGE")) for record in records if record.get("SYSLOG_IDENTIFIER") == "Apprise")
        return title in text and text

    def test_12b_people_are_told_of_a_halt_and_of_its_end(self):
        machine.write("/etc/hft/notify.conf", "syslog://\n")
        self.assertEqual(machine.say("chown root:hft /etc/hft/notify.conf && chmod 640 /etc/hft/notify.conf && "
                                     "hft alerts check --dry-run >/dev/null && echo sound"), "sound")
        venue("--date=2026-07-02 --at=10:00 --speed=20")
        machine.run(f"systemctl start {UNIT}")
        self.assertEqual(machine.show("hft-halt@modulo.path", "ActiveState"), "active")
        wait_until(trading, "it trades")
        for _ in range(6):  # more often than systemd starts an ordinary unit
            start = machine.cursor()
            machine.run(f"hft control --state-dir={STATE} halt --reason='a test of the alarm'")
            text = wait_until(lambda: self.told(start, "hft modulo: trading is halted"), "the halt is told")
            self.assertIn("a test of the alarm", text)
            self.assertIn("docs/operations.md#hfthalted", text)
            start = machine.cursor()
            machine.run(f"hft control --state-dir={STATE} resume")
            wait_until(lambda: self.told(start, "hft modulo: trading goes on"), "its end is told")
        self.assertEqual(machine.show("hft-halt@modulo.path", "ActiveState"), "active")

    def test_12c_people_are_told_of_a_service_that_stays_down(self):
        options = machine.say("cat /etc/hft/modulo.env")
        self.addCleanup(lambda: machine.write("/etc/hft/modulo.env", options + "\n"))
        machine.write("/etc/hft/modulo.env", "HFT_OPTIONS=--nonsense\n")
        start = machine.cursor()
        self.assertNotEqual(machine.run(f"systemctl restart {UNIT}", check=False).returncode, 0)
        text = wait_until(lambda: self.told(start, f"hft: {UNIT} failed"), "the failure is told")
        self.assertIn("docs/operations.md#hftdown", text)
        self.assertEqual(machine.show(f"hft-notify@{UNIT}.service", "Result"), "success")
        # Who cannot be told holds up nobody: nothing fails for it.
        machine.run("mv /etc/hft/notify.conf /etc/hft/notify.not")
        machine.run(f"systemctl reset-failed {UNIT}; systemctl start {UNIT}", check=False)
        said = wait_until(lambda: [m for m in machine.messages(f"hft-notify@{UNIT}.service") if "nobody is told" in m], "it says so")
        self.assertIn("/etc/hft/notify.conf is not there", said[0])
        self.assertEqual(machine.show(f"hft-notify@{UNIT}.service", "Result"), "success")
        machine.run("mv /etc/hft/notify.not /etc/hft/notify.conf")
        machine.write("/etc/hft/modulo.env", options + "\n")
        machine.run(f"systemctl reset-failed; systemctl start {UNIT}")
        self.assertTrue(status()["ready"])

    def test_12d_the_calendar_is_told_every_minute(self):
        machine.run("mkdir -p /var/lib/prometheus/node-exporter && chmod 755 /var/lib/prometheus/node-exporter")
        machine.run("systemctl start hft-calendar.service")
        text = machine.say("cat /var/lib/prometheus/node-exporter/hft_calendar.prom")
        self.assertEqual(text.count("hft_calendar_phase{"), 4)
        self.assertEqual(sum(line.endswith(" 1") for line in text.splitlines() if not line.startswith("#")), 1)
        self.assertEqual(machine.say("stat -c %a /var/lib/prometheus/node-exporter/hft_calendar.prom"), "644")
        machine.run("rm /var/lib/prometheus/node-exporter/hft_calendar.prom; systemctl enable --now hft-calendar.timer")
        wait_until(lambda: machine.run("ls /var/lib/prometheus/node-exporter/hft_calendar.prom", check=False).returncode == 0,
                   "the timer fires", 90)

    def test_12e_units_that_tell_are_sound(self):
        for unit in ("hft-notify@x.service", "hft-halt@modulo.path", "hft-calendar.service", "hft-calendar.timer"):
            ran = machine.run(f"systemd-analyze verify --man=no {unit}", check=False)
            self.assertNotIn("hft", ran.stderr, ran.stderr)

    def test_13_a_machine_that_restarts_in_a_session_trades_on(self):
        venue("--date=2026-07-02 --at=10:00 --speed=20 --state=/var/lib/hft-venue/accounts.json")
        machine.run(f"systemctl enable hft-venue; systemctl start {UNIT}")
        wait_until(trading, "it trades")
        machine.power_off()
        machine.boot()
        # Nobody starts it: the page's commands enabled it.
        wait_until(lambda: status().get("ready"), "it is ready after the boot", 60)
        before = len(ledger()["fills"])
        self.assertGreater(before, 3)
        wait_until(lambda: len(ledger()["fills"]) > before, "it trades on")
        books_agree()
        sentences = machine.messages(UNIT)
        self.assertTrue(any("canceling what works" in m for m in sentences))
        self.assertIn("good", machine.say(f"hft journal --verify --state-dir={STATE}"))

    def test_14_an_upgrade_leaves_a_running_system_alone(self):
        # One that waits before its start runs the old program too.
        drop_in("hft@waiting.service", "[Service]\nExecStart=\nExecStart=/bin/sleep 600\n")
        machine.run("systemctl start --no-block hft@waiting")
        wait_until(lambda: machine.show("hft@waiting.service", "ActiveState") == "activating", "it waits")
        before = main_pid()
        ran = machine.run("dpkg -i /root/hft-system_*.deb")
        for unit in (UNIT, "hft@waiting.service"):
            self.assertIn(f"{unit} keeps running", ran.stdout)
        machine.run("systemctl stop hft@waiting; rm -r /etc/systemd/system/hft@waiting.service.d")
        self.assertEqual(main_pid(), before)
        self.assertTrue(status()["ready"])

    def test_15_a_purge_leaves_nothing_behind(self):
        machine.run("systemctl enable hft@modulo.timer")
        machine.run("systemctl start hft@nonsense", check=False)
        self.assertEqual(machine.show("hft@nonsense.service", "ActiveState"), "failed")
        machine.run("apt-get -y -qq purge hft-system")
        left = machine.run("ls -d /var/lib/hft /var/lib/hft-venue /etc/hft /usr/bin/hft /etc/systemd/system/*.wants/hft* "
                           "2>/dev/null", check=False).stdout
        self.assertEqual(left, "")
        self.assertEqual(machine.run("systemctl list-units --plain --no-legend --state=active,failed 'hft*'").stdout, "")


def main():
    global machine
    if not PACKAGE:
        sys.exit("no package in build/release: run ./test --systemd")
    # A run that is cut short takes its machine with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        machine = Machine(PACKAGE[-1])
    except CannotBoot as fault:
        print("systemd tests skipped:", fault, file=sys.stderr)
        sys.exit(77)
    try:
        result = unittest.main(verbosity=2, exit=False, argv=sys.argv).result
        if not result.wasSuccessful() and os.environ.get("HFT_SYSTEMD_JOURNAL"):
            print(machine.say("journalctl --no-pager -u 'hft*'"))
    finally:
        machine.stop()
    sys.exit(0 if result.wasSuccessful() else 1)


if __name__ == "__main__":
    main()
