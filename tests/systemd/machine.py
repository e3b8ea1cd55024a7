"""A Debian with a real systemd in a container: made once by debootstrap, started anew for each test run."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RELEASE = "bookworm"
ROOT = os.environ.get("HFT_SYSTEMD_ROOT", os.path.join(SOURCE, "build", "systemd", "root"))
BASE = "systemd,systemd-sysv,dbus,procps"
SUGGESTED = ["apprise"]  # what tells people; the package only suggests it
# What the units ask of a kernel: where a container cannot give it, nothing can be said of the units.
SANDBOX = " ".join("-p " + option for option in (
    "PrivateUsers=yes", "PrivateTmp=yes", "PrivateDevices=yes", "PrivateIPC=yes", "ProtectSystem=strict",
    "ProtectProc=invisible", "ProcSubset=pid", "RestrictNamespaces=yes", "SystemCallFilter=@system-service"))


class CannotBoot(Exception):
    """This machine cannot run a Debian with systemd in a container: nothing is said about the package."""


def mirror():
    """Where this machine gets its own Debian from, so that no second address need be reachable."""
    ran = subprocess.run(["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages",
                          "Codename: " + RELEASE, "Component: main"], capture_output=True, text=True)
    found = [line for line in ran.stdout.split() if line.startswith("http")]
    return os.environ.get("HFT_DEBIAN_MIRROR") or (found + ["http://deb.debian.org/debian"])[0]


def say(text):
    print("--", text, flush=True)


def wait_until(condition, what, timeout=60):
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError(f"in vain waited {timeout} s until {what}")


def dependencies(package):
    text = subprocess.run(["dpkg-deb", "-f", package, "Depends"], capture_output=True, text=True, check=True).stdout
    return [entry.split("|")[0].split("(")[0].strip() for entry in text.split(",")]


def debootstrap():
    """Beside the root first: one that was cut short is never taken for a whole one."""
    begun = ROOT + ".begun"
    shutil.rmtree(ROOT, ignore_errors=True)
    shutil.rmtree(begun, ignore_errors=True)
    os.makedirs(begun)
    ran = subprocess.run(["debootstrap", "--variant=minbase", "--include=" + BASE, RELEASE, begun, mirror()],
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if ran.returncode != 0:
        sys.exit(f"debootstrap could not make {ROOT} from {mirror()}:\n" + "\n".join(ran.stdout.splitlines()[-8:]))
    os.rename(begun, ROOT)


def prepare_root(package):
    """The cached root: a small Debian with what the package depends on, but not the package."""
    marker = os.path.join(ROOT, "root", "prepared-for")
    wanted = " ".join(sorted(dependencies(package) + SUGGESTED))
    if os.path.exists(marker) and open(marker).read() == wanted:
        return
    if not os.path.exists(os.path.join(ROOT, "usr", "bin", "apt-get")):
        say("making a Debian root in " + ROOT + " (some minutes, once)")
        debootstrap()
    say("installing what the package depends on")
    shutil.copy("/etc/resolv.conf", os.path.join(ROOT, "etc", "resolv.conf"))
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    for command in (["apt-get", "-qq", "update"],
                    ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *wanted.split()]):
        subprocess.run(["chroot", ROOT, *command], check=True, env=environment, stdout=subprocess.DEVNULL)
    with open(marker, "w") as file:
        file.write(wanted)


class Machine:
    """Boots a copy of the root; commands run inside as root. The copy is gone afterwards."""

    def __init__(self, package):
        prepare_root(package)
        self.folder = tempfile.mkdtemp(prefix="hft-systemd-")
        self.root = os.path.join(self.folder, "root")
        self.overlay = self.mount_overlay()
        if not self.overlay:
            subprocess.run(["cp", "-a", "--reflink=auto", ROOT, self.root], check=True)
        with open(os.path.join(self.root, "usr/local/bin/sudo"), "w") as file:
            file.write('#!/bin/sh\nexec "$@"\n')  # commands of the pages say sudo; here everybody is root
        os.chmod(file.name, 0o755)
        shutil.copy(package, os.path.join(self.root, "root"))
        self.log = open(os.path.join(self.folder, "boot.log"), "w+")
        try:
            self.boot()
            self.can_sandbox()
        except BaseException as fault:
            words = self.last_words()
            self.stop()
            if isinstance(fault, AssertionError):
                raise CannotBoot(f"{fault}: {words}") from None
            raise

    def boot(self):
        self.process = subprocess.Popen(
            ["systemd-nspawn", "-D", self.root, "--register=no", "--keep-unit", "--boot", "--private-network",
             "--quiet", "--machine=hft-test", "--link-journal=no"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT)
        self.leader = None
        wait_until(self.booted, "the machine has booted", 120)

    def power_off(self):
        """As an operator does it: services are stopped in order."""
        self.run("systemctl poweroff --no-block", check=False)
        self.process.wait(90)

    def mount_overlay(self):
        upper, work = os.path.join(self.folder, "upper"), os.path.join(self.folder, "work")
        for path in (upper, work, self.root):
            os.makedirs(path)
        options = f"lowerdir={ROOT},upperdir={upper},workdir={work}"
        done = subprocess.run(["mount", "-t", "overlay", "overlay", "-o", options, self.root],
                              capture_output=True).returncode == 0
        if not done:
            os.rmdir(self.root)
        return done

    def booted(self):
        if self.process.poll() is not None:
            raise CannotBoot("systemd-nspawn could not start a machine: " + self.last_words())
        if not self.leader:
            self.leader = self.find_leader()
            return False
        ran = self.run("systemctl is-system-running", check=False)
        return ran.stdout.strip() in ("running", "degraded")

    def last_words(self):
        self.log.seek(0)
        return " ".join(self.log.read().split()[-40:])

    def can_sandbox(self):
        ran = self.run("systemd-run --quiet --wait " + SANDBOX + " /bin/true", check=False)
        if ran.returncode != 0:
            raise CannotBoot("services in a container cannot be locked down here: " + ran.stderr.strip())

    def find_leader(self):
        """The machine's process 1; before it there is another child for a moment."""
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as file:
            for child in file.read().split():
                with open(f"/proc/{child}/comm") as name:
                    if name.read().strip() == "systemd":
                        return child
        return None

    def run(self, command, check=True, stdin=None, timeout=180):
        ran = subprocess.run(
            ["nsenter", "-t", self.leader, "-m", "-u", "-i", "-n", "-p", "-C", "-r", "-w", "/bin/sh", "-c",
             "cd /root; PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export PATH; " + command],
            capture_output=True, text=True, timeout=timeout, input=stdin or "",
            env={"LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive", "TERM": "dumb"})
        if check and ran.returncode != 0:
            raise AssertionError(f"{command!r} ended with {ran.returncode}: {ran.stdout}{ran.stderr}")
        return ran

    def say(self, command, **how):
        return self.run(command, **how).stdout.strip()

    def show(self, unit, name):
        return self.say(f"systemctl show --value -p {name} '{unit}'")

    def journal(self, unit, since=None):
        """The unit's lines, each a record; since a cursor of `cursor()`."""
        after = f"--after-cursor='{since}'" if since else ""
        text = self.say(f"journalctl --no-pager -o json -u '{unit}' {after}")
        return [json.loads(line) for line in text.splitlines()]

    def messages(self, unit, since=None):
        return [record.get("MESSAGE", "") for record in self.journal(unit, since)]

    def cursor(self):
        self.run("journalctl --sync")
        return self.say("journalctl --no-pager -n0 --show-cursor").split("-- cursor: ")[-1].strip()

    def write(self, path, text, mode=0o644):
        self.run(f"mkdir -p \"$(dirname '{path}')\" && cat > '{path}' && chmod {mode:o} '{path}'", stdin=text)

    def http(self, path, body=None):
        """A request to the venue's unit, with the shell alone: the machine has no other client."""
        ran = self.run("perl -MIO::Socket::INET -e \"$(cat)\" '%s' '%s'" % (path, body or ""), stdin=PERL)
        return json.loads(ran.stdout) if ran.stdout.strip() else None

    def stop(self):
        if self.process.poll() is None and self.leader:
            try:
                self.power_off()
            except subprocess.TimeoutExpired:
                pass
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)
        self.log.close()
        if self.overlay:
            subprocess.run(["umount", "-l", self.root], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)


PERL = r"""
my ($p, $b) = @ARGV;
my $s = IO::Socket::INET->new(PeerAddr => "127.0.0.1:8900") or die "no venue: $!";
my $m = length $b ? "POST" : "GET";
print $s "$m $p HTTP/1.1\r\nHost: 127.0.0.1:8900\r\nAPCA-API-KEY-ID: audit\r\nAPCA-API-SECRET-KEY: audit\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: " . length($b) . "\r\n\r\n$b";
local $/; my $a = <$s>; $a =~ s/^.*?\r\n\r\n//s; print $a;
"""
